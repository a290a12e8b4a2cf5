"""Signing in and out, and an official's own password.

Guarantees the same answer whether an account exists or not, and that no password is ever shown
again.
"""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.routing import Match

from services.gateway import commands
from services.gateway.admin.saving import REFUSALS, once, violations_of
from services.gateway.commands import ChangePassword, SignIn
from services.gateway.guard import CHANGE_PASSWORD, SIGN_OUT, open_to
from services.gateway.security import cookies
from services.gateway.security.origin import local_path
from services.gateway.views.site import (
    Flash,
    FlashKind,
    PasswordPage,
    Section,
    SignInPage,
)
from services.gateway.visit import Visit, Visiting, visit_for_error
from shared.context import Role
from shared.errors import NotAllowed, NotSignedIn, TooManyAttempts
from shared.terms import Violation
from shared.work import perform

router = APIRouter()

_PASSWORD_FIELDS = ("current_password", "new_password", "new_password_again")


@router.get("/sign-in")
@open_to(Role.NOBODY)
async def show_sign_in(visit: Visiting) -> Response:
    after = local_path(visit.query("next"))
    if visit.session is not None:
        return visit.go(after)
    signed_out = Flash(FlashKind.DONE, "You are signed out.")
    return _sign_in_page(visit, after=after, notes=(signed_out,) if visit.query("out") else ())


@router.post("/sign-in")
@open_to(Role.NOBODY)
async def sign_in(visit: Visiting) -> Response:
    request, form = visit.request, visit.form
    after = local_path(form.get("next", ""))
    if not cookies.is_safe_way(request):
        raise NotAllowed("Signing in needs an encrypted connection: use the address with https.")
    name = form.get("name", "").strip().lower()
    typed = SignIn(name, form.get("password", ""), address_of(visit))
    try:
        opened = await commands.sign_in(
            visit.gateway.database, visit.gateway.passwords, visit.call, typed
        )
    except (NotSignedIn, TooManyAttempts) as error:
        return _sign_in_page(
            visit, name=name, after=after, problem=error.sentence, status=error.http_status
        )
    if visit.session is not None:
        await _end_session(visit)
    answer = visit.go(CHANGE_PASSWORD if opened.official.must_change_password else after)
    cookies.set_cookie(request, answer, cookies.SESSION, opened.token)
    cookies.delete_cookie(request, answer, cookies.FORM)
    return answer


@router.post(SIGN_OUT)
@open_to(Role.REFEREE)
async def sign_out(visit: Visiting) -> Response:
    await _end_session(visit)
    answer = visit.go("/sign-in?out=1")
    cookies.delete_cookie(visit.request, answer, cookies.SESSION)
    return answer


@router.get(CHANGE_PASSWORD)
@open_to(Role.REFEREE)
async def show_password(visit: Visiting) -> Response:
    return _password_page(visit)


@router.post(CHANGE_PASSWORD)
@open_to(Role.REFEREE)
async def change_password(visit: Visiting) -> Response:
    gateway, session = visit.gateway, visit.session
    if session is None:
        raise NotSignedIn("Please sign in.")
    typed = ChangePassword(*(visit.form.get(name, "") for name in _PASSWORD_FIELDS))
    try:
        await commands.count_attempt(
            gateway.database, visit.call, session.official.name, address_of(visit)
        )
        await once(
            visit,
            "ChangeOwnPassword",
            lambda work: commands.change_own_password(work, gateway.passwords, session, typed),
        )
    except REFUSALS as error:
        errors = violations_of(error, _PASSWORD_FIELDS)
        return _password_page(visit, errors, error.http_status)
    return visit.go("/admin", "Your password is changed.")


async def sign_in_again(request: Request, error: NotSignedIn) -> Response:
    """For whoever sent a form and is signed in no more: signing in leads back to its page."""
    visit = await visit_for_error(request)
    after = _page_of_form(request)
    return _sign_in_page(visit, after=after, problem=error.sentence, status=error.http_status)


def _page_of_form(request: Request) -> str:
    """The path that the browser says the form stood on. Where that answered a form itself, and so
    cannot be opened, it is the desk."""
    came_from = urlsplit(request.headers.get("referer", ""))
    asked = {"type": "http", "method": "GET", "path": came_from.path}
    if not any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
        return local_path("")
    return local_path(f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path)


def address_of(visit: Visit) -> str:
    """Where the request comes from, for the limits."""
    client = visit.request.client
    return client.host if client is not None else ""


async def _end_session(visit: Visit) -> None:
    session = visit.session
    if session is not None:
        await perform(
            visit.gateway.database, visit.call, lambda work: commands.sign_out(work, session)
        )


def _sign_in_page(
    visit: Visit,
    *,
    name: str = "",
    after: str = "/admin",
    problem: str = "",
    status: int = 200,
    notes: tuple[Flash, ...] = (),
) -> Response:
    is_new = not visit.form_token
    if is_new:
        visit.form_token = cookies.new_secret()
    page = SignInPage.of(visit.guard(), name, after, problem)
    answer = visit.html("sign_in.html", page, Section.SIGN_IN, status, notes=notes)
    if is_new:
        cookies.set_cookie(visit.request, answer, cookies.FORM, visit.form_token)
    return answer


def _password_page(visit: Visit, errors: tuple[Violation, ...] = (), status: int = 200) -> Response:
    forced = visit.official.must_change_password
    page = PasswordPage.of(visit.guard(), errors, forced)
    return visit.html("password.html", page, Section.ADMIN, status)
