"""Every legal score, found by playing: from 0-0, a game or a point at a time, until it is over.

Written from the text of rules.md section 5 alone; knows nothing of the domain. A score is legal if
and only if some play leads to it, so a verdict is a look into the sets made here.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]
Set: TypeAlias = tuple[Pair | None, Pair | None, Pair | None]
"""Games, tie-break, super tie-break."""
Sets: TypeAlias = tuple[Set, ...]

LONGEST_TIEBREAK = 33
LONGEST_SUPER_TIEBREAK = 43


def _ends_set(games: Pair) -> bool:
    """“6–0 to 6–4, 7–5, or 7–6 with a tie-break. Nothing else.”"""
    upper, lower = max(games), min(games)
    return (upper, lower) in {(6, 0), (6, 1), (6, 2), (6, 3), (6, 4), (7, 5), (7, 6)}


def _ends_tiebreak(points: Pair) -> bool:
    """“7–0 to 7–5, or a win by exactly two from 8–6 on.”"""
    upper, lower = max(points), min(points)
    return (upper == 7 and lower in range(6)) or (upper >= 8 and upper == lower + 2)


def _ends_super_tiebreak(points: Pair) -> bool:
    """“10–0 to 10–8, or a win by exactly two from 11–9 on.”"""
    upper, lower = max(points), min(points)
    return (upper == 10 and lower in range(9)) or (upper >= 11 and upper == lower + 2)


def _play(is_over: Callable[[Pair], bool], most: int) -> tuple[set[Pair], set[Pair]]:
    """From 0-0, one at a time to either side: (scores that end it, scores on the way)."""
    ends: set[Pair] = set()
    on_the_way: set[Pair] = set()
    now = {(0, 0)}
    while now:
        over = {score for score in now if is_over(score)}
        ends |= over
        on_the_way |= now - over
        now = {
            following
            for one, other in now - over
            for following in ((one + 1, other), (one, other + 1))
            if max(following) <= most
        }
    return ends, on_the_way


def played_sets() -> tuple[dict[Set, int], set[Set]]:
    """Sets of games: (complete ones and who won them, those that stopped on the way)."""
    ends, on_the_way = _play(_ends_set, 7)
    won, stopped_in_tiebreak = _play(_ends_tiebreak, LONGEST_TIEBREAK)
    complete: dict[Set, int] = {(games, None, None): _ahead(games) for games in ends}
    for games in ((7, 6), (6, 7)):
        # “recorded if and only if the set is 7–6”, and “its winner wins the set”
        del complete[games, None, None]
        for points in won:
            if _ahead(points) == _ahead(games):
                complete[games, points, None] = _ahead(games)
    stopped: set[Set] = {(games, None, None) for games in on_the_way}
    stopped |= {((6, 6), points, None) for points in stopped_in_tiebreak}
    return complete, stopped


def played_super_tiebreaks() -> tuple[dict[Set, int], set[Set]]:
    ends, on_the_way = _play(_ends_super_tiebreak, LONGEST_SUPER_TIEBREAK)
    complete: dict[Set, int] = {(None, None, points): _ahead(points) for points in ends}
    return complete, {(None, None, points) for points in on_the_way}


def _ahead(score: Pair) -> int:
    return 1 if score[0] > score[1] else 2


class Oracle:
    """The legal scores of one format, of matches in which at most one set is not in ``usual``."""

    def __init__(self, has_supertiebreak: bool, usual: frozenset[Set]) -> None:
        self.completed: dict[Sets, int] = {}
        self.stopped: set[Sets] = set()
        self._usual = usual
        self._games = played_sets()
        self._third = played_super_tiebreaks() if has_supertiebreak else self._games
        self._play_on((), ())

    def allows(self, status: str, sets: Sets, winner: int | None) -> bool:
        """Whether section 5 lets this stand in a match, whoever its players are."""
        if status == "COMPLETED":
            return winner is not None and self.completed.get(sets) == winner
        if status in {"RETIRED", "DISQUALIFIED"}:
            return winner is not None and sets in self.stopped
        if sets:
            return False
        if status == "CANCELLED":
            return True
        return (winner is None) == (status == "SCHEDULED")

    def legal(self) -> Iterator[Sets]:
        yield from self.completed
        yield from self.stopped

    def _play_on(self, before: Sets, winners: tuple[int, ...]) -> None:
        """The next set, after these and who won them."""
        complete, stopped = self._third if len(before) == 2 else self._games
        self.stopped |= {(*before, one) for one in stopped}
        for one, winner in complete.items():
            sets = (*before, one)
            if winner in winners:
                self.completed[sets] = winner
                continue
            # they may stop between sets
            self.stopped.add(sets)
            if sum(each not in self._usual for each in sets) <= 1:
                self._play_on(sets, (*winners, winner))
