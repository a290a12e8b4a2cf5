"""Why a player has the points of a week: which results count, when each drops off, and what the
points will be then.

Guarantees that the counting results are those of the ranking itself (rules.md section 6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.rankings.domain.ranking import BEST_RESULTS, Result, best_first
from services.rankings.domain.window import drops_off, first_counted, first_counting, last_counted
from shared.weeks import Week


@dataclass(frozen=True, slots=True)
class ExplainedResult:
    """A result in the window; ``drops_off`` is the first ranking that no longer holds it."""

    result: Result
    counts: bool
    drops_off: Week


@dataclass(frozen=True, slots=True)
class PointsChange:
    """A coming ranking whose window no longer holds some results, or holds some for the first
    time, and the points that the player will have in it."""

    ranking: Week
    leaving: tuple[Result, ...]
    arriving: tuple[Result, ...]
    points: int


def explain(ranking: Week, results: Iterable[Result]) -> list[ExplainedResult]:
    """The results of one player in one category that lie in the ranking's window, in the order
    in which they count: the first four do."""
    first, last = first_counted(ranking), last_counted(ranking)
    inside = best_first(result for result in results if first <= result.week <= last)
    return [
        ExplainedResult(result, counts=index < BEST_RESULTS, drops_off=drops_off(result.week))
        for index, result in enumerate(inside)
    ]


def points_in(ranking: Week, results: Iterable[Result]) -> int:
    """What these results of one player in one category make up in a ranking."""
    return sum(each.result.points for each in explain(ranking, results) if each.counts)


def changes_after(ranking: Week, end: Week, results: Sequence[Result]) -> list[PointsChange]:
    """What happens to the points after this ranking and before that of ``end``, in order, if the
    player earns nothing more in the category."""
    weeks = {week for r in results for week in (first_counting(r.week), drops_off(r.week))}
    return [
        PointsChange(
            week,
            leaving=tuple(best_first(r for r in results if drops_off(r.week) == week)),
            arriving=tuple(best_first(r for r in results if first_counting(r.week) == week)),
            points=points_in(week, results),
        )
        for week in sorted(weeks)
        if ranking < week < end
    ]
