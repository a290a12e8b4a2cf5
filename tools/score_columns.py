"""The score of a match as the columns of a table write it, earlier layout and own.

Guarantees that whoever reads columns (import, validation) reads the same score.
"""

from typing import Protocol

from services.matches.domain.scores import Score
from services.matches.domain.sets import Pair, SetScore

_HALVES = tuple[int | None, int | None]


class ScoreColumns(Protocol):
    """A row with the numbers of three sets, each empty where there is none."""

    @property
    def set1_player1(self) -> int | None: ...
    @property
    def set1_player2(self) -> int | None: ...
    @property
    def set1_tiebreak_player1(self) -> int | None: ...
    @property
    def set1_tiebreak_player2(self) -> int | None: ...
    @property
    def set2_player1(self) -> int | None: ...
    @property
    def set2_player2(self) -> int | None: ...
    @property
    def set2_tiebreak_player1(self) -> int | None: ...
    @property
    def set2_tiebreak_player2(self) -> int | None: ...
    @property
    def set3_player1(self) -> int | None: ...
    @property
    def set3_player2(self) -> int | None: ...
    @property
    def set3_tiebreak_player1(self) -> int | None: ...
    @property
    def set3_tiebreak_player2(self) -> int | None: ...
    @property
    def set3_supertiebreak_player1(self) -> int | None: ...
    @property
    def set3_supertiebreak_player2(self) -> int | None: ...


def halves_of(row: ScoreColumns) -> tuple[_HALVES, ...]:
    """Player 1's and player 2's number of each set and each tie-break, in their order."""
    return (
        (row.set1_player1, row.set1_player2),
        (row.set1_tiebreak_player1, row.set1_tiebreak_player2),
        (row.set2_player1, row.set2_player2),
        (row.set2_tiebreak_player1, row.set2_tiebreak_player2),
        (row.set3_player1, row.set3_player2),
        (row.set3_tiebreak_player1, row.set3_tiebreak_player2),
        (row.set3_supertiebreak_player1, row.set3_supertiebreak_player2),
    )


def lacks_a_half(row: ScoreColumns) -> bool:
    """Whether a number of the score stands without the other player's."""
    return any((one is None) != (other is None) for one, other in halves_of(row))


def score_of(row: ScoreColumns) -> Score:
    """As written, without the empty sets at the end; a number that stands alone counts as 0
    beside it (``lacks_a_half`` tells of those)."""
    one, tie1, two, tie2, three, tie3, super_tie = map(_pair, halves_of(row))
    sets = (SetScore(one, tie1), SetScore(two, tie2), SetScore(three, tie3, super_tie))
    last = max((index for index, each in enumerate(sets, 1) if each != SetScore()), default=0)
    return Score(sets[:last])


def _pair(halves: _HALVES) -> Pair | None:
    one, other = halves
    return None if one is None and other is None else (one or 0, other or 0)
