"""The score of a whole match and whether status, score and winner fit together.

Guarantees that ``check_result`` names every broken rule of section 5 at once, and that it
answers for anything a caller can put into a score without raising.
"""

from dataclasses import dataclass
from typing import Final, TypeGuard

from services.matches.domain.sets import (
    RULE,
    SetEnd,
    SetScore,
    Side,
    judge_set,
    judge_supertiebreak,
)
from shared.terms import MatchStatus, Violation

MOST_SETS: Final = 3
_STOPPED: Final = frozenset({MatchStatus.RETIRED, MatchStatus.DISQUALIFIED})
_PLAYED: Final = _STOPPED | {MatchStatus.COMPLETED}
_NAMES: Final = {
    MatchStatus.SCHEDULED: "match that is still to be played",
    MatchStatus.WALKOVER: "walkover",
    MatchStatus.CANCELLED: "cancelled match",
}


@dataclass(frozen=True, slots=True)
class Score:
    """The sets in the order of play, player 1's numbers first; empty where nothing was played."""

    sets: tuple[SetScore, ...] = ()

    def flipped(self) -> "Score":
        """The same score seen from the other player's side."""
        return Score(tuple(one.flipped() for one in self.sets))


NOT_PLAYED: Final = Score()


def check_result(
    has_supertiebreak: bool, status: MatchStatus, score: Score, winner: Side | None
) -> list[Violation]:
    """Every rule that this result breaks; an empty list means it may stand.

    ``has_supertiebreak`` is the draw's format of the third set. ``winner`` is 1 or 2, the side
    of the match. The fields named are ``status``, ``winner``, ``sets``, ``sets[i]`` and
    ``sets[i].games``, ``.tiebreak``, ``.supertiebreak``. A cancelled match may have a winner
    here: who went through because nobody stood on the other side. Source: rules.md section 5.
    """
    if not isinstance(status, MatchStatus):
        return [Violation("status", RULE, "This is no status of a match.")]
    if status in _PLAYED:
        return _check_played(has_supertiebreak, status, score, winner)
    broken = []
    if score.sets:
        text = f"A {_NAMES[status]} has no score."
        broken.append(Violation("sets", RULE, text))
    if winner is None:
        if status is MatchStatus.WALKOVER:
            text = "Name the winner of the walkover: the player who was there."
            broken.append(Violation("winner", RULE, text))
    elif not _is_side(winner):
        broken.append(_no_side())
    elif status is MatchStatus.SCHEDULED:
        text = "A match that is still to be played has no winner."
        broken.append(Violation("winner", RULE, text))
    return broken


def winner_of(score: Score) -> Side | None:
    """Who has won by this score; None unless it is full and legal in either format."""
    decided_by_points = len(score.sets) > 2 and score.sets[2].supertiebreak is not None
    ends, broken = _judge_sets(score, decided_by_points, stopped=False)
    progress = _Progress.of(ends)
    return progress.winner if not broken and progress.sets_needed == len(ends) else None


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far the sets carried the match: its winner, if any, after ``sets_needed`` sets."""

    winner: Side | None
    sets_needed: int

    @classmethod
    def of(cls, ends: list[SetEnd]) -> "_Progress":
        won = {1: 0, 2: 0}
        for played, end in enumerate(ends, start=1):
            side = end.winner
            if side is None:
                return cls(None, played)
            won[side] += 1
            if won[side] == 2:
                return cls(side, played)
        return cls(None, len(ends))


def _check_played(
    has_supertiebreak: bool, status: MatchStatus, score: Score, winner: Side | None
) -> list[Violation]:
    stopped = status in _STOPPED
    ends, broken = _judge_sets(score, has_supertiebreak, stopped=stopped)
    progress = _Progress.of(ends)
    if progress.winner is not None and progress.sets_needed < min(len(score.sets), MOST_SETS):
        text = f"Player {progress.winner} has won both sets: no third set is played."
        broken.append(Violation("sets[2]", RULE, text))
    if stopped:
        broken += _check_stopped(score, progress)
    elif SetEnd.BROKEN not in ends and progress.winner is None:
        broken += _check_missing(has_supertiebreak, len(ends))
    if winner is None:
        broken.append(Violation("winner", RULE, "Name the winner of the match."))
    elif not _is_side(winner):
        broken.append(_no_side())
    elif not stopped and progress.winner not in {None, winner}:
        text = (
            f"Player {winner} cannot be the winner: "
            f"by this score player {progress.winner} won two sets."
        )
        broken.append(Violation("winner", RULE, text))
    return broken


def _judge_sets(
    score: Score, has_supertiebreak: bool, *, stopped: bool
) -> tuple[list[SetEnd], list[Violation]]:
    """Each set by itself; only the last may be open, and only where the match stopped."""
    ends: list[SetEnd] = []
    broken: list[Violation] = []
    last = len(score.sets) - 1
    for index, written in enumerate(score.sets[:MOST_SETS]):
        may_be_open = stopped and index == last
        if index == 2 and has_supertiebreak:
            end, found = judge_supertiebreak(written, may_be_open=may_be_open)
        else:
            end, found = judge_set(index, written, may_be_open=may_be_open)
        ends.append(end)
        broken += found
    if last >= MOST_SETS:
        text = f"A match has three sets at most; {last + 1} were given."
        broken.append(Violation("sets", RULE, text))
    return ends, broken


def _check_stopped(score: Score, progress: _Progress) -> list[Violation]:
    """A retirement or disqualification: the match has begun and is not over."""
    if not score.sets:
        text = (
            "Write the score at which the match stopped, 0-0 if no game was finished; "
            "a match that never began is a walkover."
        )
        return [Violation("sets", RULE, text)]
    if progress.winner is not None:
        text = f"By this score player {progress.winner} had already won: the match is completed."
        return [Violation("status", RULE, text)]
    return []


def _check_missing(has_supertiebreak: bool, played: int) -> list[Violation]:
    """A completed match whose sets are sound, but too few."""
    if played == 0:
        return [Violation("sets", RULE, "A completed match needs its score.")]
    if played == 1:
        return [Violation("sets[1].games", RULE, "The second set is missing.")]
    field, name = ("supertiebreak", "super tie-break") if has_supertiebreak else ("games", "set")
    text = f"Each player has won one set: the third, a {name}, is missing."
    return [Violation(f"sets[2].{field}", RULE, text)]


def _is_side(value: object) -> TypeGuard[Side]:
    """1 or 2 itself: ``True`` compares equal to 1 and is no side."""
    return type(value) is int and value in {1, 2}


def _no_side() -> Violation:
    return Violation("winner", RULE, "The winner is player 1 or player 2.")
