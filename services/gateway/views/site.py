"""What stands around every page, and the pages that belong to no part of the tour.

Guarantees that a template needs two things only: ``site``, the frame, and ``page``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from services.gateway.views.forms import Field, FieldKind, Guard, message_of
from shared.terms import Violation


class Section(StrEnum):
    """Which part of the header's navigation is current."""

    TOURNAMENTS = "tournaments"
    ORDER_OF_PLAY = "order-of-play"
    RANKINGS = "rankings"
    ADMIN = "admin"
    SIGN_IN = "sign-in"
    NONE = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The official who looks at the page; ``role`` in words."""

    name: str
    role: str
    is_administrator: bool


class FlashKind(StrEnum):
    DONE = "done"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence about what has just happened, with a page to go on to if there is one."""

    kind: FlashKind
    text: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The frame of a page.

    ``heard`` is the newest change that the page holds (services.gateway.live).
    ``now`` is the tour clock in UTC; ``clock_offset`` how many seconds it is ahead of real
    time, so that a cached page still counts down rightly. ``guard`` is for the sign-out button
    and needed only with ``official``.
    """

    section: Section
    now: datetime
    clock_offset: int = 0
    is_demo: bool = False
    is_read_only: bool = False
    official: SignedIn | None = None
    guard: Guard | None = None
    flashes: tuple[Flash, ...] = ()
    heard: str = ""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """``advice`` is what to do now; ``correlation_id`` what an operator searches for.

    ``again_href`` is the address of a page that comes back by itself, asked every
    ``again_seconds``; empty where asking again would not help.
    """

    status: int
    title: str
    sentence: str
    advice: str
    correlation_id: str
    back_href: str = "/tournaments"
    back_text: str = "To the tournaments"
    again_href: str = ""
    again_seconds: int = 0


@dataclass(frozen=True, slots=True)
class SignInPage:
    """``problem`` is one sentence that does not tell whether the account exists."""

    guard: Guard
    name: Field
    password: Field
    go_to: str
    problem: str = ""

    @classmethod
    def of(cls, guard: Guard, name: str = "", go_to: str = "/admin", problem: str = "") -> Self:
        """The page as first shown, or again with the name typed and what went wrong."""
        return cls(
            guard,
            Field("name", "Name", name, required=True, autocomplete="username"),
            Field(
                "password",
                "Password",
                kind=FieldKind.PASSWORD,
                required=True,
                autocomplete="current-password",
            ),
            go_to,
            problem,
        )


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """``is_forced`` where the official must choose a password of their own before going on."""

    guard: Guard
    fields: tuple[Field, ...]
    errors: tuple[Violation, ...]
    is_forced: bool

    @classmethod
    def of(cls, guard: Guard, errors: tuple[Violation, ...] = (), is_forced: bool = False) -> Self:
        """Errors may name current_password, new_password and new_password_again."""
        hint = "At least 12 characters. Three or four words that only you put together do well."
        spoken = (
            ("current_password", "Password until now", "current-password", ""),
            ("new_password", "New password", "new-password", hint),
            ("new_password_again", "New password again", "new-password", ""),
        )
        fields = tuple(
            Field(
                name,
                label,
                kind=FieldKind.PASSWORD,
                required=True,
                autocomplete=autocomplete,
                hint=words,
                error=message_of(errors, name),
            )
            for name, label, autocomplete, words in spoken
        )
        return cls(guard, fields, errors, is_forced)
