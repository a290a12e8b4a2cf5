"""Compresses what everybody may read; what holds a secret goes out as it is (BREACH).

Guarantees that an answer which no cache may keep, as every page with a form's token is, is never
compressed beside what its sender chose (docs/decisions/0040).
"""

from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SMALLEST_BYTES = 500
# half the time of 9 for a page that is a twentieth larger
_LEVEL = 5
# archives already
_COMPRESSED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


class PublicCompression:
    """By gzip, for browsers that take it, of answers whose Cache-Control lets them be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "gzip" in Headers(scope=scope).get("Accept-Encoding", ""):
            responder = _PublicResponder(
                self.app, _SMALLEST_BYTES, _LEVEL, exclude_content_types=_COMPRESSED
            )
            await responder(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class _PublicResponder(GZipResponder):
    _is_public = False

    async def send_with_compression(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            cache = Headers(raw=message["headers"]).get("Cache-Control", "no-store")
            self._is_public = "no-store" not in cache
        if self._is_public:
            await super().send_with_compression(message)
        else:
            await self.send(message)
