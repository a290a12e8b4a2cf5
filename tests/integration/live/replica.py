"""One gateway in this process, with a broker and without a database: open pages need none."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Self
from uuid import uuid4

import httpx
from google.protobuf.message import Message

from services.gateway.__main__ import _web_server
from services.gateway.app import create_app
from services.gateway.live.hub import Hub
from shared.broker import Broker
from shared.context import Actor, Call, Role
from shared.events import Envelope, to_payload, type_name
from shared.names import ServiceName
from shared.service import EngineRoom
from shared.settings import Settings
from shared.tasks import end_tasks
from tests.watching import events
from tools.local.nats import EmbeddedNats
from tools.local.ports import free_ports
from tour.matches.v1 import events_pb2 as matches
from tour.matches.v1 import matches_pb2

ANNA = Call(Actor("anna", Role.REFEREE))


def settings_of(service: ServiceName, nats: EmbeddedNats, port: int = 0) -> Settings:
    return Settings(
        service=service,
        database_password="x",
        nats_url=nats.url,
        nats_password=nats.passwords[service],
        token="x",
        listen=f"127.0.0.1:{port}",
    )


class Replica:
    """``hub`` is what it tells its pages by; ``url`` where they find it."""

    def __init__(self, nats: EmbeddedNats, beat: float = 15.0) -> None:
        # seconds that its clock is ahead
        self.ahead = 0.0
        settings = settings_of("gateway", nats, free_ports(1)[0])
        self.url = f"http://{settings.listen}"
        self.room = EngineRoom(settings)
        app = create_app(self.room)
        self.hub = Hub(self.room.broker, self.room.database, beat=beat, clock=self._clock)
        app.state.gateway.live = self.hub
        self.web = _web_server(app, settings)
        self._stop = asyncio.Event()

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self.room.broker.connect()),
            asyncio.create_task(self.hub.run(self._stop)),
        ]
        self.serving = asyncio.create_task(self.web.serve())
        await until(lambda: self.web.started and self.hub.is_hearing)
        # what it heard at its start is long ago
        self.ahead += 60.0

    def _clock(self) -> float:
        return time.monotonic() + self.ahead

    async def end(self) -> None:
        """As the gateway does when it is told to end."""
        self.hub.end()
        self.web.should_exit = True
        await self.serving
        self._stop.set()
        await asyncio.gather(*self._tasks)
        await self.room.close()


@asynccontextmanager
async def running(replica: Replica) -> AsyncIterator[Replica]:
    await replica.start()
    try:
        yield replica
    finally:
        if not replica.serving.done():
            await replica.end()


class Listener:
    """A page's stream: what it said, as kind, data and id."""

    def __init__(self, replica: Replica, topics: str, after: str = "", **headers: str) -> None:
        self.said: list[tuple[str, dict[str, object], str]] = []
        # without TLS nothing has to be verified, and reading certificates takes its time
        self._http = httpx.AsyncClient(base_url=replica.url, verify=False)
        self._asked = (topics, after)
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}

    async def _listen(self) -> None:
        async with self._http:
            async for event in events(self._http, *self._asked, **self._headers):
                self.said.append(event)

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self._listen())
        await self.until("state")
        return self

    async def __aexit__(self, *_: object) -> None:
        await end_tasks([self.task])

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _, _ in self.said if kind != "beat"]

    async def until(self, kind: str, count: int = 1) -> dict[str, object]:
        """Wait until it has said this so many times; the data of the last."""
        await until(lambda: self.kinds.count(kind) >= count or self.task.done())
        assert self.kinds.count(kind) >= count, self.said
        return [data for each, data, _ in self.said if each == kind][-1]

    async def ended(self) -> None:
        """Wait for its end."""
        async with asyncio.timeout(20):
            await self.task


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def matches_service(nats: EmbeddedNats) -> AsyncIterator[Broker]:
    """Its connection to the broker, with the stream made."""
    broker = Broker(settings_of("matches", nats))
    await broker.connect()
    await broker.ensure_stream()
    try:
        yield broker
    finally:
        await broker.close()


async def record(broker: Broker, draw_id: int, version: int = 2) -> str:
    """A result of the draw is told, as the relay does; the event's id."""
    match = matches_pb2.Match(match_id=9, draw_id=draw_id, tournament_id=3, version=version)
    return await tell(broker, matches.ResultRecorded(match=match), "match:9", version)


async def tell(broker: Broker, event: Message, key: str, version: int = 1) -> str:
    kind = type_name(type(event))
    envelope = Envelope(
        uuid4(), kind, key, version, datetime.now(UTC), ANNA, to_payload(event), None, None
    )
    await broker.js.publish(kind, envelope.body(), headers=envelope.headers())
    return str(envelope.event_id)
