"""What people and machines get where something went wrong: a page in the site's look, or JSON.

Guarantees one sentence about what is wrong, one about what to do, the correlation id, and never
anything of our insides.
"""

from dataclasses import dataclass

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from services.gateway.admin.account import sign_in_again
from services.gateway.api.answers import PROBLEM_TYPE, BrokenRule, Problem
from services.gateway.guard import GoTo
from services.gateway.views.site import ErrorPage, Section
from services.gateway.visit import RETRY_AFTER, visit_for_error
from shared.context import current_call
from shared.errors import (
    Internal,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooLarge,
    TourError,
)
from shared.terms import Violation

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    advice: str
    back_href: str = "/tournaments"
    back_text: str = "To the tournaments"


_WORDS = {
    400: _Words("That cannot be read", "Go back and try it from there."),
    401: _Words("You are not signed in", "Sign in and do it again.", "/sign-in", "Sign in"),
    403: _Words("This is not allowed", "Go back and open the page again, or ask an administrator."),
    404: _Words("There is no such page", "Look for it from the list of tournaments."),
    405: _Words("That does not work here", "Go back and use the buttons of the page."),
    409: _Words("Somebody saved first", "Go back, open the page again and look at both."),
    413: _Words("That is too much at once", "Send less at a time."),
    422: _Words("That cannot be done", "Go back, put it right and send it again."),
    429: _Words("Too many attempts", "Wait a few minutes, then try again."),
    503: _Words(
        "Not at the moment",
        "Go back and send it again in a minute: what has come through is not done twice.",
    ),
}
# of a page that is only looked at
_AWAY = _Words("Back in a moment", "Nothing is lost.")
_FAULT = _Words(
    "Something went wrong", "Try again. If it stays, tell the operator the number below."
)
_FAULT_SENTENCE = "This is a fault of ours. Nothing of what you sent was saved by this request."
_ASKING = frozenset({"GET", "HEAD"})
_NOT_THERE = "Nothing stands under this address."


def install(app: FastAPI) -> None:
    """Every error of the application is answered here."""
    app.add_exception_handler(TourError, _on_tour_error)
    app.add_exception_handler(GoTo, _on_go_to)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_wrong_parameters)


class Apologies:
    """Answers for the middleware, which has no routes: ``app`` is the application around it."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def fault(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.refusal(scope, receive, send, Internal(_FAULT_SENTENCE))

    async def refusal(self, scope: Scope, receive: Receive, send: Send, error: TourError) -> None:
        request = Request({**scope, "app": self.app}, receive)
        answer = await problem(request, error)
        await answer(scope, receive, send)


async def problem(request: Request, error: TourError) -> Response:
    """The answer to a request that met this error."""
    status, call = error.http_status, current_call()
    if status == 500:
        log.error("fault", code=error.code, reason=error.sentence)
    sentence = _FAULT_SENTENCE if status == 500 else error.sentence
    if request.url.path.startswith("/api"):
        answer: Response = _as_json(status, error, sentence)
    else:
        is_away = status == 503 and request.method in _ASKING
        words = _AWAY if is_away else _WORDS.get(status, _FAULT)
        visit = await visit_for_error(request)
        page = ErrorPage(
            status,
            words.title,
            sentence,
            words.advice,
            call.correlation_id,
            words.back_href,
            words.back_text,
            again_href=_address(request) if is_away else "",
            again_seconds=int(RETRY_AFTER[503]) if is_away else 0,
        )
        answer = visit.html("error.html", page, Section.NONE, status)
    answer.headers["Cache-Control"] = "no-store"
    if isinstance(error, TooLarge):
        # the rest of the body is not worth reading
        answer.headers["Connection"] = "close"
    if status in RETRY_AFTER:
        answer.headers["Retry-After"] = RETRY_AFTER[status]
    return answer


def _address(request: Request) -> str:
    """That of this page on this site."""
    path, query = request.url.path, request.url.query
    return f"{path}?{query}" if query else path


def _as_json(status: int, error: TourError, sentence: str) -> JSONResponse:
    """RFC 9457, with every broken rule by its field."""
    body = Problem(
        title=_WORDS.get(status, _FAULT).title,
        status=status,
        detail=sentence,
        code=error.code,
        correlation_id=current_call().correlation_id,
        errors=[
            BrokenRule(field=each.field, rule=each.rule, message=each.message)
            for each in error.violations
        ],
    )
    return JSONResponse(body.model_dump(), status, media_type=PROBLEM_TYPE)


async def _on_tour_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, TourError)
    if isinstance(error, NotSignedIn) and not request.url.path.startswith("/api"):
        return await sign_in_again(request, error)
    return await problem(request, error)


async def _on_go_to(_request: Request, error: Exception) -> Response:
    assert isinstance(error, GoTo)
    return RedirectResponse(error.path, 303, {"Cache-Control": "no-store"})


async def _on_http_error(request: Request, error: Exception) -> Response:
    """What routing itself refuses: no such address, or not by this method."""
    assert isinstance(error, HTTPException)
    known: TourError
    if error.status_code == 404:
        known = NotFound(_NOT_THERE)
    elif error.status_code == 405:
        known = NotAllowed("This address cannot be used in that way.")
    else:
        known = InvalidInput("The request cannot be read.")
    answer = await problem(request, _with_status(known, error.status_code))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _with_status(error: TourError, status: int) -> TourError:
    error.http_status = status
    return error


async def _on_wrong_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = []
    for each in error.errors():
        name = str(each["loc"][-1])
        wrong.append(Violation(name, "9", f"{name}: {each['msg']}."))
    return await problem(request, InvalidInput.of(wrong))
