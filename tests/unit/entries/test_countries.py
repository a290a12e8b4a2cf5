"""The data of a country, each refusal from both sides; which countries are new; the nations."""

import pytest

from services.entries.domain.countries import CountryDetails, check_country, sort_out
from services.entries.domain.nations import NATIONS
from shared.terms import Violation
from shared.text import search_key

FRANCE, SPAIN = CountryDetails("FRA", "France"), CountryDetails("E", "Spain")
IVORY_COAST = CountryDetails("CIV", "Côte d’Ivoire")


@pytest.mark.parametrize("code", ["F", "PL", "GER", " GER\n"])
def test_a_code_has_one_to_three_capital_letters(code: str) -> None:
    assert check_country(CountryDetails(code, "Somewhere")) == []


@pytest.mark.parametrize("code", ["fra", "Fr", "FRAN", "F1", "F A", "É", "F\nA", "٣", "F\x00", "Ꭺ"])
def test_what_is_no_code_is_refused_with_the_rule(code: str) -> None:
    sentence = "The code must be one to three capital letters from A to Z, like GER."
    assert check_country(CountryDetails(code, "France")) == [Violation("code", "9", sentence)]


@pytest.mark.parametrize("code", ["", " "])
def test_a_country_needs_a_code(code: str) -> None:
    assert check_country(CountryDetails(code, "France")) == [
        Violation("code", "9", "The code is missing.")
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x" * 60, ""),
        ("日本", ""),
        ("x" * 61, "The name has 61 characters; there is room for at most 60."),
        (" ", "The name is missing."),
        ("Fr\u202eance", "The name contains a character that cannot be seen or printed"),
        ("<b>", "The name cannot contain “<” or “>”."),
        ("=1+1", "The name cannot contain “=”."),
        ("...", "The name contains no letter and no figure."),
    ],
)
def test_the_name_of_a_country_is_legible_text_that_fits(name: str, told: str) -> None:
    found = check_country(CountryDetails("FRA", name))
    assert [(each.field, each.rule) for each in found] == ([("name", "9")] if told else [])
    assert all(each.message.startswith(told) for each in found)


def test_every_broken_rule_of_a_country_is_told_at_once() -> None:
    found = check_country(CountryDetails("fr", "<" + "x" * 60))
    assert [each.field for each in found] == ["code", "name", "name"]


def test_a_country_is_stored_tidied() -> None:
    typed = CountryDetails(" CIV ", " Co\u0302te d’Ivoire\n")
    assert typed.tidied() == IVORY_COAST


def test_a_country_that_is_nowhere_is_new() -> None:
    assert sort_out([IVORY_COAST, FRANCE], [SPAIN]).new == (IVORY_COAST, FRANCE)
    assert sort_out([IVORY_COAST], [SPAIN]).kept == ()


@pytest.mark.parametrize(
    "wanted",
    [
        CountryDetails("CIV", "Ivory Coast"),
        CountryDetails("CI", "Côte d’Ivoire"),
        CountryDetails("CI", "COTE DIVOIRE"),
    ],
)
def test_a_country_that_is_there_by_code_or_name_is_kept(wanted: CountryDetails) -> None:
    found = sort_out([wanted], [SPAIN, IVORY_COAST])
    assert (found.new, found.kept) == ((), (IVORY_COAST,))


def test_a_country_is_kept_once_whatever_stands_for_it() -> None:
    wanted = [CountryDetails("E", "España"), CountryDetails("ESP", "Spain")]
    assert sort_out(wanted, [SPAIN]).kept == (SPAIN,)


@pytest.mark.parametrize(
    "again", [FRANCE, CountryDetails("FRA", "Gaul"), CountryDetails("F", "FRANCE")]
)
def test_a_country_wanted_twice_is_new_once(again: CountryDetails) -> None:
    found = sort_out([FRANCE, again, SPAIN], [])
    assert (found.new, found.kept) == ((FRANCE, SPAIN), ())


def test_every_nation_could_be_added_by_hand() -> None:
    assert [each for each in NATIONS if check_country(each)] == []
    assert [each for each in NATIONS if each.tidied() != each] == []
    assert all(len(each.code) == 3 for each in NATIONS)


def test_no_nation_stands_twice_by_code_or_name() -> None:
    assert len({each.code for each in NATIONS}) == len(NATIONS) == 210
    assert len({search_key(each.name) for each in NATIONS}) == len(NATIONS)
    assert sort_out(NATIONS, []).new == NATIONS


def test_nations_stand_by_name() -> None:
    names = [search_key(each.name) for each in NATIONS]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        *(("GER", "Germany"), ("SUI", "Switzerland"), ("NED", "Netherlands"), ("DEN", "Denmark")),
        *(("GRE", "Greece"), ("POR", "Portugal"), ("CRO", "Croatia"), ("SLO", "Slovenia")),
        *(("BUL", "Bulgaria"), ("LAT", "Latvia"), ("RSA", "South Africa"), ("CHI", "Chile")),
        *(("URU", "Uruguay"), ("PAR", "Paraguay"), ("INA", "Indonesia"), ("MAS", "Malaysia")),
        *(("PHI", "Philippines"), ("VIE", "Vietnam"), ("IRI", "Iran"), ("KSA", "Saudi Arabia")),
        *(("UAE", "United Arab Emirates"), ("TPE", "Chinese Taipei"), ("HKG", "Hong Kong")),
        *(("SVK", "Slovakia"), ("AUT", "Austria"), ("AUS", "Australia"), ("NIG", "Niger")),
    ],
)
def test_the_nations_have_the_codes_of_the_sport_not_of_the_iso(code: str, name: str) -> None:
    assert CountryDetails(code, name) in NATIONS
