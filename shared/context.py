"""Who is acting, and on whose behalf: carried through gRPC metadata, NATS headers and log lines."""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What an actor may do (rules.md section 8)."""

    NOBODY = "nobody"
    REFEREE = "referee"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"

    def may_act_as(self, needed: "Role") -> bool:
        """An administrator may do all a referee may; the system may do everything."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


@dataclass(frozen=True, slots=True)
class Actor:
    """An official by account name, or the clock, a command, a service."""

    name: str
    role: Role


NOBODY = Actor("nobody", Role.NOBODY)


def _new_traceparent() -> str:
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


@dataclass(frozen=True, slots=True)
class Call:
    """One thing being done: actor and the ids that join its traces over all services."""

    actor: Actor
    correlation_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    traceparent: str = field(default_factory=_new_traceparent)


_current: ContextVar[Call | None] = ContextVar("tour_call", default=None)


def current_call() -> Call:
    """The call in progress, or a fresh one of nobody."""
    return _current.get() or Call(NOBODY)


def enter_call(call: Call) -> None:
    """Make this the call in progress for the running task."""
    _current.set(call)


@contextmanager
def during(call: Call) -> Iterator[None]:
    """This is the call in progress inside the block; after it, the one before."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)


def call_in_progress() -> Call | None:
    return _current.get()
