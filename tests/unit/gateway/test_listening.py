"""Who never reads what a stream says is let go; who reads stays."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.gateway.listening import PageServer, listen
from services.gateway.live.answer import StreamAnswer
from services.gateway.live.hub import Hub
from services.gateway.live.stream import MOST_WAITING
from shared.service import EngineRoom
from shared.settings import Settings
from tests.unit.gateway.live import change

pytestmark = pytest.mark.skipif(
    not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone ends such connections"
)

# more than the smallest window of a reader takes
_HINTS = 400
_LET_GO_SECONDS, _LONGER_SECONDS = 1.0, 60.0


@dataclass
class Served:
    """A hub behind a server of its own, and somebody connected to its stream."""

    hub: Hub
    reader: socket.socket

    async def tell(self) -> None:
        """More than the reader's window holds, but never so much at once that the stream itself
        would be given up."""
        for number in range(_HINTS):
            self.hub.hear(change(f"{number}-{time.monotonic_ns()}", "draw-1"))
            if number % (MOST_WAITING // 4) == 0:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def served(unread_seconds: float) -> AsyncIterator[Served]:
    room = EngineRoom(
        Settings(service="gateway", database_password="x", nats_password="x", token="x")
    )
    hub = Hub(room.broker, room.database)

    async def live(_request: Request) -> Response:
        return StreamAnswer(hub, hub.open("127.0.0.1", frozenset({"draw-1"}), ""))

    config = uvicorn.Config(
        Starlette(routes=[Route("/live", live)]), http="httptools", lifespan="off", log_config=None
    )
    server = PageServer(config)
    listening = listen("127.0.0.1", 0, unread_seconds)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(listening.getsockname())
    reader.sendall(b"GET /live HTTP/1.1\r\nHost: tour\r\n\r\n")
    await until(lambda: hub.streams == 1)
    try:
        yield Served(hub, reader)
    finally:
        reader.close()
        hub.end()
        server.should_exit = True
        await serving
        await room.close()


async def until(holds: Callable[[], bool]) -> None:
    """Wait for it with patience."""
    for _ in range(1500):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came true")


async def test_who_never_reads_its_stream_is_let_go_and_nobody_else() -> None:
    async with served(_LET_GO_SECONDS) as unread, served(_LONGER_SECONDS) as patient:
        await asyncio.gather(unread.tell(), patient.tell())
        await until(lambda: unread.hub.streams == 0)
        # the same reader where there is more time: it is the time that has let the other one go
        assert patient.hub.streams == 1


async def test_who_reads_its_stream_keeps_it_however_slowly() -> None:
    async with served(_LET_GO_SECONDS) as read:
        read.reader.setblocking(False)
        began, heard = time.monotonic(), b""
        telling = asyncio.create_task(read.tell())
        while heard.count(b"event: change") < _HINTS:
            # the window is shut again and again, and opened in time
            heard += await asyncio.get_running_loop().sock_recv(read.reader, 2048)
            await asyncio.sleep(0.1)
        await telling
        assert time.monotonic() - began > 2 * _LET_GO_SECONDS
        assert read.hub.streams == 1
