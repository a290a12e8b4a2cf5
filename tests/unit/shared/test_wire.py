from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidInput
from shared.terms import Gender
from shared.weeks import Week
from shared.wire import (
    from_date,
    from_enum,
    from_moment,
    from_optional_enum,
    from_week,
    to_date,
    to_enum,
    to_moment,
    to_week,
)
from tour.common.v1 import common_pb2 as pb


@given(st.dates())
def test_dates_travel_unchanged(day: date) -> None:
    assert from_date(to_date(day), "day") == day


@given(st.dates(date(1900, 1, 8), date(2199, 12, 20)))
def test_weeks_travel_unchanged(day: date) -> None:
    assert from_week(to_week(Week.of(day)), "week") == Week.of(day)


def test_moments_travel_as_utc() -> None:
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert from_moment(to_moment(summer)) == datetime(2026, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 4, 31), (2026, 2, 29), (0, 0, 0), (2**31 - 1, 1, 1), (-1, 1, 1)],
)
def test_a_day_that_is_not_in_the_calendar_is_refused_by_its_field(
    year: int, month: int, day: int
) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_date(pb.Date(year=year, month=month, day=day), "start_date")
    assert caught.value.violations[0].field == "start_date"


@pytest.mark.parametrize(
    ("year", "number"),
    [(2025, 53), (2026, 0), (2026, 54), (0, 1), (2**31 - 1, 1), (1, 1), (9999, 52)],
)
def test_a_week_that_does_not_exist_or_lies_far_away_is_refused_by_its_field(
    year: int, number: int
) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_week(pb.Week(year=year, number=number), "week")
    assert caught.value.violations[0].field == "week"


def test_an_unknown_or_missing_choice_is_refused_and_the_choices_told() -> None:
    assert from_enum(Gender, 2, "gender") is Gender.WOMEN
    assert from_optional_enum(Gender, 0, "gender") is None
    assert to_enum(None) == 0
    for number in (0, 3, -1, 99):
        with pytest.raises(InvalidInput, match="1 \\(MEN\\), 2 \\(WOMEN\\)"):
            from_enum(Gender, number, "gender")
