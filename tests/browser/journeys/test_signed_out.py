"""Whoever is signed out sees nothing of the desk any more, changes nothing, and comes back to where
they were."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open
from tests.browser.journeys.accounts import add_official, signed_in

if TYPE_CHECKING:
    from tests.browser.season import Season


@pytest.fixture(scope="module")
def referee(season: "Season") -> str:
    """Somebody whose sessions may end."""
    add_official(season, "sara")
    return "sara"


@pytest.fixture
def cookies(season: "Season", referee: str) -> Any:
    return signed_in(season, referee)


@pytest.fixture(scope="module")
def keeping_browser(browser: Browser) -> Iterator[Browser]:
    """One that keeps pages for the back button, as browsers do; Playwright's does not."""
    from tests.browser.chromium import launch

    keeping = launch(browser.browser_type, keeps_pages=True)
    yield keeping
    keeping.close()


def sign_in(page: Page, name: str) -> None:
    from tests.browser.season import PASSWORD

    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status").first).to_have_text("You are signed out.")


def expect_no_desk(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_role("navigation", name="Admin")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("Sign in")


class Tab:
    """A page told by the browser's own protocol: Playwright loses one that was kept and comes back
    as it was."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def evaluate(self, expression: str) -> Any:
        asked = {"expression": expression, "returnByValue": True}
        told = self._session.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def go(self, path: str) -> None:
        self._leave(f"location.assign({path!r})")
        assert self.evaluate("location.pathname") == path

    def back(self) -> None:
        self._leave("history.back()")

    def submit(self, action: str) -> None:
        self._leave(f"document.querySelector('form[action=\"{action}\"]').requestSubmit()")

    def _leave(self, how: str) -> None:
        """Do this, and wait for the page that it leads to."""
        from tests.browser.season import until

        # a page that was kept is shown again with what was noted on it
        self.evaluate("isLeft = true; addEventListener('pageshow', (e) => isLeft = !e.persisted)")
        self.evaluate(how)
        until(lambda: self.evaluate("!window.isLeft && document.readyState === 'complete'"))

    @property
    def is_kept(self) -> bool:
        """It is the same page as when it was marked."""
        return self.evaluate("window.isKept === true") is True

    def mark(self) -> None:
        self.evaluate("window.isKept = true")


def test_the_back_button_shows_nothing_of_the_desk(
    keeping_browser: Browser, season: "Season", cookies: Any
) -> None:
    context = keeping_browser.new_context(base_url=season.url, storage_state=cookies)
    page = context.new_page()
    page.goto("/admin/audit")
    tab = Tab(page)
    tab.mark()
    # while somebody is signed in this browser does keep what must not be stored
    tab.go("/admin/entries")
    tab.back()
    assert tab.is_kept
    tab.go("/admin/entries")
    tab.go("/admin")
    tab.submit("/sign-out")
    assert "You are signed out." in tab.evaluate("document.body.innerText")
    for _ in range(3):
        tab.back()
        assert not tab.is_kept
        assert tab.evaluate("document.querySelector('h1').textContent") == "Sign in"
        assert tab.evaluate("document.querySelector('nav[aria-label=Admin]')") is None
    context.close()


def test_a_form_left_open_is_refused_and_signing_in_leads_back_to_it(
    open_page: Open, season: "Season", cookies: Any, referee: str, cup: int
) -> None:
    match = season.to_record(cup)[0]
    path = f"/admin/result/{match['match_id']}?from=desk"
    form = open_page(path, cookies=cookies)
    form.get_by_label("Score", exact=True).fill("64 63")
    other = form.context.new_page()
    other.goto("/admin/entries")
    sign_out(other, referee)

    with form.expect_response("**/admin/submit-result") as answer:
        form.get_by_label("Score", exact=True).press("Enter")
    assert answer.value.status == 401
    expect_no_desk(form)
    expect(form.get_by_role("alert")).to_contain_text("Nothing was saved.")
    assert match in season.to_record(cup)

    sign_in(form, referee)
    expect(form).to_have_url(f"{season.url}{path}")
    expect(form.get_by_label("Score", exact=True)).to_be_focused()


def test_an_administrator_ends_the_sessions_of_somebody(
    open_page: Open, season: "Season", cookies: Any, referee: str
) -> None:
    theirs = open_page("/admin", cookies=cookies)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Due")
    desk = open_page("/admin/officials", signed_in=True)
    row = desk.get_by_role("listitem").filter(has_text=referee)
    row.locator("summary").click()
    row.get_by_role("button", name="End the sessions").click()
    expect(desk.get_by_role("status").first).to_be_visible()
    theirs.get_by_role("link", name="Entries", exact=True).click()
    expect_no_desk(theirs)
    sign_in(theirs, referee)
    expect(theirs).to_have_url(f"{season.url}/admin/entries")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Entries")
