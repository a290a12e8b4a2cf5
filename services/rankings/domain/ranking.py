"""The ranking of a week: who stands in it, with what points, in what order (rules.md section 6).

Guarantees that the same results always give the same ranking, in whatever order they come, and
that positions run 1, 2, 3, … without gaps or ties.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple

from services.rankings.domain.ages import AGES
from services.rankings.domain.window import first_counted
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


@dataclass(frozen=True, slots=True)
class RankedPlayer:
    """One row of a ranking.

    ``counted`` are the up to four results that make up ``points``, best first; ``tournaments``
    is the number of all results in the window. ``separated_by`` is None where the points differ
    from those of the player above.
    """

    player_id: int
    position: int
    points: int
    counted: tuple[Result, ...]
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
    takes those of its window. ``birth_years`` by player id must hold every player with a result
    (KeyError otherwise).
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
    year, number, _ = week.monday.isocalendar()
    return f"{player_id}:{category.value}:{year}:{number}"


def lot(player_id: int, category: AgeCategory, week: Week) -> str:
    """The lot that orders players with equal merit, ascending."""
    return sha256(lot_text(player_id, category, week).encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Career:
    """All results of a player, prepared once for any number of weeks.

    Days are Mondays as ordinals, which compare faster than weeks: a history of rankings asks
    for them a hundred thousand times.
    """

    player_id: int
    birth_year: int
    days: tuple[int, ...]  # ascending
    best: tuple[tuple[int, Result], ...]  # best result first, with its day

    @classmethod
    def of(cls, player_id: int, birth_year: int, results: Iterable[Result]) -> "_Career":
        best = tuple((result.week.monday.toordinal(), result) for result in best_first(results))
        return cls(player_id, birth_year, tuple(sorted(day for day, _ in best)), best)

    def standing(self, first_day: int, end_day: int) -> "_Standing | None":
        """What counts from the first day on and before the end; None without a result."""
        tournaments = bisect_left(self.days, end_day) - bisect_left(self.days, first_day)
        if not tournaments:
            return None
        counted: list[Result] = []
        for day, result in self.best:
            if first_day <= day < end_day:
                counted.append(result)
                if len(counted) == BEST_RESULTS:
                    break
        points = [-result.points for result in counted] + [0] * (BEST_RESULTS - len(counted))
        return _Standing((sum(points), *points, tournaments), self.player_id, tuple(counted))


class _Standing(NamedTuple):
    """A player before the lot; the better ``merit`` sorts first.

    Merit is points, best, second, third and fourth result (all negative), then tournaments.
    """

    merit: tuple[int, ...]
    player_id: int
    counted: tuple[Result, ...]


def _rank(week: Week, category: AgeCategory, careers: Iterable[_Career]) -> list[RankedPlayer]:
    first_day, end_day = first_counted(week).monday.toordinal(), week.monday.toordinal()
    year, ages = week.year, AGES[category]
    standings = [
        standing
        for career in careers
        if year - career.birth_year in ages and (standing := career.standing(first_day, end_day))
    ]
    ranked: list[RankedPlayer] = []
    above: _Standing | None = None
    for position, standing in enumerate(_in_order(standings, category, week), start=1):
        ranked.append(
            RankedPlayer(
                player_id=standing.player_id,
                position=position,
                points=-standing.merit[0],
                counted=standing.counted,
                tournaments=standing.merit[-1],
                separated_by=None if above is None else _separation(above, standing),
            )
        )
        above = standing
    return ranked


def _in_order(standings: list[_Standing], category: AgeCategory, week: Week) -> list[_Standing]:
    # Lots are drawn for players of equal merit only: they cost more than all the sorting.
    shared = Counter(standing.merit for standing in standings)

    def order(standing: _Standing) -> tuple[tuple[int, ...], str]:
        merit = standing.merit
        return merit, lot(standing.player_id, category, week) if shared[merit] > 1 else ""

    return sorted(standings, key=order)


def _separation(above: _Standing, below: _Standing) -> SeparatedBy | None:
    """The first criterion in which two neighbours differ; None if it is the points."""
    if above.merit[0] != below.merit[0]:
        return None
    differing = (
        criterion
        for criterion, mine, theirs in zip(_BY_MERIT, above.merit[1:], below.merit[1:], strict=True)
        if mine != theirs
    )
    return next(differing, SeparatedBy.LOT)
