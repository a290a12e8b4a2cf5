"""Two officials at one match, and one whose finger slips twice: nothing is stored a second time."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.journeys.accounts import add_official, signed_in

if TYPE_CHECKING:
    from tests.browser.season import Season


@pytest.fixture(scope="module")
def rita(season: "Season") -> Any:
    """The cookies of a referee."""
    add_official(season, "rita")
    return signed_in(season, "rita")


def type_result(page: Page, winner: str, score: str) -> None:
    """As far as what will be saved is shown."""
    page.get_by_role("radio", name=winner).check()
    page.get_by_label("Score", exact=True).fill(score)
    expect(page.locator("[data-parsed]")).to_contain_text(winner)


def told_of(season: "Season", match: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What the audit log tells of the match: which change, by whom."""
    return season.hand.execute(
        "SELECT action, actor FROM tour.audit_log WHERE subject = %s AND action LIKE 'Result%%'"
        " ORDER BY audit_id",
        (f"match:{match['match_id']}",),
    ).fetchall()


def test_who_saves_second_is_told_and_decides(
    open_page: Open, season: "Season", cup: int, rita: Any
) -> None:
    match = season.to_record(cup)[0]
    names = match["player1_name"], match["player2_name"]
    path = f"/admin/result/{match['match_id']}"
    second = open_page(path, signed_in=True)
    first = open_page(path, cookies=rita)
    type_result(second, names[1], "75 75")
    type_result(first, names[0], "64 63")
    first.get_by_role("button", name="Save the result").click()
    expect(first.get_by_role("status").first).to_contain_text("Saved:")
    second.get_by_role("button", name="Save the result").click()

    # who, what and when; and nothing typed is lost
    told = second.get_by_role("alert").first
    expect(told).to_contain_text("rita saved first, on ")
    expect(told.locator("time")).to_have_text(re.compile(r"^\w{3} \d+ \w{3} \d{4}, \d\d:\d\d UTC"))
    expect(told).to_contain_text(f"{names[0]} beat {names[1]} 6-4 6-3")
    expect(second.get_by_label("Score", exact=True)).to_have_value("75 75")
    expect(second.get_by_role("radio", name=names[1])).to_be_checked()
    assert told_of(season, match) == [("ResultRecorded", "rita")]

    # a result on record is not saved over: it is corrected, after a look at what follows
    second.get_by_role("button", name="Show what correcting it changes").click()
    expect(second.locator("[data-parsed]")).to_contain_text(f"{names[1]} beat {names[0]} 7-5 7-5")
    second.get_by_label("Reason", exact=True).last.fill("the umpire's sheet says so")
    second.get_by_role("button", name="Correct the result").click()
    expect(second.get_by_role("status").first).to_contain_text("Corrected:")
    assert told_of(season, match) == [("ResultRecorded", "rita"), ("ResultCorrected", "admin")]


def test_a_referee_who_comes_second_is_told_at_the_check_and_leaves_it(
    open_page: Open, season: "Season", cup: int, rita: Any
) -> None:
    match = season.to_record(cup)[0]
    names = match["player1_name"], match["player2_name"]
    page = open_page(f"/admin/result/{match['match_id']}", cookies=rita)
    page.get_by_label("Score", exact=True).fill("62")
    season.record(match, "61 61")
    page.get_by_label("Score", exact=True).press_sequentially(" 62")
    page.keyboard.press("Enter")
    told = page.get_by_role("alert").first
    expect(told).to_contain_text("admin saved first, on ")
    expect(told).to_contain_text(f"{names[0]} beat {names[1]} 6-1 6-1")
    expect(page.get_by_label("Score", exact=True)).to_have_value("62 62")
    expect(page.locator("main")).to_contain_text("An administrator corrects results.")
    assert page.get_by_role("button", name=re.compile("Save|Check|correct")).count() == 0
    page.get_by_role("link", name="Leave it as it is").click()
    expect(page.get_by_role("region", name="Result on record")).to_contain_text("6-1 6-1")
    assert told_of(season, match) == [("ResultRecorded", "admin")]


def test_two_clicks_on_one_form_record_one_result(
    open_page: Open, season: "Season", cup: int
) -> None:
    match = season.to_record(cup)[0]
    page = open_page(f"/admin/result/{match['match_id']}", signed_in=True)
    type_result(page, match["player1_name"], "64 64")
    page.get_by_role("button", name="Save the result").dblclick()
    expect(page.get_by_role("status").first).to_contain_text("Saved:")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert told_of(season, match) == [("ResultRecorded", "admin")]


def test_enter_pressed_twice_registers_one_player(open_page: Open, season: "Season") -> None:
    page = open_page("/admin/player", signed_in=True)
    page.get_by_label("First name").fill("Doppel")
    page.get_by_label("Last name").fill("Klick")
    page.get_by_role("radio", name="Men", exact=True).check()
    page.get_by_label("Country", exact=True).select_option("Austria")
    page.get_by_label("Birth year").fill("1962")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Doppel Klick")
    found = season.json("/api/players/search?q=doppel")
    assert len(found) == 1
