"""Every step from a new tournament to a result, in a browser that runs no script."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import Open

if TYPE_CHECKING:
    from tests.browser.season import Season

WOMEN = 2


def test_a_tournament_is_created_and_a_player_entered(open_page: Open, season: "Season") -> None:
    page = open_page("/admin/tournament", signed_in=True, javascript=False)
    page.get_by_label("Name", exact=True).fill("Zürich Open")
    page.get_by_label("First day").fill("2026-04-13")
    page.get_by_label("Category", exact=True).select_option("MT200")
    page.get_by_label("Surface", exact=True).select_option("Clay")
    page.get_by_label("Venue", exact=True).select_option(index=1)
    page.get_by_role("button", name="Create the tournament").click()
    expect(page.get_by_role("status")).to_contain_text("Zürich Open")
    page.goto("/admin/entry")
    page.get_by_label("Tournament", exact=True).select_option(
        label="Zürich Open · MT200 · 13–19 Apr 2026"
    )
    page.get_by_label("Player", exact=True).fill("dabrowski")
    page.get_by_role("button", name="Find the player").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check the entry").click()
    page.get_by_role("button", name="Enter in").click()
    expect(page.get_by_role("status")).to_contain_text("Dąbrowski")
    page.get_by_role("link", name="Tournaments").click()
    page.get_by_role("link", name="Zürich Open").click()
    expect(page.get_by_role("region", name="Entries")).to_contain_text("1 entry")
    expect(page.locator(".facts")).to_contain_text("closes in 27 d")


def test_an_entry_is_withdrawn_and_a_draw_made(open_page: Open, season: "Season") -> None:
    linz = season.tournaments["Linz Cup"]
    page = open_page(f"/admin/entries?tournament_id={linz}", signed_in=True, javascript=False)
    row = page.locator(".due-row:not(.is-withdrawn)", has_text="Women 65+").first
    row.locator("summary").click()
    row.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"/admin/draw/{season.draw('Linz Cup', 2, WOMEN)}")
    page.get_by_role("button", name="Make the draw").click()
    expect(page.get_by_role("status")).to_contain_text("is made")
    page.get_by_role("link", name="Look at the draw").first.click()
    expect(page.locator(".round-QF .m")).to_have_count(4)
    assert page.locator(".round-QF .bye").count() in (1, 2)


def test_a_result_is_checked_and_saved(open_page: Open, season: "Season") -> None:
    match = season.to_record(season.draw("Porto Open", 2, WOMEN))[-1]
    page = open_page(f"/admin/result/{match['match_id']}", signed_in=True, javascript=False)
    page.get_by_label(match["player2_name"]).first.check()
    page.get_by_label("Score", exact=True).fill("75 67(5) [11-9]")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[data-parsed]")).to_contain_text(
        f"{match['player2_name']} 7-5 6-7(5) [11-9]"
    )
    page.get_by_role("button", name="Save the result").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved:")
    page.get_by_role("link", name="Look at the draw").click()
    expect(page.locator(".p.w").filter(has_text=match["player2_name"]).first).to_be_visible()
    page.get_by_role("navigation", name="View").get_by_role("link", name="List").click()
    expect(page.locator("main")).to_contain_text("7-5 6-7(5) [11-9]")
