"""A spectator's phone has the draw open while officials record its results.

Only whether it shows them: ``python -m tests.browser.phone`` measures how soon.
"""

import time
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, expect

if TYPE_CHECKING:
    from tests.browser.season import Season

PHONES, RESULTS = 3, 5


def test_every_phone_shows_every_result_without_being_loaded_again(
    browser: Browser, season: "Season", cup: int
) -> None:
    from tests.browser.phone import measure, phones, results_shown

    recorded = []

    def save() -> tuple[float, float]:
        match = season.to_record(cup)[0]
        began = time.monotonic()
        season.record(match, "75 46 62", side=2)
        recorded.append(match["player2_name"])
        return time.monotonic() - began, time.monotonic()

    with phones(browser, season.url, cup, PHONES) as pages:
        before = results_shown(pages[0])
        for page in pages:
            page.evaluate("window.isTheSame = true")
        timings = measure(pages, save, RESULTS)
        assert len(timings.each) == PHONES * RESULTS
        for page in pages:
            assert results_shown(page) == before + RESULTS
            for name in recorded:
                won = page.locator(".p.w").filter(has_text=name)
                expect(won.filter(has_text="won 7-5 4-6 6-2").first).to_be_attached()
            assert page.evaluate("window.isTheSame")
        # one round at a time, by touch, still where the spectator put it
        page = pages[0]
        rounds = page.get_by_role("navigation", name="Rounds")
        rounds.get_by_role("link", name="Semi-finals").tap()
        expect(page.locator(".round:visible h3")).to_have_text("Semi-finals")
