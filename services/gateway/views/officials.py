"""Officials: who may sign in, and as what (rules.md section 8).

Guarantees that nobody is offered to take away their own rights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.gateway.views.forms import Choice, Field, FieldKind, Guard, message_of
from services.gateway.views.words import counted
from shared.terms import Violation

ROLES = (
    Choice("1", "Referee", "players, entries, draws, results"),
    Choice("2", "Administrator", "everything"),
)


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """An account; ``role`` is 1 or 2, ``guard`` has the account's version."""

    official_id: int
    name: str
    role: str
    is_disabled: bool
    is_self: bool
    sessions: int
    last_seen: datetime | None
    guard: Guard

    @property
    def role_text(self) -> str:
        return next(choice.text for choice in ROLES if choice.value == self.role)

    @property
    def sessions_text(self) -> str:
        return counted(self.sessions, "session") if self.sessions else "not signed in"

    @property
    def role_field(self) -> Field:
        label = f"Role of {self.name}"
        return Field("role", label, self.role, FieldKind.SELECT, choices=ROLES, prefix=self._prefix)

    @property
    def password_field(self) -> Field:
        return Field(
            "password",
            f"New password for {self.name}",
            kind=FieldKind.PASSWORD,
            hint="For one sign-in; it must be changed then.",
            required=True,
            autocomplete="new-password",
            prefix=self._prefix,
        )

    @property
    def _prefix(self) -> str:
        return f"official-{self.official_id}-"


@dataclass(frozen=True, slots=True)
class OfficialTyped:
    """A new account as typed; a password is never shown again."""

    name: str = ""
    role: str = "1"


@dataclass(frozen=True, slots=True)
class OfficialsPage:
    """The accounts and the form for a new one."""

    officials: tuple[OfficialRow, ...]
    guard: Guard
    fields: tuple[Field, ...]
    errors: tuple[Violation, ...]

    @classmethod
    def of(
        cls,
        officials: Sequence[OfficialRow],
        guard: Guard,
        typed: OfficialTyped,
        errors: Sequence[Violation] = (),
    ) -> Self:
        """Errors may name name, role and password."""
        return cls(
            tuple(officials),
            guard,
            (
                Field(
                    "name",
                    "Name",
                    typed.name,
                    hint="What is typed at the sign-in.",
                    error=message_of(errors, "name"),
                    required=True,
                    max_length=60,
                ),
                Field(
                    "password",
                    "First password",
                    kind=FieldKind.PASSWORD,
                    hint="At least 12 characters. It must be changed at the first sign-in.",
                    error=message_of(errors, "password"),
                    required=True,
                    autocomplete="new-password",
                ),
                Field(
                    "role",
                    "Role",
                    typed.role,
                    FieldKind.RADIO,
                    error=message_of(errors, "role"),
                    choices=ROLES,
                    required=True,
                ),
            ),
            tuple(errors),
        )
