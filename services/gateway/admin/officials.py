"""Accounts of officials. For administrators (rules.md section 8)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import commands
from services.gateway.admin.saving import REFUSALS, once, violations_of
from services.gateway.commands import AddOfficial
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.store import officials as store
from services.gateway.store.officials import Official, Presence
from services.gateway.views.officials import OfficialRow, OfficialsPage, OfficialTyped
from services.gateway.views.site import Flash, FlashKind, Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import TourError
from shared.terms import Violation
from shared.work import Work

router = APIRouter()

_HERE = "/admin/officials"
# the numbers of the contract
_ROLES = {"1": Role.REFEREE, "2": Role.ADMINISTRATOR}
_NUMBERS = {role: number for number, role in _ROLES.items()}
_FIELDS = ("name", "role", "password")

Change = Callable[[Work, int, int], Awaitable[Official]]


@router.get(_HERE)
@open_to(Role.ADMINISTRATOR)
async def show_officials(visit: Visiting) -> Response:
    return await _page(visit)


@router.post("/admin/official")
@open_to(Role.ADMINISTRATOR)
async def add(visit: Visiting) -> Response:
    name = visit.form.get("name", "").strip().lower()
    try:
        command = AddOfficial(name, _role(visit), visit.form.get("password", ""))
        await once(
            visit,
            "AddOfficial",
            lambda work: commands.add_official(work, visit.gateway.passwords, command),
        )
    except REFUSALS as error:
        typed = OfficialTyped(visit.form.get("name", ""), visit.form.get("role", ""))
        return await _page(visit, typed, error)
    return visit.go(_HERE, f"{name} may sign in as {command.role.value}.")


@router.post("/admin/official/role")
@open_to(Role.ADMINISTRATOR)
async def change_role(visit: Visiting) -> Response:
    role = _role(visit)
    return await _change(
        visit,
        "ChangeRole",
        lambda work, key, seen: commands.change_role(work, key, seen, role),
        f"The role is now {role.value}.",
    )


@router.post("/admin/official/disable")
@open_to(Role.ADMINISTRATOR)
async def disable(visit: Visiting) -> Response:
    return await _change(
        visit, "Disable", commands.disable, "The account is disabled and signed out."
    )


@router.post("/admin/official/enable")
@open_to(Role.ADMINISTRATOR)
async def enable(visit: Visiting) -> Response:
    return await _change(visit, "Enable", commands.enable, "The official may sign in again.")


@router.post("/admin/official/password")
@open_to(Role.ADMINISTRATOR)
async def set_password(visit: Visiting) -> Response:
    password = visit.form.get("password", "")
    return await _change(
        visit,
        "SetPassword",
        lambda work, key, seen: commands.set_password(
            work, visit.gateway.passwords, key, seen, password
        ),
        "The new password is for one sign-in; it must be changed then.",
    )


@router.post("/admin/official/end-sessions")
@open_to(Role.ADMINISTRATOR)
async def end_sessions(visit: Visiting) -> Response:
    return await _change(
        visit,
        "EndSessions",
        lambda work, key, _seen: commands.end_sessions(work, key),
        "The official is signed out everywhere.",
    )


async def _change(visit: Visit, what: str, change: Change, done: str) -> Response:
    reader = Reader(visit.form)
    official_id = reader.row("official_id", "The official")
    seen = reader.version()
    reader.finish()
    try:
        await once(visit, what, lambda work: change(work, official_id, seen))
    except REFUSALS as error:
        return await _page(visit, OfficialTyped(), error)
    return visit.go(_HERE, done)


def _role(visit: Visit) -> Role:
    """As chosen; nobody's where none is, which the commands refuse with all else that is wrong."""
    return _ROLES.get(visit.form.get("role", ""), Role.NOBODY)


async def _page(
    visit: Visit, typed: OfficialTyped | None = None, error: TourError | None = None
) -> Response:
    async with visit.gateway.database.read() as db:
        found = await store.list_officials(db, datetime.now(UTC) - commands.IDLE)
    rows = [_row(visit, each) for each in found]
    is_new_one = "official_id" not in visit.form
    errors: tuple[Violation, ...] = ()
    notes: tuple[Flash, ...] = ()
    if error is not None and is_new_one:
        errors = violations_of(error, _FIELDS)
    elif error is not None:
        notes = (Flash(FlashKind.PROBLEM, error.sentence),)
    page = OfficialsPage.of(rows, visit.guard(), typed or OfficialTyped(), errors)
    status = error.http_status if error else 200
    return visit.html("admin/officials.html", page, Section.ADMIN, status, notes=notes)


def _row(visit: Visit, presence: Presence) -> OfficialRow:
    official = presence.official
    return OfficialRow(
        official.official_id,
        official.name,
        _NUMBERS[official.role],
        official.disabled,
        official.official_id == visit.official.official_id,
        presence.sessions,
        presence.last_used_at,
        visit.guard(official.version),
    )
