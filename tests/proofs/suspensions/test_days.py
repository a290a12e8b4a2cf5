"""Section 7: how long a suspension lasts and on which days it holds, counted day by day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.entries.domain.eligibility import Suspension as HeardOf
from services.entries.domain.people import suspended_until
from services.matches.domain.suspensions import (
    Sanction,
    Suspension,
    covers,
    suspension_for,
)
from shared.terms import MatchStatus
from tests.proofs.length import examples

LONG = settings(max_examples=examples(150), deadline=None)
DAY = timedelta(days=1)
MONTHS = {MatchStatus.WALKOVER: 2, MatchStatus.DISQUALIFIED: 6}
CAUSES = st.sampled_from(list(MONTHS))
# any day of 300 years, and more often the last ones of a month
STARTS = st.dates(date(1900, 1, 1), date(2199, 12, 31)) | st.builds(
    lambda month, back: month.replace(day=1) - back * DAY,
    st.dates(date(1950, 1, 1), date(2199, 12, 31)),
    st.integers(1, 4),
)


def months_later(start: date, months: int) -> date:
    """Leafs through a calendar: to the first of each next month, then to the day, if it is one."""
    page = start.replace(day=1)
    for _ in range(months):
        page = next(page + days * DAY for days in (28, 29, 30, 31) if (page + days * DAY).day == 1)
    day = page
    while day.day < start.day and (day + DAY).month == page.month:
        day += DAY
    return day


@LONG
@given(STARTS, CAUSES)
def test_any_suspension_ends_on_the_same_day_of_the_month_or_the_months_last(
    start: date, cause: MatchStatus
) -> None:
    one = suspension_for(Sanction(9, cause), start)
    assert one == Suspension(9, cause, start, months_later(start, MONTHS[cause]))


@LONG
@given(STARTS, st.integers(0, 40), CAUSES)
def test_who_starts_later_is_never_free_earlier(start: date, days: int, cause: MatchStatus) -> None:
    first = suspension_for(Sanction(9, cause), start)
    second = suspension_for(Sanction(9, cause), start + days * DAY)
    assert first.last_day <= second.last_day
    short = suspension_for(Sanction(9, MatchStatus.WALKOVER), start)
    assert short.last_day < suspension_for(Sanction(9, MatchStatus.DISQUALIFIED), start).last_day


BEGINNING = date(2027, 12, 1)
DAYS = st.integers(0, 130).map(lambda number: BEGINNING + number * DAY)
SUSPENSIONS = st.builds(
    lambda start, cause, annulled, lifted: Suspension(
        9, cause, start, months_later(start, MONTHS[cause]), annulled, lifted
    ),
    st.integers(0, 600).map(lambda number: BEGINNING + number * DAY),
    CAUSES,
    st.sampled_from([False, False, False, True]),
    st.none() | st.integers(-5, 800).map(lambda number: BEGINNING + number * DAY),
)
SHORT_ONES = st.builds(
    lambda one, other, annulled, lifted: Suspension(
        9, MatchStatus.WALKOVER, min(one, other), max(one, other), annulled, lifted
    ),
    DAYS,
    DAYS,
    st.sampled_from([False, False, False, True]),
    st.none() | DAYS,
)


def held_on(one: Suspension) -> set[date]:
    """Every day on which it holds: from the first to the last, but for those after a lifting."""
    days: set[date] = set()
    day = one.first_day
    while day <= one.last_day and day != one.lifted_on and not one.annulled:
        days.add(day)
        day += DAY
    if one.lifted_on is not None and one.lifted_on < one.first_day:
        return set()
    return days


def heard_of(one: Suspension) -> HeardOf | None:
    """What entries keeps of it: of an annulled one nothing."""
    kept = HeardOf(one.first_day, one.last_day, one.cause)
    if one.annulled or one.lifted_on is None:
        return None if one.annulled else kept
    return kept.lifted(one.lifted_on)


@LONG
@given(SUSPENSIONS | SHORT_ONES, DAYS, st.integers(0, 13))
def test_a_suspension_covers_a_tournament_if_it_holds_on_one_of_its_days(
    one: Suspension, first_day: date, more: int
) -> None:
    tournament = {first_day + number * DAY for number in range(more + 1)}
    assert covers(one, first_day, first_day + more * DAY) is bool(held_on(one) & tournament)


@LONG
@given(st.lists(SHORT_ONES | SUSPENSIONS, max_size=6), DAYS)
def test_a_player_is_suspended_until_the_day_before_the_first_free_one(
    every: list[Suspension], day: date
) -> None:
    held = set[date]().union(*map(held_on, every))
    free = day
    while free in held:
        free += DAY
    in_force = [left for one in every if (left := heard_of(one))]
    assert suspended_until(in_force, day) == (None if free == day else free - DAY)
