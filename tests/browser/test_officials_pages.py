"""What an official does at a desk, by keyboard where it has to be quick."""

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.people import IGA

if TYPE_CHECKING:
    from tests.browser.season import Season

MEN, WOMEN = 1, 2
FIRST_PASSWORD = "given out for one day"
OWN_PASSWORD = "nobody else would think of it"


def add_official(season: "Season", name: str) -> None:
    form = season.admin.see("/admin/officials").form("/admin/official")
    seen = season.admin.send(form, name=name, password=FIRST_PASSWORD)
    assert seen.status == 200, seen.words


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")


def change_password(page: Page, new: str, again: str) -> None:
    page.get_by_label("Password until now").fill(FIRST_PASSWORD)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password again").fill(again)
    page.get_by_role("button", name="Change the password").click()


def women_to_record(season: "Season", age: int) -> dict[str, Any]:
    """The next match of the women of Porto."""
    return season.to_record(season.draw("Porto Open", age, WOMEN))[0]


def test_a_newcomer_signs_in_and_chooses_a_password_first(
    open_page: Open, season: "Season"
) -> None:
    add_official(season, "nora")
    page = open_page("/admin/results")
    sign_in(page, "nora", "not this one at all")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("nora")
    sign_in(page, "nora", FIRST_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Change your password")
    page.goto("/admin/results")
    expect(page.get_by_role("heading", level=1)).to_have_text("Change your password")
    change_password(page, "short", "other")
    field = page.get_by_label("New password", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("needs 12 at least"))
    change_password(page, OWN_PASSWORD, OWN_PASSWORD)
    expect(page.get_by_role("status").first).to_have_text("Your password is changed.")
    page.get_by_text("nora", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/admin")
    sign_in(page, "nora", OWN_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Due")


def test_a_referee_who_asks_for_an_administrators_page_is_told_so(
    open_page: Open, season: "Season"
) -> None:
    add_official(season, "rolf")
    page = open_page("/sign-in")
    sign_in(page, "rolf", FIRST_PASSWORD)
    change_password(page, OWN_PASSWORD, OWN_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Due")
    assert page.get_by_role("link", name="Officials").count() == 0
    page.goto("/admin/officials")
    expect(page.locator(".eyebrow")).to_have_text("Error 403")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is not allowed")
    assert page.locator("code").inner_text().strip()


def test_a_player_is_found_checked_and_entered_by_keyboard(
    open_page: Open, season: "Season"
) -> None:
    wien = season.tournaments["Wien Halle"]
    page = open_page("/admin/entry", signed_in=True)
    page.get_by_label("Tournament", exact=True).select_option(value=str(wien))
    field = page.get_by_label("Player", exact=True)
    field.focus()
    page.keyboard.type("swiatek")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("Iga Świątek")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Enter")
    check = page.get_by_role("region", name="Iga Świątek")
    expect(check).to_contain_text("Women 60+")
    expect(check).to_contain_text("unranked")
    entered = {each["player_id"] for each in season.json(f"/api/tournament/{wien}/entries")}
    assert IGA not in entered
    check.get_by_role("button", name="Enter in Women 60+").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Iga Świątek")
    entered = {each["player_id"] for each in season.json(f"/api/tournament/{wien}/entries")}
    assert IGA in entered


def test_suggestions_close_with_escape_and_say_how_many_there_are(open_page: Open) -> None:
    page = open_page("/admin/entry", signed_in=True)
    field = page.get_by_label("Player", exact=True)
    field.press_sequentially("berg")
    expect(page.get_by_role("listbox")).to_be_visible()
    expect(page.get_by_role("status").last).to_have_text("8 players")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("listbox").get_by_role("option").last).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("berg")


def test_players_are_entered_one_after_another_without_leaving_the_keyboard(
    open_page: Open, season: "Season"
) -> None:
    wien = season.tournaments["Wien Halle"]
    page = open_page(f"/admin/entry?tournament_id={wien}", signed_in=True)
    field = page.get_by_label("Player", exact=True)
    for typed, name in (("anna dab", "Anna Dąbrowski"), ("berta ev", "Berta Evans")):
        expect(field).to_be_focused()
        page.keyboard.type(typed)
        # the only one left
        expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Enter in")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text(f"{name} is entered in")
        # and said once more where the keyboard is elsewhere
        expect(page.get_by_role("status").last).to_contain_text(f"{name} is entered in")
    expect(page.get_by_label("Tournament", exact=True)).to_have_value(str(wien))


def test_who_may_not_enter_is_told_why_before_anything_is_saved(
    open_page: Open, season: "Season"
) -> None:
    page = open_page("/admin/entry", signed_in=True)
    page.get_by_label("Player", exact=True).press_sequentially("yannick")
    page.get_by_role("option", name="Yannick Young").click()
    check = page.get_by_role("region", name="Yannick Young")
    expect(check).to_contain_text("turns 56 in 2026; the tour is for players who turn 60 to 69")
    assert check.get_by_role("button").count() == 0


def test_withdrawing_asks_once(open_page: Open, season: "Season") -> None:
    linz = season.tournaments["Linz Cup"]
    page = open_page(f"/admin/entries?tournament_id={linz}", signed_in=True)
    name = (
        page.locator(".due-row", has_text="Women 65+")
        .locator(".person")
        .last.evaluate("(e) => e.firstChild.data.trim()")
    )
    row = page.get_by_role("listitem").filter(has_text=name)
    button = row.get_by_role("button", name=f"Withdraw {name}")
    expect(button).to_be_hidden()
    row.locator("summary").click()
    expect(row).to_contain_text("Withdrawing before the draw is free.")
    button.click()
    expect(page.get_by_role("status").first).to_contain_text(name)
    expect(row).to_contain_text("withdrawn before the draw")


def test_a_draw_is_made_from_its_check_list(open_page: Open, season: "Season") -> None:
    draw_id = season.draw("Linz Cup", 2, MEN)
    page = open_page("/admin", signed_in=True)
    row = (
        page.get_by_role("listitem")
        .filter(has_text="Linz Cup")
        .filter(has_text=re.compile(r"^\s*Men 65\+"))
    )
    row.get_by_role("link", name="Check and make").click()
    expect(page.locator(".checks .is-fine")).to_have_count(4)
    # the eighth did not come to a match in Nice and is suspended
    expect(page.locator("main")).to_contain_text("7 players need a draw of 8: 8 − 7 = 1 bye.")
    expect(page.locator("main")).to_contain_text("Byes go to seed 1.")
    expect(page.get_by_role("region", name="Seeds").locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Make the draw").click()
    expect(page.get_by_role("status").first).to_contain_text("is made, from the random seed")
    assert page.get_by_role("button", name="Make the draw").count() == 0
    assert "No ranking" not in page.inner_text("main")
    page.get_by_role("link", name="Look at the draw").first.click()
    expect(page).to_have_url(f"{season.url}/draw/{draw_id}")
    expect(page.locator(".round-QF .m")).to_have_count(4)
    expect(page.locator(".round-QF .seed")).to_have_count(2)


def test_a_result_is_typed_checked_and_saved_by_keyboard(open_page: Open, season: "Season") -> None:
    match = women_to_record(season, 1)
    page = open_page("/admin/results", signed_in=True)
    name = f"Record {match['player1_name']} against {match['player2_name']}"
    page.get_by_role("link", name=name).press("Enter")
    score = page.get_by_label("Score", exact=True)
    expect(score).to_be_focused()
    page.keyboard.type("64 36 [10-7]")
    shown = page.locator("[data-parsed]")
    expect(shown).to_contain_text(f"{match['player1_name']} 6-4 3-6 [10-7]")
    expect(shown).to_contain_text("plays on: semi-finals")
    assert match in season.to_record(match["draw_id"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Saved:")
    page.get_by_role("link", name="Look at the draw").click()
    won = page.locator(".round-QF .p.w").filter(has_text=match["player1_name"])
    expect(won).to_contain_text("won 6-4 3-6 [10-7]")


def test_a_score_typed_on_the_list_is_shown_at_once_and_one_key_saves_it(
    open_page: Open, season: "Season"
) -> None:
    match = women_to_record(season, 1)
    page = open_page("/admin/results", signed_in=True)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=typed]").first).to_be_focused()
    # by its number: two of the same names may meet in another draw, too
    score = page.locator(f"#match-{match['match_id']}-typed")
    expect(score).to_have_accessible_name(
        f"Score of {match['player1_name']} against {match['player2_name']}"
    )
    score.focus()
    page.keyboard.type("46 63 710")
    shown = page.locator("[data-parsed]")
    expect(shown).to_contain_text(f"{match['player2_name']} 6-4 3-6 [10-7]")
    # what was shown counts only until something else is typed
    page.keyboard.type("1")
    expect(shown).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(shown).to_contain_text("[10-7]")
    assert match in season.to_record(match["draw_id"])
    page.keyboard.press("Enter")
    saved = f"Saved: {match['player2_name']} beat {match['player1_name']} 6-4 3-6 [10-7]."
    expect(page.get_by_role("status").first).to_contain_text(saved)
    assert match not in season.to_record(match["draw_id"])
    expect(page.locator("[name=typed]:focus")).to_have_count(1)


def test_a_mistake_is_explained_at_its_field_and_what_was_typed_stays(
    open_page: Open, season: "Season"
) -> None:
    match = women_to_record(season, 1)
    page = open_page(f"/admin/result/{match['match_id']}", signed_in=True)
    expect(page.get_by_label("Score", exact=True)).to_be_focused()
    page.keyboard.type("65 64")
    page.keyboard.press("Enter")
    score = page.get_by_label("Score", exact=True)
    expect(score).to_have_value("65 64")
    expect(score).to_have_attribute("aria-invalid", "true")
    expect(score).to_have_accessible_description(
        re.compile("A set cannot end 6-5: play to 7-5 or a tie-break.")
    )
    expect(score).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("A set cannot end 6-5")
    assert page.get_by_role("button", name="Save the result").count() == 0
    assert match in season.to_record(match["draw_id"])


def test_what_was_checked_counts_only_until_something_else_is_typed(
    open_page: Open, season: "Season"
) -> None:
    match = women_to_record(season, 1)
    page = open_page(f"/admin/result/{match['match_id']}", signed_in=True)
    expect(page.get_by_label("Score", exact=True)).to_be_focused()
    page.keyboard.type("64 64")
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="Save the result")
    expect(save).to_be_visible()
    page.get_by_label("Score", exact=True).press_sequentially("1")
    expect(save).to_be_hidden()
    page.get_by_label("Score", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def test_choosing_a_walkover_opens_the_reasons(open_page: Open, season: "Season") -> None:
    match = women_to_record(season, 1)
    page = open_page(f"/admin/result/{match['match_id']}", signed_in=True)
    reason = page.get_by_label(match["player2_name"]).last
    expect(reason).to_be_hidden()
    page.get_by_label("Walkover").check()
    expect(reason).to_be_visible()


def test_whoever_saves_second_sees_who_saved_what(open_page: Open, season: "Season") -> None:
    match = women_to_record(season, 2)
    path = f"/admin/result/{match['match_id']}"
    second = open_page(path, signed_in=True)
    second.get_by_label(match["player2_name"]).first.check()
    second.get_by_label("Score", exact=True).fill("75 75")
    second.keyboard.press("Enter")
    first = open_page(path, signed_in=True)
    first.keyboard.type("64 63")
    first.keyboard.press("Enter")
    first.get_by_role("button", name="Save the result").click()
    expect(first.get_by_role("status").first).to_contain_text("Saved:")
    second.get_by_role("button", name="Save the result").click()
    told = second.get_by_role("alert").first
    expect(told).to_contain_text("admin saved first")
    expect(told).to_contain_text(f"{match['player1_name']} beat {match['player2_name']} 6-4 6-3")
    expect(told).to_contain_text("Recorded by admin on")
    expect(second.get_by_label("Score", exact=True)).to_have_value("75 75")
