from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.weeks import Week

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


def test_the_last_days_of_2025_are_week_1_of_2026() -> None:
    week = Week.of(date(2025, 12, 29))
    assert (week.year, week.number, str(week)) == (2026, 1, "2026-W01")
    assert week == Week.iso(2026, 1) == Week.iso(2025, 52) + 1


def test_week_53_is_followed_by_week_1() -> None:
    assert Week.iso(2026, 53) + 1 == Week.iso(2027, 1)
    with pytest.raises(ValueError, match="week"):
        Week.iso(2025, 53)


def test_only_a_monday_begins_a_week() -> None:
    with pytest.raises(ValueError, match="no Monday"):
        Week(date(2026, 11, 22))


def test_a_moment_of_a_week_is_utc() -> None:
    assert Week.iso(2026, 8).at(2, 10) == datetime(2026, 2, 17, 10, tzinfo=UTC)


@given(DAYS, st.integers(-120, 120))
def test_weeks_are_counted_on_the_calendar(day: date, weeks: int) -> None:
    week = Week.of(day)
    assert week.monday <= day <= week.sunday
    assert ((week + weeks).monday - week.monday).days == 7 * weeks
    assert (week + weeks) - weeks == week
    assert (week.year, week.number) == day.isocalendar()[:2]
