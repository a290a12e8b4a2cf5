"""Draws that nobody has made, and the lists that entries go to (rules.md sections 3 and 13)."""

from datetime import UTC, datetime

import pytest

from tests.unit.importing.foreign import (
    Foreign,
    all_stored,
    aside,
    in_no_bracket,
    normalised,
    stored,
    told,
    unverified,
)
from tests.unit.importing.season import NOW
from tools import rows

DRAW_1 = {"draw_id": 1}
TOURNAMENT_3 = {"tournament_id": 3}
AS_STATUS = "the status follows from the matches"
NOT_MADE = "a draw that was not made has no players and no time"
OPEN, CLOSED, GENERATED, COMPLETED, CANCELLED = 1, 2, 3, 4, 5


def undrawn(foreign: Foreign, tournament: int = 3, **cells: object) -> int:
    """Men's 60 of a tournament, never made; the line."""
    empty = {"draw_id": 9, "draw_status_id": OPEN, "num_players": "", "draw_generated_at": ""}
    return foreign.copy("draws", DRAW_1, **{**empty, "tournament_id": tournament, **cells})


def past_tournament(foreign: Foreign) -> None:
    """Tournament 4, of the week after tournament 2, that nobody has entered."""
    week = {"start_date": "2026-01-26", "end_date": "2026-02-01", "tournament_week": 5}
    foreign.copy("tournaments", {"tournament_id": 2}, tournament_id=4, **week)


def lists(foreign: Foreign, tournament: int, now: datetime = NOW) -> dict[tuple[int, int], str]:
    """The state of the entry lists, by category and gender."""
    return {
        (row.age_category_id, row.gender_id): row.state
        for row in all_stored(foreign.judge(now), rows.EntryList, tournament_id=tournament)
    }


def test_a_tournament_ahead_opens_its_four_draws() -> None:
    book = Foreign().judge()
    opened = all_stored(book, rows.Draw, **TOURNAMENT_3)
    assert [
        (d.draw_id, d.age_category_id, d.gender_id, d.has_supertiebreak, d.origin) for d in opened
    ] == [
        (4, 1, 1, False, "live"),
        (5, 1, 2, True, "live"),
        (6, 2, 1, True, "live"),
        (7, 2, 2, True, "live"),
    ]
    assert {draw.draw_status_id for draw in opened} == {OPEN}
    assert set(lists(Foreign(), 3).values()) == {"OPEN"}


def test_a_draw_that_is_there_already_keeps_its_number_and_the_others_go_on_after_it() -> None:
    foreign = Foreign()
    undrawn(foreign, gender_id=2, has_supertiebreak="t")
    book = foreign.judge()
    assert told(book) == set()
    numbers = {
        (draw.age_category_id, draw.gender_id): draw.draw_id
        for draw in all_stored(book, rows.Draw, **TOURNAMENT_3)
    }
    assert numbers == {(1, 1): 10, (1, 2): 9, (2, 1): 11, (2, 2): 12}
    assert stored(book, rows.Draw, draw_id=9).origin == "live"


@pytest.mark.parametrize("status", [CLOSED, CANCELLED])
def test_an_undrawn_draw_of_a_tournament_ahead_is_open(status: int) -> None:
    foreign = Foreign()
    line = undrawn(foreign, draw_status_id=status)
    book = foreign.judge()
    assert told(book) == {normalised("draws", line, "13", AS_STATUS)}
    assert stored(book, rows.Draw, draw_id=9).draw_status_id == OPEN


@pytest.mark.parametrize(
    ("cells", "rule", "title"),
    [
        ({"num_players": 6}, "13", NOT_MADE),
        ({"draw_generated_at": "2026-02-27 19:00:00"}, "13", NOT_MADE),
        ({"has_supertiebreak": "t"}, "3", "the third set gets the format of the draw"),
    ],
)
@pytest.mark.parametrize("tournament", [3, 4])
def test_an_undrawn_draw_has_nothing_that_comes_with_the_lots(
    cells: dict[str, object], rule: str, title: str, tournament: int
) -> None:
    foreign = Foreign()
    past_tournament(foreign)
    status = {3: OPEN, 4: CANCELLED}[tournament]
    line = undrawn(foreign, tournament, draw_status_id=status, **cells)
    book = foreign.judge()
    assert told(book) == {normalised("draws", line, rule, title)}
    draw = stored(book, rows.Draw, draw_id=9)
    assert (draw.num_players, draw.draw_generated_at) == (None, None)
    assert draw.has_supertiebreak is False


def test_no_players_at_all_is_as_good_as_no_number() -> None:
    foreign = Foreign()
    undrawn(foreign, num_players=0)
    assert told(foreign.judge()) == set()


def test_an_undrawn_draw_of_a_tournament_that_is_over_was_cancelled() -> None:
    foreign = Foreign()
    past_tournament(foreign)
    undrawn(foreign, tournament=4, draw_status_id=CANCELLED)
    book = foreign.judge()
    assert told(book) == set()
    draw = stored(book, rows.Draw, draw_id=9)
    assert (draw.draw_status_id, draw.origin) == (CANCELLED, "imported")
    assert lists(foreign, 4) == {(1, 1): "CANCELLED"}


@pytest.mark.parametrize("status", [OPEN, CLOSED])
def test_an_undrawn_draw_of_a_tournament_that_is_over_is_open_no_more(status: int) -> None:
    foreign = Foreign()
    past_tournament(foreign)
    line = undrawn(foreign, tournament=4, draw_status_id=status)
    book = foreign.judge()
    assert told(book) == {normalised("draws", line, "13", AS_STATUS)}
    assert stored(book, rows.Draw, draw_id=9).draw_status_id == CANCELLED


@pytest.mark.parametrize("status", [GENERATED, COMPLETED, 0, 6])
def test_a_draw_that_says_it_was_made_is_history_without_its_parts(status: int) -> None:
    foreign = Foreign()
    past_tournament(foreign)
    line = undrawn(foreign, tournament=4, draw_status_id=status, num_players=0)
    expected = {
        unverified("draws", line, "5", "the matches form no bracket"),
        unverified("draws", line, "3", "not 6 to 64 players"),
        unverified("draws", line, "3", "not made between deadline and Friday 19:00"),
    }
    if status != GENERATED:
        expected.add(normalised("draws", line, "13", AS_STATUS))
    book = foreign.judge()
    assert told(book) == expected
    assert stored(book, rows.Draw, draw_id=9).origin == "unverified"
    assert lists(foreign, 4) == {(1, 1): "FROZEN"}


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("drawplayers", {**DRAW_1, "player_id": 1}, {"entry_points": 240}),
        ("drawseed", {"player_id": 1, "is_actual_seeding": "t"}, {"player_id": 5}),
        ("matches", {"match_id": 5}, {"match_id": 90, "match_date": "2026-03-04"}),
    ],
)
def test_a_draw_with_one_part_that_comes_with_the_lots_was_made(
    table: str, key: dict[str, object], cells: dict[str, object]
) -> None:
    foreign = Foreign()
    undrawn(foreign, draw_status_id=CANCELLED)
    foreign.copy(table, key, **{"draw_id": 9, **cells})
    book = foreign.judge()
    assert told(book) >= in_no_bracket(foreign, 9)
    draw = stored(book, rows.Draw, draw_id=9)
    assert draw.draw_status_id == (COMPLETED if table == "matches" else GENERATED)
    assert draw.origin == "unverified"


def test_without_any_draw_the_open_ones_are_numbered_from_1() -> None:
    foreign = Foreign()
    for table in ("draws", "drawplayers", "drawseed", "matches", "pointshistory", "weeklyranking"):
        foreign.tables[table].clear()
    book = foreign.judge()
    assert told(book) == set()
    assert [draw.draw_id for draw in all_stored(book, rows.Draw)] == [1, 2, 3, 4]


def test_a_tournament_with_one_made_draw_opens_none() -> None:
    foreign = Foreign()
    undrawn(foreign, draw_status_id=GENERATED, num_players=0)
    assert lists(foreign, 3) == {(1, 1): "FROZEN"}
    assert len(all_stored(foreign.judge(), rows.Draw, **TOURNAMENT_3)) == 1


# ---- entry lists


def test_the_list_of_a_made_draw_takes_nobody_any_more() -> None:
    assert lists(Foreign(), 1) == {(1, 1): "FROZEN"}
    assert lists(Foreign(), 2) == {(1, 1): "FROZEN", (2, 2): "FROZEN"}


def test_an_entry_has_a_list_even_where_there_is_no_draw() -> None:
    foreign = Foreign()
    foreign.change("entries", {"entry_id": 7}, gender_id=2)
    assert lists(foreign, 1) == {(1, 1): "FROZEN", (1, 2): "FROZEN"}


def move_tournament_3(foreign: Foreign, start: str, end: str, week: int) -> None:
    foreign.change(
        "tournaments", TOURNAMENT_3, start_date=start, end_date=end, tournament_week=week
    )


def test_a_tournament_whose_deadline_has_passed_opens_nothing() -> None:
    foreign = Foreign()
    # NOW is Monday noon; entries for next week close tomorrow, those for this week are closed
    move_tournament_3(foreign, "2026-02-02", "2026-02-08", 6)
    foreign.change("entries", {"entry_id": 21}, entry_timestamp="2026-01-27 09:00:00")
    assert told(foreign.judge()) == set()
    assert lists(foreign, 3) == {(1, 1): "FROZEN"}


def test_a_tournament_whose_deadline_is_tomorrow_is_open() -> None:
    foreign = Foreign()
    move_tournament_3(foreign, "2026-02-09", "2026-02-15", 7)
    assert told(foreign.judge()) == set()
    assert set(lists(foreign, 3).values()) == {"OPEN"}


def test_a_tournament_that_cannot_be_played_by_the_rules_opens_nothing() -> None:
    foreign = Foreign()
    line = foreign.change("tournaments", TOURNAMENT_3, end_date="2026-03-07")
    title = "does not last from Monday to Sunday"
    assert told(foreign.judge()) == {unverified("tournaments", line, "2", title)}
    assert lists(foreign, 3) == {(1, 1): "FROZEN"}


def test_a_tournament_whose_name_was_tidied_is_open_like_any() -> None:
    foreign = Foreign()
    foreign.change("tournaments", TOURNAMENT_3, name=" Nice")
    assert set(lists(foreign, 3).values()) == {"OPEN"}


# ---- between the deadline of Tuesday 10:00 and the lots of Friday 19:00

CLOSED_AT = datetime(2026, 2, 3, 10, tzinfo=UTC)
WEDNESDAY = datetime(2026, 2, 4, 12, tzinfo=UTC)


def next_week(foreign: Foreign) -> Foreign:
    """Tournament 3 is that of next week, and men's 60 has an entry."""
    move_tournament_3(foreign, "2026-02-09", "2026-02-15", 7)
    return foreign


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 2, 3, 10, 0, 0, 1, tzinfo=UTC),
        WEDNESDAY,
        datetime(2026, 2, 8, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_after_the_deadline_the_draws_with_entries_are_left_to_the_clock(now: datetime) -> None:
    foreign = next_week(Foreign())
    assert lists(foreign, 3, now) == {(1, 1): "OPEN"}
    draw = stored(foreign.judge(now), rows.Draw, **TOURNAMENT_3)
    assert (draw.draw_status_id, draw.origin) == (OPEN, "live")


def test_until_the_deadline_all_four_are_open() -> None:
    foreign = next_week(Foreign())
    assert set(lists(foreign, 3, CLOSED_AT).values()) == {"OPEN"}
    assert len(lists(foreign, 3, CLOSED_AT)) == 4


def test_once_the_tournament_has_begun_nothing_is_drawn_any_more() -> None:
    foreign = next_week(Foreign())
    assert lists(foreign, 3, datetime(2026, 2, 9, tzinfo=UTC)) == {(1, 1): "FROZEN"}


def test_the_draws_that_were_made_early_stand_beside_those_to_be_made() -> None:
    foreign = next_week(Foreign())
    foreign.copy("players", {"player_id": 11}, player_id=30)
    key = {"entry_id": 21}
    foreign.copy("entries", key, entry_id=30, player_id=30, gender_id=2, age_category_id=2)
    undrawn(foreign, draw_status_id=GENERATED)
    assert lists(foreign, 3, WEDNESDAY) == {(1, 1): "FROZEN", (2, 2): "OPEN"}


def closed(foreign: Foreign, status: int) -> tuple[int, int]:
    """A draw that is not made, with a planned seed; the lines of both."""
    draw = undrawn(foreign, draw_status_id=status)
    key = {"player_id": 1, "is_actual_seeding": "f"}
    return draw, foreign.copy("drawseed", key, draw_id=9, seed_number=2)


def test_seeds_that_were_planned_for_a_draw_to_be_made_are_planned_anew() -> None:
    foreign = next_week(Foreign())
    draw, seed = closed(foreign, CLOSED)
    book = foreign.judge(WEDNESDAY)
    assert told(book) == {
        normalised("draws", draw, "13", AS_STATUS),
        aside("drawseed", seed, "4", "planned anew when entries close"),
    }
    assert stored(book, rows.Draw, draw_id=9).draw_status_id == OPEN
    assert all_stored(book, rows.DrawSeed, draw_id=9) == []


def test_a_draw_that_was_cancelled_at_the_deadline_stays_so_with_its_planned_seeds() -> None:
    foreign = next_week(Foreign())
    _, seed = closed(foreign, CANCELLED)
    book = foreign.judge(WEDNESDAY)
    assert told(book) == {unverified("drawseed", seed, "4", "seed of a draw that was not made")}
    assert stored(book, rows.Draw, draw_id=9).draw_status_id == CANCELLED
    assert stored(book, rows.DrawSeed, draw_id=9).origin == "unverified"
    assert lists(foreign, 3, WEDNESDAY) == {(1, 1): "CANCELLED"}
