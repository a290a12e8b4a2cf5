"""An umpire who knows no formulas: plays game by game and point by point, and notes each score.

What the rules call legal is whatever some play leads to. The tests compare the domain with this.
"""

from dataclasses import dataclass, field

from services.matches.domain.scores import Score
from services.matches.domain.sets import Pair, SetScore, Side


def play_points(target: int, up_to: int) -> tuple[set[Pair], set[Pair]]:
    """Every score of a race to ``target``, two ahead: (those that end it, those on the way)."""
    ended: set[Pair] = set()
    going_on: set[Pair] = set()
    ahead: list[Pair] = [(0, 0)]
    while ahead:
        score = ahead.pop()
        if score in ended or score in going_on or max(score) > up_to:
            continue
        first, second = score
        if (first >= target and first >= second + 2) or (second >= target and second >= first + 2):
            ended.add(score)
            continue
        going_on.add(score)
        ahead += [(first + 1, second), (first, second + 1)]
    return ended, going_on


@dataclass
class Umpire:
    """Keeps the score of one match; ``play`` is told who wins the next game or point."""

    has_supertiebreak: bool
    finished: list[SetScore] = field(default_factory=list)
    games: list[int] = field(default_factory=lambda: [0, 0])
    points: list[int] = field(default_factory=lambda: [0, 0])
    sets_won: list[int] = field(default_factory=lambda: [0, 0])

    @property
    def winner(self) -> Side | None:
        if self.sets_won[0] == 2:
            return 1
        return 2 if self.sets_won[1] == 2 else None

    @property
    def in_supertiebreak(self) -> bool:
        return self.has_supertiebreak and len(self.finished) == 2

    def play(self, side: Side) -> None:
        one, other = side - 1, 2 - side
        if self.in_supertiebreak:
            self.points[one] += 1
            if self.points[one] >= 10 and self.points[one] - self.points[other] >= 2:
                self._end_set(one, SetScore(supertiebreak=_pair(self.points)))
        elif self.games == [6, 6]:
            self.points[one] += 1
            if self.points[one] >= 7 and self.points[one] - self.points[other] >= 2:
                self.games[one] += 1
                self._end_set(one, SetScore(_pair(self.games), _pair(self.points)))
        else:
            self.games[one] += 1
            if self.games[one] >= 6 and self.games[one] - self.games[other] >= 2:
                self._end_set(one, SetScore(_pair(self.games)))

    def moments(self) -> list[Score]:
        """Every way in which the score of this moment may be written down."""
        finished = tuple(self.finished)
        if self.winner is not None:
            return [Score(finished)]
        if self.in_supertiebreak:
            written = [Score((*finished, SetScore(supertiebreak=_pair(self.points))))]
            between = self.points == [0, 0]
        else:
            written = [Score((*finished, SetScore(_pair(self.games))))]
            between = self.games == [0, 0]
            if self.games == [6, 6]:
                open_set = SetScore((6, 6), _pair(self.points))
                if self.points != [0, 0]:
                    written = []
                written.append(Score((*finished, open_set)))
        return [*written, Score(finished)] if between and finished else written

    def _end_set(self, one: int, score: SetScore) -> None:
        self.finished.append(score)
        self.sets_won[one] += 1
        self.games, self.points = [0, 0], [0, 0]


def play_set() -> tuple[set[Pair], set[Pair]]:
    """Every score in games of one set: (those that end it, those on the way)."""
    ended: set[Pair] = set()
    going_on: set[Pair] = set()
    ahead: list[Pair] = [(0, 0)]
    while ahead:
        score = ahead.pop()
        first, second = score
        if score in {(7, 6), (6, 7)} or (max(score) >= 6 and abs(first - second) >= 2):
            ended.add(score)
        elif score not in going_on:
            going_on.add(score)
            ahead += [(first + 1, second), (first, second + 1)]
    return ended, going_on


def play_matches(
    has_supertiebreak: bool, sets: tuple[SetScore, ...]
) -> tuple[dict[Score, Side], set[Score]]:
    """All matches that can be put together from ``sets``: (full ones with winner, stopped ones).

    Knows by the umpire's tables which of the sets end, which stand open, and who wins them.
    """
    completed: dict[Score, Side] = {}
    stopped: set[Score] = set()

    def play_on(before: tuple[SetScore, ...], won: dict[Side, int]) -> None:
        for one in sets:
            is_super = has_supertiebreak and len(before) == 2
            side, is_open = _supertiebreak(one) if is_super else _set(one)
            written = Score((*before, one))
            if is_open:
                stopped.add(written)
            if side is None:
                continue
            now = {**won, side: won[side] + 1}
            if now[side] == 2:
                completed[written] = side
            else:
                stopped.add(written)
                play_on(written.sets, now)

    play_on((), {1: 0, 2: 0})
    return completed, stopped


_TIEBREAK_ENDS, _TIEBREAK_OPEN = play_points(7, 40)
_SUPER_ENDS, _SUPER_OPEN = play_points(10, 40)
_SET_ENDS, _SET_OPEN = play_set()


def _supertiebreak(one: SetScore) -> tuple[Side | None, bool]:
    if one.games is not None or one.tiebreak is not None or one.supertiebreak is None:
        return None, False
    return _ahead(one.supertiebreak, _SUPER_ENDS), one.supertiebreak in _SUPER_OPEN


def _set(one: SetScore) -> tuple[Side | None, bool]:
    if one.supertiebreak is not None or one.games is None:
        return None, False
    if one.tiebreak is None:
        is_open = one.games in _SET_OPEN
        return (
            None if 7 in one.games and 6 in one.games else _ahead(one.games, _SET_ENDS)
        ), is_open
    if one.games == (6, 6):
        return None, one.tiebreak in _TIEBREAK_OPEN
    side = _ahead(one.games, {(7, 6), (6, 7)})
    return (side if side == _ahead(one.tiebreak, _TIEBREAK_ENDS) else None), False


def _ahead(pair: Pair, ends: set[Pair]) -> Side | None:
    if pair not in ends:
        return None
    return 1 if pair[0] > pair[1] else 2


def every_pair(up_to: int) -> list[Pair]:
    return [(one, other) for one in range(up_to + 1) for other in range(up_to + 1)]


def _pair(numbers: list[int]) -> Pair:
    return numbers[0], numbers[1]
