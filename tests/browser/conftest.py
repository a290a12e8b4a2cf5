"""One tour and one browser for all tests of this package.

Guarantees that no page asks another host, writes an error to the console or breaks its own
content security policy, in any test.
"""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

if TYPE_CHECKING:
    from tests.browser.season import Season

Open = Callable[..., Page]

# ms; a page is there at once, but the machine may be busy
_PATIENCE = 30_000
expect.set_options(timeout=_PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    from tests.browser.chromium import HOW_TO_INSTALL, chromium, find_chromium

    path = find_chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(HOW_TO_INSTALL)
        pytest.skip(HOW_TO_INSTALL)
    with chromium(path) as started:
        yield started


@pytest.fixture(scope="package")
def season(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Season]":
    """The running tour at ``dates.NOW``; season.py says what tests may change in it."""
    from tests.browser.season import begin
    from tests.launched import launched_tour

    home = tmp_path_factory.mktemp("browser") / "home"
    with launched_tour(
        home, "--no-demo", TOUR_CLOCK="2026-02-20T09:00:00Z", TOUR_STYLEGUIDE="1"
    ) as launched:
        begun = begin(launched)
        try:
            yield begun
        finally:
            begun.end()


@pytest.fixture(scope="package")
def official(browser: Browser, season: "Season") -> Any:
    """The cookies of the administrator, signed in."""
    from tests.browser.season import PASSWORD

    context = browser.new_context(base_url=season.url)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("Name", exact=True).fill("admin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin")
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture
def open_page(browser: Browser, season: "Season", official: Any) -> Iterator[Open]:
    """Opens a page of the tour, as ``open_page("/rankings", width=390)``.

    ``signed_in`` as the administrator, or with the ``cookies`` of somebody else; the rest goes to
    the browser's context.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_it(
        path: str,
        *,
        width: int = 1280,
        height: int = 900,
        signed_in: bool = False,
        cookies: Any = None,
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=season.url,
            viewport={"width": width, "height": height},
            storage_state=official if signed_in else cookies,
            java_script_enabled=javascript,
            **options,
        )
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        page = context.new_page()
        _watch(page, season.url, faults)
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []


def _watch(page: Page, url: str, faults: list[str]) -> None:
    """Note what a page must not do. A refused form is no fault of the page."""
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(url) else faults.append(f"asks for {request.url}")
        ),
    )
    page.on(
        "console",
        lambda said: (
            faults.append(f"{said.location['url']}: {said.text}")
            if said.type in ("error", "warning") and "the server responded with" not in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
