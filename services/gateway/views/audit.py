"""The audit log: who changed what and when, before and after (rules.md section 8).

Guarantees that the filters shown are those that the list was made with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.gateway.views.audit_words import Change, Subject
from services.gateway.views.forms import Choice, Field, FieldKind
from services.gateway.views.words import spoken


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change: ``actor`` is an official, the clock or a command; ``at`` in UTC. ``repeated``
    are values that say no more than the row does."""

    at: datetime
    actor: str
    action: str
    key: str
    subject: Subject
    changes: tuple[Change, ...]
    repeated: tuple[Change, ...]
    correlation_id: str

    @property
    def action_text(self) -> str:
        return spoken(self.action)


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """What the address asks for, as typed; empty asks for all."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    first_day: str = ""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """``older`` is the address of the page that follows; empty on the last."""

    fields: tuple[Field, ...]
    rows: tuple[AuditRow, ...]
    older: str

    @classmethod
    def of(
        cls,
        rows: Sequence[AuditRow],
        filters: AuditFilters,
        actors: Sequence[str],
        actions: Sequence[str],
        older: str = "",
    ) -> Self:
        """``actors`` and ``actions`` are those that occur in the log."""
        return cls(
            (
                _select("actor", "Who", filters.actor, actors),
                _select("action", "What", filters.action, actions),
                Field(
                    "subject",
                    "About",
                    filters.subject.replace(":", " "),
                    FieldKind.SEARCH,
                    "“match”, or “match 12”",
                    max_length=60,
                ),
                Field("from", "From", filters.first_day, FieldKind.DATE),
                Field("to", "To", filters.last_day, FieldKind.DATE),
            ),
            tuple(rows),
            older,
        )


def _select(name: str, label: str, value: str, words: Sequence[str]) -> Field:
    choices = (Choice("", "All"), *(Choice(word, spoken(word)) for word in words))
    return Field(name, label, value, FieldKind.SELECT, choices=choices)
