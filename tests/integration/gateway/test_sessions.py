"""Sessions: their cookie, what is stored, and everything that ends them."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import quote

import httpx
import pytest

from services.gateway.security.cookies import hash_of, new_secret
from shared.context import Role
from tests.integration.gateway.tour import PASSWORD, Browser, Tour
from tests.visitor import Seen


def _is_in(browser: Browser) -> bool:
    return browser.get("/admin").status_code == 200


def _cookie(answer: httpx.Response, name: str) -> "SimpleCookie":
    found: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        if header.startswith(f"{name}="):
            found.load(header)
    return found


def _signing_in(browser: Browser, name: str, **more: str) -> httpx.Response:
    form = browser.see("/sign-in").form("/sign-in")
    return browser.post("/sign-in", {**form.values, "name": name, "password": PASSWORD, **more})


# --- the cookie ----------------------------------------------------------------------------------


def test_the_session_cookie_is_for_the_server_alone(tour: Tour) -> None:
    answer = _signing_in(tour.stranger(), tour.account())
    morsel = _cookie(answer, "tour")["tour"]
    assert morsel["httponly"]
    assert morsel["samesite"].lower() == "lax"
    assert morsel["path"] == "/"
    # until the browser closes, and for this host alone
    assert not morsel["max-age"]
    assert not morsel["expires"]
    assert not morsel["domain"]
    # 256 bits
    assert len(morsel.value) == 43


def test_only_the_hash_of_a_session_is_stored(tour: Tour) -> None:
    browser = tour.official()
    token = browser.http.cookies["tour"]
    assert (
        tour.value("SELECT count(*) FROM tour.sessions WHERE token_hash = %s", hash_of(token)) == 1
    )
    stored = str(tour.sql("SELECT s::text FROM tour.sessions s"))
    assert token not in stored
    assert token.encode().hex() not in stored


def test_every_sign_in_gets_a_session_of_its_own(tour: Tour) -> None:
    name = tour.account()
    one, other = tour.official(name=name), tour.official(name=name)
    assert one.http.cookies["tour"] != other.http.cookies["tour"]
    assert _is_in(one)
    assert _is_in(other)


def test_a_session_cookie_set_before_signing_in_is_worth_nothing_after(tour: Tour) -> None:
    planted = new_secret()
    browser = tour.stranger()
    browser.http.cookies.set("tour", planted, domain="127.0.0.1", path="/")
    answer = _signing_in(browser, tour.account())
    assert answer.status_code == 303
    assert _cookie(answer, "tour")["tour"].value != planted
    attacker = tour.stranger()
    attacker.http.cookies.set("tour", planted)
    assert not _is_in(attacker)


def test_signing_in_again_ends_the_session_before(tour: Tour) -> None:
    browser = tour.official()
    before = browser.http.cookies["tour"]
    # the sign-in page leads on who is signed in; the form of another tab still works
    answer = browser.post(
        "/sign-in",
        {"csrf_token": browser.token(), "name": tour.account(), "password": PASSWORD},
    )
    assert answer.status_code == 303
    old = tour.stranger()
    old.http.cookies.set("tour", before)
    assert not _is_in(old)
    assert _is_in(browser)


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token.swapcase(),
        lambda token: hash_of(token).hex(),
        lambda _token: new_secret(),
        lambda _token: "",
        lambda _token: "A" * 4000,
        lambda _token: "'; drop table tour.sessions; --",
        lambda _token: "%00",
        lambda _token: "\u00e9".encode().decode("latin-1"),
    ],
)
def test_any_other_cookie_is_nobodys(tour: Tour, forge: Callable[[str], str]) -> None:
    token = tour.official().http.cookies["tour"]
    answer = tour.stranger().http.get(
        "/admin",
        headers={b"Cookie": b"tour=" + forge(token).encode("latin-1")},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fadmin"


# --- its ends ------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_its_cookie(tour: Tour) -> None:
    browser = tour.official()
    token = browser.http.cookies["tour"]
    seen = browser.submit("/sign-out", "/admin")
    assert "You are signed out." in seen.words
    assert "tour" not in browser.http.cookies
    assert tour.sql("SELECT 1 FROM tour.sessions WHERE token_hash = %s", hash_of(token)) == []
    browser.http.cookies.set("tour", token)
    assert not _is_in(browser)


def test_signing_out_here_leaves_the_official_signed_in_elsewhere(tour: Tour) -> None:
    name = tour.account()
    here, elsewhere = tour.official(name=name), tour.official(name=name)
    here.submit("/sign-out", "/admin")
    assert _is_in(elsewhere)


def _age(tour: Tour, browser: Browser, column: str, seconds: int) -> None:
    tour.sql(
        f"UPDATE tour.sessions SET created_at = created_at - interval '13 hours', {column} ="
        f" now() + interval '{seconds} seconds' WHERE token_hash = %s",
        hash_of(browser.http.cookies["tour"]),
    )


@pytest.mark.parametrize(("seconds", "holds"), [(-59 * 60, True), (-60 * 60, False)])
def test_a_session_ends_after_an_hour_without_use(tour: Tour, seconds: int, holds: bool) -> None:
    browser = tour.official()
    _age(tour, browser, "last_used_at", seconds)
    assert _is_in(browser) is holds


def test_use_keeps_a_session_and_is_noted_once_a_minute(tour: Tour) -> None:
    browser = tour.official()
    noted = "SELECT last_used_at FROM tour.sessions WHERE token_hash = %s"
    key = hash_of(browser.http.cookies["tour"])
    at_first = tour.value(noted, key)
    browser.see("/admin")
    assert tour.value(noted, key) == at_first
    _age(tour, browser, "last_used_at", -59 * 60)
    browser.see("/admin")
    assert tour.value(noted, key) > at_first


@pytest.mark.parametrize(("seconds", "holds"), [(60, True), (0, False)])
def test_a_session_ends_twelve_hours_after_its_beginning_however_it_is_used(
    tour: Tour, seconds: int, holds: bool
) -> None:
    browser = tour.official()
    key = hash_of(browser.http.cookies["tour"])
    assert (
        tour.value(
            "SELECT extract(epoch FROM expires_at - created_at)::int FROM tour.sessions"
            " WHERE token_hash = %s",
            key,
        )
        == 12 * 60 * 60
    )
    _age(tour, browser, "expires_at", seconds)
    assert _is_in(browser) is holds


def test_a_changed_password_ends_the_sessions_elsewhere_but_not_this_one(tour: Tour) -> None:
    name = tour.account()
    here, elsewhere = tour.official(name=name), tour.official(name=name)
    here.submit(
        "/account/password",
        "/account/password",
        current_password=PASSWORD,
        new_password="an umbrella of wet paint",
        new_password_again="an umbrella of wet paint",
    )
    assert _is_in(here)
    assert not _is_in(elsewhere)


@pytest.mark.parametrize("action", ["role", "disable", "end-sessions"])
def test_another_role_disabling_and_an_administrators_word_end_all_sessions(
    tour: Tour, action: str
) -> None:
    name = tour.account()
    browsers = [tour.official(name=name), tour.official(name=name)]
    key = tour.value("SELECT official_id FROM tour.officials WHERE name = %s", name)
    form = tour.admin.see("/admin/officials").form(f"/admin/official/{action}", official_id=key)
    seen = tour.admin.send(form, **({"role": 2} if action == "role" else {}))
    assert seen.status == 200, seen.words
    assert not any(map(_is_in, browsers))
    assert _is_in(tour.admin)


def test_who_was_signed_out_meanwhile_is_told_that_nothing_was_saved(tour: Tour) -> None:
    browser = tour.official()
    form = browser.see("/admin/player").form("/admin/player")
    tour.sql(
        "DELETE FROM tour.sessions WHERE token_hash = %s", hash_of(browser.http.cookies["tour"])
    )
    before = tour.rows()
    seen = browser.send(form, first_name="Nobody", last_name="Atall", birth_year=1960)
    assert seen.status == 401
    assert "Nothing was saved" in seen.words
    assert tour.rows() == before


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("/admin/players?q=berg", "/admin/players?q=berg"),
        # an answer to a form, which cannot be opened
        ("/admin/submit-result", "/admin"),
        ("/no-such-page", "/admin"),
        ("", "/admin"),
    ],
)
def test_who_was_signed_out_meanwhile_signs_in_and_is_back_at_the_page_of_the_form(
    tour: Tour, came_from: str, leads_to: str
) -> None:
    browser, name = tour.stranger(), tour.account()
    referer = {"referer": f"https://elsewhere.example{came_from}"} if came_from else {}
    refused = browser.post("/admin/withdraw", {}, **referer)
    assert refused.status_code == 401
    form = Seen.of(refused).form("/sign-in")
    answer = browser.post("/sign-in", {**form.values, "name": name, "password": PASSWORD})
    assert answer.headers["location"] == leads_to


# --- where signing in leads to -------------------------------------------------------------------


def test_who_wanted_to_go_somewhere_gets_there(tour: Tour) -> None:
    browser = tour.stranger()
    form = browser.see("/admin/players?q=berg").form("/sign-in")
    seen = browser.send(form, name=tour.account(), password=PASSWORD)
    assert seen.path == "/admin/players?q=berg"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\r\nSet-Cookie: a=b",
        " //evil.example",
        "evil",
        "/" + "a" * 600,
        "/é",
    ],
)
def test_signing_in_never_leads_to_another_site(tour: Tour, wanted: str) -> None:
    browser = tour.stranger()
    form = browser.see(f"/sign-in?next={quote(wanted, safe='')}").form("/sign-in")
    answer = browser.post("/sign-in", {**form.values, "name": tour.account(), "password": PASSWORD})
    assert answer.headers["location"] == "/admin"
    answer = _signing_in(tour.stranger(), tour.account(), next=wanted)
    assert answer.headers["location"] == "/admin"
    assert "set-cookie: a" not in str(answer.headers).lower()


def test_who_is_signed_in_already_is_led_on(tour: Tour) -> None:
    assert tour.referee.see("/sign-in?next=/admin/players").path == "/admin/players"
    assert tour.referee.get("/sign-in?next=//evil.example").headers["location"] == "/admin"


def test_pages_for_officials_are_kept_by_no_cache(tour: Tour) -> None:
    for path in ("/admin", "/tournaments", "/rankings"):
        assert tour.referee.see(path).headers["cache-control"] == "no-store"
    assert tour.official(Role.ADMINISTRATOR).see("/admin").headers["cache-control"] == "no-store"
