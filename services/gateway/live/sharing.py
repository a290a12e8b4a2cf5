"""One rendering for all the pages that look at the same moment.

A result sends every page of its draw to look within a blink; to visitors who are not signed in it
shows the same. Guarantees that what is shared was read after every change that its receiver was
told of, and that a plain reload is never answered from here.
"""

import asyncio
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.live.hub import Hub
from services.gateway.live.stream import Clock
from services.gateway.security import cookies
from services.gateway.visit import LIVE_LOOK

# the tour clock changes pages too, without an event
_LONGEST_SECONDS = 1.0
_MOST = 100

Key = tuple[str, bytes, bool]


@dataclass(frozen=True, slots=True)
class _Look:
    """``began`` is of a monotonic clock, in seconds; ``heard`` what had been heard by then."""

    heard: str
    began: float
    messages: "asyncio.Task[list[Message]]"
    scope: Scope


class SharedLooks:
    """Stands outside the compression, which is then done once too."""

    def __init__(self, app: ASGIApp, hub: Hub, clock: Clock = time.monotonic) -> None:
        self.app = app
        self._hub = hub
        self._clock = clock
        self._looks: dict[Key, _Look] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._may_share(Request(scope)):
            await self.app(scope, receive, send)
            return
        look = self._look(scope)
        # who leaves does not take the others' answer along
        for message in await asyncio.shield(look.messages):
            await send(dict(message))
        if "route" in look.scope:
            scope["route"] = look.scope["route"]

    def _may_share(self, request: Request) -> bool:
        return (
            request.method == "GET"
            # told of by another replica, it may not have been heard here yet
            and self._hub.knows(request.headers.get(LIVE_LOOK, ""))
            and not cookies.read_cookie(request, cookies.SESSION)
        )

    def _look(self, scope: Scope) -> _Look:
        takes_gzip = "gzip" in Request(scope).headers.get("accept-encoding", "")
        key = (scope["path"], scope["query_string"], takes_gzip)
        known, now = self._looks.get(key), self._clock()
        if known is not None and known.heard == self._hub.heard and self._is_fresh(known, now):
            return known
        if len(self._looks) >= _MOST:
            self._looks = {k: v for k, v in self._looks.items() if self._is_fresh(v, now)}
        own = dict(scope)
        task = asyncio.create_task(_render(self.app, own))
        look = self._looks[key] = _Look(self._hub.heard, now, task, own)
        return look

    @staticmethod
    def _is_fresh(look: _Look, now: float) -> bool:
        return now - look.began < _LONGEST_SECONDS


async def _render(app: ASGIApp, scope: Scope) -> list[Message]:
    """The whole answer; nobody's leaving is heard."""
    messages: list[Message] = []
    is_asked = False

    async def receive() -> Message:
        nonlocal is_asked
        if is_asked:
            await asyncio.Event().wait()
        is_asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def gather(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, gather)
    return messages
