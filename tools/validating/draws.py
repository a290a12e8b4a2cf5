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
from services.draws.domain.seeding import Ranking, RankingPlace, Seed, StandingEntry, seed_field
from services.draws.domain.sizes import (
    can_be_drawn,
    draw_size,
    has_super_tie_break,
    number_of_byes,
)
from services.draws.domain.verification import (
    DrawOnRecord,
    FrozenEntry,
    StoredLine,
    verify_draw,
)
from services.entries.domain.tournaments import draw_deadline, entry_deadline
from shared.terms import AgeCategory, DrawStatus, Gender, Violation
from shared.weeks import Week
from tools.validating.check import PUBLISHED, Bad, Check
from tools.validating.stored import Sheet, Stored
from tools.validating.tables import Draw, DrawEntry, DrawSeed

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
        (sheet, broken_by_matter(_bracket(sheet), _seeds(sheet, actual=True), sheet.drawn))
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


def _seeds(sheet: Sheet, *, actual: bool) -> list[Seed]:
    return [
        Seed(seed.seed_number, seed.player_id, seed.seeding_points)
        for seed in sheet.with_seeding(actual=actual)
    ]


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


def _seeded_by_ranking(stored: Stored) -> Iterator[Bad]:
    numbers = _entry_numbers(stored)
    for sheet in stored.made:
        entries = [
            StandingEntry(numbers.get((*sheet.key, line.player_id), 0), line.player_id, at)
            for line in sheet.lines
            for at in (line.entry_timestamp,)
        ]
        yield from _against(stored, sheet, entries, actual=True)


def _planned_by_ranking(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        if sheet.tournament is None:
            continue
        closed = entry_deadline(sheet.tournament.start_date)
        entries = [
            StandingEntry(row.entry_id, row.player_id, row.entered_at)
            for row in sheet.field
            if row.entry_id is not None and row.entered_at is not None
        ]
        if not sheet.field:
            entries = [
                StandingEntry(entry.entry_id, entry.player_id, entry.entry_timestamp)
                for entry in stored.entries_of.get(sheet.key, ())
                if entry.entry_timestamp <= closed
                and (entry.withdrawn_at is None or entry.withdrawn_at > closed)
            ]
        yield from _against(stored, sheet, entries, actual=False)


def _entry_numbers(stored: Stored) -> dict[tuple[int, int, int, int], int]:
    return {
        (*key, entry.player_id): entry.entry_id
        for key, entries in stored.entries_of.items()
        for entry in entries
        if entry.withdrawal_type != "BEFORE_DRAW"
    }


def _against(
    stored: Stored, sheet: Sheet, entries: list[StandingEntry], *, actual: bool
) -> Iterator[Bad]:
    """The stored seeds against those that entries and ranking give."""
    if len({entry.player_id for entry in entries}) != len(entries):
        return
    due: set[Seed] = set()
    if can_be_drawn(len(entries)):
        due = set(seed_field(entries, _ranking(stored, sheet)).seeds)
    have = {seed: row for row in sheet.with_seeding(actual=actual) for seed in (_seed(row),)}
    for seed in sorted(have.keys() - due, key=lambda seed: seed.number):
        wanted = next((one for one in due if one.number == seed.number), None)
        by_the_rules = f"player {wanted.player_id} with {wanted.points}" if wanted else "nobody"
        text = (
            f"{sheet.name}: seed {seed.number} is player {seed.player_id} "
            f"with {seed.points} points, by the ranking {by_the_rules}"
        )
        yield Bad(have[seed].origin, text)
    numbers = {seed.number for seed in have}
    for seed in sorted(due, key=lambda seed: seed.number):
        if seed.number not in numbers:
            text = f"{sheet.name}: seed {seed.number} is missing, player {seed.player_id}"
            yield Bad(sheet.draw.origin, text)


def _seed(row: DrawSeed) -> Seed:
    return Seed(row.seed_number, row.player_id, row.seeding_points)


def _ranking(stored: Stored, sheet: Sheet) -> Ranking | None:
    """The ranking that this draw was seeded by: the one kept with it, else that of the week before
    as it is stored; None where none was published."""
    draw = sheet.draw
    if sheet.field and draw.is_seeded is not None:
        return (
            {
                row.player_id: RankingPlace(row.ranking_position, row.ranking_points)
                for row in sheet.field
                if row.ranking_position is not None
            }
            if draw.is_seeded
            else None
        )
    if sheet.tournament is None:
        return None
    week = Week.of(sheet.tournament.start_date) - 1
    key = (AgeCategory(draw.age_category_id), Gender(draw.gender_id))
    ranked = stored.rankings.get(key, {}).get(week)
    if not ranked:
        return None
    return {row.player_id: RankingPlace(row.rank_position, row.total_points) for row in ranked}


def _made_again(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        draw = sheet.draw
        if draw.random_seed is None or draw.num_players is None or draw.draw_size is None:
            continue
        found = verify_draw(_record(stored, sheet))
        if found.differences:
            yield Bad(draw.origin, f"{sheet.name}: {found.differences[0].message}")


def _record(stored: Stored, sheet: Sheet) -> DrawOnRecord:
    draw = sheet.draw
    seed_of = {seed.player_id: seed.seed_number for seed in sheet.with_seeding(actual=True)}
    return DrawOnRecord(
        closing=[
            StandingEntry(row.entry_id, row.player_id, row.entered_at)
            for row in sheet.field
            if row.entry_id is not None and row.entered_at is not None
        ],
        entries=[
            FrozenEntry(
                StandingEntry(row.entry_id, row.player_id, row.entered_at), row.entry_points
            )
            for row in sheet.frozen
        ],
        ranking=_ranking(stored, sheet) if draw.is_seeded else None,
        random_seed=draw.random_seed or 0,
        num_players=draw.num_players or 0,
        size=draw.draw_size or 0,
        lines=[
            StoredLine(
                line.draw_position,
                line.player_id,
                seed_of.get(line.player_id),
                line.has_bye,
                line.entry_points or 0,
                line.entry_timestamp,
            )
            for line in sheet.lines
        ],
        planned=_seeds(sheet, actual=False),
        actual=_seeds(sheet, actual=True),
    )


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
    Check(
        "seeds-ranking",
        "4",
        "The actual seeds follow the ranking of the week before",
        ("draw_seed", "draw_players", "weekly_ranking"),
        _seeded_by_ranking,
        spares=PUBLISHED,
    ),
    Check(
        "seeds-planned",
        "4",
        "The planned seeds are those of the deadline",
        ("draw_seed", "entries", "weekly_ranking"),
        _planned_by_ranking,
        spares=PUBLISHED,
    ),
    Check(
        "draw-again",
        "4",
        "Entries, ranking and random seed give this very draw",
        ("draws", "draw_players", "draw_entries"),
        _made_again,
        needs=(DrawEntry,),
        unless="Random seeds and frozen entries are not in these files.",
    ),
)
