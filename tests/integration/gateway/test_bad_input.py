"""What no browser would send: never a fault of ours, never a row (docs/faults.md)."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from tests.integration.gateway.tour import Browser, Tour

_FORM_TYPE = "application/x-www-form-urlencoded"
_MEGABYTE = 1024 * 1024
# percent-encoded, as they stand in a body
_TEXTS = {
    "empty": "",
    "blanks": "%20%09%0A",
    "10,000 characters": "x" * 10_000,
    "NUL": "Ann%00a",
    "lone surrogate": "%ED%A0%80",
    "overlong UTF-8": "%C0%AF",
    "broken UTF-8": "%FF%FE",
    "RTL override": "%E2%80%AEgro.live",
    "zero width": "%E2%80%8B",
    "noncharacter": "%EF%BF%BF",
    "markup": quote("<script>alert(1)</script>"),
    "template": quote("{{7*7}}${7*7}#{7*7}"),
    "SQL": quote("'; DROP TABLE tour.players; --"),
    "spreadsheet": quote("=cmd|' /C calc'!A0"),
    "path": quote("../../etc/passwd", safe=""),
    "CRLF": "a%0D%0ASet-Cookie:%20a=b",
}
_NUMBERS = (
    *("", "-1", "0", "1.5", "1e309", "NaN", "true", "0x10", "%D9%A3", "%2B1", "%00", "1%002"),
    *(str(2**31), str(2**63), "9" * 5000),
)
_DATES = (
    *("2026-04-31", "9999-12-31", "0000-00-00", "2026-3-2", "2026-03-03", "-2026-03-02"),
    *("2026-03-02T00:00", "1772409600", "%D9%A2%D9%A0%D9%A2%D9%A6-03-02", "today"),
)
_STRANGE = ("%ED%A0%80", "%00", quote("<script>alert(1)</script>"))
_VALUES = {
    "t": (*_TEXTS.values(), "-1", "true"),
    "n": (*_NUMBERS, *_STRANGE),
    "d": (*_DATES, *_STRANGE),
}
# every form of the officials with its fields: t text, n number, d day
_FORMS = {
    "/admin/player": "first_name:t last_name:t birth_year:n gender_id:n country_id:n",
    "/admin/player/1": "first_name:t last_name:t birth_year:n gender_id:n country_id:n status_id:n"
    " expected_version:n",
    "/admin/tournament": "name:t start_date:d category_id:n surface_id:n venue_id:n",
    "/admin/tournament/1": "name:t start_date:d category_id:n surface_id:n venue_id:n"
    " expected_version:n",
    "/admin/venue": "name:t city:t country_id:n",
    "/admin/countries": "code:t name:t",
    "/admin/countries/nations": "",
    "/admin/entry": "tournament_id:n player_id:n age_category_id:n gender_id:n",
    "/admin/players/list": "lines:t action:t",
    "/admin/entries/list/1": "lines:t action:t",
    "/admin/withdraw": "entry_id:n expected_version:n tournament_id:n",
    "/admin/generate-draw": "draw_id:n expected_version:n",
    "/admin/create-skeleton": "draw_id:n",
    "/admin/submit-result": "match_id:n typed:t status:n winner_id:n player1_absence:n"
    " player2_absence:n set1_player1:n set1_player2:n set1_tiebreak1:n expected_version:n",
    "/admin/official": "name:t password:t role:n",
    "/admin/official/role": "official_id:n expected_version:n role:n",
    "/admin/official/disable": "official_id:n expected_version:n",
    "/admin/official/enable": "official_id:n expected_version:n",
    "/admin/official/password": "official_id:n expected_version:n password:t",
    "/admin/official/end-sessions": "official_id:n expected_version:n",
    "/admin/dead-letters/retry": "service:t event_id:t",
    "/admin/clock": "to:d",
    "/account/password": "current_password:t new_password:t new_password_again:t",
}
# what an address may ask, with the same kinds
_QUERIES = {
    "/tournaments?year=": "n",
    "/tournaments?category=": "t",
    "/tournaments?surface=": "t",
    "/tournaments?state=": "t",
    "/draw/1?view=": "t",
    "/draw/1?round=": "t",
    "/rankings?week=1&year=": "n",
    "/rankings?year=2026&week=": "n",
    "/rankings?category=": "n",
    "/rankings?gender=": "t",
    "/rankings?q=": "t",
    "/sign-in?next=": "t",
    "/sign-in?out=": "t",
    "/api/players/search?q=": "t",
    "/api/tournaments?recent=": "n",
    "/api/tournament/1/entries?age_category_id=": "n",
    "/api/tournament/1/entries?gender_id=": "n",
    "/api/player/1/ranking?tournament_id=": "n",
    "/admin?tournament_id=": "n",
    "/admin/entry?tournament_id=": "n",
    "/admin/entry?player_id=": "n",
    "/admin/entry?tournament_id=1&player_id=": "n",
    "/admin/entry?q=": "t",
    "/admin/entries?tournament_id=": "n",
    "/admin/results?tournament_id=": "n",
    "/admin/read-result?match_id=": "n",
    "/admin/read-result?match_id=1&typed=": "t",
    "/admin/read-result?match_id=1&winner_id=": "n",
    "/admin/clock?day=": "d",
    "/admin/clock?day=2026-03-10&time=": "t",
    "/admin/players?q=": "t",
    "/admin/players?q=berg&page=": "t",
    "/admin/audit?actor=": "t",
    "/admin/audit?action=": "t",
    "/admin/audit?subject=": "t",
    "/admin/audit?from=": "d",
    "/admin/audit?to=": "d",
    "/admin/audit?older_than=": "n",
}
_KEYS = (
    *("/tournament/", "/draw/", "/admin/draw/", "/admin/result/", "/admin/player/"),
    *("/admin/tournament/", "/admin/import/", "/api/draw-info/"),
)


@pytest.fixture
def unchanged(tour: Tour) -> Iterator[None]:
    """The test leaves every table as it was."""
    before = tour.rows()
    stored = tour.sql("SELECT * FROM tour.officials ORDER BY 1")
    yield
    assert tour.rows() == before
    assert tour.sql("SELECT * FROM tour.officials ORDER BY 1") == stored


def _post(browser: Browser, path: str, body: str, **headers: str) -> httpx.Response:
    return browser.http.post(
        path,
        content=body.encode(),
        headers={"content-type": _FORM_TYPE} | headers,
        follow_redirects=False,
    )


def _refused(answer: httpx.Response) -> None:
    """With a page that is ours, and nothing of what was sent runs in it."""
    assert answer.status_code in (200, 401, 403, 404, 409, 413, 422), answer.text
    assert "json" in answer.headers["content-type"] or "<script>alert" not in answer.text
    assert "49$" not in answer.text
    assert "Traceback" not in answer.text
    assert "set-cookie: a=b" not in str(answer.headers)


# --- fields --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", _FORMS)
@pytest.mark.usefixtures("unchanged")
def test_no_field_of_any_form_takes_what_it_should_not(tour: Tour, path: str) -> None:
    admin = tour.admin
    hidden = f"csrf_token={admin.token()}&request_id="
    fields = dict(field.split(":") for field in _FORMS[path].split())
    for name, kind in fields.items():
        for value in _VALUES[kind]:
            # guesses at the own password are limited
            tour.sql("DELETE FROM tour.login_attempts")
            answer = _post(admin, path, f"{hidden}{uuid4()}&{name}={value}")
            if path.endswith("/retry"):
                # Post/Redirect/Get: the refusal stands on the page that follows
                assert answer.status_code in (303, 404, 422)
            else:
                _refused(answer)


@pytest.mark.parametrize("path", _FORMS)
@pytest.mark.usefixtures("unchanged")
def test_a_form_without_any_field_is_refused(tour: Tour, path: str) -> None:
    for body in (f"csrf_token={tour.admin.token()}", f"csrf_token={tour.admin.token()}&x=%2F"):
        assert _post(tour.admin, path, body).status_code == 422


@pytest.mark.parametrize("query", _QUERIES)
@pytest.mark.usefixtures("unchanged")
def test_no_question_in_an_address_is_a_fault_of_ours(tour: Tour, query: str) -> None:
    for value in _VALUES[_QUERIES[query]]:
        answer = tour.admin.http.get(query + value, follow_redirects=False)
        if query.startswith("/sign-in"):
            # who is signed in is led on, within the site
            assert answer.headers["location"].startswith("/")
            assert not answer.headers["location"].startswith("//")
        elif answer.status_code == 204:
            # what is typed is no result: nothing is to be put into the page
            assert query.startswith("/admin/read-result")
        else:
            _refused(answer)


@pytest.mark.parametrize("path", _KEYS)
def test_a_key_that_is_none_is_an_unknown_address(tour: Tour, path: str) -> None:
    for key in (*_NUMBERS[1:], "%2e%2e", "1%2f2", "%ED%A0%80", "<b>", "1;", "999999"):
        if path + key == "/admin/player/+1":
            continue
        assert tour.admin.get(path + quote(key, safe="%")).status_code == 404, path + key


def test_sign_in_takes_no_strange_text_for_a_name(tour: Tour) -> None:
    for value in _TEXTS.values():
        browser = tour.stranger()
        answer = _post(
            browser, "/sign-in", f"csrf_token={browser.token()}&name={value}&password={value}"
        )
        assert answer.status_code in (401, 422)


# --- the body ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unchanged")
def test_a_field_sent_twice_is_refused(tour: Tour) -> None:
    token = tour.referee.token()
    right = "first_name=A&last_name=B&birth_year=1960&gender_id=1&country_id=1"
    for twice in (f"{right}&gender_id=2", f"{right}&gender_id=1", f"{right}&csrf_token={token}"):
        answer = _post(
            tour.referee, "/admin/player", f"csrf_token={token}&request_id={uuid4()}&{twice}"
        )
        assert answer.status_code == 422
        assert "sent twice" in answer.text


@pytest.mark.parametrize(("fields", "status"), [(900, 303), (1001, 413), (10_000, 413)])
def test_a_form_of_ten_thousand_fields_is_refused(tour: Tour, fields: int, status: int) -> None:
    many = "&".join(f"f{number}=x" for number in range(fields))
    right = "first_name=Many&last_name=Fields&birth_year=1960&gender_id=1&country_id=1"
    token = tour.referee.token()
    body = f"csrf_token={token}&request_id={uuid4()}&{right}&{many}"
    before = tour.rows()["players"]
    assert _post(tour.referee, "/admin/player", body).status_code == status
    assert tour.rows()["players"] == before + (status == 303)


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "multipart/form-data; boundary=x", "", "text/xml"],
)
@pytest.mark.usefixtures("unchanged")
def test_another_content_type_is_refused(tour: Tour, kind: str) -> None:
    body = f"csrf_token={tour.referee.token()}&request_id={uuid4()}&first_name=A"
    answer = tour.referee.http.post(
        "/admin/player", content=body.encode(), headers={"content-type": kind}
    )
    assert answer.status_code == 422
    assert "not a form of this site" in answer.text


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"name=\xc3\x28", b"\x00" * 100, b"%", b"=&=&"])
@pytest.mark.usefixtures("unchanged")
def test_a_body_that_is_no_text_is_refused(tour: Tour, body: bytes) -> None:
    answer = tour.referee.http.post(
        "/admin/player", content=body, headers={"content-type": _FORM_TYPE}
    )
    assert answer.status_code in (403, 422)


@pytest.mark.usefixtures("unchanged")
def test_a_body_over_a_megabyte_is_refused_unread(tour: Tour) -> None:
    """Told by its length alone, before a byte of it is sent."""
    for path in ("/admin/player", "/sign-in", "/tournaments", "/api/tournaments", "/nothing"):
        for length in (_MEGABYTE + 1, 4 * _MEGABYTE + 1, 10**30):
            head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
            answer = _by_hand(tour, head.encode())
            assert answer.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400")), (path, length)


def test_a_body_of_a_megabyte_is_read(tour: Tour) -> None:
    token = tour.referee.token()
    body = f"csrf_token={token}&request_id={uuid4()}&first_name=".ljust(_MEGABYTE, "x")
    answer = _post(tour.referee, "/admin/player", body)
    assert answer.status_code == 422
    assert "there is room for at most 60" in answer.text
    assert _post(tour.referee, "/admin/player", f"{body}x").status_code == 413


@pytest.mark.usefixtures("unchanged")
def test_an_endless_body_is_cut_off(tour: Tour) -> None:
    """Its length is not told; the server hangs up long before the sender is done."""
    for cookie in ("", f"Cookie: tour={tour.referee.http.cookies['tour']}\r\n"):
        head = (
            f"POST /admin/player HTTP/1.1\r\nHost: localhost\r\n{cookie}"
            f"Content-Type: {_FORM_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", tour.launched.port), timeout=20) as sender:
            sender.sendall(head.encode())
            chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
            sent = 0
            with suppress(ConnectionError):
                while sent < 256 * _MEGABYTE:
                    sender.sendall(chunk)
                    sent += len(chunk)
            assert sent < 64 * _MEGABYTE


def test_a_body_of_untold_length_is_read_to_its_end(tour: Tour) -> None:
    right = "first_name=Chunked&last_name=Form&birth_year=1960&gender_id=1&country_id=1"
    form = f"csrf_token={tour.referee.token()}&request_id={uuid4()}&{right}".encode()
    answer = tour.referee.http.post(
        "/admin/player",
        content=(form[start : start + 10] for start in range(0, len(form), 10)),
        headers={"content-type": _FORM_TYPE},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert "connection" not in answer.headers
    # where nobody waits for its end, nobody listens on
    answer = tour.referee.http.request("GET", "/tournaments", content=iter([b"x"] * 10))
    assert answer.headers["connection"] == "close"


@pytest.mark.usefixtures("unchanged")
def test_a_body_with_a_get_is_not_read_as_a_form(tour: Tour) -> None:
    answer = tour.referee.http.request(
        "GET", "/tournaments", content=b"name=x" * 1000, headers={"content-type": _FORM_TYPE}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\x01 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    ],
)
def test_what_is_hardly_http_gets_a_refusal_or_a_hang_up(tour: Tour, head: bytes) -> None:
    answer = _by_hand(tour, head)
    assert not answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 5"))
    # and the site is still there
    assert tour.stranger().get("/health/live").status_code == 200


@pytest.mark.parametrize("size", [8_000, 60_000, 200_000])
def test_headers_without_end_are_refused_or_ignored(tour: Tour, size: int) -> None:
    with suppress(httpx.TransportError):
        answer = tour.stranger().get("/tournaments", X_Long="x" * size)
        assert answer.status_code in (200, 400, 431)
    assert tour.stranger().get("/health/live").status_code == 200


def _by_hand(tour: Tour, request: bytes) -> bytes:
    address = ("127.0.0.1", tour.launched.port)
    with suppress(ConnectionError), socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(1000)
    return b""


def test_nothing_of_all_this_was_a_fault_in_the_logs(tour: Tour) -> None:
    """Runs last in this file: no service has logged a fault of its own."""
    faults = [
        line
        for log in tour.launched.folder.logs.glob("*.log")
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if '"event": "fault"' in line and "PlayerSuspended" not in line
    ]
    assert faults == []
