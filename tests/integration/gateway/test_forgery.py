"""Forms that this site did not give to this person."""

import pytest

from services.gateway.security.cookies import new_secret
from tests.integration.gateway.tour import PASSWORD, Browser, Tour

_FOREIGN = "not sent from a page of this site"


def _register(browser: Browser, token: str, **headers: str) -> int:
    """Send a whole and right form with this token."""
    form = browser.see("/admin/player").form("/admin/player")
    right = {
        **form.values,
        "first_name": "Forged",
        "last_name": "Player",
        "birth_year": "1960",
        "gender_id": "1",
        "country_id": "1",
        "csrf_token": token,
    }
    answer = browser.post("/admin/player", right, **headers)
    if answer.status_code == 403:
        assert _FOREIGN in answer.text
    return answer.status_code


def _registered(tour: Tour) -> int:
    found: int = tour.value("SELECT count(*) FROM tour.players WHERE first_name = 'Forged'")
    return found


def test_the_forms_own_token_is_right(tour: Tour) -> None:
    before = _registered(tour)
    assert _register(tour.referee, tour.referee.token()) == 303
    assert _registered(tour) == before + 1


def test_a_missing_or_foreign_token_changes_nothing(tour: Tour) -> None:
    browser = tour.official()
    own, of_another, of_the_form = browser.token(), tour.referee.token(), tour.stranger().token()
    before = _registered(tour)
    for token in ("", of_another, of_the_form, new_secret(), own[:-1], own + "A", own.lower(), "é"):
        assert _register(browser, token) == 403
    assert _registered(tour) == before


def test_a_token_ends_with_its_session(tour: Tour) -> None:
    browser = tour.official()
    token = browser.token()
    name = tour.value("SELECT name FROM tour.officials ORDER BY official_id DESC LIMIT 1")
    browser.submit("/sign-out", "/admin")
    browser.sign_in(name, PASSWORD)
    assert browser.token() != token
    assert _register(browser, token) == 403


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "", "http://127.0.0.1", "http://127.0.0.1:1", "http://[", "x"],
)
def test_a_foreign_origin_changes_nothing_even_with_the_right_token(
    tour: Tour, origin: str
) -> None:
    before = _registered(tour)
    assert _register(tour.referee, tour.referee.token(), Origin=origin) == 403
    assert _registered(tour) == before


def test_the_own_origin_is_right(tour: Tour) -> None:
    assert _register(tour.referee, tour.referee.token(), Origin=tour.url) == 303


@pytest.mark.parametrize(
    ("site", "status"),
    [("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303), ("x", 403)],
)
def test_what_the_browser_says_about_the_site_counts(tour: Tour, site: str, status: int) -> None:
    assert _register(tour.referee, tour.referee.token(), Sec_Fetch_Site=site) == status


def test_the_sign_in_form_has_a_token_of_its_own(tour: Tour) -> None:
    account = tour.account()
    browser, other = tour.stranger(), tour.stranger()
    right = {**browser.see("/sign-in").form("/sign-in").values, "name": account}
    right["password"] = PASSWORD
    for token in ("", other.token(), new_secret()):
        assert browser.post("/sign-in", {**right, "csrf_token": token}).status_code == 403
    # without the cookie the token alone is nothing
    assert other.post("/sign-in", right).status_code == 403
    assert tour.stranger().post("/sign-in", right).status_code == 403
    assert browser.post("/sign-in", right).status_code == 303


def test_signing_in_from_another_site_is_refused(tour: Tour) -> None:
    browser = tour.stranger()
    right = {**browser.see("/sign-in").form("/sign-in").values, "name": tour.account()}
    right["password"] = PASSWORD
    assert browser.post("/sign-in", right, Origin="https://evil.example").status_code == 403
    assert browser.post("/sign-in", right, Sec_Fetch_Site="cross-site").status_code == 403
    assert "tour" not in browser.http.cookies


def test_signing_out_takes_the_token_too(tour: Tour) -> None:
    browser = tour.official()
    assert browser.post("/sign-out", {}).status_code == 403
    assert browser.see("/admin").status == 200


def test_nothing_is_changed_by_a_get(tour: Tour) -> None:
    before = tour.rows()
    for path in (
        "/sign-out",
        "/admin/withdraw",
        "/admin/generate-draw",
        "/admin/submit-result",
        "/admin/correct-result",
        "/admin/undo-result",
        "/admin/move-match",
        "/admin/lift-suspension",
    ):
        assert tour.referee.get(f"{path}?entry_id=1&draw_id=1&match_id=1").status_code == 405
    assert tour.rows() == before
