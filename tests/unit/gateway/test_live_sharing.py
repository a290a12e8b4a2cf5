"""Pages that look at the same moment share one rendering, and never an old one."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from services.gateway.live.hub import Hub
from services.gateway.live.sharing import SharedLooks
from shared.service import EngineRoom
from shared.settings import Settings
from tests.unit.gateway.live import change


class Tour:
    """An application that numbers its renderings, each of which takes a while; ``now`` in s."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.now = 0.0
        self.renderings = 0
        self.shared = SharedLooks(self._render, hub, lambda: self.now)
        transport = httpx.ASGITransport(app=self.shared)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://tour")

    async def _render(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.renderings += 1
        text = f"{self.renderings}: {Request(scope).url.path}"
        await asyncio.sleep(0.01)
        await PlainTextResponse(text)(scope, receive, send)

    async def look(self, path: str = "/draw/1", **headers: str) -> str:
        asked = {"Tour-Live": self.hub.heard, **headers}
        return (await self.http.get(path, headers=asked)).text


@pytest.fixture
async def tour() -> AsyncIterator[Tour]:
    room = EngineRoom(
        Settings(service="gateway", database_password="x", nats_password="x", token="x")
    )
    made = Tour(Hub(room.broker, room.database))
    yield made
    await made.http.aclose()
    await room.close()


async def test_fifty_pages_that_look_together_are_rendered_once(tour: Tour) -> None:
    assert set(await asyncio.gather(*(tour.look() for _ in range(50)))) == {"1: /draw/1"}
    assert await tour.look() == "1: /draw/1"


async def test_after_another_change_they_are_rendered_anew(tour: Tour) -> None:
    first = asyncio.create_task(tour.look())
    await asyncio.sleep(0)
    tour.hub.hear(change("a", "draw-1"))
    # the first rendering may have read what stood before the change
    assert await tour.look() == "2: /draw/1"
    assert await first == "1: /draw/1"


async def test_a_rendering_is_not_shared_for_longer_than_a_second(tour: Tour) -> None:
    await tour.look()
    tour.now = 0.9
    assert await tour.look() == "1: /draw/1"
    tour.now = 1.1
    assert await tour.look() == "2: /draw/1"


async def test_another_address_or_another_encoding_is_another_page(tour: Tour) -> None:
    assert await tour.look("/draw/1") == "1: /draw/1"
    assert await tour.look("/draw/2") == "2: /draw/2"
    assert await tour.look("/draw/1?view=list") == "3: /draw/1"
    assert await tour.look("/draw/1", **{"Accept-Encoding": "identity"}) == "4: /draw/1"


async def test_a_plain_reload_gets_a_rendering_of_its_own(tour: Tour) -> None:
    await tour.look()
    assert (await tour.http.get("/draw/1")).text == "2: /draw/1"


async def test_who_is_signed_in_shares_with_nobody(tour: Tour) -> None:
    await tour.look()
    assert await tour.look(Cookie="tour=secret") == "2: /draw/1"
    assert await tour.look() == "1: /draw/1"


async def test_a_change_that_this_replica_has_not_heard_is_waited_for_by_nobody(
    tour: Tour,
) -> None:
    await tour.look()
    assert await tour.look(**{"Tour-Live": "heard elsewhere"}) == "2: /draw/1"


async def test_a_page_that_leaves_does_not_take_the_others_answer_along(tour: Tour) -> None:
    first, second = (asyncio.create_task(tour.look()) for _ in range(2))
    await asyncio.sleep(0.002)
    first.cancel()
    assert await second == "1: /draw/1"
    assert tour.renderings == 1


async def test_many_addresses_do_not_pile_up(tour: Tour) -> None:
    for number in range(130):
        tour.now += 0.02
        await tour.look(f"/draw/{number}")
    assert len(tour.shared._looks) <= 100
