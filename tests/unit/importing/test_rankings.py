"""Rankings of a foreign season: as they were published, and compared with the rules (6 and 13)."""

from datetime import UTC, datetime

import pytest

from tests.unit.importing.foreign import (
    Foreign,
    Told,
    all_stored,
    aside,
    stored,
    told,
    unverified,
)
from tools import rows

TABLE = "weeklyranking"
GAP = "positions repeat or leave a gap"
BELOW = "stands below somebody with fewer points"
TOTAL = "not the best four of the window"
NOBODY = "has no result in the window, or another age"
OTHER = "the rules give another position"


def of(player_id: int, week: int = 5) -> dict[str, object]:
    return {"player_id": player_id, "ranking_week": week}


def remarked(line: int) -> Told:
    return Told(TABLE, line, "stored", "6", OTHER)


def test_a_ranking_by_the_rules_is_stored_as_published() -> None:
    book = Foreign().judge()
    assert stored(book, rows.Rank, player_id=1, ranking_week=5) == rows.Rank(
        player_id=1,
        age_category_id=1,
        gender_id=1,
        ranking_year=2026,
        ranking_week=5,
        total_points=240,
        rank_position=2,
        tournaments=2,
        separated_by=None,
        origin="imported",
    )


def test_a_week_counts_as_published_from_its_monday_20_00_on() -> None:
    week = stored(
        Foreign().judge(), rows.RankingWeek, ranking_week=5, age_category_id=2, gender_id=2
    )
    assert week == rows.RankingWeek(
        2026, 5, 2, 2, "PUBLISHED", datetime(2026, 1, 26, 20, tzinfo=UTC), 6, "imported"
    )


def test_where_a_list_has_no_rows_it_is_certain_that_none_was_published() -> None:
    weeks = all_stored(Foreign().judge(), rows.RankingWeek)
    # weeks 3 to 5, four lists each
    assert len(weeks) == 12
    none = [week for week in weeks if week.state == "NONE"]
    assert len(none) == 8
    assert all(week.published_at is None and week.num_players == 0 for week in none)


def test_without_any_ranking_no_week_is_certain() -> None:
    foreign = Foreign()
    foreign.tables[TABLE].clear()
    book = foreign.judge()
    assert told(book) == set()
    assert all_stored(book, rows.RankingWeek) == []


def test_a_week_between_two_published_ones_had_no_ranking() -> None:
    foreign = Foreign()
    foreign.tables[TABLE] = [row for row in foreign.tables[TABLE] if row["ranking_week"] != "4"]
    book = foreign.judge()
    assert told(book) == set()
    week = stored(book, rows.RankingWeek, ranking_week=4, age_category_id=1, gender_id=1)
    assert week.state == "NONE"


def test_a_week_that_is_still_to_be_published_is_left_to_the_clock() -> None:
    foreign = Foreign()
    # NOW is noon of the Monday of week 6; somebody is ranked in week 6 and in week 7
    foreign.copy(TABLE, of(5), ranking_week=6, rank_position=1)
    foreign.copy(TABLE, of(5), ranking_week=7, rank_position=1)
    book = foreign.judge()
    assert told(book) == set()
    lists = {
        (week.ranking_week, week.age_category_id, week.gender_id): week.state
        for week in all_stored(book, rows.RankingWeek)
        if week.ranking_week >= 6
    }
    assert lists == {(6, 1, 1): "PUBLISHED", (7, 1, 1): "PUBLISHED"}


@pytest.mark.parametrize(
    ("year", "week"),
    [
        (2026, 0),
        (2026, -1),
        (2026, 54),
        (2026, 2**40),
        (2025, 53),
        (1899, 10),
        (2201, 10),
        (-1, 5),
        (2**40, 5),
    ],
)
def test_a_week_that_no_calendar_has_is_set_aside(year: int, week: int) -> None:
    foreign = Foreign()
    line = foreign.copy(TABLE, of(1), ranking_year=year, ranking_week=week)
    book = foreign.judge()
    assert told(book) == {aside(TABLE, line, "6", "the year has no such week")}
    assert book.rows == Foreign().judge().rows


def test_week_53_of_a_year_that_has_one_is_a_week() -> None:
    foreign = Foreign()
    # 135 points by then, which others have more of
    line = foreign.copy(TABLE, of(2), ranking_week=53, rank_position=1)
    assert told(foreign.judge()) == {remarked(line)}


@pytest.mark.parametrize(
    "cells",
    [
        {"player_id": 99},
        {"age_category_id": 0},
        {"age_category_id": 3},
        {"gender_id": 0},
        {"gender_id": 3},
    ],
)
def test_a_place_of_nobody_or_in_no_list_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    line = foreign.copy(TABLE, of(1), **cells)
    assert told(foreign.judge()) == {aside(TABLE, line, "6", "names an unknown player or list")}


@pytest.mark.parametrize(
    "cells",
    [
        {"rank_position": 0},
        {"rank_position": -1},
        {"rank_position": 2**31},
        {"total_points": -1},
        {"total_points": 2**31},
    ],
)
def test_an_impossible_position_or_total_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    line = foreign.copy(TABLE, of(1), player_id=8, **cells)
    title = "holds an impossible position or total"
    assert told(foreign.judge()) == {aside(TABLE, line, "6", title)}


def history(foreign: Foreign, title: str, *lines: int, moved: tuple[int, ...] = ()) -> None:
    """That exactly these places are history, and their lists with them; those that have ``moved``
    are where the rules do not see them."""
    book = foreign.judge()
    assert told(book) == {
        *(unverified(TABLE, line, "6", title) for line in lines),
        *(remarked(line) for line in moved),
    }
    places = all_stored(book, rows.Rank)
    assert {place.origin for place in places} == {"imported", "unverified"}
    lists = {
        (week.ranking_week, week.age_category_id)
        for week in all_stored(book, rows.RankingWeek, origin="unverified")
    }
    assert lists == {
        (place.ranking_week, place.age_category_id)
        for place in places
        if place.origin == "unverified"
    }


@pytest.mark.parametrize("position", [7, 8, 2**31 - 1])
def test_a_position_below_the_last_player_leaves_a_gap(position: int) -> None:
    foreign = Foreign()
    line = foreign.change(TABLE, of(13), rank_position=position)
    history(foreign, GAP, line, moved=(line,))


def test_two_players_on_one_position_are_history_both() -> None:
    foreign = Foreign()
    line = foreign.change(TABLE, of(13), rank_position=5)
    (above,) = foreign.lines(TABLE, **of(14))
    history(foreign, GAP, line, above, moved=(line,))


def test_a_place_without_its_list_leaves_a_gap_for_all_below() -> None:
    foreign = Foreign()
    foreign.remove(TABLE, **of(11))
    (line,) = foreign.lines(TABLE, **of(13))
    book = foreign.judge()
    # five players: position 6 is a gap, and the others are no longer where the rules see them
    assert told(book) == {unverified(TABLE, line, "6", GAP)}


def test_who_has_more_points_stands_above() -> None:
    foreign = Foreign()
    first = foreign.change(TABLE, of(11), rank_position=2)
    second = foreign.change(TABLE, of(15), rank_position=1)
    assert told(foreign.judge()) == {
        unverified(TABLE, first, "6", BELOW),
        remarked(first),
        remarked(second),
    }


def test_equal_points_in_another_order_than_that_of_the_rules_are_stored_and_told() -> None:
    foreign = Foreign()
    first = foreign.change(TABLE, of(14), rank_position=6)
    second = foreign.change(TABLE, of(13), rank_position=5)
    book = foreign.judge()
    assert told(book) == {remarked(first), remarked(second)}
    place = stored(book, rows.Rank, player_id=13, ranking_week=5)
    assert (place.rank_position, place.origin) == (5, "imported")
    assert book.report.stored(TABLE) == 25


def test_a_total_that_is_not_the_best_four_is_stored_and_is_history() -> None:
    foreign = Foreign()
    line = foreign.change(TABLE, of(11), total_points=999)
    history(foreign, TOTAL, line)
    place = stored(foreign.judge(), rows.Rank, player_id=11, ranking_week=5)
    assert (place.total_points, place.tournaments) == (999, 1)


def test_a_player_without_a_result_in_the_window_is_history() -> None:
    foreign = Foreign()
    line = foreign.copy(TABLE, of(4), player_id=8, rank_position=8)
    history(foreign, NOBODY, line)
    place = stored(foreign.judge(), rows.Rank, player_id=8, ranking_week=5)
    assert place.tournaments is None


@pytest.mark.parametrize(("week", "counted"), [(2, False), (3, True)])
def test_the_window_begins_with_the_week_after_the_tournament(week: int, counted: bool) -> None:
    foreign = Foreign()
    foreign.tables[TABLE] = [foreign.row(TABLE, **of(1, week=3)) | {"ranking_week": str(week)}]
    assert told(foreign.judge()) == (set() if counted else {unverified(TABLE, 2, "6", NOBODY)})


@pytest.mark.parametrize(("week", "total"), [(1, 135), (2, 90)])
def test_the_window_ends_52_weeks_later_also_after_a_year_of_53(week: int, total: int) -> None:
    foreign = Foreign()
    # player 2 has 45 points from week 2 of 2026, and 90 from week 4
    ranked = foreign.row(TABLE, **of(2))
    ranked |= {"ranking_year": "2027", "ranking_week": str(week), "rank_position": "1"}
    foreign.tables[TABLE] = [ranked | {"total_points": str(total)}]
    # others have more points
    assert told(foreign.judge()) == {remarked(2)}
    foreign.tables[TABLE] = [ranked | {"total_points": str(225 - total)}]
    assert told(foreign.judge()) == {unverified(TABLE, 2, "6", TOTAL)}


def test_who_turns_65_leaves_the_ranking_of_60_with_the_year() -> None:
    foreign = Foreign()
    # player 5 was born in 1962
    ranked = foreign.row(TABLE, **of(5)) | {"ranking_year": "2027", "ranking_week": "1"}
    foreign.tables[TABLE] = [ranked]
    assert told(foreign.judge()) == {unverified(TABLE, 2, "6", NOBODY)}


def test_points_that_are_history_count_as_they_are_stored() -> None:
    foreign = Foreign()
    line = foreign.change("pointshistory", {"id": 14}, points_earned=150)
    foreign.change(TABLE, of(11), total_points=150)
    assert told(foreign.judge()) == {
        unverified("pointshistory", line, "6", "not the points of the stage")
    }
