"""Who may use a route. Nothing is open unless its route says for whom.

Guarantees that a route without ``open_to`` is refused to everybody, and that every request which
may change something comes from a form that this site gave to this person.
"""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request
from starlette.convertors import Convertor, register_url_convertor

from services.gateway.forms import parse_form, parse_upload
from services.gateway.security.origin import check_origin, check_token
from services.gateway.visit import Visit, visit_of
from shared.context import Role
from shared.errors import NotAllowed, NotSignedIn, ReadOnly

Route = TypeVar("Route", bound=Callable[..., object])

CHANGE_PASSWORD = "/account/password"  # noqa: S105 - an address
SIGN_OUT = "/sign-out"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_needed: dict[Callable[..., object], Role] = {}
_with_files: set[Callable[..., object]] = set()


class RowKey(Convertor[int]):
    """``{draw_id:row}`` in an address: a key from 1 on, plain figures; anything else is a 404."""

    regex = "[1-9][0-9]{0,17}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("row", RowKey())


class GoTo(Exception):
    """The request goes on at another page of this site."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def open_to(role: Role) -> Callable[[Route], Route]:
    """Declares who may use a route: at least this role; ``Role.NOBODY`` is everybody."""

    def declare(route: Route) -> Route:
        _needed[route] = role
        return route

    return declare


def takes_files(route: Route) -> Route:
    """Declares that the forms of a route may bring files."""
    _with_files.add(route)
    return route


def role_needed(route: Callable[..., object]) -> Role | None:
    """What was declared; None is nobody at all."""
    return _needed.get(route)


async def guard(request: Request) -> None:
    """Runs before every route of the application (NotSignedIn, NotAllowed, InvalidInput)."""
    needed = role_needed(request.scope["endpoint"])
    if needed is None:
        raise NotAllowed("Nobody may use this address.")
    visit = await visit_of(request)
    is_safe = request.method in _SAFE
    if needed is not Role.NOBODY:
        _check_role(visit, needed, is_safe=is_safe)
    if not is_safe:
        await _take_form(visit)


def _check_role(visit: Visit, needed: Role, *, is_safe: bool) -> None:
    session, url = visit.session, visit.request.url
    if session is None:
        if is_safe and not url.path.startswith("/api"):
            after = f"{url.path}?{url.query}" if url.query else url.path
            raise GoTo(f"/sign-in?{urlencode({'next': after})}")
        raise NotSignedIn("You are not signed in, or were signed out. Nothing was saved.")
    if session.official.must_change_password and url.path not in (CHANGE_PASSWORD, SIGN_OUT):
        raise GoTo(CHANGE_PASSWORD)
    if not session.official.role.may_act_as(needed):
        raise NotAllowed(f"This takes the role {needed.value}, which you do not have (rule 8).")


async def _take_form(visit: Visit) -> None:
    """Read the form, once it is known that it comes from a page of this site."""
    request = visit.request
    check_origin(request)
    if visit.gateway.database.read_only:
        raise ReadOnly
    content_type, body = request.headers.get("content-type", ""), await request.body()
    if request.scope["endpoint"] in _with_files:
        form, visit.files = parse_upload(content_type, body)
    else:
        form = parse_form(content_type, body)
    expected = visit.session.csrf_token if visit.session else visit.form_token
    check_token(form.get("csrf_token", ""), expected)
    visit.form = form
