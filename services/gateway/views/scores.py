"""Scores as each player's line of a bracket carries them (rules.md section 5).

Guarantees that both lines of a match have the same number of columns and that a tie-break's
points stand where the rule book puts them: at the loser's games, at both if it was broken off.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.terms import MatchStatus

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SetPlay:
    """One set, player 1 first: games, with a tie-break at 6-6, or a super tie-break alone."""

    games: Pair | None = None
    tiebreak: Pair | None = None
    supertiebreak: Pair | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What one player has in one set; ``tiebreak`` is empty where it is not shown."""

    games: str
    tiebreak: str = ""
    is_won: bool = False


class Mark(StrEnum):
    """What stands in the score column beside or instead of games."""

    NONE = ""
    RETIRED = "ret."
    WALKOVER = "w/o"
    DISQUALIFIED = "def."
    CANCELLED = "canc."


def columns(sets: tuple[SetPlay, ...]) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns of player 1 and of player 2, one per set."""
    both = [_columns_of(play) for play in sets]
    return tuple(first for first, _ in both), tuple(second for _, second in both)


def _columns_of(play: SetPlay) -> tuple[Column, Column]:
    if play.supertiebreak is not None:
        first, second = play.supertiebreak
        over = _is_supertiebreak_over(first, second)
        return (
            Column(str(first), is_won=over and first > second),
            Column(str(second), is_won=over and second > first),
        )
    if play.games is None:
        raise ValueError("a set has games or a super tie-break")
    first, second = play.games
    points = ("", "")
    if play.tiebreak is not None:
        points = (str(play.tiebreak[0]), str(play.tiebreak[1]))
    first_won, second_won = _is_set_won(first, second), _is_set_won(second, first)
    return (
        Column(str(first), "" if first_won else points[0], first_won),
        Column(str(second), "" if second_won else points[1], second_won),
    )


def _is_set_won(games: int, against: int) -> bool:
    return (games >= 6 and games - against >= 2) or (games == 7 and against == 6)


def _is_supertiebreak_over(first: int, second: int) -> bool:
    return max(first, second) >= 10 and abs(first - second) >= 2


def marks(status: MatchStatus, winner: int) -> tuple[Mark, Mark]:
    """The marks of player 1 and player 2; ``winner`` is 1, 2 or 0.

    ``ret.`` and ``def.`` stand at the player whom they concern, ``w/o`` at the one who goes
    on, as the score is shown from the winner's side. Going through because nobody stood on the
    other side has no mark: it is neither a match nor a win.
    """
    if status is MatchStatus.CANCELLED and winner == 0:
        return Mark.CANCELLED, Mark.CANCELLED
    at_winner, at_loser = {
        MatchStatus.WALKOVER: (Mark.WALKOVER, Mark.NONE),
        MatchStatus.RETIRED: (Mark.NONE, Mark.RETIRED),
        MatchStatus.DISQUALIFIED: (Mark.NONE, Mark.DISQUALIFIED),
    }.get(status, (Mark.NONE, Mark.NONE))
    if winner == 0:
        return Mark.NONE, Mark.NONE
    return (at_winner, at_loser) if winner == 1 else (at_loser, at_winner)
