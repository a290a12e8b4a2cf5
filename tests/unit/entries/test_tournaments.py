"""A tournament's dates and deadlines, each refusal from both sides."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.entries.domain.tournaments import (
    TournamentDetails,
    check_tournament,
    check_tournament_change,
    draw_deadline,
    entries_in_time,
    entry_deadline,
)
from shared.terms import Surface, TournamentCategory

MONDAY = date(2026, 2, 23)
NICE = TournamentDetails(
    name="Nice Open",
    start_date=MONDAY,
    category_id=TournamentCategory.MT700,
    surface_id=Surface.CLAY,
    venue_id=7,
)
DEADLINE = datetime(2026, 2, 17, 10, tzinfo=UTC)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
LATE = DEADLINE + timedelta(microseconds=1)


def at(details: TournamentDetails, monday: date) -> TournamentDetails:
    return replace(details, start_date=monday)


def fields(details: TournamentDetails, now: datetime = BEFORE) -> list[str]:
    return [violation.field for violation in check_tournament(details, now, {7, 8})]


def change(after: TournamentDetails, now: datetime, standing_entries: int = 0) -> list[str]:
    found = check_tournament_change(NICE, after, now, {7, 8}, standing_entries)
    return [violation.field for violation in found]


def test_entries_close_on_tuesday_ten_of_the_week_before() -> None:
    assert entry_deadline(MONDAY) == DEADLINE


def test_the_last_moment_for_the_draw_is_friday_nineteen_of_that_week() -> None:
    assert draw_deadline(MONDAY) == datetime(2026, 2, 20, 19, tzinfo=UTC)


def test_deadlines_cross_the_year_end() -> None:
    assert entry_deadline(date(2026, 12, 28)) == datetime(2026, 12, 22, 10, tzinfo=UTC)
    assert entry_deadline(date(2027, 1, 4)) == datetime(2026, 12, 29, 10, tzinfo=UTC)
    assert draw_deadline(date(2027, 1, 4)) == datetime(2027, 1, 1, 19, tzinfo=UTC)


def test_an_entry_at_exactly_ten_is_in_time_and_later_is_not() -> None:
    assert entries_in_time(MONDAY, DEADLINE)
    assert not entries_in_time(MONDAY, LATE)


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_both_deadlines_lie_in_the_week_before(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    assert entry_deadline(day).isoweekday() == 2
    assert draw_deadline(day).isoweekday() == 5
    assert 6 <= (monday - entry_deadline(day).date()).days <= 7
    assert 2 < (monday - draw_deadline(day).date()).days <= 3


def test_a_tournament_with_good_data_passes() -> None:
    assert fields(NICE) == []


@pytest.mark.parametrize("days", range(1, 7))
def test_a_tournament_starts_on_a_monday(days: int) -> None:
    shifted = replace(NICE, start_date=MONDAY + timedelta(days=days))
    (violation,) = check_tournament(shifted, BEFORE, {7})
    assert violation.field == "start_date"
    assert f"is a {shifted.start_date:%A}" in violation.message


def test_a_tournament_fills_the_iso_week_of_its_monday() -> None:
    new_year = at(NICE, date(2025, 12, 29)).week
    assert (new_year.year, new_year.number, new_year.sunday) == (2026, 1, date(2026, 1, 4))
    last = at(NICE, date(2026, 12, 28)).week
    assert (last.year, last.number, last.sunday) == (2026, 53, date(2027, 1, 3))
    assert fields(at(NICE, date(2026, 12, 28))) == []


def test_a_new_tournament_leaves_the_entry_deadline_ahead() -> None:
    assert fields(NICE, DEADLINE) == []
    (violation,) = check_tournament(NICE, LATE, {7})
    assert (violation.field, violation.rule) == ("start_date", "2")
    assert violation.message == (
        "Nobody could enter any more: "
        "entries would have closed on Tuesday 17 February 2026, 10:00 UTC."
    )


def test_a_tournament_in_the_past_is_refused() -> None:
    (violation,) = check_tournament(at(NICE, date(2025, 2, 24)), BEFORE, {7})
    assert "in the past, on 24 February 2025" in violation.message


def test_a_tournament_more_than_five_years_ahead_is_refused() -> None:
    assert fields(at(NICE, date(2030, 12, 30))) == []
    assert fields(at(NICE, date(2031, 1, 13))) == ["start_date"]


def test_the_last_day_that_a_tournament_may_start_on_is_1830_days_ahead() -> None:
    first_day = datetime(2031, 1, 13, tzinfo=UTC) - timedelta(days=1830)
    assert fields(at(NICE, date(2031, 1, 13)), first_day) == []
    assert fields(at(NICE, date(2031, 1, 13)), first_day - timedelta(days=1)) == ["start_date"]


def test_a_tournament_that_would_start_today_is_not_in_the_past_but_too_late_to_enter() -> None:
    (violation,) = check_tournament(NICE, datetime(2026, 2, 23, tzinfo=UTC), {7})
    assert violation.message.startswith("Nobody could enter any more")


@pytest.mark.parametrize("day", [date.min, date.max, date(9999, 12, 27)])
def test_impossible_dates_are_refused_without_a_failure(day: date) -> None:
    assert "start_date" in fields(at(NICE, day))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(NICE, name=" "), "name"),
        (replace(NICE, name="<b>Nice</b>"), "name"),
        (replace(NICE, name="x" * 121), "name"),
        (replace(NICE, category_id=0), "category_id"),
        (replace(NICE, category_id=6), "category_id"),
        (replace(NICE, surface_id=0), "surface_id"),
        (replace(NICE, surface_id=5), "surface_id"),
        (replace(NICE, venue_id=9), "venue_id"),
    ],
)
def test_what_does_not_exist_is_refused_at_its_field(
    changed: TournamentDetails, field: str
) -> None:
    assert fields(changed) == [field]
    assert change(changed, BEFORE) == [field]


def test_every_broken_rule_of_a_tournament_is_told_at_once() -> None:
    worst = TournamentDetails("", date(2025, 1, 1), 0, 0, 0)
    assert fields(worst) == [
        "name",
        "category_id",
        "surface_id",
        "venue_id",
        "start_date",
        "start_date",
    ]


def test_every_broken_rule_of_a_changed_tournament_is_told_at_once() -> None:
    worst = TournamentDetails("", date(2025, 1, 1), 0, 0, 0)
    assert change(worst, LATE, standing_entries=1) == [
        "name",
        "category_id",
        "surface_id",
        "venue_id",
        *["start_date"] * 4,
        "category_id",
    ]


def test_names_are_stored_tidied() -> None:
    assert replace(NICE, name="  Nice  Open ").tidied().name == "Nice  Open"
    assert fields(replace(NICE, name="x" * 120 + " ")) == []


def test_dates_move_before_the_deadline_to_a_week_whose_deadline_lies_ahead() -> None:
    later = at(NICE, MONDAY + timedelta(weeks=1))
    assert change(later, DEADLINE) == []
    assert change(later, LATE) == ["start_date"]


def test_dates_do_not_move_to_a_week_whose_deadline_has_passed() -> None:
    earlier = at(NICE, MONDAY - timedelta(weeks=1))
    assert change(earlier, datetime(2026, 2, 10, 10, tzinfo=UTC)) == []
    assert change(earlier, datetime(2026, 2, 10, 10, 0, 1, tzinfo=UTC)) == ["start_date"]


def test_dates_do_not_move_under_a_standing_entry() -> None:
    later = at(NICE, MONDAY + timedelta(weeks=1))
    assert change(later, BEFORE, standing_entries=1) == ["start_date"]
    assert change(replace(NICE, name="Nice Masters"), BEFORE, standing_entries=1) == []


def test_moved_dates_must_still_start_on_a_monday() -> None:
    assert change(at(NICE, date(2026, 3, 3)), BEFORE) == ["start_date"]


def test_after_the_deadline_name_surface_and_venue_change_but_the_category_does_not() -> None:
    after = replace(NICE, name="Nice Masters", surface_id=Surface.HARD, venue_id=8)
    assert change(after, LATE) == []
    other = replace(after, category_id=TournamentCategory.MT100)
    assert change(other, DEADLINE) == []
    (violation,) = check_tournament_change(NICE, other, LATE, {8}, 9)
    assert violation.field == "category_id"
    assert "entries closed on Tuesday 17 February 2026, 10:00 UTC" in violation.message
