"""What is owed on every page: sound headings and labels, targets, contrast, no sideways scroll, and
axe-core finds nothing (contrast left to our own measure of every text, which is quicker)."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import Open
from tests.browser.shown import every_place, faults_of, tokens

if TYPE_CHECKING:
    from tests.browser.season import Season


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), (1280, "light")], ids=["phone-dark", "desk-light"]
)
def test_every_page_can_be_read_and_used(
    season: "Season", open_page: Open, width: int, scheme: str
) -> None:
    pages = {
        signed_in: open_page("/sign-in", width=width, signed_in=signed_in, color_scheme=scheme)
        for signed_in in (False, True)
    }
    wrong = {}
    for place in every_place(season):
        page = pages[place.signed_in]
        page.goto(place.path)
        found = faults_of(page)
        if scheme == "light":
            found += violations(page, contrast=False)
        if found:
            wrong[place.name] = found
    assert wrong == {}


def test_the_check_of_pages_sees_what_is_wrong(season: "Season", open_page: Open) -> None:
    page = open_page("/rankings", width=320)
    assert faults_of(page) == []
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend", `
          <h1>twice</h1> <input name="bare"> <button>x</button>
          <pre>${"wide ".repeat(200)}</pre> <div class="note">pale</div>`)"""
    )
    page.evaluate("document.querySelector('main > .note:last-child').setAttribute('hidden', '')")
    page.evaluate(
        """() => document.querySelectorAll("main > pre").forEach((pre) => {
          pre.attributeStyleMap.set("color", "rgb(200, 200, 200)"); })"""
    )
    found = " ".join(faults_of(page))
    for part in ("2 h1", "px wide", "bare has no label", "“x” is", "has contrast"):
        assert part in found


@pytest.mark.parametrize("path", ["/tournaments", "/rankings", "/sign-in"])
def test_dark_and_light_follow_the_visitors_setting(open_page: Open, path: str) -> None:
    light = tokens(open_page(path, color_scheme="light"))
    dark = tokens(open_page(path, color_scheme="dark"))
    assert light["ground"] > dark["ground"]
    assert light["ink"] < dark["ink"]


def test_whatever_the_keyboard_reaches_shows_that_it_is_there(open_page: Open) -> None:
    page = open_page("/tournaments")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            """() => {
              const at = document.activeElement;
              const widths = ["", "::after"].map((part) => {
                const style = getComputedStyle(at, part || null);
                return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
              });
              return [at === document.body ? "" : at.textContent || at.name, Math.max(...widths)];
            }"""
        )
        if not name:
            break
        seen.append(name.strip())
        assert outline >= 2, name
    assert seen[0] == "Skip to the content"
    assert "Nice Masters" in seen


def test_the_first_key_leads_past_the_navigation(open_page: Open) -> None:
    page = open_page("/rankings")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_page_knows_the_visitors_own_time(open_page: Open, season: "Season") -> None:
    path = f"/tournament/{season.tournaments['Wien Halle']}"
    page = open_page(path, timezone_id="Europe/Lisbon", locale="pt-PT")
    assert "Tue 24 Mar 2026, 10:00 UTC · closes in 13 d" in page.inner_text(".facts")
    page = open_page(path, timezone_id="Asia/Tokyo")
    assert "Tue 24 Mar 2026, 10:00 UTC (19:00 for you)" in page.inner_text(".facts")
    assert "Asia/Tokyo" in page.inner_text("footer")


def test_a_page_prints_a_draw_on_one_landscape_sheet(
    open_page: Open, season: "Season", tmp_path: Path
) -> None:
    for draw_id in (season.draw("Nice Masters"), season.draw("Porto Open", 2, 1)):
        page = open_page(f"/draw/{draw_id}")
        printed = page.pdf(prefer_css_page_size=True, page_ranges="1-")
        assert printed.count(b"/Type /Page\n") == 1, "more than one sheet"
