"""The outermost edge of every request: its ids, its log line, its figures, and its last resort.

Guarantees that every answer carries the correlation id that stands in the logs of all services,
and that a fault of ours shows a page without insides.
"""

import re
import time
from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.security.doors import METHODS
from shared.context import NOBODY, Call, enter_call
from shared.metrics import PAGE_SECONDS, PAGES

log = structlog.get_logger()

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_QUIET = ("/health/", "/static/")
# takes as long as somebody has the page open, which is no figure of ours
_STREAM = "/live"

Apologise = Callable[[Scope, Receive, Send], Awaitable[None]]


class Watch:
    """``apologise`` answers where something went wrong that nobody foresaw."""

    def __init__(self, app: ASGIApp, apologise: Apologise) -> None:
        self.app = app
        self.apologise = apologise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        call = _call(scope)
        enter_call(call)
        started = time.perf_counter()
        status = 0

        async def send_watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Correlation-Id"] = call.correlation_id
            await send(message)

        try:
            await self.app(scope, receive, send_watched)
        except Exception:
            log.exception("fault", path=scope["path"])
            if status:
                raise
            await self.apologise(scope, receive, send_watched)
        finally:
            _note(scope, status, time.perf_counter() - started)


def _call(scope: Scope) -> Call:
    traceparent = Headers(scope=scope).get("traceparent", "")
    if _TRACEPARENT.fullmatch(traceparent):
        return Call(NOBODY, traceparent=traceparent)
    return Call(NOBODY)


def _note(scope: Scope, status: int, seconds: float) -> None:
    """Count by the route's template, so that addresses of rows do not become labels."""
    route = getattr(scope.get("route"), "path", "") or "none"
    method = scope["method"] if scope["method"] in METHODS else "other"
    PAGES.labels(route, method, str(status)).inc()
    if route != _STREAM:
        PAGE_SECONDS.labels(route).observe(seconds)
    if not scope["path"].startswith(_QUIET):
        log.info(
            "request",
            method=method,
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )
