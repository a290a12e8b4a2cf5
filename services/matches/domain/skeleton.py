"""The matches of a draw as they stand before the first ball.

Guarantees that every match of the bracket is there and dated, that a bye is no match, and that
a player with a bye stands in the second round from the start.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from services.matches.domain.bracket import Draw, ImpossibleDrawError, Match, Place, matches_in
from shared.terms import Round
from shared.weeks import Week

_FIRST_ROUND_BY_SIZE: Final = {8: Round.QF, 16: Round.R16, 32: Round.R32, 64: Round.R64}


def build_skeleton(lines: Sequence[int | None], week: Week) -> Draw:
    """The matches for these draw lines, all scheduled.

    ``lines`` holds the player id on each line from line 1 on, None for a bye; ``week`` is the
    tournament's. Raises ImpossibleDrawError for lines that are no draw: a size other than 8, 16, 32
    or 64, a player twice, a bye against a bye. Source: rules.md sections 3 and 5.
    """
    _check_lines(lines)
    first = _FIRST_ROUND_BY_SIZE[len(lines)]
    second = Round(first + 1)
    opening = [
        Match(Place(first, number), regular_day(first, first, week), upper, lower)
        for number, (upper, lower) in enumerate(_pairs(lines), start=1)
        if upper is not None and lower is not None
    ]
    through = [_with_bye(pair) for pair in _pairs(lines)]
    following = [
        Match(Place(second, number), regular_day(second, first, week), upper, lower)
        for number, (upper, lower) in enumerate(_pairs(through), start=1)
    ]
    later = [
        Match(Place(played, number), regular_day(played, first, week))
        for played in Round
        if played > second
        for number in range(1, matches_in(played) + 1)
    ]
    return Draw(opening + following + later)


def regular_day(played: Round, first: Round, week: Week) -> date:
    """Round *r* of a draw that begins with ``first`` is played on day *r* (rules.md section 5)."""
    return week.monday + timedelta(days=played - first)


def _check_lines(lines: Sequence[int | None]) -> None:
    if len(lines) not in _FIRST_ROUND_BY_SIZE:
        raise ImpossibleDrawError(f"a draw has 8, 16, 32 or 64 lines, not {len(lines)}")
    players = [player for player in lines if player is not None]
    if len(set(players)) < len(players):
        raise ImpossibleDrawError("a player stands on two lines")
    if (None, None) in _pairs(lines):
        raise ImpossibleDrawError("a bye stands against a bye")


def _with_bye(pair: tuple[int | None, int | None]) -> int | None:
    """The player of this pair who has a bye; None where two players meet."""
    upper, lower = pair
    if upper is not None and lower is not None:
        return None
    return lower if upper is None else upper


def _pairs(lines: Sequence[int | None]) -> list[tuple[int | None, int | None]]:
    return list(zip(lines[::2], lines[1::2], strict=True))
