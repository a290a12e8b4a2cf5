"""An official and a spectator in browsers that run no script: every step that matters works."""

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.journeys.conftest import MEN, SIXTY_FIVE
from tests.browser.people import MEN_65

if TYPE_CHECKING:
    from tests.browser.season import Season

NAME = "Zürich Open"
MONDAY = date(2026, 3, 23)
CLOSED = datetime(2026, 3, 18, 12, tzinfo=UTC)
FIRST_DAY = datetime(2026, 3, 23, 12, tzinfo=UTC)


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).first.click()


def test_an_official_goes_from_the_sign_in_to_a_corrected_result(
    open_page: Open, season: "Season"
) -> None:
    from tests.browser.season import PASSWORD, until

    page = open_page("/admin/tournament", javascript=False)
    status, main = page.get_by_role("status").first, page.locator("main")
    page.get_by_label("Name", exact=True).fill("admin")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")

    # a tournament
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("First day").fill(MONDAY.isoformat())
    page.get_by_label("Category", exact=True).select_option("MT200")
    page.get_by_label("Surface", exact=True).select_option("Clay")
    page.get_by_label("Venue", exact=True).select_option(index=1)
    press(page, "Create the tournament")
    expect(status).to_contain_text(NAME)
    key = season.tournaments[NAME] = int(page.url.rpartition("/")[2])
    until(lambda: len(season.draws(key)) == 4)

    # its entries: one looked for, chosen, checked and made, and one withdrawn
    season.enter(key, MEN_65[:6])
    page.goto("/admin/entry")
    page.get_by_label("Tournament", exact=True).select_option(
        label=f"{NAME} · MT200 · 23–29 Mar 2026"
    )
    page.get_by_label("Player", exact=True).fill("wisniewski")
    press(page, "Find the player")
    page.get_by_role("radio", name=re.compile("^Greta|^Georg.*1959")).first.check()
    press(page, "Check the entry")
    expect(page.get_by_role("region", name=re.compile("Greta|Georg"))).to_contain_text("65+")
    press(page, "Enter in")
    expect(status).to_contain_text("Wiśniewski-Kowalczyk")
    page.goto(f"/admin/entries?tournament_id={key}")
    row = page.locator(".due-row", has_text="Men 65+").first
    row.locator("summary").click()
    row.get_by_role("button", name="Withdraw").click()
    expect(status).to_be_visible()

    # the draw
    season.clock(CLOSED)
    season.await_closed(key)
    draw_id = season.draw(NAME, SIXTY_FIVE, MEN)
    until(lambda: "Make the draw</button>" in season.admin.see(f"/admin/draw/{draw_id}").html)
    page.goto(f"/admin/draw/{draw_id}")
    press(page, "Make the draw")
    expect(status).to_contain_text("is made")
    season.await_matches(draw_id)

    # a result: what is wrong is said, what is right is shown, then saved
    season.clock(FIRST_DAY)
    match = season.to_record(draw_id)[0]
    first, second = match["player1_name"], match["player2_name"]
    page.goto(f"/admin/results?tournament_id={key}")
    page.get_by_role("link", name=f"Record {first} against {second}").click()
    page.get_by_role("radio", name=second).check()
    score = page.get_by_label("Score", exact=True)
    score.fill("75 67(5) [11-8]")
    press(page, "Check")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(score).to_have_value("75 67(5) [11-8]")
    score.fill("75 67(5) [11-9]")
    press(page, "Check")
    expect(page.locator("[data-parsed]")).to_contain_text(f"{second} 7-5 6-7(5) [11-9]")
    assert match in season.to_record(draw_id)
    press(page, "Save the result")
    expect(status).to_contain_text("Saved:")

    # corrected
    recorded = page.get_by_role("region", name="Recorded last")
    recorded.get_by_role("link", name=f"{second} beat {first}").click()
    page.get_by_role("link", name="Correct the result").click()
    page.get_by_label("Score", exact=True).fill("75 67(5) [12-10]")
    press(page, "Show what follows")
    page.get_by_label("Reason", exact=True).last.fill("misread")
    press(page, "Correct the result")
    expect(status).to_contain_text("Corrected:")

    # a score on the list of what is due leads to the same check
    other = season.to_record(draw_id)[0]
    page.goto(f"/admin/results?tournament_id={key}")
    name = f"Score of {other['player1_name']} against {other['player2_name']}"
    page.get_by_label(name, exact=True).fill("61 62")
    page.get_by_label(name, exact=True).press("Enter")
    expect(page.locator("[data-parsed]")).to_contain_text(f"{other['player1_name']} 6-1 6-2")
    press(page, "Save the result")
    expect(status).to_contain_text("Saved:")

    page.goto(f"/draw/{draw_id}")
    expect(page.locator(".p.w").filter(has_text=second).first).to_be_visible()
    page.get_by_role("navigation", name="View").get_by_role("link", name="List").click()
    expect(main).to_contain_text("7-5 6-7(5) [12-10]")
    page.goto("/admin")
    page.locator("summary", has_text="admin").click()
    press(page, "Sign out")
    expect(status).to_have_text("You are signed out.")


def test_a_spectators_phone_reads_filters_and_downloads(
    open_page: Open, season: "Season", cup: int
) -> None:
    page = open_page("/tournaments", width=390, height=844, javascript=False)
    main = page.locator("main")
    page.get_by_label("Surface").select_option("Clay")
    press(page, "Show")
    page.get_by_role("link", name="Nice Cup").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nice Cup")
    page.get_by_role("link", name="Men 60+").first.click()

    # one round at a time, each at an address of its own
    shown = page.locator(".round:visible h3")
    rounds = page.get_by_role("navigation", name="Rounds")
    for name in ("Semi-finals", "Final", "Round of 16"):
        rounds.get_by_role("link", name=name, exact=False).last.click()
        expect(shown).to_have_text(name)
    page.get_by_role("navigation", name="View").get_by_role("link", name="List").click()
    expect(main).to_contain_text("has a bye")

    # files
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV file of the draw").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "Costa" in text
    page.goto("/rankings?year=2026&week=10")
    page.get_by_label("Name", exact=True).fill("dabrowski")
    press(page, "Show")
    expect(page.locator("tbody tr")).not_to_have_count(0)
    for row in page.locator("tbody th").all_inner_texts():
        assert "Dąbrowski" in row
    page.get_by_role("navigation", name="Rankings").get_by_role("link", name="Women 65+").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Women 65+ ranking")
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX file of the ranking").click()
    assert download.value.path().read_bytes()[:2] == b"PK"

    # the search, by a glass on phones
    page.get_by_role("link", name="Search").first.click()
    page.get_by_label("Name", exact=False).last.fill("swiatek")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Players").get_by_role("link", name="Iga Świątek").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Iga Świątek")
