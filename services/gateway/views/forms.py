"""Fields of forms with what was typed and what is wrong with it.

Guarantees that every field has a label and that a mistake stands at its field in words, with
what was typed still there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.terms import Violation


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    PASSWORD = "password"  # noqa: S105 - the type of an input
    DATE = "date"
    SEARCH = "search"
    SELECT = "select"
    RADIO = "radio"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a select or of radio buttons; ``note`` explains a radio button."""

    value: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form; ``prefix`` keeps ids apart where a page has a form twice."""

    name: str
    label: str
    value: str = ""
    kind: FieldKind = FieldKind.TEXT
    hint: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    autocomplete: str = "off"
    max_length: int = 0
    prefix: str = ""

    @property
    def id(self) -> str:
        return f"{self.prefix}{self.name.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Guard:
    """The hidden fields of every form that changes something.

    ``request_id`` is new at every rendering and used up by the accepted command only;
    ``expected_version`` is that of the row the official looks at, None where there is none.
    """

    csrf_token: str
    request_id: str
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved first: who, when (UTC), and what they saved in words; ``is_final`` where it
    can be corrected but not saved over."""

    changed_by: str
    changed_at: datetime
    saved: str
    is_final: bool = False


def message_of(errors: Sequence[Violation], field: str) -> str:
    """What is wrong with this field, all of it; empty if nothing is."""
    return " ".join(error.message for error in errors if error.field == field)
