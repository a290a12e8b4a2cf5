"""The data of a player, each refusal from both sides."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.entries.domain.eligibility import Suspension
from services.entries.domain.people import (
    EnteredDraw,
    PlayerDetails,
    check_player,
    check_player_change,
    shown_status,
    suspended_until,
)
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus

ANNA = PlayerDetails(
    first_name="Anna",
    last_name="Berg",
    birth_year=1964,
    gender_id=Gender.WOMEN,
    country_id=3,
    status_id=PlayerStatus.ACTIVE,
)
OPEN_2026 = EnteredDraw("Nice Open", 2026, AgeCategory.SIXTY, Gender.WOMEN)


def fields(details: PlayerDetails) -> list[str]:
    return [violation.field for violation in check_player(details, 2026, {1, 2, 3})]


def test_a_player_with_good_data_passes() -> None:
    assert fields(ANNA) == []


@pytest.mark.parametrize(
    "name", ["O’Brien", "'s-Gravesande", "Ana María", "Gal·la", "J. R.", "3rd", "D‘Arcy", "大坂"]
)
def test_names_with_apostrophes_hyphens_dots_and_spaces_pass(name: str) -> None:
    assert fields(replace(ANNA, first_name=name, last_name=name)) == []


def test_a_letter_that_python_does_not_know_yet_passes() -> None:
    assert unicodedata.category("\u0378") == "Cn"
    assert fields(replace(ANNA, last_name="Berg\u0378")) == []


@pytest.mark.parametrize(
    "name", ["", "x" * 61, "a\x00", "<script>", "{{7*7}}", "a;b", "=1", "-1", "a@b", "a/b", "a😀"]
)
@pytest.mark.parametrize("field", ["first_name", "last_name"])
def test_what_is_no_name_is_refused_at_its_field(field: str, name: str) -> None:
    changed = (
        replace(ANNA, first_name=name) if field == "first_name" else replace(ANNA, last_name=name)
    )
    assert fields(changed) == [field]


def test_strange_characters_in_a_name_are_named() -> None:
    (violation,) = check_player(replace(ANNA, last_name="Berg, (Anna)"), 2026, {3})
    assert violation.message == "The last name cannot contain “(” or “)” or “,”."


@pytest.mark.parametrize(
    ("birth_year", "refused"),
    [
        (-1, True),
        (0, True),
        (1899, True),
        (1900, False),
        (2026, False),
        (2027, True),
        (2**63, True),
    ],
)
def test_birth_year_lies_between_1900_and_this_year(birth_year: int, refused: bool) -> None:
    assert fields(replace(ANNA, birth_year=birth_year)) == ["birth_year"] * refused


@pytest.mark.parametrize(("gender", "refused"), [(0, True), (1, False), (2, False), (3, True)])
def test_gender_must_exist(gender: int, refused: bool) -> None:
    assert fields(replace(ANNA, gender_id=gender)) == ["gender_id"] * refused


@pytest.mark.parametrize(("country", "refused"), [(0, True), (1, False), (4, True)])
def test_country_must_exist(country: int, refused: bool) -> None:
    assert fields(replace(ANNA, country_id=country)) == ["country_id"] * refused


@pytest.mark.parametrize(
    ("status", "refused"),
    [(0, True), (1, False), (2, False), (3, False), (4, True), (5, True)],
)
def test_officials_may_set_active_inactive_and_retired_only(status: int, refused: bool) -> None:
    assert fields(replace(ANNA, status_id=status)) == ["status_id"] * refused


def test_setting_suspended_by_hand_is_explained() -> None:
    details = replace(ANNA, status_id=PlayerStatus.SUSPENDED)
    (violation,) = check_player(details, 2026, {3})
    assert "cannot be set by hand" in violation.message


def test_every_broken_rule_of_a_player_is_told_at_once() -> None:
    worst = PlayerDetails(" ", "a\x00", 1, 9, 9, 9)
    assert fields(worst) == [
        "first_name",
        "last_name",
        "birth_year",
        "gender_id",
        "country_id",
        "status_id",
    ]


def test_names_are_stored_tidied() -> None:
    stored = replace(ANNA, first_name=" Anna ", last_name="S\u0301wit ").tidied()
    assert (stored.first_name, stored.last_name) == ("Anna", "Świt")


def test_a_change_that_leaves_the_entries_right_passes() -> None:
    assert check_player_change(replace(ANNA, birth_year=1962), [OPEN_2026]) == []
    assert check_player_change(replace(ANNA, birth_year=1950, gender_id=1), []) == []


def test_a_birth_year_that_puts_an_entry_into_the_wrong_category_is_refused() -> None:
    (violation,) = check_player_change(replace(ANNA, birth_year=1961), [OPEN_2026])
    assert (violation.field, violation.rule) == ("birth_year", "2")
    assert violation.message == (
        "With the birth year 1961 the player turns 65 in 2026, "
        "but is entered in the 60+ draw of Nice Open."
    )


def test_a_gender_cannot_change_under_a_standing_entry() -> None:
    changed = replace(ANNA, gender_id=Gender.MEN)
    (violation,) = check_player_change(changed, [OPEN_2026])
    assert violation.field == "gender_id"
    assert "women's draw of Nice Open" in violation.message


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2026, 1, 4), PlayerStatus.RETIRED),
        (date(2026, 1, 5), PlayerStatus.SUSPENDED),
        (date(2026, 3, 5), PlayerStatus.SUSPENDED),
        (date(2026, 3, 6), PlayerStatus.RETIRED),
    ],
)
def test_suspended_shows_from_the_first_to_the_last_day_and_then_what_officials_set(
    today: date, shown: PlayerStatus
) -> None:
    suspension = Suspension(date(2026, 1, 5), date(2026, 3, 5), MatchStatus.WALKOVER)
    assert shown_status(PlayerStatus.RETIRED, [suspension], today) is shown
    assert shown_status(PlayerStatus.RETIRED, [], today) is PlayerStatus.RETIRED


@st.composite
def some_suspensions(draw: st.DrawFn) -> list[Suspension]:
    firsts = draw(st.lists(st.dates(date(2026, 1, 1), date(2026, 2, 15)), max_size=5))
    return [Suspension(first, first + timedelta(days=draw(st.integers(0, 12)))) for first in firsts]


@given(some_suspensions(), st.dates(date(2025, 12, 25), date(2026, 3, 5)))
def test_a_player_is_suspended_until_the_day_before_the_first_free_one(
    suspensions: list[Suspension], today: date
) -> None:
    def is_suspended(day: date) -> bool:
        return any(each.first_day <= day <= each.last_day for each in suspensions)

    until = suspended_until(suspensions, today)
    if until is None:
        assert not is_suspended(today)
        return
    assert all(is_suspended(today + timedelta(days=n)) for n in range((until - today).days + 1))
    assert not is_suspended(until + timedelta(days=1))


@pytest.mark.parametrize(
    ("second_begins", "until"),
    [
        pytest.param(date(2026, 1, 20), date(2026, 2, 28), id="overlapping"),
        pytest.param(date(2026, 2, 1), date(2026, 2, 28), id="the day after"),
        pytest.param(date(2026, 2, 2), date(2026, 1, 31), id="a free day between"),
    ],
)
def test_suspensions_run_until_the_last_of_them_ends(second_begins: date, until: date) -> None:
    first = Suspension(date(2026, 1, 5), date(2026, 1, 31))
    second = Suspension(second_begins, date(2026, 2, 28))
    assert suspended_until([second, first], date(2026, 1, 10)) == until
