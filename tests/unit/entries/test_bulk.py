"""Lists: which lines say the same, and whom a line means; each answer from both sides."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.entries.domain.bulk import (
    Candidate,
    Candidates,
    Description,
    Outcome,
    PlayerLine,
    Verdict,
    identify,
    judge_players,
    likeness,
    name_keys,
    repeated_entry,
    unknown_player,
)
from services.entries.domain.people import PlayerDetails, check_player
from shared.terms import Gender, PlayerStatus, Violation
from shared.text import name_key

ANNA = PlayerDetails("Anna", "Świątek", 1964, Gender.WOMEN, 3, PlayerStatus.ACTIVE)
_KNOWN = (
    "Registered already as player 17: the same name, birth year and country. "
    "A namesake is registered by the single form."
)


def judged(*details: PlayerDetails, known: PlayerDetails | None = None) -> list[Verdict]:
    """The lines are numbered 2, 3, … as below a header."""
    lines = [PlayerLine(number, each) for number, each in enumerate(details, 2)]
    there = {} if known is None else {likeness(known): 17}
    return judge_players(lines, 2026, {1, 2, 3}, there)


# --- lists of players ------------------------------------------------------------------------


def test_a_good_line_is_registered() -> None:
    assert judged(ANNA) == [Verdict(Outcome.ACCEPTED)]


def test_a_line_breaks_the_rules_of_the_single_form_all_at_once() -> None:
    bad = PlayerDetails("", "a<b", 1899, 3, 9, PlayerStatus.ACTIVE)
    broken = tuple(check_player(bad, 2026, {1, 2, 3}))
    assert len(broken) == 5
    assert judged(bad, ANNA) == [Verdict(Outcome.REFUSED, broken), Verdict(Outcome.ACCEPTED)]


@pytest.mark.parametrize(
    "same",
    [
        ANNA,
        replace(ANNA, first_name="ANNA", last_name="Swiatek"),
        replace(ANNA, last_name=" Świątek "),
        replace(ANNA, gender_id=Gender.MEN),
    ],
)
def test_who_is_registered_with_name_year_and_country_is_known(same: PlayerDetails) -> None:
    reasons = (Violation("line", "9", _KNOWN),)
    assert judged(same, known=ANNA) == [Verdict(Outcome.KNOWN, reasons, 17)]


@pytest.mark.parametrize(
    "other",
    [
        replace(ANNA, first_name="Hanna"),
        replace(ANNA, first_name="Świątek", last_name="Anna"),
        replace(ANNA, birth_year=1965),
        replace(ANNA, country_id=2),
    ],
)
def test_who_differs_in_name_year_or_country_is_somebody_else(other: PlayerDetails) -> None:
    assert judged(other, known=ANNA) == [Verdict(Outcome.ACCEPTED)]
    assert judged(ANNA, other) == [Verdict(Outcome.ACCEPTED)] * 2


def test_a_line_that_comes_again_names_the_first() -> None:
    again = Violation("line", "9", "Line 2 has the same name, birth year and country.")
    assert judged(ANNA, replace(ANNA, last_name="Swiatek"), ANNA) == [
        Verdict(Outcome.ACCEPTED),
        Verdict(Outcome.REPEATED, (again,)),
        Verdict(Outcome.REPEATED, (again,)),
    ]


def test_a_refused_line_and_its_mended_one_are_no_repetition() -> None:
    outcomes = [each.outcome for each in judged(replace(ANNA, gender_id=0), ANNA)]
    assert outcomes == [Outcome.REFUSED, Outcome.ACCEPTED]


def test_known_comes_before_repeated() -> None:
    assert [each.outcome for each in judged(ANNA, ANNA, known=ANNA)] == [Outcome.KNOWN] * 2


# --- whom a line means -----------------------------------------------------------------------

IGA = Candidate(7, "Iga", "Świątek", 1963, Gender.WOMEN, 2, "Poland")
ANNA_60 = Candidate(17, "Anna", "Berg Olsen", 1961, Gender.WOMEN, 1, "France")
ANNA_65 = Candidate(18, "Anna", "Berg-Olsen", 1958, Gender.WOMEN, 3, "Spain")
ANDREA, ANDREAS_WIFE = (
    Candidate(21, "Andrea", "Rossi", 1960, Gender.MEN, 1, "Italy"),
    Candidate(22, "Andrea", "Rossi", 1960, Gender.WOMEN, 1, "Italy"),
)
EVERYBODY = Candidates.of([ANNA_65, IGA, ANNA_60, ANDREAS_WIFE, ANDREA])


def line(
    player_id: int = 0,
    name: str = "",
    birth_year: int = 0,
    country_id: int = 0,
    gender: Gender | None = None,
) -> Description:
    return Description(player_id, name, birth_year, country_id, gender)


def refused(described: Description) -> list[tuple[str, str, str]]:
    found = identify(described, EVERYBODY)
    assert isinstance(found, list), found
    return [(each.field, each.rule, each.message) for each in found]


@pytest.mark.parametrize(
    "name",
    ["Iga Świątek", "iga swiatek", "ŚWIĄTEK Iga", "Świątek, Iga", "  Iga  Świątek ", "Iga-Swiatek"],
)
def test_a_name_is_found_in_either_order_and_however_it_is_written(name: str) -> None:
    assert identify(line(name=name), EVERYBODY) is IGA


def test_a_number_is_enough_and_the_rest_must_fit_it() -> None:
    assert identify(line(7), EVERYBODY) is IGA
    assert identify(line(7, "Iga Świątek", 1963, 2, Gender.WOMEN), EVERYBODY) is IGA
    # which draw that is, the rules of the entry say
    assert identify(line(7, gender=Gender.MEN), EVERYBODY) is IGA


@pytest.mark.parametrize(
    "wrong", [line(7, "Anna Berg"), line(7, "Iga"), line(7, birth_year=1964), line(7, country_id=1)]
)
def test_a_number_beside_another_name_year_or_country_is_refused(wrong: Description) -> None:
    message = (
        "Player 7 is Iga Świątek, born 1963, Poland; the rest of the line describes somebody else."
    )
    assert refused(wrong) == [("player_id", "9", message)]


def test_an_unknown_number_is_refused() -> None:
    message = "There is no player with the number 8."
    assert refused(line(8, "Iga Świątek")) == [("player_id", "9", message)]
    assert unknown_player(8) == Violation("player_id", "9", message)


def test_an_unknown_name_is_refused_and_said_as_typed() -> None:
    message = "Nobody called “Iga Swiatak” is registered."
    assert refused(line(name=" Iga  Swiatak")) == [("name", "9", message)]
    # one word is no whole name
    assert refused(line(name="Świątek")) == [
        ("name", "9", "Nobody called “Świątek” is registered.")
    ]


@pytest.mark.parametrize("name", ["", "  ", "\t"])
def test_a_line_without_number_and_name_is_refused(name: str) -> None:
    message = "The line gives neither the number nor the name of a player."
    assert refused(line(name=name, birth_year=1963)) == [("player_id", "9", message)]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Iga \u202eŚwiątek", "cannot be seen or printed"),
        ("Iga <b>", "cannot contain “<” or “>”"),
        ("=Iga Świątek", "cannot contain “=”"),
        ("x" * 122, "The name has 122 characters; there is room for at most 121."),
    ],
)
def test_what_is_no_name_is_refused_before_it_is_said_again(name: str, said: str) -> None:
    for wrong in (line(name=name), line(7, name)):
        ((field, rule, message),) = refused(wrong)
        assert (field, rule) == ("name", "9")
        assert said in message


def test_a_name_of_121_characters_is_looked_for() -> None:
    first, last = "a" * 60, "b" * 60
    long = Candidate(9, first, last, 1963, Gender.MEN, 1, "France")
    candidates = Candidates.of([long])
    assert identify(line(name=f"{last} {first}"), candidates) is long
    assert identify(line(9), candidates) is long


def test_an_ambiguous_name_is_answered_with_the_candidates() -> None:
    message = (
        "“anna berg olsen” can be player 17 (born 1961, France) or player 18 (born 1958, Spain); "
        "give the player's number, or the birth year or country if these differ."
    )
    assert refused(line(name="anna berg olsen")) == [("name", "9", message)]


@pytest.mark.parametrize(
    "wish",
    [line(name="Anna Berg Olsen", birth_year=1958), line(name="Berg Olsen Anna", country_id=3)],
)
def test_birth_year_or_country_tells_namesakes_apart(wish: Description) -> None:
    assert identify(wish, EVERYBODY) is ANNA_65


def test_the_gender_tells_namesakes_apart_but_hides_nobody() -> None:
    assert identify(line(name="Andrea Rossi", gender=Gender.MEN), EVERYBODY) is ANDREA
    assert identify(line(name="Andrea Rossi", gender=Gender.WOMEN), EVERYBODY) is ANDREAS_WIFE
    assert identify(line(name="Iga Świątek", gender=Gender.MEN), EVERYBODY) is IGA
    message = refused(line(name="Anna Berg Olsen", gender=Gender.MEN))[0][2]
    assert "player 17" in message
    assert "player 18" in message


def test_a_name_that_fits_nobody_of_that_year_says_who_there_is() -> None:
    message = (
        "Nobody called “Anna Berg Olsen” fits the rest of the line: "
        "there is player 17 (born 1961, France) or player 18 (born 1958, Spain)."
    )
    assert refused(line(name="Anna Berg Olsen", birth_year=1961, country_id=3)) == [
        ("name", "9", message)
    ]


@pytest.mark.parametrize(("namesakes", "said"), [(5, "player 5 ("), (7, "or 2 more;")])
def test_five_candidates_are_named_and_the_others_counted(namesakes: int, said: str) -> None:
    many = [replace(IGA, player_id=number) for number in range(1, namesakes + 1)]
    found = identify(line(name="Iga Świątek"), Candidates.of(many))
    assert isinstance(found, list)
    assert said in found[0].message
    assert "player 6" not in found[0].message
    assert ("more" in found[0].message) == (namesakes > 5)


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_player_is_found_by_the_whole_name_in_both_orders(first: str, last: str) -> None:
    if name_key(last, first).strip() and name_key(last, "").strip() and name_key("", first).strip():
        assert name_key(last, first) in name_keys(f"{first} {last}")
        assert name_key(last, first) in name_keys(f"{last} {first}")


def test_too_long_a_name_and_one_word_have_no_keys() -> None:
    assert name_keys("a" * 61 + " " + "b" * 60) == frozenset()
    assert name_keys("a") == name_keys("") == frozenset()
    assert name_keys("a b") == {"a  b", "b  a"}


def test_a_second_line_for_a_player_names_the_first() -> None:
    reasons = (Violation("line", "9", "Line 4 has the same player."),)
    assert repeated_entry(4) == Verdict(Outcome.REPEATED, reasons)
