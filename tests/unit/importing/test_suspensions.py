"""Suspensions of a foreign season, by rules.md sections 7 and 13."""

from datetime import UTC, date, datetime

import pytest

from tests.unit.importing.foreign import Foreign, all_stored, aside, stored, told, unverified
from tools import rows

SUSPENSION_1 = {"suspension_id": 1}
LENGTH = "not 2 or 6 months from the tournament's first day"


def another(foreign: Foreign, **cells: object) -> int:
    """A suspension of player 8 for tournament 1, by the rules; the line."""
    new = {"suspension_id": 9, "player_id": 8, "tournament_id": 1}
    days = {"suspension_start": "2026-01-05", "suspension_end": "2026-03-05"}
    return foreign.copy("playersuspensions", SUSPENSION_1, **{**new, **days, **cells})


@pytest.mark.parametrize(("reason", "last"), [(3, "2026-03-05"), (6, "2026-07-05")])
def test_a_suspension_by_the_rules_is_stored_and_known_to_entries(reason: int, last: str) -> None:
    foreign = Foreign()
    another(foreign, reason_match_status_id=reason, suspension_end=last)
    book = foreign.judge()
    assert told(book) == set()
    kept = stored(book, rows.PlayerSuspension, suspension_id=9)
    assert (kept.player_id, kept.tournament_id, kept.reason_match_status_id) == (8, 1, reason)
    assert kept.created_at == datetime(2026, 1, 19, 18, tzinfo=UTC)
    assert (kept.match_id, kept.origin) == (None, "imported")
    assert stored(book, rows.KnownSuspension, suspension_id=9) == rows.KnownSuspension(
        9, 8, 1, date(2026, 1, 5), date.fromisoformat(last), 1
    )


@pytest.mark.parametrize("cells", [{"player_id": 99}, {"tournament_id": 99}])
def test_a_suspension_of_nobody_or_from_nowhere_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    line = another(foreign, **cells)
    book = foreign.judge()
    title = "names an unknown player or tournament"
    assert told(book) == {aside("playersuspensions", line, "7", title)}
    assert all_stored(book, rows.PlayerSuspension, suspension_id=9) == []
    assert all_stored(book, rows.KnownSuspension, suspension_id=9) == []


@pytest.mark.parametrize("reason", [0, 1, 2, 4, 5, 7])
def test_only_a_no_show_and_a_disqualification_are_sanctioned(reason: int) -> None:
    foreign = Foreign()
    line = another(foreign, reason_match_status_id=reason)
    title = "has no cause that is sanctioned"
    assert told(foreign.judge()) == {aside("playersuspensions", line, "7", title)}


def test_one_cause_is_sanctioned_once() -> None:
    foreign = Foreign()
    another(foreign)
    line = another(foreign, suspension_id=10)
    title = "a second one for one cause"
    assert told(foreign.judge()) == {aside("playersuspensions", line, "7", title)}


def test_two_causes_in_one_tournament_are_sanctioned_both() -> None:
    foreign = Foreign()
    another(foreign)
    another(foreign, suspension_id=10, reason_match_status_id=6, suspension_end="2026-07-05")
    assert told(foreign.judge()) == set()


def test_the_cause_of_a_suspension_set_aside_is_free_for_the_next() -> None:
    foreign = Foreign()
    line = another(foreign, suspension_end="2026-01-04")
    another(foreign, suspension_id=10)
    title = "lasts over impossible days"
    assert told(foreign.judge()) == {aside("playersuspensions", line, "7", title)}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-01-05", "2026-01-04"),
        ("1899-12-31", "2026-03-05"),
        ("2026-01-05", "2201-01-01"),
        ("0001-01-01", "9999-12-31"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_a_suspension_over_impossible_days_is_set_aside(first: str, last: str) -> None:
    foreign = Foreign()
    line = another(foreign, suspension_start=first, suspension_end=last)
    title = "lasts over impossible days"
    assert told(foreign.judge()) == {aside("playersuspensions", line, "7", title)}


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        ("2026-01-05", "2026-03-04", 3),
        ("2026-01-05", "2026-03-06", 3),
        ("2026-01-05", "2026-07-05", 3),
        ("2026-01-05", "2026-03-05", 6),
        ("2026-01-06", "2026-03-06", 3),
        ("2026-01-05", "2026-01-05", 3),
        ("1900-01-01", "2200-12-31", 3),
    ],
)
def test_a_suspension_of_another_length_or_start_is_history(
    first: str, last: str, reason: int
) -> None:
    foreign = Foreign()
    days = {"suspension_start": first, "suspension_end": last}
    line = another(foreign, reason_match_status_id=reason, **days)
    # player 8 entered tournament 1, withdrew, and has entered nothing since
    book = foreign.judge()
    assert told(book) == {unverified("playersuspensions", line, "7", LENGTH)}
    kept = stored(book, rows.PlayerSuspension, suspension_id=9)
    assert (str(kept.suspension_start), str(kept.suspension_end)) == (first, last)
    assert kept.origin == "unverified"


def test_the_last_day_of_a_month_stands_in_for_one_that_it_does_not_have() -> None:
    foreign = Foreign()
    # Monday 31 August, six months on: February has 28 days
    week = {"start_date": "2026-08-31", "end_date": "2026-09-06", "tournament_week": 36}
    foreign.copy("tournaments", {"tournament_id": 3}, tournament_id=4, **week)
    cells = {"tournament_id": 4, "reason_match_status_id": 6, "suspension_start": "2026-08-31"}
    another(foreign, **cells, suspension_end="2027-02-28")
    assert told(foreign.judge()) == set()


@pytest.mark.parametrize(
    ("last", "ended"),
    [
        # NOW is noon of 2 February
        ("2026-02-01", datetime(2026, 2, 2, tzinfo=UTC)),
        ("2026-02-02", None),
        ("2026-02-03", None),
    ],
)
def test_a_suspension_has_ended_at_0_00_of_the_day_after(last: str, ended: datetime | None) -> None:
    foreign = Foreign()
    another(foreign, suspension_end=last)
    book = foreign.judge()
    assert stored(book, rows.PlayerSuspension, suspension_id=9).ended_at == ended


def test_the_import_invents_no_suspension() -> None:
    foreign = Foreign()
    foreign.tables["playersuspensions"].clear()
    book = foreign.judge()
    assert told(book) == set()
    assert all_stored(book, rows.PlayerSuspension) == []
