"""Lists of players and of entries in a browser: pasted, checked, stored, mended, as a file."""

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.shown import faults_of

if TYPE_CHECKING:
    from tests.browser.season import Season

_HEADER = "First name\tLast name\tGender\tCountry\tBirth year"


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_players_are_pasted_checked_registered_and_the_rest_is_mended(
    open_page: Open, javascript: bool, width: int
) -> None:
    page = open_page("/admin/players", width=width, signed_in=True, javascript=javascript)
    page.get_by_role("link", name="Register a list").click()
    name = f"Paste{'jn'[not javascript]}{'wn'[width == 320]}"
    lines = page.get_by_label("Lines", exact=True)
    lines.fill(
        f"{_HEADER}\nAnna\t{name}\tF\tPoland\t1963\nJan\t{name}\tM\tPL\tsoon\n"
        f"Eva\t{name}\tF\tPL\t1961"
    )
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("status")).to_contain_text(
        "3 lines: 2 will be registered and 1 refused."
    )
    refused = page.get_by_role("table", name="Will not be registered: 1 line")
    expect(refused.get_by_role("row").nth(1)).to_contain_text("“soon” is not a whole number")
    if javascript:
        assert faults_of(page) == []
    page.get_by_role("button", name="Register these 2 players").click()
    expect(page.get_by_role("status").first).to_contain_text(
        "2 players are registered. 1 line is left"
    )
    stored = page.get_by_role("table", name="Registered: 2 players")
    expect(stored.get_by_role("link")).to_have_count(2)
    expect(lines).to_have_value(f"{_HEADER}\nJan\t{name}\tM\tPL\tsoon\n")
    # the answer again, not the players again
    page.reload()
    expect(page.get_by_role("status").first).to_contain_text("2 players are registered.")
    lines.fill(lines.input_value().replace("soon", "1960"))
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("button", name="Register this player").click()
    expect(page.get_by_role("status").first).to_contain_text("1 player is registered.")
    expect(lines).to_have_value("")


def test_a_list_that_cannot_be_read_leads_to_its_field(open_page: Open) -> None:
    page = open_page("/admin/players/list", signed_in=True)
    page.get_by_label("Lines", exact=True).fill("First name;Born\nAnna;1963")
    page.get_by_role("button", name="Check the list").click()
    said = "The header lacks last name, gender, country."
    page.get_by_role("alert").get_by_role("link", name=said).click()
    field = page.get_by_label("Lines", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile(re.escape(said)))
    expect(field).to_have_value("First name;Born\nAnna;1963")
    assert faults_of(page) == []


def test_entries_are_uploaded_as_a_file_checked_and_made(open_page: Open, season: "Season") -> None:
    tournament_id = season.create("List Open", "Steyr", 1, date(2026, 5, 4), 1, 1)
    page = open_page(f"/admin/entries?tournament_id={tournament_id}", signed_in=True)
    page.get_by_role("link", name="Enter a list").click()
    page.get_by_label("Or a file").set_input_files(
        {
            "name": "list.csv",
            "mimeType": "text/csv",
            "buffer": "Name;Born\nŚwiątek, Iga;1964\n".encode(),
        }
    )
    page.get_by_role("button", name="Check the list").click()
    row = page.get_by_role("table", name="Will be entered: 1 player").get_by_role("row").nth(1)
    expect(row).to_contain_text("Iga Świątek")
    expect(row).to_contain_text("Women 60+")
    page.get_by_role("button", name="Enter this player").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("1 player is entered.")
    page.get_by_role("link", name="All entries").click()
    expect(page.locator(".due-row")).to_contain_text("Iga Świątek")
