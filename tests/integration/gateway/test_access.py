"""The doors: unknown addresses, methods, hosts, headers, and who is let in where."""

import re
import socket

import httpx
import pytest

from services.gateway.admin.routes import router as admin_router
from shared.context import Role
from tests.integration.gateway.tour import Browser, Tour
from tests.unit.gateway.html_check import Page

_PUBLIC = ("/tournaments", "/tournament/1", "/draw/1", "/rankings", "/sign-in")
_FOR_REFEREES = (
    "/admin",
    "/admin/entry",
    "/admin/entries",
    "/admin/entries?tournament_id=1",
    "/admin/draw/1",
    "/admin/results",
    "/admin/result/1",
    "/admin/move/1",
    "/admin/suspensions",
    "/admin/suspensions?state=lifted",
    "/admin/suspensions?player_id=1",
    "/admin/players",
    "/admin/players/list",
    "/admin/entries/list/1",
    "/admin/players?q=berg",
    "/admin/player",
    "/admin/player/1",
    "/admin/audit",
    "/account/password",
)
# no page of its own: scripts of pages put it into them
_PARTS = ("/admin/read-result?match_id=1&typed=62+62",)
_FOR_ADMINISTRATORS = (
    "/admin/correct/1",
    "/admin/undo/1",
    "/admin/tournament",
    "/admin/tournament/1",
    "/admin/venue",
    "/admin/countries",
    "/admin/clock",
    "/admin/officials",
    "/admin/import",
    "/admin/validation",
    "/admin/dead-letters",
)
_POSTS = (
    "/admin/entry",
    "/admin/withdraw",
    "/admin/generate-draw",
    "/admin/create-skeleton",
    "/admin/submit-result",
    "/admin/move-match",
    "/admin/player",
    "/admin/player/1",
    "/admin/players/list",
    "/admin/entries/list/1",
    "/account/password",
    "/sign-out",
)
_POSTS_OF_ADMINISTRATORS = (
    "/admin/tournament",
    "/admin/tournament/1",
    "/admin/venue",
    "/admin/countries",
    "/admin/countries/nations",
    "/admin/clock",
    "/admin/official",
    "/admin/official/role",
    "/admin/official/disable",
    "/admin/official/enable",
    "/admin/official/password",
    "/admin/official/end-sessions",
    "/admin/dead-letters/retry",
    "/admin/correct-result",
    "/admin/undo-result",
    "/admin/lift-suspension",
)


def test_the_lists_above_name_every_page_of_the_officials() -> None:
    pages = {*_FOR_REFEREES, *_PARTS, *_FOR_ADMINISTRATORS, "/sign-in"}
    named = {*pages, *_POSTS, *_POSTS_OF_ADMINISTRATORS}
    plain = {re.sub(r"\?.*|/1$", "", path) for path in named}
    known = {
        re.sub(r"/\{.*", "", route.path)
        for part in admin_router.routes
        for route in part.original_router.routes  # type: ignore[attr-defined]
    }
    assert known == plain


@pytest.mark.parametrize("path", _PUBLIC)
def test_everybody_may_look_at_public_pages(tour: Tour, path: str) -> None:
    assert tour.stranger().see(path).status == 200


@pytest.mark.parametrize("path", [*_FOR_REFEREES, *_PARTS, *_FOR_ADMINISTRATORS])
def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(tour: Tour, path: str) -> None:
    answer = tour.stranger().get(path)
    assert answer.status_code == 303
    asked = httpx.URL(answer.headers["location"])
    assert (asked.path, asked.params["next"]) == ("/sign-in", path)


@pytest.mark.parametrize("path", [*_POSTS, *_POSTS_OF_ADMINISTRATORS])
def test_who_is_not_signed_in_changes_nothing(tour: Tour, path: str) -> None:
    stranger = tour.stranger()
    token = stranger.token()
    before = tour.rows()
    answer = stranger.post(path, {"csrf_token": token})
    assert answer.status_code == 401
    assert "not signed in" in answer.text
    assert tour.rows() == before


@pytest.mark.parametrize("path", [*_FOR_REFEREES, *_PARTS])
def test_a_referee_may_see_what_referees_do(tour: Tour, path: str) -> None:
    # 204: what was typed is no result of a match that was recorded meanwhile
    assert tour.referee.see(path).status in (200, 204)


@pytest.mark.parametrize("path", _FOR_ADMINISTRATORS)
def test_an_administrator_may_see_what_a_referee_may_not(tour: Tour, path: str) -> None:
    refused = tour.referee.see(path)
    assert refused.status == 403
    assert "administrator" in refused.words
    assert tour.admin.see(path).status == 200


@pytest.mark.parametrize("path", _POSTS_OF_ADMINISTRATORS)
def test_a_referee_changes_nothing_that_takes_an_administrator(tour: Tour, path: str) -> None:
    before = tour.rows()
    answer = tour.referee.post(path, {"csrf_token": tour.referee.token()})
    assert answer.status_code == 403
    assert "administrator" in answer.text
    assert tour.rows() == before


# --- unknown addresses and methods ---------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/tournament/999999",
        "/tournament/0",
        "/tournament/01",
        "/tournament/-1",
        "/tournament/x",
        "/tournament/1/",
        "/tournament/99999999999999999999",
        "/draw/999999",
        "/metrics",
        "/docs",
        "/openapi.json",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/nothing.css",
        "/.env",
        "//evil.example",
    ],
)
def test_an_unknown_address_is_a_page_of_the_site_with_a_number_to_ask_by(
    tour: Tour, path: str
) -> None:
    answer = tour.stranger().get(f"{tour.url}{path}")
    assert answer.status_code == 404
    assert "Masters Tour" in answer.text
    assert Page(answer.text).faults == []
    assert f"<code>{answer.headers['x-correlation-id']}</code>" in answer.text


@pytest.mark.parametrize("path", ["/", *_PUBLIC, "/admin", "/api/tournaments", "/static/site.css"])
@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "CONNECT"])
def test_trace_and_unknown_methods_are_refused_on_every_route(
    tour: Tour, method: str, path: str
) -> None:
    answer = tour.stranger().http.request(method, path)
    assert answer.status_code == 405
    assert "X-Correlation-Id" in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/tournaments", "/rankings", "/api/tournaments", "/admin/audit"])
def test_pages_are_read_only_by_any_other_method(tour: Tour, method: str, path: str) -> None:
    answer = tour.stranger().http.request(method, path, follow_redirects=False)
    assert answer.status_code == 405


@pytest.mark.parametrize("path", [*_PUBLIC, "/api/tournaments", "/static/site.css", "/nothing"])
def test_head_is_answered_like_get_without_the_body(tour: Tour, path: str) -> None:
    stranger = tour.stranger()
    head, get = stranger.http.head(path), stranger.http.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_the_start_page_leads_to_the_tournaments(tour: Tour) -> None:
    assert tour.stranger().see("/").path == "/tournaments"


# --- hosts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "127.0.0.1@evil.example"],
)
def test_a_spoofed_host_is_refused(tour: Tour, host: str) -> None:
    answer = tour.stranger().get("/tournaments", Host=host)
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8000"])
def test_the_site_answers_under_its_own_names(tour: Tour, host: str) -> None:
    assert tour.stranger().get("/tournaments", Host=host).status_code == 200


def test_two_hosts_in_one_request_are_refused(tour: Tour) -> None:
    answer = _by_hand(tour, b"GET /tournaments HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_request_that_is_no_http_is_refused(tour: Tour) -> None:
    assert _by_hand(tour, b"GET \0 nonsense\r\n\r\n").startswith(b"HTTP/1.1 400")


def _by_hand(tour: Tour, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", tour.launched.port), timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(1000)


@pytest.mark.parametrize("kind", ["live", "ready", "promoted"])
def test_health_is_answered_to_whoever_asks_by_address(tour: Tour, kind: str) -> None:
    answer = tour.stranger().get(f"/health/{kind}", Host="10.1.2.3")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"service", "database", "broker"}


# --- headers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [*_PUBLIC, "/nothing", "/api/tournaments", "/api/tournament/999999/info", "/static/site.css"],
)
def test_every_answer_forbids_what_the_site_does_not_do(tour: Tour, path: str) -> None:
    headers = tour.stranger().get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers
    # only behind TLS
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("method", ["TRACE", "POST"])
def test_refusals_at_the_door_carry_the_headers_too(tour: Tour, method: str) -> None:
    answer = tour.stranger().http.request(method, "/tournaments", headers={"host": "evil"})
    assert "content-security-policy" in answer.headers
    assert "x-correlation-id" in answer.headers


def test_no_page_refers_to_another_host_or_holds_inline_code(tour: Tour) -> None:
    for browser, paths in (
        (tour.stranger(), _PUBLIC),
        (tour.admin, (*_FOR_REFEREES, *_FOR_ADMINISTRATORS)),
    ):
        for path in paths:
            assert Page(browser.see(path).html).faults == [], path


def test_files_may_be_kept_for_ever_under_an_address_that_changes_with_them(tour: Tour) -> None:
    stranger = tour.stranger()
    (address,) = re.findall(r'href="(/static/site\.css\?v=[0-9a-f]+)"', stranger.see("/").html)
    assert "immutable" in stranger.get(address).headers["cache-control"]
    assert stranger.get("/static/site.css").headers["cache-control"] == "no-cache"
    etag = stranger.get(address).headers["etag"]
    assert stranger.get(address, if_none_match=etag).status_code == 304


def test_a_correlation_id_cannot_be_chosen_from_outside(tour: Tour) -> None:
    answer = tour.stranger().get("/tournaments", x_correlation_id="mine<script>")
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-correlation-id"])


def test_a_disabled_referee_sees_nothing_any_more(tour: Tour) -> None:
    name = tour.account(Role.REFEREE)
    browser: Browser = tour.official(name=name)
    assert browser.see("/admin").path == "/admin"
    tour.sql("UPDATE tour.officials SET disabled_at = now() WHERE name = %s", name)
    assert browser.see("/admin").path.startswith("/sign-in")
