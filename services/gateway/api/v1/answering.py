"""What every address of `/api/v1` does with a request before and after its route.

Guarantees that a parameter which an address does not have is never ignored, that who has the
answer already is told so (304), and that scripts of any other site may read what everybody may.
"""

from collections.abc import Awaitable, Callable
from hashlib import sha256

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.forms import RULE, shortened
from shared.errors import InvalidInput, TourError
from shared.terms import Violation

PREFIX = "/api/v1"
JSON = "application/json"
# to be kept, and asked about before each use: a result is there at once
CACHE = "public, no-cache"
_ALLOWED = "GET, HEAD, OPTIONS"
_OPEN = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", _ALLOWED),
    ("Access-Control-Allow-Headers", "If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
    ("Allow", _ALLOWED),
)

Handler = Callable[[Request], Awaitable[Response]]


class NotAcceptable(TourError):
    """The request takes no form in which there is an answer."""

    code = "NOT_ACCEPTABLE"
    http_status = 406


class ApiRoute(APIRoute):
    """A route whose answer is JSON with a mark."""

    def get_route_handler(self) -> Handler:  # type: ignore[override]  # a coroutine is awaitable
        answer = super().get_route_handler()
        known = {field.alias for field in self.dependant.query_params}

        async def handle(request: Request) -> Response:
            check_accepted(request.headers.get("accept", ""), JSON)
            check_query(request.query_params.multi_items(), known)
            made = await answer(request)
            return marked(request, made, bytes(made.body))

        return handle


def router_of(tag: str) -> APIRouter:
    """A router of this API for one kind of thing."""
    return APIRouter(prefix=PREFIX, tags=[tag], route_class=ApiRoute)


def check_query(given: list[tuple[str, str]], known: set[str]) -> None:
    """InvalidInput naming every parameter that is unknown, repeated or holds what no text may."""
    names = [name for name, _ in given]
    wrong = {}
    for name, value in given:
        if "\0" in name + value:
            wrong[name] = "There is a NUL character in it, which no text may hold."
        elif name not in known:
            there_are = f"It has {', '.join(sorted(known))}." if known else "It has none."
            wrong[name] = f"This address has no parameter “{shortened(name)}”. {there_are}"
        elif names.count(name) > 1:
            wrong[name] = f"{name} is given {names.count(name)} times; give it once."
    if wrong:
        raise InvalidInput.of(
            [Violation(shortened(name, 60), RULE, sentence) for name, sentence in wrong.items()]
        )


def check_accepted(accept: str, media_type: str) -> None:
    """NotAcceptable if Accept (RFC 9110, 12.5.1) rules the one form out that there is."""
    if not accept.strip():
        return
    family = media_type.partition("/")[0]
    weights = {}
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights[name] = _weight(parameters)
    # the most exact range decides
    for name in (media_type, f"{family}/*", "*/*"):
        if name in weights:
            if weights[name] > 0:
                return
            break
    raise NotAcceptable(f"The answer is {media_type}, which the request does not accept.")


def _weight(parameters: list[str]) -> float:
    """From 0 to 1; 1 where none or nothing legible is given."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 1
    return 1


def marked(request: Request, answer: Response, content: bytes) -> Response:
    """The answer with the mark of its content; 304 without it for who has the same.

    The mark is weak: on its way the answer may be compressed.
    """
    mark = f'W/"{sha256(content).hexdigest()[:32]}"'
    headers = {"Cache-Control": CACHE, "ETag": mark, "Vary": "Accept"}
    if knows(request.headers.get("if-none-match", ""), mark):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


def knows(if_none_match: str, mark: str) -> bool:
    """Weak comparison (RFC 9110, 8.8.3.2 and 13.1.2)."""
    told = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in told or mark.removeprefix("W/") in told


class OpenToOthers:
    """Lets scripts of other sites read this API, without cookies (CORS), and answers OPTIONS."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{PREFIX}/"):
            await self.app(scope, receive, send)
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _OPEN:
                    headers[name] = value
                if message["status"] == 405:
                    headers["Allow"] = _ALLOWED
            await send(message)

        if scope["method"] == "OPTIONS":
            answer = Response(status_code=204, headers=dict(_PREFLIGHT))
            await answer(scope, receive, send_open)
            return
        await self.app(scope, receive, send_open)
