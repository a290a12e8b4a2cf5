"""Draws with their players, seeds and matches, by rules.md sections 3 to 5, 11 and 13.

Guarantees that a draw gets a size, and so is shown as a bracket, only if its matches form one: the
whole tree, each player come through to it. Everything else is a list of matches.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from services.draws.domain import check
from services.draws.domain.bracket import Draw as LinedDraw
from services.draws.domain.bracket import Line
from services.draws.domain.seeding import Seed
from services.draws.domain.sizes import can_be_drawn, draw_size, has_super_tie_break
from services.matches.domain import bracket
from services.matches.domain.progress import settle
from services.matches.domain.sets import SIDES
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.stages import outcomes
from shared.terms import AgeCategory, Gender
from shared.weeks import Week
from tools.importing.book import Book
from tools.importing.judge_matches import ReadMatch
from tools.importing.judge_people import People
from tools.importing.read_draws import Judged, collect_draws
from tools.importing.write_draws import write_draw

_BROKEN_TITLES = {
    "3": "the size or the byes are not those of the rules",
    "4": "the seeds stand on the wrong side or in the wrong section",
    "11": "the seeds stand on the wrong lines, or the byes are not spread",
}


def judge_draws(book: Book, people: People) -> dict[int, Judged]:
    """All draws, by key; the rows of those that were made are in the book."""
    draws = collect_draws(book, people)
    for draw in draws.values():
        if draw.is_undrawn:
            continue
        lines = _lines(draw)
        matches = _bracket(draw, lines) if lines is not None else None
        if matches is None:
            book.unverified(
                draw.numbered, "5", "the matches form no bracket", f"draw {draw.row.draw_id}"
            )
        else:
            draw.size = len(lines or ())
            if draw.is_over:
                draw.outcomes = {one.player_id: one for one in outcomes(matches)}
        _judge_lines(book, draw, lines)
        _judge_days(book, draw)
        write_draw(book, draw)
    return draws


def _lines(draw: Judged) -> list[int | None] | None:
    """The players by line; None where the lines are not those of any draw."""
    if not can_be_drawn(len(draw.players)):
        return None
    lines: list[int | None] = [None] * draw_size(len(draw.players))
    for numbered in draw.players:
        if numbered.row.draw_position > len(lines):
            return None
        lines[numbered.row.draw_position - 1] = numbered.row.player_id
    return lines


def _bracket(draw: Judged, lines: Sequence[int | None]) -> bracket.Draw | None:
    """The matches as a bracket grown from these lines; None if they are none."""
    try:
        skeleton = build_skeleton(lines, Week.of(draw.tournament.start_date))
        stored = bracket.Draw(
            bracket.Match(
                place=_place(match),
                day=match.row.match_date,
                player1=match.row.player1_id,
                player2=match.row.player2_id,
                status=match.status,
                winner=match.row.winner_id,
            )
            for match in draw.matches
        )
        if {match.place for match in stored.matches} != {m.place for m in skeleton.matches}:
            return None
        for planned in skeleton.matches:
            here = stored.at(planned.place)
            if here is None or not set(planned.players) <= set(here.players):
                return None
        return stored if not settle(stored) else None
    except bracket.ImpossibleDrawError:
        return None


def _judge_lines(book: Book, draw: Judged, lines: Sequence[int | None] | None) -> None:
    """Format, seeds, byes and their lines."""
    row = draw.row
    name = f"draw {row.draw_id}"
    if row.has_supertiebreak != has_super_tie_break(
        AgeCategory(row.age_category_id), Gender(row.gender_id)
    ):
        book.unverified(draw.numbered, "3", "the third set has the wrong format", name)
    if not can_be_drawn(len(draw.players)):
        book.unverified(draw.numbered, "3", "not 6 to 64 players", f"{name}: {len(draw.players)}")
    if lines is None:
        return
    planned = sorted(seed.row.seed_number for seed in draw.seeds if not seed.row.is_actual_seeding)
    if planned != list(range(1, len(planned) + 1)):
        book.unverified(draw.numbered, "4", "the planned seeds leave a number out", name)
    by_player = {seed.row.player_id: seed for seed in draw.seeds if seed.row.is_actual_seeding}
    lined = LinedDraw(
        len(lines),
        tuple(
            Line(number, player, by_player[player].row.seed_number)
            if player is not None and player in by_player
            else Line(number, player)
            for number, player in enumerate(lines, 1)
        ),
    )
    seeds = [
        Seed(seed.row.seed_number, seed.row.player_id, max(seed.row.seeding_points, 0))
        for seed in sorted(by_player.values(), key=lambda seed: seed.row.seed_number)
    ]
    field_ = {player for player in lines if player is not None}
    told: set[str] = set()
    for violation in check.broken_rules(lined, seeds, field_):
        if violation.rule not in told:
            told.add(violation.rule)
            title = _BROKEN_TITLES.get(violation.rule, "breaks a rule of draws")
            book.unverified(draw.numbered, violation.rule, title, f"{name}: {violation.message}")
    if told & {"4", "11"}:
        for seed in draw.seeds:
            book.unverified(
                seed, "4", "seed of a draw that breaks the rules of seeding", f"of {name}"
            )


def _judge_days(book: Book, draw: Judged) -> None:
    """Nobody plays twice on one day; a match is not played before its turn."""
    days: Counter[tuple[int, date]] = Counter()
    day_of = {_place(match): match.row.match_date for match in draw.matches}
    for match in draw.matches:
        row = match.row
        name = f"match {row.match_id}"
        for player in (row.player1_id, row.player2_id):
            if player is not None:
                days[player, row.match_date] += 1
                if days[player, row.match_date] > 1:
                    book.unverified(match.numbered, "5", "a player's second match of a day", name)
        if draw.size is None:
            continue
        place = _place(match)
        feeders = [day_of.get(feeder) for side in SIDES if (feeder := place.feeding(side))]
        if any(day is not None and day >= row.match_date for day in feeders):
            title = "not on a later day than the matches before it"
            book.unverified(match.numbered, "5", title, name)
        earliest = row.round_id - (7 - draw.size.bit_length() + 1)
        if (row.match_date - draw.tournament.start_date).days < earliest:
            book.unverified(match.numbered, "5", "played before the day of its round", name)


def _place(match: ReadMatch) -> bracket.Place:
    return bracket.Place(match.round, match.row.match_number)
