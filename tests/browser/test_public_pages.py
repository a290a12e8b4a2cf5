"""What a spectator sees and does, at a desk and on a phone."""

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

if TYPE_CHECKING:
    from tests.browser.season import Season


def weight(page: Page, selector: str) -> int:
    found = page.locator(selector).first.evaluate("(e) => getComputedStyle(e).fontWeight")
    return int(found)


def test_the_winner_is_bold_and_every_line_has_its_own_sets(
    open_page: Open, season: "Season"
) -> None:
    page = open_page(f"/draw/{season.draw('Nice Masters')}")
    for side in page.locator(".p.w").all():
        assert side.locator("b").count() in (0, 1, 2, 3)
    assert weight(page, ".p.w .n") >= 700
    assert weight(page, ".p:not(.w) .n") < 600
    lines = page.locator(".round-F .p")
    assert lines.count() == 2
    for line in lines.all():
        assert line.locator(".sc > *").count() >= 2


def test_seeds_wear_their_number_and_a_bye_is_not_somebody_to_be_decided(
    open_page: Open, season: "Season"
) -> None:
    page = open_page(f"/draw/{season.draw('Nice Masters')}")
    seeds = {text.split()[-1] for text in page.locator(".round-R64 .seed").all_inner_texts()}
    assert seeds == {str(number) for number in range(1, 17)}
    # 45 players on 64 lines
    assert page.locator(".round-R64 .p.bye").count() == 19
    assert page.locator(".p.tbd").count() == 0
    page = open_page(f"/draw/{season.draw('Porto Open')}")
    assert page.locator(".round-F .p.tbd").count() == 2
    stripes = page.locator(".p.bye").first.evaluate("(e) => getComputedStyle(e).backgroundImage")
    assert "gradient" in stripes


@pytest.mark.parametrize("size", [8, 16, 32, 64])
def test_connector_lines_join_each_match_to_the_two_that_feed_it(
    open_page: Open, season: "Season", size: int
) -> None:
    places = {
        8: season.draw("Nice Masters", 2, 1),
        16: season.draw("Nice Masters", 1, 2),
        32: season.draw("Porto Open"),
        64: season.draw("Nice Masters"),
    }
    page = open_page(f"/draw/{places[size]}")
    columns = page.locator(".round").evaluate_all(
        """(rounds) => rounds.map((round) => [...round.querySelectorAll(".m")].map((match) => {
          const box = match.getBoundingClientRect();
          const [before, after] = ["::before", "::after"].map((part) => {
            const style = getComputedStyle(match, part);
            return style.content === "none" ? 0 : parseFloat(style.borderRightWidth)
              + parseFloat(style.borderTopWidth) + parseFloat(style.borderBottomWidth);
          });
          return { middle: box.top + box.height / 2, height: box.height, before, after };
        }))"""
    )
    assert [len(column) for column in columns] == [
        size >> number for number in range(1, size.bit_length())
    ]
    for feeding, fed in itertools.pairwise(columns):
        for number, match in enumerate(fed):
            upper, lower = feeding[2 * number : 2 * number + 2]
            assert abs((upper["middle"] + lower["middle"]) / 2 - match["middle"]) < 1
            # the stubs reach exactly as far as the neighbour's middle
            assert abs(upper["middle"] + upper["height"] / 2 - match["middle"]) < 1
            assert match["before"] > 0
            assert upper["after"] > 0
            assert lower["after"] > 0
    assert columns[0][0]["before"] == 0
    assert columns[-1][0]["after"] == 0


def test_no_name_is_cut_on_a_screen(open_page: Open, season: "Season") -> None:
    for width in (320, 1280):
        page = open_page(f"/draw/{season.draw('Nice Masters')}?round=R64", width=width)
        cut = page.locator(".n").evaluate_all(
            """(names) => names.filter((e) => e.checkVisibility() &&
                 (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
               .map((e) => e.textContent)"""
        )
        assert cut == []


def test_a_phone_shows_one_round_at_a_time_and_its_tabs_work(
    open_page: Open, season: "Season"
) -> None:
    path = f"/draw/{season.draw('Porto Open')}"
    page = open_page(path, width=390)
    shown = page.locator(".round:visible h3")
    tabs = page.get_by_role("navigation", name="Rounds")
    expect(shown).to_have_text("Round of 32")
    tabs.get_by_role("link", name="Quarter-finals").click()
    expect(shown).to_have_text("Quarter-finals")
    expect(tabs.locator("[aria-current]")).to_contain_text("QF")
    assert page.url.endswith("?round=QF")
    page.go_back()
    expect(shown).to_have_text("Round of 32")
    assert open_page(path, width=1280).locator(".round:visible").count() == 5


def test_tabs_of_rounds_lead_on_without_javascript(open_page: Open, season: "Season") -> None:
    page = open_page(f"/draw/{season.draw('Porto Open')}", width=390, javascript=False)
    page.get_by_role("link", name="Semi-finals").click()
    expect(page.locator(".round:visible h3")).to_have_text("Semi-finals")


def test_the_list_tells_every_match_in_one_line(open_page: Open, season: "Season") -> None:
    page = open_page(f"/draw/{season.draw('Nice Masters', 1, 2)}")
    page.get_by_role("navigation", name="View").get_by_role("link", name="List").click()
    expect(page.locator(".bracket")).to_have_count(0)
    lines = page.locator(".matches li").all_inner_texts()
    assert len(lines) == 8 + 4 + 2 + 1
    assert sum("has a bye" in line for line in lines) == 3
    assert all(re.search(r"\bbeat\b|has a bye", line) for line in lines)
    # two fields of each: super tie-breaks in brackets, and who was not there
    assert any("[10-7]" in line for line in lines)
    assert any("w/o" in line for line in lines)


def test_a_finished_draw_names_its_champion(open_page: Open, season: "Season") -> None:
    page = open_page(f"/draw/{season.draw('Nice Masters')}")
    banner = page.get_by_role("region", name="Champion")
    # a seed wears its number before the name, and the country stands behind it
    name = page.locator(".round-F .w .player").evaluate("(e) => e.firstChild.data")
    assert name.strip() in banner.inner_text()
    page = open_page(f"/draw/{season.draw('Nice Masters', 2, 2)}")
    expect(page.locator("main")).to_contain_text("This draw was cancelled.")


def test_who_plays_today_stands_on_the_tournaments_page(open_page: Open, season: "Season") -> None:
    page = open_page(f"/tournament/{season.tournaments['Porto Open']}")
    today = page.get_by_role("region", name="Today, Tue 10 Mar")
    texts = " ".join(today.get_by_role("listitem").all_inner_texts())
    assert "\nv " in texts
    assert "To be decided" in texts
    assert "Nobody" not in texts


def test_rankings_switch_by_category_week_and_name(open_page: Open) -> None:
    page = open_page("/rankings")
    expect(page.get_by_role("heading", level=1)).to_have_text("Men 60+ ranking")
    page.get_by_role("navigation", name="Rankings").get_by_role("link", name="Women 65+").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Women 65+ ranking")
    page.get_by_label("Week", exact=True).select_option(label="10 · Mon 2 Mar")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".eyebrow").first).to_have_text("Week 10 of 2026")
    expect(page.locator("tbody tr")).to_have_count(8)
    assert page.locator("tbody .move-up").count() == 2
    page.get_by_role("link", name="Week before").click()
    expect(page.locator(".eyebrow").first).to_have_text("Week 9 of 2026")
    page.get_by_label("Name", exact=True).fill("dabrowski")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody th")).to_contain_text("Dąbrowski")


def test_the_calendar_is_filtered_in_the_address(open_page: Open) -> None:
    page = open_page("/tournaments")
    page.get_by_label("State").select_option(label="In play")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("state=in-play"))
    expect(page.locator(".fixture h3")).to_have_text("Porto Open")
    page.get_by_role("link", name="All tournaments").click()
    expect(page.locator(".fixture").nth(3)).to_be_visible()


def test_the_countdown_runs_on_without_reloading(open_page: Open, season: "Season") -> None:
    page = open_page("about:blank")
    page.clock.install()
    page.goto(f"/tournament/{season.tournaments['Wien Halle']}")
    countdown = page.locator(".countdown").first
    before = countdown.inner_text()
    assert before.startswith("closes in 13 d")
    page.clock.fast_forward(25 * 3600 * 1000)
    expect(countdown).not_to_have_text(before)
    assert countdown.inner_text().startswith("closes in 12 d")
    page.clock.fast_forward(14 * 24 * 3600 * 1000)
    expect(countdown).to_have_text("closed")
