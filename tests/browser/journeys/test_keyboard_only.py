"""An official plays a tournament with the keyboard alone, from signing in to the champion.

``TOUR_LONG=1 pytest -s`` enters eleven players instead of seven and prints how many
keys that takes.
"""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import dates
from tests.browser.conftest import Open
from tests.browser.journeys.conftest import SIXTY, WOMEN
from tests.browser.journeys.keyboard import Keyboard
from tests.browser.people import MEN_65, WOMEN_60, Someone, everybody

if TYPE_CHECKING:
    from tests.browser.season import Season

NAME = "Keyboard Open"
_EVERYBODY = {each.player_id: each for each in everybody()}
# two who are ranked, the second higher, five who are not; the last does not come
PLAYERS = (*WOMEN_60[8:10], *WOMEN_60[15:20])
ABSENT = PLAYERS[-1]
# too few for a draw
OTHERS = MEN_65[8:12] if os.environ.get("TOUR_LONG") else ()
# forty words a minute: somebody who types from a list and looks up between
SECONDS_A_KEY = 0.2


@dataclass
class Desk(Keyboard):
    """The official at it: what is done on each page of the desk."""

    def to(self, name: str) -> None:
        """Another page of the desk."""
        desk = self.page.get_by_role("navigation", name="Admin")
        self.follow(desk.get_by_role("link", name=name, exact=True))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def expect_said(self, words: str) -> None:
        expect(self.page.get_by_role("status").first).to_contain_text(words)

    def sign_in(self, name: str, password: str) -> None:
        main = self.page.get_by_role("navigation", name="Main")
        self.follow(main.get_by_role("link", name="Sign in"))
        self.write(self.field("Name"), name)
        self.write(self.field("Password"), password)
        self.enter()

    def create_tournament(self, name: str) -> None:
        self.to("New tournament")
        self.write(self.field("Name"), name)
        self.reach(self.page.get_by_label("First day"))
        # the browser's own field: month, day, year where its language is American English
        self.type(f"{dates.PORTO:%m%d%Y}")
        self.pick(self.field("Category"), "MT200")
        self.pick(self.field("Surface"), "Hard")
        self.pick(self.field("Venue"), "Tennis Club")
        self.follow(self.button("Create the tournament"))
        self.expect_said(name)

    def enter_player(self, player: Someone) -> None:
        """From the entry form, which is there again afterwards: a part of the name, and where it
        finds namesakes the arrow down to the one that was born in that year."""
        self.write(self.field("Player"), f"{player.first_name} {player.last_name[:3]}")
        found = self.page.get_by_role("listbox").get_by_role("option")
        wanted = found.filter(has_text=f"{player.name} ").filter(has_text=str(player.birth_year))
        expect(wanted).to_have_count(1)
        while found.count() > 1 and wanted.get_attribute("aria-selected") != "true":
            self.press("ArrowDown")
        self.enter()
        self.follow(self.button("Enter in"))
        self.expect_said(player.name)

    def find(self, match: dict[str, Any]) -> Locator:
        """The field of a match on the list of what is due."""
        if self.is_nowhere:
            self.reach(self.page.get_by_role("link", name="Record a result"))
            self.press("Enter")
        field = self.field(f"Score of {match['player1_name']} against {match['player2_name']}")
        self.reach(field)
        return field

    def record(self, match: dict[str, Any], typed: str, words: str) -> None:
        """From the first player's side; ``words`` is what the server reads."""
        self.write(self.find(match), typed)
        expect(self.page.locator("[data-parsed]")).to_contain_text(words)
        self.enter()
        self.expect_said("Saved:")

    def record_apart(self, match: dict[str, Any], typed: str, side: int) -> None:
        """On a page of its own, where the winner is chosen: ``side`` 1 or 2."""
        names = match["player1_name"], match["player2_name"]
        self.follow(self.page.get_by_role("link", name=f"Record {names[0]} against {names[1]}"))
        if typed == "w/o":
            self.choose(self.page.get_by_role("radio", name="Walkover"))
            self.pick(self.page.get_by_label(names[2 - side]).last, "No-show")
        self.choose(self.page.get_by_role("radio", name=names[side - 1]))
        self.write(self.field("Score"), typed)
        expect(self.page.locator("[data-parsed]")).to_contain_text(names[side - 1])
        self.enter()
        self.expect_said(f"Saved: {names[side - 1]} beat {names[2 - side]}")

    def to_recorded(self, words: str) -> None:
        self.to("Results")
        recorded = self.page.get_by_role("region", name="Recorded last")
        self.follow(recorded.get_by_role("link", name=words))

    def correct(self, words: str, typed: str) -> None:
        self.to_recorded(words)
        self.follow(self.page.get_by_role("link", name="Correct the result"))
        self.write(self.field("Score"), typed)
        self.enter()
        self.write(self.page.get_by_label("Reason").last, "misheard")
        self.follow(self.button("Correct the result"))
        self.expect_said("Corrected:")

    def take_back(self, words: str) -> None:
        self.to_recorded(words)
        self.follow(self.page.get_by_role("link", name="Take the result back"))
        self.write(self.page.get_by_label("Reason").last, "the wrong match")
        self.follow(self.button("Take the result back"))
        self.expect_said("The result is taken back")

    def sign_out(self, name: str) -> None:
        self.reach(self.page.locator("summary", has_text=name))
        self.press("Enter")
        self.follow(self.button("Sign out"))


def noon(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def test_an_official_plays_a_tournament_with_the_keyboard_alone(
    open_page: Open, season: "Season"
) -> None:
    from tests.browser.season import PASSWORD, until

    # entries close on the next day
    season.clock(noon(2))
    # keys come quicker here than a page glides
    page = open_page("/tournaments", reduced_motion="reduce")
    desk = Desk(page)
    desk.sign_in("admin", PASSWORD)
    desk.create_tournament(NAME)
    key = int(page.url.rpartition("/")[2])
    season.tournaments[NAME] = key
    until(lambda: len(season.draws(key)) == 4)

    # entries
    desk.to("Enter")
    began, before = time.monotonic(), desk.presses
    for player_id in (*PLAYERS, *OTHERS):
        desk.enter_player(_EVERYBODY[player_id])
    took, keys = time.monotonic() - began, desk.presses - before
    print(f"\n{len(PLAYERS + OTHERS)} players entered: {keys} keys, {took:.1f} s by machine,")
    print(f"about {keys * SECONDS_A_KEY:.0f} s by hand at {SECONDS_A_KEY} s a key")
    entered = {each["player_id"] for each in season.json(f"/api/tournament/{key}/entries")}
    assert entered == {*PLAYERS, *OTHERS}

    # the draw
    closed = season.launched.command("clock", "2026-03-03T10:05")
    assert closed.returncode == 0, closed.stderr
    season.await_closed(key)
    draw_id = season.draw(NAME, SIXTY, WOMEN)
    desk.to("Due")
    row = page.get_by_role("listitem").filter(has_text=NAME).filter(has_text="Women 60+")
    desk.follow(row.get_by_role("link", name="Check and make"))
    expect(page.locator(".checks .is-fine")).to_have_count(4)
    expect(page.locator("main")).to_contain_text("7 players need a draw of 8: 8 − 7 = 1 bye.")
    seeds = page.get_by_role("region", name="Seeds").locator("tbody tr")
    expect(seeds).to_have_count(2)
    expect(seeds.first).to_contain_text(_EVERYBODY[PLAYERS[1]].name)
    desk.follow(desk.button("Make the draw"))
    desk.expect_said("is made, from the random seed")
    season.await_matches(draw_id)

    # the quarter-finals: one is not there, one gives up, one goes the distance
    season.clock(noon(9))
    quarters = season.to_record(draw_id)
    assert len(quarters) == 3
    absent = next(each for each in quarters if ABSENT in (each["player1_id"], each["player2_id"]))
    full, broken_off = (each for each in quarters if each is not absent)
    desk.to("Due")
    before = desk.presses
    desk.find(full)
    to_field, before = desk.presses - before, desk.presses
    desk.record(full, "64 36 107", f"{full['player1_name']} 6-4 3-6 [10-7]")
    print(f"6-4 3-6 [10-7] from what is due: {to_field} keys to its field, past four other matches")
    print(f"or more, and {desk.presses - before} keys until it is saved")
    desk.record_apart(broken_off, "64 21 ret", side=2)
    desk.record_apart(absent, "w/o", side=1 if absent["player2_id"] == ABSENT else 2)

    # the semi-finals: one result is corrected, one is taken back and recorded anew
    season.clock(noon(10))
    first, second = until(lambda: season.to_record(draw_id))
    desk.to("Due")
    desk.record(first, "75 63", "7-5 6-3")
    desk.correct(f"{first['player1_name']} beat {first['player2_name']} 7-5 6-3", "75 64")
    desk.to("Due")
    desk.record(second, "62 62", "6-2 6-2")
    desk.take_back(f"{second['player1_name']} beat {second['player2_name']} 6-2 6-2")
    desk.to("Due")
    desk.record(second, "26 36", f"{second['player2_name']} 6-2 6-3")

    # the final
    season.clock(noon(11))
    (final,) = until(lambda: season.to_record(draw_id))
    desk.to("Due")
    desk.record(final, "76(5) 36 1210", "7-6(5) 3-6 [12-10]")
    desk.sign_out("admin")
    desk.expect_said("You are signed out.")

    # what everybody sees
    check_public_draw(page, draw_id, final)


def check_public_draw(page: Page, draw_id: int, final: dict[str, Any]) -> None:
    page.goto(f"/draw/{draw_id}")
    banner = page.get_by_role("region", name="Champion")
    expect(banner).to_contain_text(final["player1_name"])
    expect(banner).to_contain_text(f"beat {final['player2_name']} 7-6(5) 3-6 [12-10]")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("Sign in")
    page.goto(f"/draw/{draw_id}?view=list")
    lines = page.locator("main")
    for score in ("6-4 3-6 [10-7]", "6-4 2-1 ret.", "w/o", "7-5 6-4", "6-2 6-3"):
        expect(lines).to_contain_text(score)
    for score in ("7-5 6-3", "6-2 6-2"):
        expect(lines).not_to_contain_text(score)
