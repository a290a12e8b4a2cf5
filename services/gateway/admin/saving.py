"""What the POSTs of the admin pages have in common: refusals, conflicts, doing a thing once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from services.gateway.forms import Reader
from services.gateway.views.forms import Conflict
from services.gateway.visit import Visit
from shared.errors import InvalidInput, RequestReused, RuleBroken, Stale, TourError
from shared.grpc_client import ask
from shared.terms import Violation
from shared.work import AlreadyDone, Claim, Work, perform

R = TypeVar("R")

# what a form shows again, with the reasons, instead of an error page
REFUSALS = (InvalidInput, RuleBroken, Stale, RequestReused)

_SENT_BEFORE = (
    "This form was sent before and saved. It is ready to be sent once more, with what stands in it."
)
# never a part of what is compared or stored
_SECRET = frozenset(
    {"csrf_token", "request_id", "password", "current_password", "new_password"}
    | {"new_password_again"}
)


def violations_of(error: TourError, fields: Sequence[str]) -> tuple[Violation, ...]:
    """The broken rules at the form's fields: the contracts say ``gender``, forms ``gender_id``."""
    if isinstance(error, Stale):
        return ()
    if isinstance(error, RequestReused):
        return (Violation("", "9", _SENT_BEFORE),)
    if not error.violations:
        return (Violation("", "9", error.sentence),)
    return tuple(
        replace(each, field=f"{each.field}_id") if f"{each.field}_id" in fields else each
        for each in error.violations
    )


def conflict_of(error: TourError, saved: str) -> Conflict | None:
    """Who saved first and when; ``saved`` says in words what stands now."""
    if not isinstance(error, Stale):
        return None
    return Conflict(error.by or "Somebody", error.at or datetime.now(UTC), saved)


async def saved(reader: Reader, call: Awaitable[R]) -> R:
    """What the service answers; where it refuses, or the form cannot be read, all that is wrong.

    A field that cannot be read is asked for as 0, which is no row, year or term and never stored:
    so that who has mistyped two things hears of both.
    """
    try:
        answer = await ask(call)
    except (InvalidInput, RuleBroken) as error:
        if not reader.violations:
            raise
        read = {each.field.removesuffix("_id") for each in reader.violations}
        others = [each for each in error.violations if each.field.removesuffix("_id") not in read]
        raise InvalidInput.of([*reader.violations, *others]) from error
    reader.finish()
    return answer


async def once(visit: Visit, what: str, command: Callable[[Work], Awaitable[object]]) -> None:
    """Do what a form asks of the gateway itself, once per request id; the second time is silent.

    RequestReused where the id was used for another form. Passwords are no part of what is
    compared: the comparison stays in the database.
    """
    reader = Reader(visit.form)
    request_id = reader.request_id()
    reader.finish()
    told = sorted(item for item in visit.form.items() if item[0] not in _SECRET)
    body = sha256(urlencode(told).encode()).digest()
    try:
        await perform(
            visit.gateway.database,
            visit.call,
            command,
            claim=Claim(f"form:{what}", UUID(request_id), body),
        )
    except AlreadyDone:
        return
