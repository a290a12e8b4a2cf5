"""The ranking of a week: who stands in it, with what points, in what order (rules.md section 6).

Guarantees that the same results always give the same ranking, in whatever order they come, and
that positions run 1, 2, 3, … without gaps or ties.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from services.rankings.domain.window import first_counted
from shared.ages import birth_years
from shared.terms import AgeCategory
from shared.weeks import Week

BEST_RESULTS = 4


@dataclass(frozen=True, slots=True)
class Result:
    """What a player earned in one tournament, zeros included; ``week`` is the tournament's."""

    player_id: int
    tournament_id: int
    week: Week
    points: int


class SeparatedBy(IntEnum):
    """What put a player behind the one above with equal points, numbered as in the contract.

    With equal points the fourth result can only differ if an earlier one does; the rule names it
    nevertheless.
    """

    BEST_RESULT = 1
    SECOND_RESULT = 2
    THIRD_RESULT = 3
    FOURTH_RESULT = 4
    FEWER_TOURNAMENTS = 5
    LOT = 6


# The criteria in the order of a standing's merit, after the points themselves.
_BY_MERIT = (
    SeparatedBy.BEST_RESULT,
    SeparatedBy.SECOND_RESULT,
    SeparatedBy.THIRD_RESULT,
    SeparatedBy.FOURTH_RESULT,
    SeparatedBy.FEWER_TOURNAMENTS,
)


class RankedPlayer(NamedTuple):
    """One row of a ranking.

    ``points`` are the sum of the best four results, ``tournaments`` the number of all in the
    window. ``separated_by`` is None where the points differ from those of the player above.
    """

    player_id: int
    position: int
    points: int
    tournaments: int
    separated_by: SeparatedBy | None


def make_ranking(
    week: Week,
    category: AgeCategory,
    results: Iterable[Result],
    birth_years: Mapping[int, int],
) -> list[RankedPlayer]:
    """The ranking of one week, in order; the arguments are those of ``make_rankings``."""
    return make_rankings([week], category, results, birth_years)[week]


def make_rankings(
    weeks: Iterable[Week],
    category: AgeCategory,
    results: Iterable[Result],
    birth_years: Mapping[int, int],
) -> dict[Week, list[RankedPlayer]]:
    """The rankings of these weeks for one list: the men or the women of a category.

    ``results`` are the list's own, one per player and tournament, of any weeks: every ranking
    takes those of its window. Points of another category are not among them (rules.md section 2).
    ``birth_years`` by player id must hold every player with a result (KeyError otherwise).
    """
    by_player: defaultdict[int, list[Result]] = defaultdict(list)
    for result in results:
        by_player[result.player_id].append(result)
    careers = [
        _Career.of(player_id, birth_years[player_id], own) for player_id, own in by_player.items()
    ]
    return {week: _rank(week, category, careers) for week in weeks}


def best_first(results: Iterable[Result]) -> list[Result]:
    """The order in which a player's results are counted.

    Of equal points the later week counts, because it stays longest, then the lower tournament id;
    totals do not depend on it.
    """
    return sorted(
        results,
        key=lambda result: (-result.points, -result.week.monday.toordinal(), result.tournament_id),
    )


def lot_text(player_id: int, category: AgeCategory, week: Week) -> str:
    """What the lot is drawn from; anyone can recompute it."""
    return f"{player_id}{_lot_of_list(category, week)}"


def lot(player_id: int, category: AgeCategory, week: Week) -> str:
    """The lot that orders players with equal merit, ascending."""
    return _digest(lot_text(player_id, category, week))


def _digest(text: str) -> str:
    return sha256(text.encode("ascii")).hexdigest()


def _lot_of_list(category: AgeCategory, week: Week) -> str:
    """What the text has behind the player's number, the same for everybody in a ranking."""
    year, number, _ = week.monday.isocalendar()
    return f":{category.value}:{year}:{number}"


@dataclass(frozen=True, slots=True)
class _Career:
    """All results of a player, prepared once for any number of weeks.

    Days are Mondays as ordinals, which compare faster than weeks: a history of rankings asks
    for them ten thousand times. Points are negative, so that the best come first.
    """

    player_id: int
    birth_year: int
    days: tuple[int, ...]  # ascending
    best: tuple[tuple[int, int], ...]  # points and place among the days, the best first

    @classmethod
    def of(cls, player_id: int, birth_year: int, results: Iterable[Result]) -> "_Career":
        dated = sorted((result.week.monday.toordinal(), -result.points) for result in results)
        days, points = zip(*dated, strict=True)
        best = sorted((earned, place) for place, earned in enumerate(points))
        return cls(player_id, birth_year, days, tuple(best))

    def standing(self, first_day: int, end_day: int) -> "_Standing | None":
        """What counts from the first day on and before the end; None without a result."""
        first, end = bisect_left(self.days, first_day), bisect_left(self.days, end_day)
        if first == end:
            return None
        best = []
        for points, place in self.best:
            if first <= place < end:
                best.append(points)
                if len(best) == BEST_RESULTS:
                    break
        else:
            best += [0] * (BEST_RESULTS - len(best))
        return _Standing((sum(best), *best, end - first), self.player_id)


class _Standing(NamedTuple):
    """A player before the lot; the better ``merit`` sorts first.

    Merit is points, best, second, third and fourth result (all negative), then tournaments.
    """

    merit: tuple[int, ...]
    player_id: int


def _rank(week: Week, category: AgeCategory, careers: Iterable[_Career]) -> list[RankedPlayer]:
    first_day, end_day = first_counted(week).monday.toordinal(), week.monday.toordinal()
    born = birth_years(category, week.year)
    standings = [
        standing
        for career in careers
        if career.birth_year in born and (standing := career.standing(first_day, end_day))
    ]
    ordered = _in_order(standings, category, week)
    above_each = (None, *ordered)
    return [
        RankedPlayer(
            standing.player_id,
            position,
            -standing.merit[0],
            standing.merit[-1],
            _separation(above, standing) if above else None,
        )
        for position, (above, standing) in enumerate(zip(above_each, ordered, strict=False), 1)
    ]


def _in_order(standings: list[_Standing], category: AgeCategory, week: Week) -> list[_Standing]:
    ordered: list[_Standing] = []
    merit = attrgetter("merit")
    of_list = _lot_of_list(category, week)
    for _, equals in groupby(sorted(standings, key=merit), key=merit):
        level = list(equals)
        # lots are drawn where they decide: they cost more than all the sorting
        if len(level) > 1:
            level.sort(key=lambda standing: _digest(f"{standing.player_id}{of_list}"))
        ordered += level
    return ordered


def _separation(above: _Standing, below: _Standing) -> SeparatedBy | None:
    """The first criterion in which two neighbours differ; None if it is the points."""
    if above.merit[0] != below.merit[0]:
        return None
    if above.merit == below.merit:
        return SeparatedBy.LOT
    merits = zip(_BY_MERIT, above.merit[1:], below.merit[1:], strict=True)
    return next(criterion for criterion, mine, theirs in merits if mine != theirs)
