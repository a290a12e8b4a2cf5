"""The calendar opens at the present; what has been played stands below."""

from datetime import UTC, date, datetime, timedelta

from services.gateway.views.season import CalendarFilters, CalendarPage, TournamentState
from tests.unit.gateway.samples import tournament

# a Monday in each of four months; the tournament of March goes on into April
JANUARY, FEBRUARY, MARCH, MAY = (
    date(2026, 1, 12),
    date(2026, 2, 16),
    date(2026, 3, 30),
    date(2026, 5, 4),
)


def calendar(today: date, filters: CalendarFilters | None = None) -> CalendarPage:
    every = [
        tournament(number, monday)
        for number, monday in enumerate((JANUARY, FEBRUARY, MARCH, MAY), 1)
    ]
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    return CalendarPage.of(every, filters or CalendarFilters(2026), (2026,), noon)


def titles(page: CalendarPage) -> tuple[list[str], list[str]]:
    """Of the months from the present on, and of those before."""
    return [each.title for each in page.coming], [each.title for each in page.earlier]


def test_the_present_month_comes_first_and_months_gone_by_below_the_latest_first() -> None:
    coming, earlier = titles(calendar(MARCH))
    assert coming == ["March 2026", "May 2026"]
    assert earlier == ["February 2026", "January 2026"]


def test_a_month_is_present_while_a_tournament_that_began_in_it_is_played() -> None:
    sunday = MARCH + timedelta(days=6)
    assert sunday.month == 4
    assert titles(calendar(sunday))[0] == ["March 2026", "May 2026"]
    assert titles(calendar(sunday + timedelta(days=1)))[0] == ["May 2026"]


def test_the_present_month_stays_above_when_all_of_it_is_played() -> None:
    assert titles(calendar(date(2026, 2, 28)))[0] == ["February 2026", "March 2026", "May 2026"]


def test_a_year_gone_by_stands_in_the_order_of_the_calendar() -> None:
    coming, earlier = titles(calendar(date(2027, 6, 1)))
    assert coming == ["January 2026", "February 2026", "March 2026", "May 2026"]
    assert earlier == []


def test_no_month_is_lost_whatever_is_filtered() -> None:
    finished = CalendarFilters(2026, state=TournamentState.FINISHED)
    coming, earlier = titles(calendar(date(2026, 4, 1), finished))
    assert (coming, earlier) == (["January 2026", "February 2026"], [])
    nothing = CalendarFilters(2025)
    assert titles(calendar(MARCH, nothing)) == ([], [])
