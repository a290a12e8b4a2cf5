"""Sample pages of corrections, moves and suspensions, in the states that people meet."""

from datetime import date, timedelta

from services.gateway.views.correction import (
    Consequences,
    CorrectionPage,
    Follows,
    MatchOnDesk,
    RecordedPage,
    UndoPage,
    why_field,
)
from services.gateway.views.forms import Conflict
from services.gateway.views.moving import MovePage, WeekDay
from services.gateway.views.result import MatchToRecord, RecordedRow, ResultTyped
from services.gateway.views.suspensions import SuspensionRow, SuspensionsPage, SuspensionState
from shared.terms import MatchStatus, Round, Violation
from tests.unit.gateway.samples import MONDAY, NOW, guard, person, tournament

RECORDED = "Iga Ng beat Jan Świątek 6-4 6-3. Recorded by Bruno on Tue 17 Feb 2026, 12:30 UTC."
NO_WHY = Violation("why", "9", "The reason is missing.")


def follows() -> Consequences:
    return Consequences(
        "Jan Świątek beat Iga Ng w/o.",
        (
            Follows(
                "Matches", ("Quarter-finals, Wed 18 Feb: Jan Świątek plays instead of Iga Ng.",)
            ),
            Follows("Suspensions", ("Iga Ng is suspended from Mon 16 Feb 2026 to …: no-show.",)),
            Follows("Points and rankings", ("The draw is not over yet: it has given no points.",)),
        ),
    )


def match_on_desk(*, is_over: bool = True, known: bool = True) -> MatchOnDesk:
    return MatchOnDesk(
        7,
        11,
        tournament(),
        "Men 60+",
        Round.R16 if known else Round.F,
        MONDAY,
        person(1) if known else None,
        person(10) if known else None,
        is_over,
    )


def match_to_correct() -> MatchToRecord:
    return MatchToRecord(
        7, 11, tournament(), "Men 60+", Round.R16, 1, MONDAY, person(1), person(10), True, 2
    )


def correction(
    *errors: Violation,
    typed: str = "6-4 6-3",
    with_follows: bool = False,
    conflict: Conflict | None = None,
) -> CorrectionPage:
    return CorrectionPage.of(
        match_to_correct(),
        guard(3),
        ResultTyped(typed, winner_id="1"),
        RECORDED,
        errors=errors,
        follows=follows() if with_follows else None,
        conflict=conflict,
    )


def conflict() -> Conflict:
    return Conflict("Bruno", NOW, RECORDED)


def not_correctable() -> CorrectionPage:
    return CorrectionPage.of(
        match_to_correct(),
        guard(3),
        ResultTyped("6-4 6-3", winner_id="1"),
        RECORDED,
        obstacles=("The next match has a result already, so this one can no longer be corrected.",),
    )


def recorded(
    *, is_administrator: bool = True, not_undone: str = "", both: bool = False
) -> RecordedPage:
    reasons = (not_undone,) if not_undone else ()
    return RecordedPage(
        match_on_desk(),
        "Iga Ng beat Jan Świątek 6-4 6-3.",
        "Recorded by Bruno on Tue 17 Feb 2026, 12:30 UTC.",
        is_administrator,
        reasons if both else (),
        reasons,
    )


def recorded_rows() -> tuple[RecordedRow, ...]:
    return tuple(
        RecordedRow(
            number,
            f"{person(number).name} beat {person(number + 9).name} 6-4 3-6 [10-7].",
            "Baltic Cup",
            "Men 60+",
            Round.R16,
            "bruno",
            NOW - timedelta(minutes=number),
        )
        for number in range(1, 4)
    )


def undo(*errors: Violation, possible: bool = True) -> UndoPage:
    return UndoPage(
        match_on_desk(),
        guard(3),
        RECORDED,
        why_field("", errors),
        follows() if possible else None,
        errors,
    )


def move(*open_days: int, errors: tuple[Violation, ...] = (), known: bool = False) -> MovePage:
    days = [
        WeekDay(
            MONDAY + timedelta(days=number),
            () if number in open_days else ("The tournament ends on Sunday 22 February 2026.",),
        )
        for number in range(7)
    ]
    return MovePage.of(match_on_desk(is_over=False, known=known), guard(1), days, errors=errors)


def suspension(
    number: int,
    state: SuspensionState,
    *,
    may_lift: bool = True,
    errors: tuple[Violation, ...] = (),
    is_unverified: bool = False,
) -> SuspensionRow:
    is_open = state in (SuspensionState.CURRENT, SuspensionState.COMING)
    return SuspensionRow(
        number,
        person(number),
        5,
        "Baltic Cup",
        MatchStatus.WALKOVER if number % 2 else MatchStatus.DISQUALIFIED,
        MONDAY,
        date(2026, 4, 16),
        state,
        "anna, Tue 17 Feb 2026, 12:30 UTC",
        why_field("", errors, f"suspension-{number}-"),
        number if number % 2 else 0,
        MONDAY if state is SuspensionState.LIFTED else None,
        guard(2) if is_open and may_lift else None,
        bool(errors),
        is_unverified,
    )


def suspensions(*, may_lift: bool = True, errors: tuple[Violation, ...] = ()) -> SuspensionsPage:
    current = SuspensionState.CURRENT
    return SuspensionsPage.of(
        (
            suspension(1, current, may_lift=may_lift, errors=errors),
            suspension(2, current, may_lift=may_lift),
            suspension(3, current, may_lift=False, is_unverified=True),
        ),
        {current: 3, SuspensionState.OVER: 12},
        current,
        more="?page=2",
        errors=errors,
    )


def suspensions_of_one() -> SuspensionsPage:
    return SuspensionsPage.of(
        tuple(suspension(number, state) for number, state in enumerate(SuspensionState, 1)),
        dict.fromkeys(SuspensionState, 1),
        None,
        person(1),
    )


def nobody_suspended(person_id: int = 0) -> SuspensionsPage:
    state = None if person_id else SuspensionState.LIFTED
    return SuspensionsPage.of((), {}, state, person(person_id) if person_id else None)
