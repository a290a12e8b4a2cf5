"""Section 7: what is sanctioned, for how long, on which days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matches.domain.bracket import Match, WalkoverReason
from services.matches.domain.progress import Absence
from services.matches.domain.results import Result, record
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.suspensions import (
    Sanction,
    Suspension,
    covers,
    sanctions_in,
    sanctions_of,
    suspension_for,
)
from shared.terms import MatchStatus
from tests.unit.matches.draws import (
    BOTH_DISQUALIFIED,
    BOTH_GONE,
    DISQUALIFIED_2,
    NO_SHOW,
    OTHER,
    RETIRED_2,
    SUSPENDED,
    WALKOVER_1,
    WALKOVER_2,
    WEEK,
    WITHDRAWN,
    WON_BY_1,
    full_draw,
)

NOT_THERE, DISQUALIFIED = MatchStatus.WALKOVER, MatchStatus.DISQUALIFIED


def sanctions(result: Result) -> tuple[Sanction, ...]:
    """Of players 1 (upper) and 2 (lower)."""
    match: Match = full_draw(8).matches[0]
    return sanctions_of(record(match, result))


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (WON_BY_1, ()),
        (RETIRED_2, ()),
        (Result(MatchStatus.SCHEDULED), ()),
        (WALKOVER_1, (Sanction(2, NOT_THERE),)),
        (WALKOVER_2, (Sanction(1, NOT_THERE),)),
        (Result(MatchStatus.WALKOVER, winner=1, reason2=WITHDRAWN), (Sanction(2, NOT_THERE),)),
        (Result(MatchStatus.WALKOVER, winner=1, reason2=SUSPENDED), ()),
        (Result(MatchStatus.WALKOVER, winner=1, reason2=OTHER), ()),
        (DISQUALIFIED_2, (Sanction(2, DISQUALIFIED),)),
        (BOTH_GONE, (Sanction(1, NOT_THERE), Sanction(2, NOT_THERE))),
        (BOTH_DISQUALIFIED, (Sanction(1, DISQUALIFIED), Sanction(2, DISQUALIFIED))),
        (
            Result(MatchStatus.CANCELLED, reason1=SUSPENDED, reason2=NO_SHOW),
            (Sanction(2, NOT_THERE),),
        ),
    ],
)
def test_no_shows_withdrawals_and_disqualifications_are_sanctioned_and_nothing_else(
    result: Result, expected: tuple[Sanction, ...]
) -> None:
    assert sanctions(result) == expected


@pytest.mark.parametrize("reason", WalkoverReason)
def test_an_absence_is_sanctioned_without_waiting_for_an_opponent(reason: WalkoverReason) -> None:
    expected = Sanction(1, NOT_THERE) if reason in {NO_SHOW, WITHDRAWN} else None
    if reason is not WalkoverReason.DISQUALIFIED:
        with_bye = build_skeleton([1, None, 3, 4, 5, 6, 7, None], WEEK)
        found = sanctions_in(with_bye, [Absence(1, reason)])
        assert found == ({} if expected is None else {expected: None})


@pytest.mark.parametrize(
    ("start", "two_months_on", "six_months_on"),
    [
        (date(2026, 2, 23), date(2026, 4, 23), date(2026, 8, 23)),
        (date(2026, 8, 31), date(2026, 10, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2027, 10, 31), date(2028, 2, 29)),
        (date(2029, 12, 31), date(2030, 2, 28), date(2030, 6, 30)),
        (date(2025, 12, 29), date(2026, 2, 28), date(2026, 6, 29)),
        (date(2026, 6, 30), date(2026, 8, 30), date(2026, 12, 30)),
    ],
)
def test_a_suspension_ends_on_the_same_day_of_the_month_or_the_months_last(
    start: date, two_months_on: date, six_months_on: date
) -> None:
    short = suspension_for(Sanction(9, NOT_THERE), start)
    long = suspension_for(Sanction(9, DISQUALIFIED), start)
    assert short == Suspension(9, NOT_THERE, start, two_months_on)
    assert long == Suspension(9, DISQUALIFIED, start, six_months_on)


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_two_months_are_counted_on_the_calendar(start: date) -> None:
    last = suspension_for(Sanction(9, NOT_THERE), start).last_day
    months = (last.year - start.year) * 12 + last.month - start.month
    assert months == 2
    assert last.day == start.day or (last.day < start.day and (last + timedelta(days=1)).day == 1)


def suspended(first: date, last: date, *, annulled: bool = False) -> Suspension:
    return Suspension(9, NOT_THERE, first, last, annulled)


def test_the_first_and_the_last_day_belong_to_a_suspension() -> None:
    one = suspended(date(2026, 2, 23), date(2026, 4, 23))
    week = timedelta(days=6)
    assert covers(one, date(2026, 2, 23) - week, date(2026, 2, 23))
    assert not covers(one, date(2026, 2, 22) - week, date(2026, 2, 22))
    assert covers(one, date(2026, 4, 23), date(2026, 4, 23) + week)
    assert not covers(one, date(2026, 4, 24), date(2026, 4, 24) + week)
    assert covers(one, date(2026, 3, 2), date(2026, 3, 8))
    assert covers(one, date(2026, 1, 1), date(2026, 12, 31))


def test_an_annulled_suspension_covers_nothing() -> None:
    one = suspended(date(2026, 2, 23), date(2026, 4, 23), annulled=True)
    assert not covers(one, date(2026, 3, 2), date(2026, 3, 8))
