"""Which weeks a ranking counts and when it is published (rules.md section 6)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rankings.domain.window import (
    drops_off,
    due_week,
    first_counted,
    first_counting,
    last_counted,
    last_counting,
    outgrown_in,
    published_at,
    weeks_due,
    weeks_through,
)
from shared.ages import AGES, age_in
from shared.terms import AgeCategory
from shared.weeks import Week

WEEKS = st.dates(date(2000, 1, 1), date(2060, 12, 31)).map(Week.of)


@pytest.mark.parametrize(
    ("ranking", "first", "last"),
    [
        # an ordinary year: 52 weeks back is the same number
        ((2025, 20), (2024, 20), (2025, 19)),
        # week 1 follows week 52 of 2025
        ((2026, 1), (2025, 1), (2025, 52)),
        # 2026 has 53 weeks: its week 53 still counts week 1, and week 1 of 2027 follows it
        ((2026, 53), (2026, 1), (2026, 52)),
        ((2027, 1), (2026, 2), (2026, 53)),
        # while the window spans week 53 the numbers are shifted by one
        ((2027, 10), (2026, 11), (2027, 9)),
        ((2027, 52), (2026, 53), (2027, 51)),
        ((2028, 1), (2027, 1), (2027, 52)),
    ],
)
def test_a_ranking_counts_52_weeks_on_the_calendar(
    ranking: tuple[int, int], first: tuple[int, int], last: tuple[int, int]
) -> None:
    week = Week.iso(*ranking)
    assert first_counted(week) == Week.iso(*first)
    assert last_counted(week) == Week.iso(*last)
    assert len(list(weeks_through(first_counted(week), last_counted(week)))) == 52


@settings(deadline=None)
@given(ranking=WEEKS, tournament=WEEKS)
def test_a_tournament_counts_in_exactly_the_rankings_whose_window_holds_it(
    ranking: Week, tournament: Week
) -> None:
    in_window = first_counted(ranking) <= tournament <= last_counted(ranking)
    assert in_window == (first_counting(tournament) <= ranking <= last_counting(tournament))
    assert drops_off(tournament) == last_counting(tournament) + 1


def test_a_tournament_of_week_53_counts_from_week_1_to_week_52_of_the_next_year() -> None:
    tournament = Week.iso(2026, 53)
    assert first_counting(tournament) == Week.iso(2027, 1)
    assert last_counting(tournament) == Week.iso(2027, 52)
    assert drops_off(tournament) == Week.iso(2028, 1)


def test_a_ranking_is_published_on_its_monday_at_twenty() -> None:
    assert published_at(Week.iso(2026, 1)) == datetime(2025, 12, 29, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 12, 28, 19, 59, 59, 999999, tzinfo=UTC), (2026, 52)),
        (datetime(2026, 12, 28, 20, tzinfo=UTC), (2026, 53)),
        (datetime(2027, 1, 3, 23, 59, tzinfo=UTC), (2026, 53)),
        (datetime(2027, 1, 4, 19, 59, tzinfo=UTC), (2026, 53)),
        (datetime(2027, 1, 4, 20, tzinfo=UTC), (2027, 1)),
    ],
)
def test_the_week_due_is_the_latest_whose_moment_has_come(
    now: datetime, due: tuple[int, int]
) -> None:
    assert due_week(now) == Week.iso(*due)


@settings(deadline=None)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001
def test_between_two_publications_the_earlier_is_due(moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    assert published_at(due_week(now)) <= now < published_at(due_week(now) + 1)


def test_weeks_run_in_order_over_a_53_week_year_end() -> None:
    weeks = list(weeks_through(Week.iso(2026, 52), Week.iso(2027, 2)))
    assert [str(week) for week in weeks] == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    assert list(weeks_through(Week.iso(2027, 1), Week.iso(2026, 53))) == []


@settings(deadline=None)
@given(week=WEEKS, length=st.integers(0, 120))
def test_weeks_through_is_every_seventh_day(week: Week, length: int) -> None:
    mondays = [each.monday for each in weeks_through(week, week + length)]
    assert mondays == [week.monday + timedelta(days=7 * step) for step in range(length + 1)]


LISTS = ("men", "women")
EVENING = Week.iso(2027, 2).at(1, 20)


def done(*weeks: Week, lists: tuple[str, ...] = LISTS) -> set[tuple[Week, str]]:
    return {(week, ranked) for week in weeks for ranked in lists}


def test_a_new_tour_begins_with_the_latest_week_that_is_due() -> None:
    assert weeks_due([], LISTS, EVENING) == [Week.iso(2027, 2)]
    assert weeks_due([], LISTS, EVENING - timedelta(seconds=1)) == [Week.iso(2027, 1)]


def test_after_a_stop_every_week_that_was_missed_is_due_in_order() -> None:
    recorded = done(Week.iso(2026, 51))
    due = weeks_due(recorded, LISTS, EVENING)
    assert [str(week) for week in due] == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    assert weeks_due(recorded | done(*due), LISTS, EVENING) == []


def test_a_week_is_due_until_each_of_its_lists_is_recorded() -> None:
    recorded = done(*weeks_through(Week.iso(2026, 51), Week.iso(2027, 2)))
    missing = {(Week.iso(2026, 53), "women"), (Week.iso(2027, 1), "men")}
    due = weeks_due(recorded - missing, LISTS, EVENING)
    assert due == [Week.iso(2026, 53), Week.iso(2027, 1)]


def test_no_week_before_the_first_recorded_one_is_due() -> None:
    assert weeks_due(done(Week.iso(2027, 2)), LISTS, EVENING) == []


@pytest.mark.parametrize(
    ("category", "at"), [(AgeCategory.SIXTY, 65), (AgeCategory.SIXTY_FIVE, 70)]
)
def test_a_category_is_outgrown_with_week_1_of_the_year_of_turning_65_or_70(
    category: AgeCategory, at: int
) -> None:
    for birth_year in range(1950, 1970):
        week = outgrown_in(category, birth_year)
        assert week == Week.iso(birth_year + at, 1)
        assert age_in(week.year, birth_year) not in AGES[category]
        assert age_in((week - 1).year, birth_year) in AGES[category]
