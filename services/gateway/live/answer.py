"""A stream as an HTTP answer.

Guarantees that it ends with its reader, at its own end, and without waiting for a reader that does
not read; and that no cache keeps it and no proxy gathers it.
"""

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.gateway.live.hub import Hub
from services.gateway.live.stream import Stream
from services.gateway.security.doors import HEAD_ONLY
from shared.tasks import end_tasks

MEDIA_TYPE = "text/event-stream"
# how long a browser waits before it comes back by itself, in milliseconds
RETRY_MS = 2000


class StreamAnswer(Response):
    """Sends a stream that was opened; closes it whatever happens."""

    media_type = MEDIA_TYPE

    def __init__(self, hub: Hub, stream: Stream) -> None:
        super().__init__(
            # no-store keeps it from our compression too (security/compression.py)
            headers={"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
        )
        del self.headers["Content-Length"]
        self._hub = hub
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if HEAD_ONLY in scope:
            self._hub.close(self._stream)
            self._stream.end(b"")
            await self._send(send)
            return
        tasks = [
            asyncio.create_task(self._send(send)),
            asyncio.create_task(_gone(receive)),
            asyncio.create_task(self._stream.left_behind.wait()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.close(self._stream)
            await end_tasks(tasks)

    async def _send(self, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        await send(_more(f"retry: {RETRY_MS}\n\n".encode()))
        async for text in self._stream.texts():
            await send(_more(text))
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _more(body: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": body, "more_body": True}


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
