"""How soon phones show a result:
``python -m tests.browser.phone [phones] [others] [results] [every]``.

Starts a tour of its own with four draws of 64 and opens the draw in play on so many phones: pages
of a real Chromium, each in a profile of its own, since a browser opens six streams to one host.
A machine that also runs the tour carries a few of them, so ``others`` are open pages without a
browser (tests.watching), which ask the tour for the same.
Records results one after the other, one every so many seconds, and prints the time from the answer
of the saving to the changed text on the page: of every phone, and until the last one had it.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import HOW_TO_INSTALL, chromium, find_chromium
from tests.watching import Timings, four_draws_of_64, pages_open, save_next

_PATIENCE = 60.0
# when the page first had so many results, in ms since 1970
_NOTE_RESULTS = """
  window.shownAt = [];
  addEventListener("DOMContentLoaded", () => {
    const look = () => {
      const shown = document.querySelectorAll(".bracket .p.w").length;
      while (shownAt.length <= shown) shownAt.push(Date.now());
    };
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
"""


@contextmanager
def phones(browser: Browser, url: str, draw_id: int, number: int) -> Iterator[list[Page]]:
    """Pages of the draw that are live."""
    contexts = [
        browser.new_context(
            base_url=url,
            viewport={"width": 390, "height": 844},
            is_mobile=True,
            has_touch=True,
        )
        for _ in range(number)
    ]
    try:
        pages = []
        for context in contexts:
            context.add_init_script(_NOTE_RESULTS)
            page = context.new_page()
            page.goto(f"/draw/{draw_id}")
            pages.append(page)
        for page in pages:
            expect(page.locator(".live-sign")).to_have_text("Live", timeout=_PATIENCE * 1000)
        yield pages
    finally:
        for context in contexts:
            context.close()


@contextmanager
def others(url: str, draw_id: int, number: int) -> Iterator[None]:
    """So many other open pages, until the block ends."""

    async def hold() -> None:
        async with pages_open([url], draw_id, number):
            opened.set()
            await asyncio.to_thread(done.wait)

    opened, done = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(asyncio.run, hold())
        try:
            assert opened.wait(_PATIENCE), "the other pages have never opened"
            yield
        finally:
            done.set()
            held.result()


def results_shown(page: Page) -> int:
    shown: int = page.evaluate("shownAt.length - 1")
    return shown


def measure(
    pages: Sequence[Page],
    save: Callable[[], tuple[float, float]],
    results: int,
    every: float = 0.0,
) -> Timings:
    """``save`` records a result and answers the seconds that it took and the moment, of the
    monotonic clock, of its answer."""
    timings = Timings()
    shown = results_shown(pages[0])
    for _ in range(results):
        began = time.monotonic()
        saving, saved_at = save()
        saved = time.time() - (time.monotonic() - saved_at)
        shown += 1
        delays = [max(0.0, _shown_at(page, shown) - saved) for page in pages]
        timings.each += delays
        timings.last.append(max(delays))
        timings.saving.append(saving)
        time.sleep(max(0.0, began + every - time.monotonic()))
    return timings


def _shown_at(page: Page, results: int) -> float:
    """The moment, in seconds since 1970, at which the page first had so many results."""
    deadline = time.monotonic() + _PATIENCE
    while not (at := page.evaluate("(results) => shownAt[results] || 0", results)):
        assert time.monotonic() < deadline, "a phone has never shown it"
        # asking takes from the machine that the phones are on
        time.sleep(0.1)
    return float(at) / 1000


def main(number: int = 5, beside: int = 45, results: int = 200, every: float = 1.0) -> None:
    from tests.integration.gateway.tour import open_tour
    from tests.launched import launched_tour

    path = find_chromium()
    if path is None:
        sys.exit(HOW_TO_INSTALL)
    with TemporaryDirectory() as folder, chromium(path) as browser:
        home = Path(folder) / "home"
        with launched_tour(home, "--no-demo", TOUR_CLOCK="2026-02-23T09:00:00Z") as launched:
            tour = open_tour(launched)
            timings = Timings()
            for draw_id in four_draws_of_64(tour):
                if not (todo := min(63, results - len(timings.last))):
                    break
                with (
                    phones(browser, launched.url, draw_id, number) as pages,
                    others(launched.url, draw_id, beside),
                ):
                    print(f"{number} phones show draw {draw_id}", file=sys.stderr, flush=True)
                    part = measure(pages, partial(save_next, tour, draw_id), todo, every)
                for name in ("each", "last", "saving"):
                    getattr(timings, name).extend(getattr(part, name))
            print(f"{number} phones, {beside} other pages, {len(timings.last)} results", end=", ")
            print(f"one every {every:g} s or slower")
            print(timings)
            print(f"load: {os.getloadavg()}, {os.cpu_count()} cores")
            tour.end()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]), *(float(word) for word in sys.argv[4:5]))
