"""Open pages follow what happens, without being loaded again."""

import os
import re
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import dates
from tests.browser.conftest import Open
from tests.browser.people import MEN_60

if TYPE_CHECKING:
    from tests.browser.season import Season


@pytest.fixture(scope="module")
def cup(season: "Season") -> int:
    """A draw of eight in play that nobody else touches: six matches can be recorded."""
    from tests.browser.season import until

    season.clock(dates.BEGINNING)
    key = season.create("Live Cup", "Lyon", 2, dates.PORTO, 1, 1)
    season.enter(key, MEN_60[:8])
    season.clock(dates.NOW)
    draw_id = season.draw("Live Cup")
    until(lambda: len(season.to_record(draw_id)) == 4)
    return draw_id


# every text of which a part lies where the sign stands
_BELOW_THE_SIGN = """() => {
  const sign = document.querySelector(".live-sign").getBoundingClientRect();
  const main = document.querySelector("main");
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const hidden = [];
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest(".live-sign, .vh")) continue;
    range.selectNodeContents(texts.currentNode);
    for (const box of range.getClientRects())
      if (box.left < sign.right && box.right > sign.left &&
          box.top < sign.bottom && box.bottom > sign.top)
        hidden.push(texts.currentNode.textContent);
  }
  return hidden;
}"""


def sign(page: Page) -> Locator:
    return page.locator(".live-sign")


def told(page: Page) -> Locator:
    """What somebody who cannot see the page hears."""
    return page.locator("body > [role=status].vh")


def mark(page: Page) -> None:
    """What a reload would wipe out."""
    page.evaluate("window.isTheSamePage = true")


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.isTheSamePage === true"))


def show(page: Page, *, hidden: bool) -> None:
    """Another tab comes to the front, or goes."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def streams(season: "Season") -> int:
    """How many the gateway counts."""
    gateway = next(
        each.replica
        for each in season.launched.running.replicas
        if each.replica.service == "gateway"
    )
    text = httpx.get(f"http://127.0.0.1:{gateway.ops_port}/metrics").text
    found = re.search(r"^tour_live_streams (\d+)", text, re.MULTILINE)
    assert found is not None
    return int(found[1])


def match_of(season: "Season", draw_id: int) -> dict[str, Any]:
    return season.to_record(draw_id)[0]


def test_a_spectators_phone_shows_a_result_without_being_loaded_again(
    open_page: Open, season: "Season", cup: int
) -> None:
    match = match_of(season, cup)
    page = open_page(f"/draw/{cup}?view=list", width=390, height=844)
    expect(sign(page)).to_have_text("Live")
    mark(page)
    season.record(match, "64 36 75")
    line = page.locator(".matches li", has_text=match["player1_name"]).filter(has_text="beat")
    expect(line).to_contain_text("6-4 3-6 7-5")
    expect(told(page)).to_contain_text(f"{match['player1_name']}")
    expect(told(page)).to_contain_text("6-4 3-6 7-5")
    assert is_the_same(page)
    # and a reload says the same
    page.reload()
    expect(line).to_contain_text("6-4 3-6 7-5")


def test_what_the_visitor_does_on_the_page_is_left_alone(
    open_page: Open, season: "Season", cup: int
) -> None:
    page = open_page(f"/draw/{cup}", width=390, height=500)
    expect(sign(page)).to_have_text("Live")
    final = page.get_by_role("navigation", name="Rounds").get_by_role("link", name="Final")
    final.last.click()
    expect(page.locator(".round:visible h3")).to_have_text("Final")
    page.evaluate("scrollTo(0, 200)")
    before = page.evaluate("[scrollY, document.activeElement.dataset.round]")
    assert before == [200, "F"]
    season.record(match_of(season, cup), "61 61")
    expect(told(page)).to_contain_text("6-1 6-1")
    expect(page.locator(".round:visible h3")).to_have_text("Final")
    assert page.evaluate("[scrollY, document.activeElement.dataset.round]") == before


def test_a_hidden_page_closes_its_stream_and_catches_up_when_it_is_shown(
    open_page: Open, season: "Season", cup: int
) -> None:
    from tests.browser.season import until

    page = open_page(f"/draw/{cup}?view=list")
    expect(sign(page)).to_have_text("Live")
    mark(page)
    before = streams(season)
    show(page, hidden=True)
    until(lambda: streams(season) == before - 1)
    season.record(match_of(season, cup), "62 62")
    line = page.locator(".matches li").filter(has_text="6-2 6-2")
    page.wait_for_timeout(500)
    expect(line).to_have_count(0)
    show(page, hidden=False)
    expect(line).to_have_count(1)
    assert is_the_same(page)


def test_the_tournament_and_the_officials_table_follow_too(
    open_page: Open, season: "Season", cup: int
) -> None:
    match = match_of(season, cup)
    tournament = open_page(f"/tournament/{season.tournaments['Live Cup']}")
    desk = open_page("/admin", signed_in=True)
    # whoever loses has nothing more to play
    due = desk.locator(".due-row", has_text=match["player2_name"]).filter(has_text="Live Cup")
    expect(due).to_have_count(1)
    for page in (tournament, desk):
        expect(sign(page)).to_have_text("Live")
        mark(page)
    # a fold that the visitor opened stays open
    entries = tournament.locator("details.entries")
    entries.locator("summary").click()
    season.record(match, "63 63")
    expect(due).to_have_count(0)
    expect(tournament.locator("#today ~ .matches")).to_be_visible()
    expect(told(desk)).to_have_text("This page has changed.")
    assert entries.evaluate("(fold) => fold.open")
    assert is_the_same(tournament)
    assert is_the_same(desk)


def test_a_page_without_javascript_has_no_sign_and_is_right_after_a_reload(
    open_page: Open, season: "Season", cup: int
) -> None:
    page = open_page(f"/draw/{cup}?view=list", javascript=False)
    expect(sign(page)).to_have_count(0)
    season.record(match_of(season, cup), "60 60")
    line = page.locator(".matches li").filter(has_text="6-0 6-0")
    expect(line).to_have_count(0)
    page.reload()
    expect(line).to_have_count(1)


def test_rows_keep_their_place_their_focus_and_their_order(open_page: Open, cup: int) -> None:
    """Two lists of rows as a fresh look brings them, several with the same address."""
    page = open_page(f"/draw/{cup}")
    shown = page.evaluate(
        """() => {
          const list = (rows) => {
            const ul = document.createElement("ul");
            ul.innerHTML = rows
              .map(([to, text]) => `<li><a href="/${to}">x</a> <b>${text}</b></li>`).join("\\n");
            return ul;
          };
          const old = list([["a", 1], ["b", 2], ["b", 3], ["c", 4], ["d", 5]]);
          document.body.append(old);
          const [, , second, third] = old.children;
          third.firstElementChild.focus();
          change(old, list([["b", 2], ["b", 30], ["d", 5], ["c", 4], ["e", 6]]));
          const result = [
            [...old.querySelectorAll("b")].map((each) => each.textContent).join(),
            second === old.children[1],
            third.isConnected,
          ];
          old.remove();
          return result;
        }"""
    )
    assert shown == ["2,30,5,4,6", True, True]


@pytest.fixture
def watcher(browser: Browser, season: "Season") -> Iterator[Page]:
    """Its console may say that the gateway is away."""
    context = browser.new_context(base_url=season.url)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_sign_hides_nothing(watcher: Page, width: int) -> None:
    watcher.set_viewport_size({"width": width, "height": 900})
    for path in ("/tournaments", "/order-of-play", "/player/1"):
        watcher.goto(path)
        expect(sign(watcher)).to_have_text("Live")
        assert watcher.evaluate(_BELOW_THE_SIGN) == [], path


def test_reconnecting_is_shown_while_the_gateway_restarts_and_nothing_is_missed(
    watcher: Page, season: "Season", cup: int
) -> None:
    watcher.goto(f"/draw/{cup}?view=list")
    expect(sign(watcher)).to_have_text("Live")
    mark(watcher)
    gateway = next(
        each
        for each in season.launched.running.replicas
        if each.replica.service == "gateway" and each.pid
    )
    assert gateway.pid
    # a gateway that is back within a second and a half was never away
    watcher.route("**/live?*", lambda route: route.abort())
    os.kill(gateway.pid, signal.SIGTERM)
    expect(sign(watcher)).to_have_text("Reconnecting…")
    watcher.unroute("**/live?*")
    expect(told(watcher)).to_have_text("The connection is lost. This page reconnects by itself.")
    expect(sign(watcher)).to_have_text("Live")
    season.record(match_of(season, cup), "76(3) 64")
    expect(watcher.locator(".matches li").filter(has_text="7-6(3) 6-4")).to_have_count(1)
    assert is_the_same(watcher)
