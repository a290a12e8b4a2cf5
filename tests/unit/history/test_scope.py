"""What may be asked of a history: every option from both sides, and the weeks it makes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.weeks import Week
from tools.history.scope import Scope, check_scope, frame_of

# a Saturday
_NOW = datetime(2026, 11, 28, 6, tzinfo=UTC)
_SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("good", "bad", "sentence"),
    [
        ({"weeks": 1}, {"weeks": 0}, "--weeks must be between 1 and 520, not 0."),
        (
            {"weeks": 520, "players": 110},
            {"weeks": 521},
            "--weeks must be between 1 and 520, not 521.",
        ),
        (
            {"players": 60},
            {"players": 59},
            (
                "--players must be at least 60 for 58 weeks with a tournament each, so that"
                " every draw finds its six, not 59."
            ),
        ),
        (
            {"players": 100_000},
            {"players": 100_001},
            "--players must be between 1 and 100000, not 100001.",
        ),
        ({"players": 200}, {"players": -5}, "--players must be between 1 and 100000, not -5."),
        (
            {"tournaments_a_year": 52},
            {"tournaments_a_year": 51},
            "--tournaments-a-year must be between 52 and 1040, not 51.",
        ),
        (
            {"tournaments_a_year": 1040, "players": 1200},
            {"tournaments_a_year": 1041, "players": 1200},
            "--tournaments-a-year must be between 52 and 1040, not 1041.",
        ),
        (
            {"tournaments_a_year": 552, "players": 660},
            {"tournaments_a_year": 552, "players": 659},
            (
                "--players must be at least 660 for 58 weeks with up to 11 tournaments each, so"
                " that every draw finds its six, not 659."
            ),
        ),
        (
            {"until": _SUNDAY},
            {"until": date(2026, 11, 21)},
            (
                "--until must be a Sunday that is over on the tour's clock, 2026-11-22 at the"
                " latest, not Saturday 21 November 2026."
            ),
        ),
        (
            {"until": date(2024, 3, 3)},
            {"until": date(2026, 11, 29)},
            (
                "--until must be a Sunday that is over on the tour's clock, 2026-11-22 at the"
                " latest, not Sunday 29 November 2026."
            ),
        ),
    ],
)
def test_an_option_is_taken_or_refused_by_its_name(
    good: dict[str, Any], bad: dict[str, Any], sentence: str
) -> None:
    assert check_scope(replace(Scope(), **good), _NOW) == []
    assert check_scope(replace(Scope(), **bad), _NOW) == [sentence]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    scope = Scope(weeks=0, players=0, tournaments_a_year=0, until=date(2026, 11, 25))
    assert [one.split()[0] for one in check_scope(scope, _NOW)] == [
        "--weeks",
        "--players",
        "--tournaments-a-year",
        "--until",
    ]


def test_the_past_ends_last_sunday_and_the_present_week_and_ten_ahead_follow() -> None:
    frame = frame_of(Scope(weeks=3), _NOW)
    present = Week.of(_NOW.date())
    assert frame.last.sunday == _SUNDAY
    assert list(frame.held) == [present + number for number in range(-3, 11)]


def test_a_past_that_ends_earlier_leaves_the_weeks_between_empty() -> None:
    frame = frame_of(Scope(weeks=2, until=date(2026, 10, 25)), _NOW)
    held = list(frame.held)
    assert [week.sunday for week in held[:2]] == [date(2026, 10, 18), date(2026, 10, 25)]
    assert held[2] == Week.of(_NOW.date())


def test_everybody_who_is_60_to_69_in_some_week_may_be_born() -> None:
    # 69 in 2025, and 60 in January 2027
    assert frame_of(Scope(), _NOW).birth_years == range(1956, 1968)
