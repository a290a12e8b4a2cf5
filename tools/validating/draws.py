"""Draws: format, size, byes, seeds, and when they were made (rules.md sections 3, 4 and 11).

What a bracket must keep is judged by the draws domain's own check, which shares nothing with the
drawing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache, partial
from typing import Final

from services.draws.domain.bracket import Draw as Bracket
from services.draws.domain.bracket import Line
from services.draws.domain.check import Matter, broken_by_matter
from services.draws.domain.sizes import (
    can_be_drawn,
    draw_size,
    has_super_tie_break,
    number_of_byes,
)
from services.entries.domain.tournaments import draw_deadline, entry_deadline
from shared.terms import AgeCategory, DrawStatus, Gender, Violation
from tools.validating.check import PUBLISHED, Bad, Check
from tools.validating.seeds import seeds_of
from tools.validating.sheets import Sheet
from tools.validating.stored import Stored
from tools.validating.tables import Draw

_MADE: Final = frozenset({DrawStatus.GENERATED, DrawStatus.COMPLETED})
# what the clock may be late: it looks every second, and makes one draw after the other
_GRACE: Final = timedelta(minutes=15)
_DRAWS_PER_TOURNAMENT: Final = len(AgeCategory) * len(Gender)


def _four(stored: Stored) -> Iterator[Bad]:
    draws = list(stored.of(Draw))
    times = Counter((d.tournament_id, d.age_category_id, d.gender_id) for d in draws)
    of_tournament = Counter(key[0] for key in times)
    told = set()
    for draw in draws:
        key = (draw.tournament_id, draw.age_category_id, draw.gender_id)
        if times[key] > 1:
            yield Bad(draw.origin, f"draw {draw.draw_id}: a second one of its kind")
        elif (
            of_tournament[draw.tournament_id] != _DRAWS_PER_TOURNAMENT
            and draw.tournament_id not in told
        ):
            told.add(draw.tournament_id)
            text = f"tournament {draw.tournament_id}: {of_tournament[draw.tournament_id]} draws"
            yield Bad(draw.origin, text)


def _format(stored: Stored) -> Iterator[Bad]:
    for draw in stored.of(Draw):
        due = has_super_tie_break(AgeCategory(draw.age_category_id), Gender(draw.gender_id))
        if draw.has_supertiebreak != due:
            wanted = "a super tie-break" if due else "a full third set"
            yield Bad(draw.origin, f"draw {draw.draw_id} should play {wanted}")


def _made_in_time(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.sheets.values():
        draw, tournament = sheet.draw, sheet.tournament
        if tournament is None or not (sheet.lines or draw.draw_status_id in _MADE):
            continue
        made = draw.draw_generated_at
        first, last = (
            entry_deadline(tournament.start_date),
            draw_deadline(tournament.start_date)
            + (_GRACE if draw.origin == "live" else timedelta()),
        )
        if made is None or not first < made <= last:
            when = f"made {made:%a %Y-%m-%d %H:%M}" if made else "made nobody knows when"
            text = f"{sheet.name}: {when}, entries closed {first:%a %Y-%m-%d %H:%M}"
            yield Bad(draw.origin, text)


def _due(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.sheets.values():
        draw, tournament = sheet.draw, sheet.tournament
        if tournament is None or sheet.lines:
            continue
        closes, makes = entry_deadline(tournament.start_date), draw_deadline(tournament.start_date)
        if draw.draw_status_id == DrawStatus.OPEN and stored.now > closes + _GRACE:
            yield Bad(
                draw.origin, f"{sheet.name} still takes entries; they closed at {closes:%F %R}"
            )
        elif draw.draw_status_id == DrawStatus.CLOSED and stored.now > makes + _GRACE:
            yield Bad(draw.origin, f"{sheet.name} is not made; it was due at {makes:%F %R}")


def _status(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.sheets.values():
        status = DrawStatus(sheet.draw.draw_status_id)
        due = status
        if sheet.lines:
            due = DrawStatus.COMPLETED if sheet.is_over else DrawStatus.GENERATED
        elif status in _MADE:
            due = DrawStatus.CLOSED
        if status is not due:
            yield Bad(sheet.draw.origin, f"{sheet.name} is {status.name}, not {due.name}")
        elif not sheet.lines and sheet.matches:
            yield Bad(sheet.draw.origin, f"{sheet.name} has matches and no lines")


def _numbers(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        draw, players = sheet.draw, len(sheet.lines)
        if draw.num_players != players:
            text = f"{sheet.name}: num_players {draw.num_players}, {players} on its lines"
            yield Bad(draw.origin, text)
        elif draw.draw_size is not None and draw.draw_size != _size(sheet):
            text = f"{sheet.name}: draw_size {draw.draw_size} for {players} players"
            yield Bad(draw.origin, text)


@lru_cache(maxsize=1)
def _judged(stored: Stored) -> Sequence[tuple[Sheet, Mapping[Matter, Sequence[Violation]]]]:
    """Every draw that has lines, judged by its domain once for all checks that ask."""
    return [
        (sheet, broken_by_matter(_bracket(sheet), seeds_of(sheet, actual=True), sheet.drawn))
        for sheet in stored.made
    ]


def _matter(matters: Sequence[Matter], stored: Stored) -> Iterator[Bad]:
    for sheet, found in _judged(stored):
        told = [violation for matter in matters for violation in found.get(matter, ())]
        if told:
            more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
            yield Bad(sheet.draw.origin, f"{sheet.name}: {told[0].message}{more}")


def _size(sheet: Sheet) -> int:
    """The lines of a draw of so many players; those of the next size where that is impossible."""
    players = len(sheet.drawn)
    return draw_size(players) if can_be_drawn(players) else 8 if players < 6 else 64


def _bracket(sheet: Sheet) -> Bracket:
    """The lines as the domain sees them; lines beyond the size stay, so that they are told."""
    seed_of = {seed.player_id: seed.seed_number for seed in sheet.with_seeding(actual=True)}
    last = max(_size(sheet), max(sheet.player_on, default=0))
    return Bracket(
        _size(sheet),
        tuple(
            Line(number, player, seed_of.get(player) if player is not None else None)
            for number in range(1, last + 1)
            for player in (sheet.player_on.get(number),)
        ),
    )


def _bye_of_each_line(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        for line in sheet.lines:
            opposite = ((line.draw_position - 1) ^ 1) + 1
            if line.has_bye == (opposite in sheet.player_on):
                text = f"player {line.player_id} on line {line.draw_position} of {sheet.name}"
                told = "has a bye and an opponent" if line.has_bye else "has no opponent and no bye"
                yield Bad(line.origin, f"{text} {told}")


def _number_of_byes(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        if can_be_drawn(len(sheet.lines)):
            due = number_of_byes(len(sheet.lines))
            byes = sum(line.has_bye for line in sheet.lines)
            if byes != due:
                text = f"{sheet.name}: {len(sheet.lines)} players with {byes} byes, not {due}"
                yield Bad(sheet.draw.origin, text)


def _bracket_check(id_: str, rule: str, title: str, *matters: Matter) -> Check:
    tables = ("draws", "draw_players", "draw_seed")
    return Check(id_, rule, title, tables, partial(_matter, matters))


CHECKS = (
    Check(
        "draws-four",
        "1",
        "A tournament has four draws, one of each kind",
        ("draws",),
        _four,
        spares=PUBLISHED,
    ),
    Check("draw-format", "3", "The third set has the format of the draw", ("draws",), _format),
    Check(
        "draw-time",
        "3",
        "Draws were made between Tuesday 10:00 and Friday 19:00",
        ("draws", "tournaments"),
        _made_in_time,
    ),
    Check(
        "draw-due",
        "3",
        "No draw waits for what was due",
        ("draws", "tournaments"),
        _due,
        spares=PUBLISHED,
    ),
    Check("draw-status", "1", "A draw is as far as its lines and matches", ("draws",), _status),
    Check(
        "draw-numbers",
        "1",
        "num_players and draw_size follow from the players drawn",
        ("draws", "draw_players"),
        _numbers,
    ),
    _bracket_check(
        "draw-size",
        "3",
        "6 to 64 players stand on 8, 16, 32 or 64 lines, each once",
        Matter.FRAME,
        Matter.PLAYERS,
        Matter.SIZE,
    ),
    Check(
        "byes-number",
        "3",
        "As many players have a bye as lines stay empty",
        ("draws", "draw_players"),
        _number_of_byes,
    ),
    Check(
        "byes-lines",
        "3",
        "Who has a bye has nobody opposite, and the other way round",
        ("draw_players",),
        _bye_of_each_line,
    ),
    _bracket_check("byes-opposite", "3", "No bye against a bye", Matter.BYE_AGAINST_BYE),
    _bracket_check(
        "byes-to-seeds", "3", "Byes go to the seeds in seed order", Matter.BYES_TO_SEEDS
    ),
    _bracket_check(
        "byes-spread", "11", "The byes are spread over the sections", Matter.BYES_SPREAD
    ),
    _bracket_check(
        "seeds-number",
        "4",
        "The seeds are as many as the rules say, numbered from 1, each drawn",
        Matter.SEEDS,
    ),
    _bracket_check(
        "seeds-lines", "11", "Every seed stands on a line of its own", Matter.SEED_LINES
    ),
    _bracket_check("seeds-sides", "4", "Every seed stands in its half", Matter.SEED_SIDES),
    _bracket_check(
        "seeds-apart", "4", "Seeds meet no earlier than they should", Matter.SEED_SECTIONS
    ),
)
