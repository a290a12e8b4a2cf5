"""What people and programs get where something went wrong, on a gateway without anything behind."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import Response

from services.gateway.app import create_app
from services.gateway.guard import open_to
from services.gateway.live import hub
from services.gateway.security.doors import BODY_BYTES
from shared.context import Role
from shared.errors import TooManyAttempts, Unavailable
from shared.service import EngineRoom
from shared.settings import Settings


@open_to(Role.NOBODY)
async def away() -> Response:
    raise Unavailable


@open_to(Role.NOBODY)
async def busy() -> Response:
    raise TooManyAttempts("Too many.")


@open_to(Role.NOBODY)
async def broken() -> Response:
    raise ZeroDivisionError("the insides of it")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Of a gateway with addresses that fail, as pages and under ``/api``."""
    room = EngineRoom(
        Settings(service="gateway", database_password="x", nats_password="x", token="x")
    )
    app = create_app(room)
    for route in (away, busy, broken):
        for path in (f"/{route.__name__}", f"/api/{route.__name__}"):
            app.add_api_route(path, route, methods=["GET"])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as visitor:
        yield visitor
    await room.close()


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nothing", 404, "There is no such page"),
        ("DELETE", "/tournaments", 405, "That does not work here"),
        ("GET", "/rankings?category=70", 422, "The categories are 60 and 65."),
        ("GET", "/busy", 429, "Wait a few minutes"),
        ("GET", "/broken", 500, "This is a fault of ours"),
        ("GET", "/away", 503, "Back in a moment"),
    ],
)
async def test_every_error_is_a_page_of_the_site_with_what_to_do_and_a_number(
    client: httpx.AsyncClient, method: str, path: str, status: int, words: str
) -> None:
    seen = await client.request(method, path)
    assert seen.status_code == status
    assert seen.headers["content-type"] == "text/html; charset=utf-8"
    assert f"Error {status}" in seen.text
    assert words in seen.text
    assert f"<code>{seen.headers['x-correlation-id']}</code>" in seen.text
    assert seen.headers["cache-control"] == "no-store"
    assert "insides" not in seen.text


async def test_too_much_at_once_is_told_in_the_sites_look(client: httpx.AsyncClient) -> None:
    seen = await client.post("/sign-in", content=b"x" * (BODY_BYTES + 1))
    assert seen.status_code == 413
    assert "a megabyte at most" in seen.text
    assert "Send less at a time." in seen.text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/nothing", 404, "NOT_FOUND"),
        ("/api/busy", 429, "TOO_MANY_ATTEMPTS"),
        ("/api/broken", 500, "INTERNAL"),
        ("/api/away", 503, "UNAVAILABLE"),
    ],
)
async def test_programs_get_the_same_as_json(
    client: httpx.AsyncClient, path: str, status: int, code: str
) -> None:
    seen = await client.get(path)
    assert seen.status_code == status
    assert seen.headers["content-type"] == "application/problem+json"
    told = seen.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["correlation_id"] == seen.headers["x-correlation-id"]
    assert told["detail"]
    assert "insides" not in seen.text


@pytest.mark.parametrize("start", ["", "/api"])
async def test_who_has_to_wait_is_told_how_long(client: httpx.AsyncClient, start: str) -> None:
    assert (await client.get(f"{start}/busy")).headers["retry-after"] == "300"
    assert (await client.get(f"{start}/away")).headers["retry-after"] == "30"
    assert "retry-after" not in (await client.get(f"{start}/nothing")).headers


async def test_only_a_page_that_will_be_back_asks_for_itself_again(
    client: httpx.AsyncClient,
) -> None:
    seen = await client.get("/away?page=2&q=a%26b")
    assert 'href="/away?page=2&amp;q=a%26b">Try again' in seen.text
    assert "again.js" in seen.text
    for other in ("/busy", "/broken", "/nothing"):
        assert "again.js" not in (await client.get(other)).text


async def test_where_no_more_pages_can_be_live_a_sentence_says_so(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_PER_ADDRESS", 0)
    asked = {"topics": "rankings"}
    seen = await client.get("/live", params=asked, headers={"Accept": "text/event-stream"})
    assert seen.status_code == 429
    assert "live pages are open from your address" in seen.text
    monkeypatch.setattr(hub, "MOST_STREAMS", 0)
    seen = await client.get("/live", params=asked, headers={"Accept": "text/event-stream"})
    assert seen.status_code == 503
    assert "reload it to see more" in seen.text
    assert (await client.get("/about")).status_code == 200
