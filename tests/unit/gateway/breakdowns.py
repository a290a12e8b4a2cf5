"""A player's points in the states that people meet: live with a tie, imported, outgrown, new."""

from dataclasses import replace

from services.gateway.views.breakdown import (
    BreakdownPage,
    BreakdownQuery,
    Change,
    Lots,
    Place,
    PlayedResult,
    WeekState,
)
from services.gateway.views.rankings import SeparatedBy
from shared.terms import AgeCategory, Gender, Stage
from shared.weeks import Week
from tests.unit.gateway.samples import MONDAY, person

WEEK = Week.of(MONDAY)
SIXTY, SIXTY_FIVE = AgeCategory.SIXTY, AgeCategory.SIXTY_FIVE
_NAMES = ("Nice MT700 Open 2025", "Graz Altstadt", "Porto Masters", "Wien Halle", "Lyon Senior Cup")


def result(number: int, points: int, stage: Stage, *, counts: bool = True) -> PlayedResult:
    """Of a tournament so many weeks before the ranking."""
    week = WEEK - number
    return PlayedResult(
        number,
        _NAMES[number % len(_NAMES)],
        week,
        stage,
        points,
        counts,
        week + 53,
        is_sanctioned=stage is Stage.QF and not points,
        is_live=True,
    )


RESULTS = (
    result(3, 330, Stage.SF),
    result(31, 190, Stage.SF),
    result(50, 120, Stage.QF),
    result(52, 60, Stage.QF),
    result(9, 35, Stage.L32, counts=False),
    result(20, 0, Stage.QF, counts=False),
    result(22, 0, Stage.L64, counts=False),
)


def breakdown(
    age: AgeCategory = SIXTY,
    place: Place | None = None,
    *,
    state: WeekState = WeekState.PUBLISHED,
    outgrown: Week | None = None,
    results: tuple[PlayedResult, ...] = RESULTS,
    results_points: int = 700,
    changes: tuple[Change, ...] = (),
    categories: tuple[AgeCategory, ...] = (),
    is_imported: bool = False,
    revision: int = 0,
) -> BreakdownPage:
    return BreakdownPage.of(
        BreakdownQuery(4, age, Gender.MEN, WEEK),
        person(4),
        [WEEK - back for back in range(12)],
        categories,
        state=state,
        outgrown=outgrown or Week.iso(WEEK.year + 3, 1),
        place=place,
        results=results,
        results_points=results_points,
        changes=changes,
        revision=revision,
        is_imported=is_imported,
    )


def by_lot() -> BreakdownPage:
    lots = Lots(
        f"4:1:{WEEK.year}:{WEEK.number}", "b7" * 32, f"3:1:{WEEK.year}:{WEEK.number}", "2c" * 32
    )
    return breakdown(
        place=Place(4, 700, person(3), SeparatedBy.LOT, lots),
        outgrown=Week.iso(WEEK.year + 1, 1),
        revision=2,
        changes=(
            Change(WEEK + 1, ("Porto Masters",), (), 675, 700),
            Change(WEEK + 3, ("Nice MT700 Open 2025",), (), 555, 675),
            Change(WEEK + 22, ("Wien Halle", "Graz Altstadt"), ("Lyon Senior Cup",), 555, 555),
        ),
    )


def by_merit() -> BreakdownPage:
    return breakdown(
        place=Place(4, 700, person(3), SeparatedBy.SECOND_RESULT), categories=(SIXTY, SIXTY_FIVE)
    )


def imported() -> BreakdownPage:
    return breakdown(place=Place(4, 690, person(3)), is_imported=True)


def outgrown() -> BreakdownPage:
    return breakdown(
        results=tuple(replace(each, counts=False) for each in RESULTS),
        results_points=0,
        outgrown=Week.iso(WEEK.year, 1),
        categories=(SIXTY, SIXTY_FIVE),
    )


def new_in_65() -> BreakdownPage:
    return breakdown(
        SIXTY_FIVE,
        results=(),
        results_points=0,
        outgrown=Week.iso(WEEK.year + 5, 1),
        categories=(SIXTY,),
    )
