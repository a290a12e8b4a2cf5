"""Results by lot, as often as rules.md section 10 has them.

Guarantees legal scores in the format of the draw (section 5).
"""

from collections.abc import Mapping
from random import Random
from typing import Final, TypeVar

from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.results import Result
from services.matches.domain.scores import Score
from services.matches.domain.sets import Pair, SetScore, Side
from shared.terms import MatchStatus

# all from the winner's side
_DECIDING_SETS: Final = 0.25
_TIEBREAKS: Final = 0.1
_RETIREMENTS: Final = 0.01
_SETS: Final = {(6, 3): 30, (6, 4): 25, (7, 5): 15, (6, 2): 10, (6, 1): 10, (6, 0): 9}
_LONG: Final = 0.2
_SHORT_TIEBREAKS: Final = {(7, 4): 30, (7, 3): 25, (7, 5): 20, (7, 2): 15, (7, 1): 5, (7, 0): 5}
_LONG_TIEBREAKS: Final = {6: 25, 7: 20, 8: 15, 9: 10, 10: 10, 11: 10, 12: 5, 13: 5}
_SHORT_SUPERTIEBREAKS: Final = {7: 25, 6: 20, 8: 15, 5: 10, 4: 10, 3: 10, 2: 6, 1: 3, 0: 1}
_LONG_SUPERTIEBREAKS: Final = {9: 25, 10: 20, 11: 15, 12: 10, 13: 10, 14: 10, 15: 5, 16: 5}
_STOPPED: Final[tuple[Pair, ...]] = ((0, 1), (1, 2), (2, 3), (1, 4), (3, 4), (4, 4), (2, 5))

T = TypeVar("T")


def played(chance: Random, winner: Side, *, has_supertiebreak: bool) -> Result:
    """A match that ``winner`` won; one in some fifty by the other's retirement."""
    sets: list[SetScore] = []
    for number, side in enumerate(_winners(chance, winner)):
        if number < 2 or not has_supertiebreak:
            if chance.random() < _RETIREMENTS:
                stopped = SetScore(chance.choice(_STOPPED))
                sets.append(_from_side(stopped, winner))
                return Result(MatchStatus.RETIRED, Score(tuple(sets)), winner)
            sets.append(_from_side(_set(chance), side))
        else:
            sets.append(_from_side(_supertiebreak(chance), side))
    return Result(MatchStatus.COMPLETED, Score(tuple(sets)), winner)


def disqualified(chance: Random, winner: Side) -> Result:
    """The loser was disqualified in the second set."""
    sets = (_set(chance), SetScore(chance.choice(_STOPPED)))
    score = Score(tuple(_from_side(one, winner) for one in sets))
    return Result(MatchStatus.DISQUALIFIED, score, winner)


def no_show(winner: Side) -> Result:
    """The loser did not come."""
    reason1, reason2 = (
        (None, WalkoverReason.NO_SHOW) if winner == 1 else (WalkoverReason.NO_SHOW, None)
    )
    return Result(MatchStatus.WALKOVER, winner=winner, reason1=reason1, reason2=reason2)


def _winners(chance: Random, winner: Side) -> tuple[Side, ...]:
    """Who wins each set."""
    if chance.random() >= _DECIDING_SETS:
        return (winner, winner)
    loser: Side = 2 if winner == 1 else 1
    return (winner, loser, winner) if chance.random() < 0.5 else (loser, winner, winner)


def _set(chance: Random) -> SetScore:
    if chance.random() >= _TIEBREAKS:
        return SetScore(_weighted(chance, _SETS))
    if chance.random() >= _LONG:
        return SetScore((7, 6), _weighted(chance, _SHORT_TIEBREAKS))
    least = _weighted(chance, _LONG_TIEBREAKS)
    return SetScore((7, 6), (least + 2, least))


def _supertiebreak(chance: Random) -> SetScore:
    if chance.random() >= _LONG:
        return SetScore(supertiebreak=(10, _weighted(chance, _SHORT_SUPERTIEBREAKS)))
    least = _weighted(chance, _LONG_SUPERTIEBREAKS)
    return SetScore(supertiebreak=(least + 2, least))


def _weighted(chance: Random, weights: Mapping[T, int]) -> T:
    return chance.choices(list(weights), list(weights.values()))[0]


def _from_side(one: SetScore, winner: Side) -> SetScore:
    return one if winner == 1 else one.flipped()
