"""Points of a foreign season, against its draws (rules.md sections 2, 6 and 13).

Rankings are left out here: changed points change what they should be.
"""

from datetime import date

import pytest

from tests.unit.importing.foreign import (
    Foreign,
    Told,
    all_stored,
    aside,
    normalised,
    stored,
    told,
    unverified,
)
from tools import rows
from tools.importing.book import Book

TABLE = "pointshistory"
# in draw 1: the champion, the finalist, who lost a semi-final after a win and who did after a bye
CHAMPION, FINALIST, WITH_WIN, AFTER_BYE = ({"id": number} for number in (1, 2, 3, 4))
NO_PLACE = "points without a place in the draw"
NOT_THE_STAGE = "not the points of the stage"
NO_WIN = "points without a match won"
SANCTIONED = "points in spite of a sanction"
NOTHING = "no points in spite of a match won"
OTHER_STAGE = "another stage than the bracket's"


def without_rankings() -> Foreign:
    foreign = Foreign()
    foreign.tables["weeklyranking"].clear()
    return foreign


def changed(key: dict[str, int], **cells: object) -> tuple[Book, int]:
    foreign = without_rankings()
    line = foreign.change(TABLE, key, **cells)
    return foreign.judge(), line


def another(foreign: Foreign, **cells: object) -> int:
    """Points of player 8, who withdrew from tournament 1; the line."""
    new = {"id": 90, "player_id": 8, "stage_result_id": 4, "points_earned": 0}
    return foreign.copy(TABLE, CHAMPION, **{**new, **cells})


def test_points_are_stored_with_what_the_draw_says_of_them() -> None:
    book = without_rankings().judge()
    assert told(book) == set()
    champion = stored(book, rows.Points, id=1)
    assert (champion.points_earned, champion.stage_result_id) == (100, 1)
    assert (champion.draw_id, champion.gender_id, champion.category_id) == (1, 1, 1)
    assert (champion.wins, champion.sanctioned, champion.origin) == (2, False, "imported")
    # a walkover is a win for who was there, and a sanction for who was not
    assert stored(book, rows.Points, id=7).wins == 3
    assert stored(book, rows.Points, id=13).sanctioned
    # so is a disqualification
    assert stored(book, rows.Points, id=15).wins == 2
    assert stored(book, rows.Points, id=19).sanctioned


@pytest.mark.parametrize(
    "cells",
    [
        {"player_id": 99},
        {"tournament_id": 99},
        {"age_category_id": 0},
        {"age_category_id": 3},
        {"stage_result_id": 0},
        {"stage_result_id": 8},
    ],
)
def test_points_of_nobody_from_nowhere_or_for_nothing_are_set_aside(
    cells: dict[str, object],
) -> None:
    foreign = without_rankings()
    line = another(foreign, **cells)
    book = foreign.judge()
    title = "names an unknown player, tournament or stage"
    assert told(book) == {aside(TABLE, line, "6", title)}
    assert all_stored(book, rows.Points, id=90) == []


@pytest.mark.parametrize("points", [-1, 2**31, -(2**62)])
def test_points_that_nobody_can_earn_are_set_aside(points: int) -> None:
    foreign = without_rankings()
    line = another(foreign, points_earned=points)
    assert told(foreign.judge()) == {aside(TABLE, line, "6", "holds points that nobody can earn")}


def test_the_last_day_is_that_of_the_tournament() -> None:
    book, line = changed(CHAMPION, tournament_end_date="2026-01-12")
    assert told(book) == {normalised(TABLE, line, "13", "the end is the tournament's last day")}
    points = stored(book, rows.Points, id=1)
    assert (points.tournament_end_date, points.origin) == (date(2026, 1, 11), "imported")


def test_points_of_who_was_not_drawn_are_history() -> None:
    foreign = without_rankings()
    line = another(foreign)
    book = foreign.judge()
    assert told(book) == {unverified(TABLE, line, "6", NO_PLACE)}
    points = stored(book, rows.Points, id=90)
    assert (points.draw_id, points.wins, points.origin) == (1, None, "unverified")


def test_points_of_a_tournament_without_that_draw_are_history() -> None:
    foreign = without_rankings()
    line = another(foreign, tournament_id=3, tournament_end_date="2026-03-08")
    book = foreign.judge()
    assert told(book) == {unverified(TABLE, line, "6", NO_PLACE)}
    assert stored(book, rows.Points, id=90).draw_id is None


def test_points_in_the_category_of_another_age_are_history() -> None:
    foreign = without_rankings()
    line = another(foreign, age_category_id=2)
    assert told(foreign.judge()) == {
        unverified(TABLE, line, "6", NO_PLACE),
        unverified(TABLE, line, "2", "the age is not that of the draw"),
    }


def test_points_of_who_had_another_age_than_the_draw_are_history() -> None:
    foreign = without_rankings()
    foreign.change("players", {"player_id": 4}, birth_year=1961)
    age = "the age is not that of the draw"
    assert told(foreign.judge()) == {
        *(unverified("entries", n, "2", age) for n in foreign.lines("entries", player_id=4)),
        *(unverified(TABLE, n, "2", age) for n in foreign.lines(TABLE, player_id=4)),
    }


@pytest.mark.parametrize(
    ("key", "points", "titles"),
    [
        (CHAMPION, 99, {NOT_THE_STAGE}),
        (CHAMPION, 70, {NOT_THE_STAGE}),
        (CHAMPION, 200, {NOT_THE_STAGE}),
        (CHAMPION, 2**31 - 1, {NOT_THE_STAGE}),
        (CHAMPION, 0, {NOTHING}),
        (WITH_WIN, 0, {NOTHING}),
        (AFTER_BYE, 45, {NO_WIN}),
        (AFTER_BYE, 1, {NOT_THE_STAGE, NO_WIN}),
        # the no-show and the disqualified
        ({"id": 13}, 60, {SANCTIONED}),
        ({"id": 19}, 60, {SANCTIONED}),
        ({"id": 19}, 61, {SANCTIONED, NOT_THE_STAGE}),
    ],
)
def test_points_that_were_not_earned_so_are_history(
    key: dict[str, int], points: int, titles: set[str]
) -> None:
    book, line = changed(key, points_earned=points)
    assert told(book) == {unverified(TABLE, line, "6", title) for title in titles}
    kept = stored(book, rows.Points, **key)
    assert (kept.points_earned, kept.wins, kept.origin) == (points, None, "unverified")


def test_a_sanction_takes_the_points_of_earlier_rounds_too() -> None:
    foreign = without_rankings()
    # player 2 won a match in draw 1, and does not come to the semi-final
    nothing = {f"set{number}_player{side}": "" for number in (1, 2) for side in (1, 2)}
    tiebreak = {"set1_tiebreak_player1": "", "set1_tiebreak_player2": ""}
    foreign.change("matches", {"match_id": 3}, match_status_id=3, **nothing, **tiebreak)
    (line,) = foreign.lines(TABLE, **WITH_WIN)
    assert told(foreign.judge()) == {unverified(TABLE, line, "6", SANCTIONED)}
    foreign.change(TABLE, WITH_WIN, points_earned=0)
    book = foreign.judge()
    assert told(book) == set()
    points = stored(book, rows.Points, id=3)
    assert (points.points_earned, points.wins, points.sanctioned) == (0, 1, True)


def test_who_retires_keeps_what_was_earned() -> None:
    book = without_rankings().judge()
    # player 14 retired in the semi-final after a bye, and so earned nothing
    assert stored(book, rows.Points, player_id=14).points_earned == 0
    foreign = without_rankings()
    foreign.change("matches", {"match_id": 5}, match_status_id=4, set2_player1=1, set2_player2=0)
    assert told(foreign.judge()) == set()


@pytest.mark.parametrize(
    ("key", "stage", "points"),
    [(CHAMPION, 2, 70), (FINALIST, 1, 100), (WITH_WIN, 4, 30), (AFTER_BYE, 7, 0)],
)
def test_another_stage_than_the_bracket_shows_is_history(
    key: dict[str, int], stage: int, points: int
) -> None:
    book, line = changed(key, stage_result_id=stage, points_earned=points)
    assert told(book) == {unverified(TABLE, line, "6", OTHER_STAGE)}


def test_where_there_is_no_bracket_no_stage_is_known() -> None:
    foreign = without_rankings()
    # the final is of another round, but the wins are the same
    foreign.change("matches", {"match_id": 5}, match_number=2)
    line = foreign.change(TABLE, FINALIST, stage_result_id=3, points_earned=45)
    found = told(foreign.judge())
    assert {each for each in found if each.table == TABLE} == set()
    foreign.change("matches", {"match_id": 5}, match_number=1)
    assert told(foreign.judge()) == {unverified(TABLE, line, "6", OTHER_STAGE)}


def test_points_of_a_tournament_that_does_not_end_on_a_sunday_are_history() -> None:
    foreign = without_rankings()
    tournament = foreign.change("tournaments", {"tournament_id": 1}, end_date="2026-01-10")
    found = told(foreign.judge())
    lines = foreign.lines(TABLE, tournament_id=1)
    assert found == {
        unverified("tournaments", tournament, "2", "does not last from Monday to Sunday"),
        *(
            unverified(TABLE, n, "2", "of a tournament that does not end on a Sunday")
            for n in lines
        ),
        *(normalised(TABLE, n, "13", "the end is the tournament's last day") for n in lines),
    }


def test_a_player_has_points_once_for_each_draw() -> None:
    foreign = without_rankings()
    line = another(foreign, player_id=1, stage_result_id=2)
    assert told(foreign.judge()) == {aside(TABLE, line, "9", "stands in the table twice")}


def seven_wins(foreign: Foreign) -> set[Told]:
    """Player 1 wins seven matches of draw 1, which is no bracket; what is told of the points."""
    for number in range(5):
        place = {"match_id": 90 + number, "match_number": 2 + number, "round_id": 4 - number % 2}
        foreign.copy("matches", {"match_id": 5}, **place, match_date=f"2026-01-{7 + number:02}")
    return {each for each in told(foreign.judge()) if each.table == TABLE}


def test_nobody_wins_more_matches_than_a_draw_has_rounds() -> None:
    foreign = without_rankings()
    foreign.remove("matches", match_id=1)
    foreign.remove("matches", match_id=2)
    (line,) = foreign.lines(TABLE, **CHAMPION)
    found = seven_wins(foreign)
    title = "more matches won than a draw has rounds"
    assert {each for each in found if each.line == line} == {unverified(TABLE, line, "5", title)}
    foreign.remove("matches", match_id=94)
    found = {each for each in told(foreign.judge()) if each.table == TABLE}
    assert {each for each in found if each.line == line} == set()
