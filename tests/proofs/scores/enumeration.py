"""Every score that the proofs try: each number in each set, the other sets held at usual values.

In full: set scores 0–15 × 0–15, tie-breaks 0–30 × 0–30, super tie-breaks 0–40 × 0–40. Without
TOUR_LONG=1 a sample of them, always the same.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from services.matches.domain.sets import Side
from shared.terms import MatchStatus
from tests.proofs.length import IN_FULL
from tests.proofs.scores.oracle import Oracle, Pair, Set, Sets

_UPPER: Final[Set] = ((6, 4), None, None)
_LOWER: Final[Set] = ((6, 7), (5, 7), None)
_STOPPED: Final[tuple[Set, ...]] = (((2, 1), None, None), ((6, 6), (3, 2), None))
_USUAL: Final = (_UPPER, _LOWER, *_STOPPED)
_USUAL_THIRDS: Final = (*_USUAL, (None, None, (10, 7)), (None, None, (3, 5)))
# where the set at hand decides: it is the last one, or makes the match complete
_TELLING: Final[tuple[tuple[Sets, Sets], ...]] = (
    ((), ()),
    ((), (_UPPER,)),
    ((), (_LOWER, _UPPER)),
    ((_UPPER,), ()),
    ((_LOWER,), (_UPPER,)),
    ((_LOWER, _UPPER), ()),
)

FORMATS: Final = (True, False)


@cache
def oracle(has_supertiebreak: bool) -> Oracle:
    """Who knows every score that is tried here."""
    return Oracle(has_supertiebreak, frozenset({_UPPER, _LOWER}))


@dataclass(frozen=True, slots=True)
class Family:
    """Scores of one kind, each tried in both formats with each of these statuses and winners."""

    name: str
    scores: Iterable[Sets]
    statuses: Sequence[MatchStatus] = tuple(MatchStatus)
    winners: Sequence[Side | None] = (None, 1, 2)


def families() -> Iterator[Family]:
    """All that is tried; scores of different families may be the same."""
    games, tiebreaks, supers = _pairs(15, 7), _pairs(30, 7), _pairs(40, 10)
    played = (MatchStatus.COMPLETED, MatchStatus.RETIRED, MatchStatus.DISQUALIFIED)
    yield Family("no sets", [()])
    yield Family("games", _in_each_set([(score, None, None) for score in games]))
    decided = [(at, points, None) for at in ((7, 6), (6, 7), (6, 6)) for points in tiebreaks]
    yield Family("tie-breaks", _in_each_set(decided))
    yield Family("super tie-breaks", _in_each_set([(None, None, points) for points in supers]))
    anywhere = [(at, points, None) for at, points in product(games, tiebreaks)]
    yield Family("games x tie-breaks", _where_telling(anywhere), played, (1,))
    mixed: list[Set] = [(None, None, None)]
    mixed += [(at, None, points) for at in ((6, 4), (7, 6), (2, 1)) for points in supers]
    mixed += [(None, points, None) for points in tiebreaks]
    mixed += [(None, (7, 5), points) for points in supers]
    yield Family("what is no set", _where_telling(mixed))


def _pairs(most: int, goal: int) -> list[Pair]:
    every = list(product(range(most + 1), range(most + 1)))
    if IN_FULL:
        return every
    near = [pair for pair in every if goal - 2 <= min(pair) and max(pair) <= goal + 1]
    return near + random.Random(most).sample(every, 5)


def _in_each_set(sets: Sequence[Set]) -> Iterator[Sets]:
    for one in sets:
        yield (one,)
        for second in _USUAL:
            yield (one, second)
            yield (second, one)
            for third in _USUAL_THIRDS:
                yield (one, second, third)
                yield (second, one, third)
            for other in _USUAL:
                yield (second, other, one)


def _where_telling(sets: Sequence[Set]) -> Iterator[Sets]:
    for one in sets:
        for before, after in _TELLING:
            yield (*before, one, *after)
