"""A result corrected and taken back, a suspension lifted and a match moved, by clicking."""

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.people import WOMEN_60
from tests.browser.shown import faults_of

if TYPE_CHECKING:
    from tests.browser.season import Season

WOMEN = 2


def match_to_play_with(season: "Season") -> dict[str, Any]:
    """A match of the women of Porto; the second player has entered nowhere else, and no suspension
    of hers was ever annulled."""
    rows = season.hand.execute("SELECT player_id FROM tour.player_suspensions").fetchall()
    taken = {*WOMEN_60[:2], *(player_id for (player_id,) in rows)}
    return next(
        each
        for each in season.to_record(season.draw("Porto Open", 1, WOMEN))
        if each["player2_id"] not in taken
    )


def give_reason(page: Page, button: str) -> None:
    assert faults_of(page) == []
    page.get_by_label("Reason", exact=True).last.fill("misheard by the umpire")
    page.get_by_role("button", name=button).last.click()


def to_desk(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Admin").get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize(
    ("width", "new_day"), [(1280, "Sat 14 Mar 2026"), (390, "Sun 15 Mar 2026")]
)
def test_what_was_recorded_wrongly_is_put_right_by_clicking(
    open_page: Open, season: "Season", width: int, new_day: str
) -> None:
    match = match_to_play_with(season)
    winner, loser = match["player1_name"], match["player2_name"]
    season.record(match, "64 63")
    page = open_page("/admin", width=width, signed_in=True)
    status = page.get_by_role("status").first

    # corrected: the second player was not there at all
    to_desk(page, "Results")
    recorded = page.get_by_role("region", name="Recorded last").get_by_role("listitem")
    recorded = recorded.filter(has_text=f"{winner} beat {loser} 6-4 6-3.")
    # the same two may have ended 6-4 6-3 before
    recorded.locator(f"a[href='/admin/result/{match['match_id']}']").click()
    page.get_by_role("link", name="Correct the result").click()
    expect(page.get_by_label("Score", exact=True)).to_have_value("6-4 6-3")
    page.get_by_label("Score", exact=True).fill("w/o")
    page.get_by_role("button", name="Show what follows").click()
    follows = page.locator("[data-parsed]")
    expect(follows).to_contain_text(f"{winner} beat {loser} w/o.")
    expect(follows).to_contain_text(f"{loser} is suspended from Mon 9 Mar 2026 to Sat 9 May 2026")
    give_reason(page, "Correct the result")
    expect(status).to_contain_text(f"Corrected: {winner} beat {loser} w/o.")

    # lifted
    to_desk(page, "Suspensions")
    row = page.locator(".due-row", has=page.get_by_role("link", name=loser, exact=True))
    row = row.filter(has_text="Porto Open")
    row.locator("summary").click()
    give_reason(page, "Lift the suspension")
    expect(status).to_contain_text(f"The suspension of {loser} is lifted from Tue 10 Mar 2026 on.")
    expect(page.locator("main")).to_contain_text("lifted from Tue 10 Mar 2026 on")

    # taken back
    page.locator(".due-row", has_text="Porto Open").get_by_role("link", name="the match").click()
    page.get_by_role("link", name="Take the result back").click()
    expect(page.locator("main")).to_contain_text(f"{winner} v {loser} is to be played again.")
    expect(page.locator("main")).to_contain_text("is annulled.")
    give_reason(page, "Take the result back")
    expect(status).to_contain_text("The result is taken back")
    assert match["match_id"] in {
        each["match_id"] for each in season.to_record(season.draw("Porto Open", 1, WOMEN))
    }

    # moved: the final, from the draw's list
    page.get_by_role("link", name="Look at the draw").click()
    page.get_by_role("navigation", name="View").get_by_role("link", name="List").click()
    page.get_by_role("link", name="Move of final 1").click()
    expect(page.get_by_role("region", name="Not on these days")).to_contain_text(
        "nobody plays twice on one day"
    )
    assert faults_of(page) == []
    page.get_by_label(new_day).check()
    page.get_by_role("button", name="Move the match").click()
    expect(status).to_contain_text(f"(final) is moved to {new_day}.")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_desks_navigation_is_one_line_on_a_phone(open_page: Open, javascript: bool) -> None:
    page = open_page("/admin/audit", width=390, signed_in=True, javascript=javascript)
    links = page.get_by_role("navigation", name="Admin").get_by_role("link")
    tops = {round((link.bounding_box() or {"y": -1})["y"]) for link in links.all()}
    account = page.locator(".who summary")
    assert len(tops) == 1
    assert page.locator(".desk-bar").evaluate("e => e.offsetHeight") < 60
    expect(account).to_be_in_viewport()
    # every link is reached by the keyboard, which brings it into sight
    for link in (links.first, links.last):
        link.focus()
        expect(link).to_be_in_viewport(ratio=1)


def test_with_a_script_the_navigation_begins_where_the_official_is(open_page: Open) -> None:
    page = open_page("/admin/audit", width=390, signed_in=True)
    here = page.get_by_role("navigation", name="Admin").get_by_role("link", name="Audit log")
    expect(here).to_be_in_viewport(ratio=1)
