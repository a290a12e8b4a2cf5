"""Countries by the pages: one by one, the nations at once, and a tour that has none."""

import pytest

from shared.context import Role
from tests.integration.gateway.tour import Browser, Tour, until
from tests.visitor import Form, Seen

_HERE = "/admin/countries"
_NATIONS = "/admin/countries/nations"
_LACKING = "There is no country yet."


def _add(browser: Browser, code: str, name: str) -> Seen:
    return browser.submit(_HERE, _HERE, code=code, name=name)


def _stored(tour: Tour, code: str) -> str | None:
    rows = tour.sql("SELECT description FROM tour.country WHERE code = %s", code)
    return rows[0][0] if rows else None


def _missing(seen: Seen) -> int:
    """How many nations the page's button would add."""
    words = next(line for line in seen.words.splitlines() if "missing nation" in line)
    return int(words.split()[1])


@pytest.mark.parametrize("path", ["/admin/player", "/admin/venue", "/admin/players/list"])
def test_an_administrator_of_an_empty_tour_is_led_to_the_countries(tour: Tour, path: str) -> None:
    seen = tour.empty["admin", path]
    assert _LACKING in seen.words
    assert '<a href="/admin/countries">Add countries</a>' in seen.html
    assert _LACKING not in tour.admin.see(path).words


@pytest.mark.parametrize("path", ["/admin/player", "/admin/players/list"])
def test_a_referee_of_an_empty_tour_is_told_whom_to_ask(tour: Tour, path: str) -> None:
    seen = tour.empty["referee", path]
    assert f"{_LACKING} Ask an administrator to add them." in seen.words
    assert _HERE not in seen.html
    assert _LACKING not in tour.referee.see(path).words


def test_an_empty_tour_is_offered_all_nations(tour: Tour) -> None:
    seen = tour.empty["admin", _HERE]
    assert "Add 210 nations" in seen.words
    assert _LACKING in seen.words


def test_an_added_country_can_be_chosen_at_once_and_stands_in_the_log(tour: Tour) -> None:
    seen = _add(tour.admin, "XAT", " Atlantis ")
    assert seen.path == _HERE
    assert "Atlantis (XAT) can be chosen now." in seen.words
    assert "XAT Atlantis" in seen.words
    assert _stored(tour, "XAT") == "Atlantis"
    for browser, path in ((tour.admin, "/admin/venue"), (tour.referee, "/admin/player")):
        assert "Atlantis" in browser.see(path).form(path).choices["country_id"].values()
    key = tour.value("SELECT country_id FROM tour.country WHERE code = 'XAT'")
    about = {"subject": f"country:{key}"}
    until(lambda: "Countries added" in tour.referee.see("/admin/audit", **about).words)
    assert "Atlantis (XAT)" in tour.referee.see("/admin/audit", **about).words


@pytest.mark.parametrize(
    ("code", "name", "field", "reason"),
    [
        ("", "Lemuria", "code", "The code is missing."),
        ("xl", "Lemuria", "code", "one to three capital letters"),
        ("XLEM", "Lemuria", "code", "one to three capital letters"),
        ("X1", "Lemuria", "code", "one to three capital letters"),
        ("XL", "", "name", "The name is missing."),
        ("XL", "x" * 61, "name", "61 characters"),
        ("XL", "=cmd|", "name", "cannot contain"),
        ("F", "Lemuria", "code", "There is France (F) already."),
        ("XL", "FRANCE", "name", "There is France (F) already."),
    ],
)
def test_a_wrong_country_is_explained_and_what_was_typed_stays(
    tour: Tour, code: str, name: str, field: str, reason: str
) -> None:
    before = tour.rows()
    seen = _add(tour.admin, code, name)
    assert seen.status == 422
    assert reason in seen.words
    assert f'id="{field}-error"' in seen.html
    values = seen.form(_HERE).values
    assert (values["code"], values["name"]) == (code, name)
    assert tour.rows() == before


def test_every_broken_rule_of_a_country_is_told_at_once(tour: Tour) -> None:
    seen = _add(tour.admin, "?", "<b>")
    assert "2 things to put right" in seen.words


def test_a_double_click_adds_one_country(tour: Tour) -> None:
    form = tour.admin.see(_HERE).form(_HERE)
    for _ in range(3):
        seen = tour.admin.send(form, code="XMU", name="Mu")
        assert "Mu (XMU) can be chosen now." in seen.words
    assert tour.value("SELECT count(*) FROM tour.country WHERE code = 'XMU'") == 1


def test_referees_neither_see_nor_use_the_page(tour: Tour) -> None:
    assert tour.referee.see(_HERE).status == 403
    before = tour.rows()
    for path in (_HERE, _NATIONS):
        values = {
            **tour.admin.see(_HERE).form(_HERE).values,
            "code": "XR",
            "name": "Referees’ land",
        }
        sent = tour.referee.send(Form(path, "post", {**values, "csrf_token": tour.referee.token()}))
        assert sent.status == 403
    assert tour.rows() == before
    for page, shown in (("/admin/player", tour.referee), ("/admin/players/list", tour.referee)):
        assert _HERE not in shown.see(page).html
    assert _HERE in tour.admin.see("/admin/player").html


def test_the_missing_nations_come_at_once_and_are_offered_no_more(tour: Tour) -> None:
    count = "SELECT count(*) FROM tour.country"
    page, other = tour.admin.see(_HERE), tour.official(Role.ADMINISTRATOR)
    seen_by_other = other.see(_HERE)
    before, missing = tour.value(count), _missing(page)
    # France and Poland are there under codes of their own
    assert missing == 208
    for _ in range(2):
        seen = tour.admin.send(page.form(_NATIONS))
        assert f"Added {missing} countries." in seen.words
    assert tour.value(count) == before + missing
    assert _stored(tour, "GER") == "Germany"
    assert (_stored(tour, "F"), _stored(tour, "FRA")) == ("France", None)
    assert _NATIONS not in seen.html
    late = other.send(seen_by_other.form(_NATIONS))
    assert "All nations are here already." in late.words
    assert tour.value(count) == before + missing
