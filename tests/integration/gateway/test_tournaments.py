"""Creating and changing tournaments, and registering venues, by the pages."""

from datetime import date
from typing import Any

import pytest

from tests.integration.gateway.dates import PORTO_CLOSES
from tests.integration.gateway.tour import Browser, Tour
from tests.visitor import Seen

_FORM = "/admin/tournament"
_RIGHT = {
    "name": "Linz Open",
    "start_date": "2026-05-04",
    "category_id": "2",
    "surface_id": "3",
    "venue_id": "1",
}


def _create(browser: Browser, **typed: object) -> Seen:
    return browser.submit(_FORM, _FORM, **{**_RIGHT, **typed})


def _stored(tour: Tour, tournament_id: int) -> tuple[Any, ...]:
    (row,) = tour.sql(
        "SELECT name, start_date, tournament_year, tournament_week, category_id, surface_id"
        " FROM tour.tournaments WHERE tournament_id = %s",
        tournament_id,
    )
    return row


def test_a_created_tournament_is_in_the_calendar_with_four_draws(tour: Tour) -> None:
    key = tour.create_tournament("Graz Open", date(2026, 4, 27), category=5)
    assert _stored(tour, key) == ("Graz Open", date(2026, 4, 27), 2026, 18, 5, 1)
    assert "Graz Open" in tour.stranger().see("/tournaments").words
    assert len(tour.draws(key)) == 4


def test_the_last_week_of_a_year_may_belong_to_the_next_one(tour: Tour) -> None:
    key = tour.create_tournament("Week 53 Open", date(2026, 12, 28))
    assert _stored(tour, key)[2:4] == (2026, 53)
    key = tour.create_tournament("New Year Open", date(2027, 1, 4))
    assert _stored(tour, key)[2:4] == (2027, 1)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", "", "The name is missing."),
        ("name", "x" * 121, "121 characters"),
        ("name", "=1+1", "cannot"),
        ("start_date", "", "The first day is missing."),
        ("start_date", "2026-05-05", "Monday"),
        ("start_date", "2026-05-10", "Monday"),
        ("start_date", "2026-04-31", "no day of the calendar"),
        ("start_date", "2025-02-29", "no day of the calendar"),
        ("start_date", "9999-12-31", "more than five years"),
        ("start_date", "9999-12-27", "more than five years"),
        ("start_date", "0001-01-01", "in the past"),
        ("start_date", "04.05.2026", "no day of the calendar"),
        ("start_date", "20260504", "no day of the calendar"),
        ("start_date", "2026-W19-1", "no day of the calendar"),
        ("start_date", "٢٠٢٦-٠٥-٠٤", "no day of the calendar"),
        # its entry deadline was this morning
        ("start_date", "2026-03-09", "Nobody could enter any more"),
        ("start_date", "2025-05-05", "in the past"),
        ("category_id", "", "The category is missing."),
        ("category_id", "6", "none to choose from"),
        ("category_id", "MT100", "none to choose from"),
        ("surface_id", "0", "none to choose from"),
        ("surface_id", "-1", "none to choose from"),
        ("venue_id", "", "The venue is missing."),
        ("venue_id", "999999", "venue"),
        ("venue_id", str(2**31), "venue"),
        ("venue_id", str(2**63), "venue"),
    ],
)
def test_a_wrong_field_is_explained_and_what_was_typed_stays(
    tour: Tour, field: str, value: str, reason: str
) -> None:
    before = tour.rows()
    seen = _create(tour.admin, **{field: value})
    assert seen.status == 422
    assert reason in seen.words
    assert f'id="{field.replace("_", "-")}-error"' in seen.html
    assert tour.rows() == before
    form = seen.form(_FORM)
    assert form.values["name"] == {**_RIGHT, field: value}["name"]
    assert form.values["start_date"] == {**_RIGHT, field: value}["start_date"]


def test_every_broken_rule_is_told_at_once(tour: Tour) -> None:
    seen = _create(tour.admin, name="", start_date="x", category_id="", surface_id="", venue_id="")
    for reason in ("name", "first day", "category", "surface", "venue"):
        assert f"The {reason}" in seen.words
    seen = _create(tour.admin, name="<>", start_date="2026-05-05", venue_id=999999)
    for reason in ("cannot contain", "Monday", "venue"):
        assert reason in seen.words


def test_a_tournament_can_be_created_until_its_entries_would_have_closed(tour: Tour) -> None:
    with tour.at(PORTO_CLOSES.replace(hour=9, minute=30)):
        tour.create_tournament("Last Minute Open", date(2026, 3, 9))
    assert "Nobody could enter any more" in _create(tour.admin, start_date="2026-03-09").words


def test_a_double_click_creates_one_tournament(tour: Tour) -> None:
    form = tour.admin.see(_FORM).form(_FORM)
    typed = {**_RIGHT, "name": "Double Open"}
    paths = {tour.admin.send(form, **typed).path for _ in range(3)}
    assert len(paths) == 1
    assert tour.value("SELECT count(*) FROM tour.tournaments WHERE name = 'Double Open'") == 1


def test_a_tournament_without_entries_may_move_to_another_week(tour: Tour) -> None:
    key = tour.create_tournament("Moving Open", date(2026, 6, 1))
    path = f"{_FORM}/{key}"
    seen = tour.admin.submit(path, path, start_date="2026-06-08", name="Moved Open")
    assert "Moved Open is saved." in seen.words
    assert _stored(tour, key)[:4] == ("Moved Open", date(2026, 6, 8), 2026, 24)


def test_a_tournament_with_entries_stays_in_its_week_but_may_be_renamed(tour: Tour) -> None:
    key = tour.create_tournament("Staying Open", date(2026, 6, 15))
    tour.enter(key, [120])
    path = f"{_FORM}/{key}"
    seen = tour.admin.submit(path, path, start_date="2026-06-22")
    assert seen.status == 422
    assert 'id="start-date-error"' in seen.html
    assert _stored(tour, key)[1] == date(2026, 6, 15)
    assert tour.admin.submit(path, path, name="Stayed Open").status == 200


@pytest.mark.parametrize(
    "typed",
    [
        {"start_date": "2026-04-31"},
        {"category_id": "x"},
        {"surface_id": "0"},
        {"venue_id": "-1"},
        {"expected_version": "x"},
        {"request_id": "x"},
    ],
)
def test_a_change_that_cannot_be_read_changes_nothing(tour: Tour, typed: dict[str, str]) -> None:
    key = tour.tournaments["Wien Open"]
    before = _stored(tour, key)
    path = f"{_FORM}/{key}"
    assert tour.admin.submit(path, path, **typed).status == 422
    assert _stored(tour, key) == before


def test_who_saves_second_sees_who_was_first_and_what_stands(tour: Tour) -> None:
    key = tour.create_tournament("Conflict Open", date(2026, 7, 6))
    path = f"{_FORM}/{key}"
    form = tour.admin.see(path).form(path)
    tour.admin.submit(path, path, name="First Open")
    seen = tour.admin.send(form, name="Second Open")
    assert seen.status == 409
    assert "admin saved first," in seen.words
    assert "First Open, 6–12 Jul 2026, MT400, Clay, Tennis Club, Nice." in seen.words
    assert seen.form(path).values["name"] == "Second Open"
    assert _stored(tour, key)[0] == "First Open"
    assert tour.admin.send(seen.form(path)).status == 200
    assert _stored(tour, key)[0] == "Second Open"


def test_a_tournament_that_is_not_there_cannot_be_changed(tour: Tour) -> None:
    assert tour.admin.see(f"{_FORM}/999999").status == 404
    key = tour.tournaments["Wien Open"]
    form = tour.admin.see(f"{_FORM}/{key}").form(f"{_FORM}/{key}")
    form.action = f"{_FORM}/999999"
    assert tour.admin.send(form).status == 404


# --- venues --------------------------------------------------------------------------------------


def test_a_registered_venue_can_be_chosen_at_once(tour: Tour) -> None:
    seen = tour.admin.submit(
        "/admin/venue", "/admin/venue", name="Kort Centralny", city="Łódź", country_id=2
    )
    assert seen.path == _FORM
    assert "Kort Centralny, Łódź, can be chosen now." in seen.words
    assert "Kort Centralny, Łódź (PL)" in seen.form(_FORM).choices["venue_id"].values()


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"name": ""}, ["The name is missing."]),
        ({"city": ""}, ["The city is missing."]),
        ({"city": "x" * 61}, ["61 characters"]),
        ({"country_id": ""}, ["The country is missing."]),
        ({"country_id": "999999"}, ["choose a country"]),
        ({"name": "<i>", "city": "", "country_id": ""}, ["cannot contain", "city", "country"]),
    ],
)
def test_a_wrong_venue_is_refused_with_all_reasons(
    tour: Tour, typed: dict[str, str], reasons: list[str]
) -> None:
    before = tour.rows()
    right = {"name": "Club", "city": "Nice", "country_id": "1"}
    seen = tour.admin.submit("/admin/venue", "/admin/venue", **{**right, **typed})
    assert seen.status == 422
    for reason in reasons:
        assert reason in seen.words
    assert tour.rows() == before
    assert seen.form("/admin/venue").values["name"] == {**right, **typed}["name"]


def test_the_same_venue_twice_is_refused(tour: Tour) -> None:
    seen = tour.admin.submit(
        "/admin/venue", "/admin/venue", name="Tennis Club", city="Nice", country_id=1
    )
    assert seen.status == 422
    assert tour.value("SELECT count(*) FROM tour.venue WHERE venue_name = 'Tennis Club'") == 1
