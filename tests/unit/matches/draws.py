"""Draws for the tests: any lines that can be drawn, and short ways to play their matches."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from services.matches.domain.bracket import Draw, Match, Place, WalkoverReason
from services.matches.domain.progress import Absence, settle
from services.matches.domain.results import Result, record
from services.matches.domain.scores import Score
from services.matches.domain.sets import SetScore, Side
from services.matches.domain.skeleton import build_skeleton
from shared.terms import MatchStatus, Round
from shared.weeks import Week

WEEK = Week(date(2026, 2, 23))

NO_SHOW = WalkoverReason.NO_SHOW
WITHDRAWN = WalkoverReason.WITHDRAWN_AFTER_DRAW
SUSPENDED = WalkoverReason.SUSPENDED
OTHER = WalkoverReason.OTHER
DISQUALIFIED = WalkoverReason.DISQUALIFIED

WON_BY_1 = Result(MatchStatus.COMPLETED, Score((SetScore((6, 4)), SetScore((6, 4)))), 1)
WON_BY_2 = Result(MatchStatus.COMPLETED, Score((SetScore((4, 6)), SetScore((4, 6)))), 2)
RETIRED_2 = Result(MatchStatus.RETIRED, Score((SetScore((3, 4)),)), 1)
DISQUALIFIED_2 = Result(MatchStatus.DISQUALIFIED, Score((SetScore((3, 4)),)), 1)
WALKOVER_1 = Result(MatchStatus.WALKOVER, winner=1, reason2=NO_SHOW)
WALKOVER_2 = Result(MatchStatus.WALKOVER, winner=2, reason1=NO_SHOW)
BOTH_GONE = Result(MatchStatus.CANCELLED, reason1=NO_SHOW, reason2=NO_SHOW)
BOTH_DISQUALIFIED = Result(MatchStatus.CANCELLED, reason1=DISQUALIFIED, reason2=DISQUALIFIED)
TAKEN_BACK = Result(MatchStatus.SCHEDULED)


@st.composite
def draw_lines(draw: DrawFn) -> list[int | None]:
    """Any lines that can be drawn: 6 to 64 players, no bye against a bye."""
    size = draw(st.sampled_from([8, 16, 32, 64]))
    byes = draw(st.integers(0, min(size // 2 - 1, size - 6)))
    lines: list[int | None] = [100 + line for line in range(size)]
    pairs = draw(st.permutations(range(size // 2)))
    for pair in pairs[:byes]:
        lines[2 * pair + draw(st.integers(0, 1))] = None
    return lines


def full_draw(size: int = 8) -> Draw:
    """Players 1 to ``size`` on their lines, no byes."""
    return build_skeleton(list(range(1, size + 1)), WEEK)


def match_at(draw: Draw, played: Round, number: int) -> Match:
    match = draw.at(Place(played, number))
    assert match is not None
    return match


def play(
    draw: Draw, played: Round, number: int, result: Result, absences: Iterable[Absence] = ()
) -> Draw:
    """The draw after this result and all that follows from it."""
    recorded = draw.with_changes([record(match_at(draw, played, number), result)])
    return recorded.with_changes(settle(recorded, absences))


def play_all(draw: Draw, winner: Side = 1) -> Draw:
    """Plays every match that is left; the player on side ``winner`` wins each."""
    for place in [match.place for match in draw.matches]:
        match = match_at(draw, place.round, place.number)
        if match.status is MatchStatus.SCHEDULED:
            draw = play(draw, place.round, place.number, WON_BY_1 if winner == 1 else WON_BY_2)
    return draw


def stand(match: Match) -> tuple[int | None, int | None, MatchStatus, int | None]:
    """What a bracket shows of a match: both players, status, winner."""
    return match.player1, match.player2, match.status, match.winner


def on_day(match: Match, day: date) -> Match:
    return replace(match, day=day)
