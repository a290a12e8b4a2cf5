"""Search: what fits, what cannot be searched, what is said."""

from dataclasses import replace

import pytest

from services.gateway.views.search import SearchPage, fits, problem_of
from tests.unit.gateway.pages import found_players
from tests.unit.gateway.samples import tournament

WIEN = replace(tournament(), name="Łódź Świątek Cup", city="Łódź")


@pytest.mark.parametrize("text", ["swiatek", "ŚWIĄ", "cup lodz", "lo sw", "mt700", "swi 2026", "ł"])
def test_every_word_typed_begins_a_word_whatever_accents_and_order(text: str) -> None:
    assert fits(text, WIEN)


@pytest.mark.parametrize("text", ["iatek", "swiatek graz", "2025", "cups"])
def test_what_does_not_begin_a_word_does_not_fit(text: str) -> None:
    assert not fits(text, WIEN)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ""),
        ("  ", ""),
        ("a", "Type at least 2 letters of a name."),
        ("a .", "Type at least 2 letters of a name."),
        ("--", "Type at least 2 letters of a name."),
        ("Św", ""),
        ("a" * 60, ""),
        ("a" * 61, "Type at most 60 characters."),
    ],
)
def test_two_letters_are_the_least(text: str, problem: str) -> None:
    assert problem_of(text) == problem
    assert SearchPage.of(text, tournaments=[WIEN]).field.error == problem


def test_nothing_is_found_by_what_cannot_be_searched() -> None:
    for text in ("", "a"):
        page = SearchPage.of(text, found_players(), [WIEN])
        assert not page.is_asked
        assert not page.has_found


def test_tournaments_stand_latest_first_and_long_lists_say_where_they_end() -> None:
    many = [replace(WIEN, tournament_id=number) for number in range(1, 31)]
    page = SearchPage.of("swi", found_players(), many, has_more_players=True)
    assert [each.tournament_id for each in page.tournaments] == list(range(30, 5, -1))
    assert page.tournaments_text == "The latest 25 of 30; add a city or a year to see the others."
    assert page.players_text.startswith("The first 2; ")
    few = SearchPage.of("swi", found_players(), [WIEN])
    assert (few.players_text, few.tournaments_text) == ("2 players", "1 tournament")
