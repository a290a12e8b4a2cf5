"""What a request must fulfil before a route sees it: host, method, size.

Guarantees that a body is never read beyond the limit, whether its length was told or not.
"""

from collections.abc import Awaitable, Callable, Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import TooLarge

BODY_BYTES = 1024 * 1024
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HEALTH = "/health/"
# in the scope of a HEAD request: for an answer that would not end by itself
HEAD_ONLY = "tour.head"

Refuse = Callable[[Scope, Receive, Send, TooLarge], Awaitable[None]]


class KnownHosts:
    """Answers under the site's own names only; health is asked by address, and says nothing."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.strip().lower() for host in hosts if host.strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(_HEALTH):
            given = Headers(scope=scope).getlist("host")
            if len(given) != 1 or _without_port(given[0]) not in self.hosts:
                answer = PlainTextResponse("This site does not answer under that name.\n", 400)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


class KnownMethods:
    """Refuses TRACE and unknown methods everywhere, and answers HEAD like GET without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] not in METHODS:
            answer = PlainTextResponse("Method not allowed.\n", 405, {"Allow": "GET, HEAD, POST"})
            await answer(scope, receive, send)
        elif scope["method"] == "HEAD":
            asked = {**scope, "method": "GET", HEAD_ONLY: True}
            await self.app(asked, receive, _without_body(send))
            scope["route"] = asked.get("route")
        else:
            await self.app(scope, receive, send)


class BodyLimit:
    """TooLarge as soon as a body is seen to be longer than a megabyte.

    Who does not tell the length is hung up on after an answer that did not wait for the end.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        told = headers.get("content-length", "0")
        if not told.isascii() or not told.isdigit() or int(told[:20]) > BODY_BYTES:
            await self.refuse(scope, receive, send, too_large())
            return
        taken = 0
        is_over = "transfer-encoding" not in headers

        async def receive_within_limit() -> Message:
            nonlocal taken, is_over
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                is_over = is_over or not message.get("more_body", False)
                if taken > BODY_BYTES:
                    raise too_large()
            return message

        async def send_and_hang_up(message: Message) -> None:
            if message["type"] == "http.response.start" and not is_over:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self.app(scope, receive_within_limit, send_and_hang_up)


def too_large() -> TooLarge:
    return TooLarge("What was sent is too large: a megabyte at most. Nothing was saved.")


def _without_port(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() and not name.endswith(":") else host.lower()


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head
