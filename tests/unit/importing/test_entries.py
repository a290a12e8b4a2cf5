"""Entries of a foreign season, by rules.md sections 2, 3, 9 and 13."""

from datetime import UTC, datetime

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
from tools import rows

# the entry of player 1 to tournament 3, which is ahead
AHEAD = {"entry_id": 21}


def another_entry(foreign: Foreign, **cells: object) -> int:
    """An entry of player 8 (64 years old) to men's 60 of tournament 3; the line."""
    return foreign.copy("entries", AHEAD, **{"entry_id": 30, "player_id": 8, **cells})


def expect(foreign: Foreign, line: int, rule: str, title: str) -> rows.Entry:
    """The changed entry as it is stored: as history, and for this one reason."""
    book = foreign.judge()
    assert told(book) == {unverified("entries", line, rule, title)}
    entry = stored(book, rows.Entry, entry_id=int(foreign.tables["entries"][line - 2]["entry_id"]))
    assert entry.origin == "unverified"
    return entry


def test_an_entry_by_the_rules_is_stored_as_read() -> None:
    foreign = Foreign()
    another_entry(foreign, entry_points=17)
    book = foreign.judge()
    assert told(book) == set()
    entry = stored(book, rows.Entry, entry_id=30)
    assert (entry.player_id, entry.tournament_id, entry.entry_points) == (8, 3, 17)
    assert (entry.age_category_id, entry.gender_id) == (1, 1)
    assert entry.entry_timestamp == datetime(2026, 1, 30, 9, tzinfo=UTC)
    # what the database checks deadline and age by
    tournament = stored(book, rows.Tournament, tournament_id=3)
    assert (entry.start_date, entry.birth_year) == (tournament.start_date, 1964)
    assert (entry.withdrawn_at, entry.withdrawal_type, entry.released) == (None, None, False)
    assert entry.origin == "imported"


@pytest.mark.parametrize(
    "cells",
    [
        {"player_id": 99},
        {"tournament_id": 99},
        {"age_category_id": 0},
        {"age_category_id": 3},
        {"gender_id": 0},
        {"gender_id": 3},
    ],
)
def test_an_entry_of_nobody_or_to_nothing_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    line = another_entry(foreign, **cells)
    book = foreign.judge()
    assert told(book) == {
        aside("entries", line, "2", "names an unknown player, tournament or draw")
    }
    assert all_stored(book, rows.Entry, entry_id=30) == []


@pytest.mark.parametrize(
    "cells",
    [
        {"withdrawn_at": "2026-02-01 09:00:00"},
        {"withdrawal_type": "BEFORE_DRAW"},
        {"withdrawn_at": "2026-02-01 09:00:00", "withdrawal_type": "ILL"},
        {"withdrawn_at": "2026-02-01 09:00:00", "withdrawal_type": "before_draw"},
    ],
)
def test_a_withdrawal_without_time_or_kind_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    line = another_entry(foreign, **cells)
    assert told(foreign.judge()) == {aside("entries", line, "2", "withdrawn without time or kind")}


def test_points_that_no_column_holds_are_set_aside() -> None:
    foreign = Foreign()
    line = another_entry(foreign, entry_points=2**31)
    assert told(foreign.judge()) == {
        aside("entries", line, "9", "holds a number too large for any points")
    }


def test_the_most_points_that_the_column_holds_are_stored() -> None:
    foreign = Foreign()
    another_entry(foreign, entry_points=2**31 - 1)
    book = foreign.judge()
    assert told(book) == set()
    assert stored(book, rows.Entry, entry_id=30).entry_points == 2**31 - 1


@pytest.mark.parametrize(
    ("points", "title"),
    [
        ("", "no points at the entry means 0"),
        (-1, "points below 0 mean 0"),
        (-(2**62), "points below 0 mean 0"),
    ],
)
def test_an_unranked_player_has_0_points_at_the_entry(points: object, title: str) -> None:
    foreign = Foreign()
    line = another_entry(foreign, entry_points=points)
    book = foreign.judge()
    assert told(book) == {normalised("entries", line, "1", title)}
    entry = stored(book, rows.Entry, entry_id=30)
    assert (entry.entry_points, entry.origin) == (0, "imported")


# ---- who may enter


@pytest.mark.parametrize(
    ("category", "birth_year"), [(1, 1967), (1, 1961), (2, 1962), (2, 1956), (2, 1966)]
)
def test_an_entry_to_the_draw_of_another_age_is_history(category: int, birth_year: int) -> None:
    foreign = Foreign()
    foreign.copy("players", {"player_id": 8}, player_id=20, birth_year=birth_year)
    line = another_entry(foreign, player_id=20, age_category_id=category)
    entry = expect(foreign, line, "2", "the age is not that of the draw")
    assert (entry.age_category_id, entry.birth_year) == (category, birth_year)


@pytest.mark.parametrize(("category", "birth_year"), [(1, 1966), (1, 1962), (2, 1961), (2, 1957)])
def test_an_entry_to_the_draw_of_the_age_in_that_year_keeps_the_rules(
    category: int, birth_year: int
) -> None:
    foreign = Foreign()
    foreign.copy("players", {"player_id": 8}, player_id=20, birth_year=birth_year)
    another_entry(foreign, player_id=20, age_category_id=category)
    assert told(foreign.judge()) == set()


def test_the_age_is_that_of_the_year_of_the_tournaments_week() -> None:
    # 2025-12-29 lies in week 1 of 2026
    foreign = Foreign()
    foreign.copy("players", {"player_id": 8}, player_id=20, birth_year=1961)
    foreign.copy(
        "tournaments",
        {"tournament_id": 1},
        tournament_id=4,
        start_date="2025-12-29",
        end_date="2026-01-04",
        tournament_week=1,
    )
    entry = {"player_id": 20, "tournament_id": 4, "entry_timestamp": "2025-12-23 10:00:00"}
    another_entry(foreign, age_category_id=2, **entry)
    assert told(foreign.judge()) == set()
    line = another_entry(foreign, age_category_id=1, **{**entry, "entry_id": 31, "player_id": 7})
    foreign.change("players", {"player_id": 7}, birth_year=1966)
    assert told(foreign.judge()) == set()
    foreign.change("entries", {"entry_id": 31}, player_id=20, withdrawn_at="2025-12-23 11:00:00")
    foreign.change("entries", {"entry_id": 31}, withdrawal_type="BEFORE_DRAW")
    expect(foreign, line, "2", "the age is not that of the draw")


def test_an_entry_to_the_draw_of_the_other_gender_is_history() -> None:
    foreign = Foreign()
    line = another_entry(foreign, gender_id=2)
    entry = expect(foreign, line, "2", "the gender is not that of the draw")
    assert entry.gender_id == 2


@pytest.mark.parametrize("moment", ["2026-02-24 10:00:00.000001", "2026-02-24 10:00:01"])
def test_an_entry_after_tuesday_10_00_is_history(moment: str) -> None:
    foreign = Foreign()
    expect(
        foreign, another_entry(foreign, entry_timestamp=moment), "2", "entered after the deadline"
    )


def test_an_entry_at_exactly_10_00_is_in_time() -> None:
    foreign = Foreign()
    another_entry(foreign, entry_timestamp="2026-02-24 10:00:00")
    assert told(foreign.judge()) == set()


# ---- withdrawals

IMPOSSIBLE = "withdrawn at an impossible time"


@pytest.mark.parametrize(
    ("moment", "kind"),
    [
        ("2026-01-30 08:59:59", "BEFORE_DRAW"),
        ("2026-01-30 08:59:59", "AFTER_DRAW"),
        # nothing is drawn before the deadline
        ("2026-02-01 12:00:00", "AFTER_DRAW"),
        ("2026-02-24 10:00:00", "AFTER_DRAW"),
    ],
)
def test_a_withdrawal_before_the_entry_or_before_there_is_a_draw_is_history(
    moment: str, kind: str
) -> None:
    foreign = Foreign()
    line = another_entry(foreign, withdrawn_at=moment, withdrawal_type=kind)
    expect(foreign, line, "2", IMPOSSIBLE)


@pytest.mark.parametrize(
    ("moment", "kind"),
    [
        ("2026-01-30 09:00:00", "BEFORE_DRAW"),
        ("2026-02-24 10:00:00", "BEFORE_DRAW"),
        # between deadline and draw
        ("2026-02-26 10:00:00", "BEFORE_DRAW"),
        ("2026-02-24 10:00:01", "AFTER_DRAW"),
    ],
)
def test_a_withdrawal_at_a_possible_time_keeps_the_rules(moment: str, kind: str) -> None:
    foreign = Foreign()
    another_entry(foreign, withdrawn_at=moment, withdrawal_type=kind)
    book = foreign.judge()
    assert told(book) == set()
    assert stored(book, rows.Entry, entry_id=30).withdrawal_type == kind


# ---- one tournament per week

SECOND = "a second entry in one week"


def test_the_same_tournament_entered_twice_is_history_the_second_time() -> None:
    foreign = Foreign()
    expect(foreign, another_entry(foreign, player_id=1), "2", SECOND)


def test_another_tournament_of_the_week_entered_too_is_history() -> None:
    foreign = Foreign()
    foreign.copy("tournaments", {"tournament_id": 3}, tournament_id=4, venue_id=2)
    expect(foreign, another_entry(foreign, player_id=1, tournament_id=4), "2", SECOND)


def test_a_tournament_later_in_the_same_week_counts_too() -> None:
    foreign = Foreign()
    tournament = foreign.copy(
        "tournaments", {"tournament_id": 3}, tournament_id=4, start_date="2026-03-04"
    )
    line = another_entry(foreign, player_id=1, tournament_id=4)
    assert told(foreign.judge()) == {
        unverified("tournaments", tournament, "2", "does not last from Monday to Sunday"),
        unverified("entries", line, "2", SECOND),
    }


def test_who_withdrew_before_the_draw_may_enter_again() -> None:
    foreign = Foreign()
    foreign.change(
        "entries", AHEAD, withdrawn_at="2026-02-01 09:00:00", withdrawal_type="BEFORE_DRAW"
    )
    another_entry(foreign, player_id=1)
    assert told(foreign.judge()) == set()


def test_who_withdrew_after_the_draw_has_played_that_week() -> None:
    foreign = Foreign()
    foreign.change(
        "entries", AHEAD, withdrawn_at="2026-02-27 20:00:00", withdrawal_type="AFTER_DRAW"
    )
    expect(foreign, another_entry(foreign, player_id=1), "2", SECOND)


def fill(foreign: Foreign, entries: int) -> int:
    """So many entries to men's 60 of tournament 3; the line of the last."""
    line = 0
    for number in range(1, entries):
        player = 100 + number
        foreign.copy("players", {"player_id": 8}, player_id=player)
        line = another_entry(foreign, entry_id=player, player_id=player)
    return line


def test_a_draw_holds_64_entries() -> None:
    foreign = Foreign()
    fill(foreign, 64)
    assert told(foreign.judge()) == set()


def test_entry_65_of_a_draw_is_history() -> None:
    foreign = Foreign()
    expect(foreign, fill(foreign, 65), "3", "entry 65 of a draw")


def test_only_entries_that_stand_are_counted() -> None:
    foreign = Foreign()
    fill(foreign, 65)
    foreign.change(
        "entries", AHEAD, withdrawn_at="2026-02-01 09:00:00", withdrawal_type="BEFORE_DRAW"
    )
    assert told(foreign.judge()) == set()


# ---- suspensions

SUSPENDED = "entered while suspended"
# a suspension that is not two months long is told too
LENGTH = "not 2 or 6 months from the tournament's first day"


def enter_player_6(foreign: Foreign, first: str, last: str) -> tuple[int, int]:
    """Player 6 is suspended for these days and has entered tournament 3, of 2 to 8 March."""
    suspension = foreign.change(
        "playersuspensions", {"suspension_id": 1}, suspension_start=first, suspension_end=last
    )
    return suspension, another_entry(foreign, player_id=6)


def test_an_entry_to_a_tournament_that_a_suspension_covers_is_history() -> None:
    foreign = Foreign()
    _, line = enter_player_6(foreign, "2026-01-19", "2026-03-19")
    expect(foreign, line, "2", SUSPENDED)


def test_a_suspension_covers_its_last_day() -> None:
    foreign = Foreign()
    suspension, line = enter_player_6(foreign, "2026-01-19", "2026-03-02")
    assert told(foreign.judge()) == {
        unverified("playersuspensions", suspension, "7", LENGTH),
        unverified("entries", line, "2", SUSPENDED),
    }


def test_a_suspension_does_not_cover_the_day_after_its_last() -> None:
    foreign = Foreign()
    suspension, _ = enter_player_6(foreign, "2026-01-19", "2026-03-01")
    assert told(foreign.judge()) == {unverified("playersuspensions", suspension, "7", LENGTH)}


@pytest.mark.parametrize(("start", "covered"), [("2026-03-08", True), ("2026-03-09", False)])
def test_a_suspension_covers_its_first_day_and_nothing_before(start: str, covered: bool) -> None:
    foreign = Foreign()
    suspension, line = enter_player_6(foreign, start, "2026-05-01")
    expected = {unverified("playersuspensions", suspension, "7", LENGTH)}
    if covered:
        expected.add(unverified("entries", line, "2", SUSPENDED))
    assert told(foreign.judge()) == expected


def test_an_entry_that_was_withdrawn_before_the_draw_is_not_touched_by_a_suspension() -> None:
    foreign = Foreign()
    _, line = enter_player_6(foreign, "2026-01-19", "2026-03-19")
    foreign.tables["entries"][line - 2] |= {
        "withdrawn_at": "2026-02-01 09:00:00",
        "withdrawal_type": "BEFORE_DRAW",
    }
    assert told(foreign.judge()) == set()


def test_a_suspension_does_not_cover_the_tournament_that_caused_it() -> None:
    book = Foreign().judge()
    cause = stored(book, rows.PlayerSuspension, player_id=6)
    entry = stored(book, rows.Entry, player_id=6, tournament_id=cause.tournament_id)
    assert entry.origin == "imported"


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        ({"reason_match_status_id": 2}, "has no cause that is sanctioned"),
        ({"tournament_id": 99}, "names an unknown player or tournament"),
        ({"suspension_end": "2299-01-01"}, "lasts over impossible days"),
    ],
)
def test_a_suspension_that_was_set_aside_covers_nothing(
    cells: dict[str, object], title: str
) -> None:
    foreign = Foreign()
    line = foreign.change("playersuspensions", {"suspension_id": 1}, **cells)
    another_entry(foreign, player_id=6)
    assert told(foreign.judge()) == {aside("playersuspensions", line, "7", title)}
