"""Players and tournaments of a foreign season, by rules.md sections 1, 2, 7, 9 and 13."""

from datetime import UTC, date, datetime

import pytest

from tests.unit.importing.foreign import (
    Foreign,
    all_stored,
    aside,
    normalised,
    stored,
    told,
    unverified,
)
from tests.unit.importing.season import NOW
from tools import rows

PLAYER_8 = {"player_id": 8}
AHEAD = {"tournament_id": 3}


def another_player(foreign: Foreign, **cells: object) -> int:
    """A player who has entered nothing yet; the line."""
    return foreign.copy("players", PLAYER_8, player_id=20, **cells)


def another_tournament(foreign: Foreign, **cells: object) -> int:
    """A tournament that nobody has entered yet, in week 12 of 2026; the line."""
    week = {
        "start_date": "2026-03-16",
        "end_date": "2026-03-22",
        "tournament_year": 2026,
        "tournament_week": 12,
    }
    return foreign.copy("tournaments", AHEAD, **{"tournament_id": 4, **week, **cells})


# ---- players


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("9", {"first_name": " "}),
        ("9", {"last_name": "\u3000"}),
        ("9", {"first_name": "x" * 61}),
        ("9", {"last_name": "<b>Hofer</b>"}),
        ("9", {"last_name": "=Hofer"}),
        ("9", {"last_name": "Ho\u202efer"}),
        ("9", {"first_name": "…"}),
        ("9", {"first_name": "Jörg*"}),
        ("9", {"birth_year": 1899}),
        ("9", {"birth_year": 2027}),
        ("9", {"birth_year": -1964}),
        ("1", {"gender_id": 0}),
        ("1", {"gender_id": 3}),
        ("9", {"country_id": 3}),
        ("7", {"status_id": 0}),
        ("7", {"status_id": 5}),
    ],
)
def test_a_player_whose_data_breaks_a_rule_is_set_aside(
    rule: str, cells: dict[str, object]
) -> None:
    foreign = Foreign()
    line = another_player(foreign, **cells)
    book = foreign.judge()
    assert told(book) == {aside("players", line, rule, "is no player's data")}
    assert all_stored(book, rows.Player, player_id=20) == []
    assert all_stored(book, rows.RankingPlayer, player_id=20) == []


@pytest.mark.parametrize(
    "cells",
    [
        {"first_name": "x" * 60},
        {"last_name": "O’Neill-Świątek jr."},
        {"last_name": "王", "first_name": "小"},
        {"birth_year": 1900},
        {"birth_year": NOW.year},
        {"gender_id": 2},
        {"country_id": 1},
        {"status_id": 1},
        {"status_id": 3},
    ],
)
def test_a_player_at_the_edge_of_a_rule_is_stored_as_read(cells: dict[str, object]) -> None:
    foreign = Foreign()
    another_player(foreign, **cells)
    book = foreign.judge()
    assert told(book) == set()
    player = stored(book, rows.Player, player_id=20)
    for column, value in cells.items():
        assert getattr(player, column) == value
    assert player.origin == "imported"
    assert stored(book, rows.RankingPlayer, player_id=20) == rows.RankingPlayer(
        20, player.gender_id, player.birth_year, 1
    )


def test_a_player_shown_as_suspended_is_active_as_far_as_officials_have_said() -> None:
    foreign = Foreign()
    line = another_player(foreign, status_id=4)
    book = foreign.judge()
    assert told(book) == {normalised("players", line, "7", "Suspended is shown, not set")}
    assert stored(book, rows.Player, player_id=20).status_id == 1


@pytest.mark.parametrize("column", ["first_name", "last_name"])
@pytest.mark.parametrize(("name", "kept"), [(" René ", "René"), ("Rene\u0301", "René")])
def test_a_name_is_stored_composed_and_without_blanks_at_its_ends(
    column: str, name: str, kept: str
) -> None:
    foreign = Foreign()
    line = another_player(foreign, **{column: name})
    book = foreign.judge()
    assert told(book) == {normalised("players", line, "9", "the name was tidied")}
    assert getattr(stored(book, rows.Player, player_id=20), column) == kept


def test_a_player_is_found_and_sorted_by_folded_keys() -> None:
    player = stored(Foreign().judge(), rows.Player, player_id=6)
    assert (player.sort_key, player.search_key) == ("favre  rene", "rene favre")


def test_a_player_set_aside_takes_the_own_entry_along() -> None:
    foreign = Foreign()
    line = foreign.change("players", PLAYER_8, birth_year=1899)
    assert told(foreign.judge()) == {
        aside("players", line, "9", "is no player's data"),
        aside("entries", 8, "2", "names an unknown player, tournament or draw"),
    }


# ---- tournaments


@pytest.mark.parametrize(
    "cells",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"name": "Nice; Open"},
        {"name": "+Nice"},
        {"venue_id": 3},
        {"category_id": 0},
        {"category_id": 6},
        {"surface_id": 0},
        {"surface_id": 5},
        {"start_date": "1899-12-31"},
        {"start_date": "2201-01-01", "end_date": "2201-01-04"},
        {"end_date": "2201-01-01"},
        {"end_date": "1899-12-31"},
    ],
)
def test_a_tournament_whose_data_breaks_a_rule_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    line = another_tournament(foreign, **cells)
    book = foreign.judge()
    assert told(book) == {aside("tournaments", line, "9", "is no tournament's data")}
    for kind in (rows.Tournament, rows.DrawTournament, rows.Draw, rows.EntryList):
        assert all_stored(book, kind, tournament_id=4) == []


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"name": "<Nice>"}, "The name cannot contain “<” or “>”."),
        ({"venue_id": 3}, "venue, category or surface is unknown"),
        ({"start_date": "1066-10-14"}, "nothing is planned for 1066-10-14 to 2026-03-22"),
    ],
)
def test_it_is_told_why_a_tournament_was_set_aside(cells: dict[str, object], why: str) -> None:
    foreign = Foreign()
    another_tournament(foreign, **cells)
    (kept,) = foreign.judge().set_aside
    assert kept.message == f"is no tournament's data: tournament 4: {why}"


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "x" * 120},
        {"category_id": 1, "surface_id": 4},
        {
            "start_date": "1900-01-01",
            "end_date": "1900-01-07",
            "tournament_year": 1900,
            "tournament_week": 1,
        },
        {
            "start_date": "2200-12-22",
            "end_date": "2200-12-28",
            "tournament_year": 2200,
            "tournament_week": 52,
        },
        # a week belongs to the year of its Thursday
        {
            "start_date": "2025-12-29",
            "end_date": "2026-01-04",
            "tournament_year": 2026,
            "tournament_week": 1,
        },
    ],
)
def test_a_tournament_at_the_edge_of_a_rule_is_stored_as_read(cells: dict[str, object]) -> None:
    foreign = Foreign()
    another_tournament(foreign, **cells)
    book = foreign.judge()
    assert told(book) == set()
    tournament = stored(book, rows.Tournament, tournament_id=4)
    for column, value in cells.items():
        assert str(getattr(tournament, column)) == str(value)
    assert tournament.origin == "imported"


def test_deadlines_follow_from_the_first_day_and_go_to_the_draws_too() -> None:
    book = Foreign().judge()
    tournament = stored(book, rows.Tournament, tournament_id=3)
    assert tournament.entry_deadline == datetime(2026, 2, 24, 10, tzinfo=UTC)
    assert tournament.draw_deadline == datetime(2026, 2, 27, 19, tzinfo=UTC)
    assert stored(book, rows.DrawTournament, tournament_id=3) == rows.DrawTournament(
        3,
        date(2026, 3, 2),
        date(2026, 3, 8),
        5,
        tournament.entry_deadline,
        tournament.draw_deadline,
        1,
    )


@pytest.mark.parametrize(
    ("year", "week"), [(2026, 11), (2026, 13), (2025, 12), (2**40, 12), (2026, -12)]
)
def test_another_week_than_that_of_the_first_day_is_derived_and_told(year: int, week: int) -> None:
    foreign = Foreign()
    line = another_tournament(foreign, tournament_year=year, tournament_week=week)
    book = foreign.judge()
    assert told(book) == {
        normalised("tournaments", line, "2", "states another week than that of its first day")
    }
    tournament = stored(book, rows.Tournament, tournament_id=4)
    assert (tournament.tournament_year, tournament.tournament_week) == (2026, 12)


def test_the_week_of_a_year_end_counts_by_iso() -> None:
    foreign = Foreign()
    cells = {"start_date": "2025-12-29", "end_date": "2026-01-04"}
    line = another_tournament(foreign, tournament_year=2025, tournament_week=53, **cells)
    book = foreign.judge()
    assert told(book) == {
        normalised("tournaments", line, "2", "states another week than that of its first day")
    }
    tournament = stored(book, rows.Tournament, tournament_id=4)
    assert (tournament.tournament_year, tournament.tournament_week) == (2026, 1)
    ((example,),) = book.report.examples.values()
    assert example.endswith(": 2025/53, but 2025-12-29 lies in 2026/1")


NOT_A_WEEK = "does not last from Monday to Sunday"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-17", "2026-03-22"),
        ("2026-03-16", "2026-03-21"),
        ("2026-03-16", "2026-03-23"),
        ("2026-03-16", "2026-03-29"),
        ("2026-03-18", "2026-03-18"),
    ],
)
def test_a_tournament_that_is_not_a_week_is_history(start: str, end: str) -> None:
    foreign = Foreign()
    line = another_tournament(foreign, start_date=start, end_date=end)
    book = foreign.judge()
    assert told(book) == {unverified("tournaments", line, "2", NOT_A_WEEK)}
    tournament = stored(book, rows.Tournament, tournament_id=4)
    assert (tournament.start_date, tournament.end_date) == (
        date.fromisoformat(start),
        date.fromisoformat(end),
    )
    # the deadlines are those of its week
    assert tournament.entry_deadline == datetime(2026, 3, 10, 10, tzinfo=UTC)
    assert tournament.origin == "unverified"


def test_a_tournament_that_ends_before_it_begins_lasts_one_day() -> None:
    foreign = Foreign()
    line = another_tournament(foreign, end_date="2026-03-15")
    book = foreign.judge()
    assert told(book) == {unverified("tournaments", line, "2", NOT_A_WEEK)}
    last = date(2026, 3, 16)
    assert stored(book, rows.Tournament, tournament_id=4).end_date == last
    assert stored(book, rows.DrawTournament, tournament_id=4).end_date == last


def test_a_tournaments_name_is_stored_tidied() -> None:
    foreign = Foreign()
    line = another_tournament(foreign, name=" Nice Open")
    book = foreign.judge()
    assert told(book) == {normalised("tournaments", line, "9", "the text was tidied")}
    assert stored(book, rows.Tournament, tournament_id=4).name == "Nice Open"


def test_a_tournament_set_aside_takes_its_entries_along() -> None:
    foreign = Foreign()
    line = foreign.change("tournaments", AHEAD, venue_id=9)
    assert told(foreign.judge()) == {
        aside("tournaments", line, "9", "is no tournament's data"),
        aside("entries", 22, "2", "names an unknown player, tournament or draw"),
    }


def test_what_was_only_tidied_is_no_history() -> None:
    foreign = Foreign()
    another_player(foreign, last_name=" Hofer")
    another_tournament(foreign, name=" Nice")
    book = foreign.judge()
    assert stored(book, rows.Player, player_id=20).origin == "imported"
    assert stored(book, rows.Tournament, tournament_id=4).origin == "imported"
