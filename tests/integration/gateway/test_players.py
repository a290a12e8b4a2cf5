"""Registering and changing players by the pages."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.gateway import people
from tests.integration.gateway.tour import Browser, Tour
from tests.visitor import Seen

_RIGHT = {
    "first_name": "Zoë",
    "last_name": "O’Brien-Müller",
    "birth_year": "1962",
    "gender_id": "2",
    "country_id": "2",
}


def _register(browser: Browser, **typed: object) -> Seen:
    return browser.submit("/admin/player", "/admin/player", **{**_RIGHT, **typed})


def _new(tour: Tour) -> int:
    """A player of the test's own."""
    name = f"Own-{uuid4().hex[:8]}"
    _register(tour.referee, last_name=name)
    key: int = tour.value("SELECT player_id FROM tour.players WHERE last_name = %s", name)
    return key


def _stored(tour: Tour, player_id: int) -> tuple[Any, ...]:
    (row,) = tour.sql(
        "SELECT first_name, last_name, birth_year, gender_id, country_id, status_id, version"
        " FROM tour.players WHERE player_id = %s",
        player_id,
    )
    return row


def _change(browser: Browser, player_id: int, **typed: object) -> Seen:
    path = f"/admin/player/{player_id}"
    return browser.submit(path, path, **typed)


# --- registering ---------------------------------------------------------------------------------


def test_a_registered_player_is_found_at_once(tour: Tour) -> None:
    seen = _register(tour.referee)
    assert "Zoë O’Brien-Müller is registered." in seen.words
    assert seen.path.startswith("/admin/players?q=")
    assert "Women, born 1962, Poland" in seen.words
    assert "Zoë" in tour.referee.see("/admin/players?q=obrien").words


def test_a_name_is_stored_composed_and_without_blanks_around(tour: Tour) -> None:
    _register(tour.referee, first_name="  Jose\u0301 ", last_name="Composed")
    assert tour.value("SELECT first_name FROM tour.players WHERE last_name = 'Composed'") == "José"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("first_name", "", "The first name is missing."),
        ("first_name", "   ", "The first name is missing."),
        ("last_name", "", "The last name is missing."),
        ("last_name", "x" * 61, "61 characters"),
        ("last_name", "x" * 10_000, "10000 characters"),
        ("first_name", "\u202egro.live", "cannot be seen"),
        ("first_name", "\u200b", "cannot be seen"),
        ("last_name", "<script>alert(1)</script>", "cannot contain"),
        ("last_name", "{{7*7}}", "cannot contain"),
        ("last_name", "'; drop table players; --", "cannot contain"),
        ("last_name", "=cmd|' /C calc'!A0", "cannot contain"),
        ("last_name", "+1", "cannot"),
        ("last_name", "...", "no letter"),
        ("birth_year", "", "The birth year is missing."),
        ("birth_year", "-1", "not a whole number"),
        ("birth_year", "0", "must lie between"),
        ("birth_year", "1899", "must lie between"),
        ("birth_year", "2027", "must lie between"),
        ("birth_year", "1e309", "not a whole number"),
        ("birth_year", "NaN", "not a whole number"),
        ("birth_year", "true", "not a whole number"),
        ("birth_year", "1962.0", "not a whole number"),
        ("birth_year", "١٩٦٢", "not a whole number"),
        ("birth_year", str(2**31), "not a whole number"),
        ("birth_year", str(2**63), "not a whole number"),
        ("gender_id", "", "The gender is missing."),
        ("gender_id", "3", "none to choose from"),
        ("gender_id", "M", "none to choose from"),
        ("country_id", "", "The country is missing."),
        ("country_id", "0", "none to choose from"),
        ("country_id", "999", "choose a country"),
        ("country_id", str(2**31), "country"),
        ("country_id", str(2**63 - 1), "none to choose from"),
    ],
)
def test_a_wrong_field_is_explained_at_the_field_and_what_was_typed_stays(
    tour: Tour, field: str, value: str, reason: str
) -> None:
    before = tour.rows()
    seen = _register(tour.referee, **{field: value})
    assert seen.status == 422
    assert reason in seen.words
    assert f'id="{field.replace("_", "-")}-error"' in seen.html
    assert f'href="#{field.replace("_", "-")}"' in seen.html
    assert "<script>alert" not in seen.html
    assert tour.rows() == before
    form = seen.form("/admin/player")
    typed = {**_RIGHT, field: value}
    known = form.values | ({"gender_id": ""} if "gender_id" not in form.values else {})
    for name in ("first_name", "last_name", "birth_year"):
        assert known[name] == typed[name]
    if field not in ("gender_id", "country_id"):
        assert (known["gender_id"], known["country_id"]) == ("2", "2")


def test_every_broken_rule_is_told_at_once_those_of_the_form_and_those_of_the_tour(
    tour: Tour,
) -> None:
    seen = _register(
        tour.referee,
        first_name="",
        last_name="a<b",
        birth_year="soon",
        gender_id="",
        country_id=999,
    )
    for reason in (
        "The first name is missing.",
        "The last name cannot contain",
        "not a whole number",
        "The gender is missing.",
        "choose a country",
    ):
        assert seen.words.count(reason) == 2, reason
    assert "5 things to put right" in seen.words
    # each once at the top and once at its field, nothing twice
    assert "must lie between" not in seen.words


def test_after_the_mistake_is_put_right_the_same_form_saves(tour: Tour) -> None:
    seen = _register(tour.referee, last_name="Corrected", birth_year="196x")
    done = tour.referee.send(seen.form("/admin/player"), birth_year=1963)
    assert "Zoë Corrected is registered." in done.words
    assert tour.value("SELECT count(*) FROM tour.players WHERE last_name = 'Corrected'") == 1


def test_a_double_click_registers_one_player(tour: Tour) -> None:
    form = tour.referee.see("/admin/player").form("/admin/player")
    typed = {**_RIGHT, "last_name": "Double"}
    for _ in range(3):
        assert "Zoë Double is registered." in tour.referee.send(form, **typed).words
    assert tour.value("SELECT count(*) FROM tour.players WHERE last_name = 'Double'") == 1


def test_going_back_and_sending_the_form_with_something_else_is_refused_once(tour: Tour) -> None:
    form = tour.referee.see("/admin/player").form("/admin/player")
    tour.referee.send(form, **{**_RIGHT, "last_name": "Backone"})
    seen = tour.referee.send(form, **{**_RIGHT, "last_name": "Backtwo"})
    assert seen.status == 409
    assert "sent before" in seen.words
    count = "SELECT count(*) FROM tour.players WHERE last_name = 'Backtwo'"
    assert tour.value(count) == 0
    # the form shown again is a new one, with what was typed
    done = tour.referee.send(seen.form("/admin/player"))
    assert "Zoë Backtwo is registered." in done.words
    assert tour.value(count) == 1


# --- changing ------------------------------------------------------------------------------------


def test_a_changed_player_keeps_what_was_not_changed(tour: Tour) -> None:
    key = _new(tour)
    before = _stored(tour, key)
    seen = _change(tour.referee, key, last_name="Renamed", status_id=2)
    assert "Zoë Renamed is saved." in seen.words
    assert _stored(tour, key) == (before[0], "Renamed", *before[2:5], 2, before[6] + 1)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"status_id": "4"}, "cannot be set by hand"),
        ({"status_id": "9"}, "none to choose from"),
        ({"status_id": ""}, "The status is missing."),
        ({"birth_year": "1"}, "must lie between"),
        ({"first_name": "<b>"}, "cannot contain"),
        ({"country_id": "x", "last_name": ""}, "The last name is missing."),
        ({"expected_version": "x"}, "The version that you saw"),
        ({"expected_version": ""}, "The version that you saw"),
        ({"request_id": "x"}, "The form is incomplete."),
        ({"request_id": ""}, "The form is incomplete."),
    ],
)
def test_a_wrong_change_is_refused(tour: Tour, typed: dict[str, str], reason: str) -> None:
    key = _new(tour)
    before = _stored(tour, key)
    seen = _change(tour.referee, key, **typed)
    assert seen.status == 422
    assert reason in seen.words
    assert _stored(tour, key) == before


def test_a_birth_year_cannot_leave_an_entry_behind_in_the_wrong_draw(tour: Tour) -> None:
    seen = _change(tour.referee, people.WOMEN_60[0], birth_year=1958)
    assert seen.status == 422
    assert "is entered in the 60+ draw" in seen.words


def test_who_saves_second_sees_who_was_first_what_stands_and_what_they_typed(tour: Tour) -> None:
    key = _new(tour)
    path = f"/admin/player/{key}"
    form = tour.referee.see(path).form(path)
    other = tour.official()
    _change(other, key, first_name="Firstsaved")
    name = tour.value("SELECT changed_by FROM tour.players WHERE player_id = %s", key)
    seen = tour.referee.send(form, first_name="Secondsaved")
    assert seen.status == 409
    assert f"{name} saved first," in seen.words
    assert "3 Mar 2026" in seen.words
    assert "Firstsaved" in seen.words
    assert seen.form(path).values["first_name"] == "Secondsaved"
    assert _stored(tour, key)[0] == "Firstsaved"
    # knowing that, the same again is saved
    assert tour.referee.send(seen.form(path)).status == 200
    assert _stored(tour, key)[0] == "Secondsaved"


def test_a_player_who_does_not_exist_cannot_be_changed(tour: Tour) -> None:
    assert tour.referee.see("/admin/player/999999").status == 404
    key = _new(tour)
    path = f"/admin/player/{key}"
    form = tour.referee.see(path).form(path)
    form.action = "/admin/player/999999"
    assert tour.referee.send(form).status == 404


def test_players_are_found_page_by_page(tour: Tour) -> None:
    seen = tour.referee.see("/admin/players?q=spare")
    assert seen.html.count("Spare Number") >= 50
    assert "page=" in seen.html
    assert tour.referee.see("/admin/players?q=spare&page=nonsense").status == 422
