"""Why a player has the points of a week: which results count, and when each drops off.

Guarantees that the counting results are those of the ranking itself (rules.md section 6).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.rankings.domain.ranking import BEST_RESULTS, Result, best_first
from services.rankings.domain.window import drops_off, first_counted, last_counted
from shared.weeks import Week


@dataclass(frozen=True, slots=True)
class ExplainedResult:
    """A result in the window; ``drops_off`` is the first ranking that no longer holds it."""

    result: Result
    counts: bool
    drops_off: Week


def explain(ranking: Week, results: Iterable[Result]) -> list[ExplainedResult]:
    """The results of one player in one category that lie in the ranking's window, in the order
    in which they count: the first four do."""
    first, last = first_counted(ranking), last_counted(ranking)
    inside = best_first(result for result in results if first <= result.week <= last)
    return [
        ExplainedResult(result, counts=index < BEST_RESULTS, drops_off=drops_off(result.week))
        for index, result in enumerate(inside)
    ]
