"""Dead letters: events that a service gave up on, to be looked at and tried again.

Guarantees that a service which cannot be asked is named, and not shown as having none.
"""

from dataclasses import dataclass
from datetime import datetime

from services.gateway.views.forms import Guard
from services.gateway.views.words import counted


@dataclass(frozen=True, slots=True)
class DeadLetterRow:
    """``kind`` is the event's name, ``failed_at`` in UTC."""

    event_id: str
    kind: str
    error: str
    failed_at: datetime
    deliveries: int
    guard: Guard


@dataclass(frozen=True, slots=True)
class ServiceLetters:
    """The dead letters of one service, oldest first; ``is_away`` where it did not answer."""

    service: str
    letters: tuple[DeadLetterRow, ...]
    is_away: bool = False

    @property
    def count_text(self) -> str:
        return counted(len(self.letters), "dead letter")


@dataclass(frozen=True, slots=True)
class DeadLettersPage:
    services: tuple[ServiceLetters, ...]

    @property
    def is_empty(self) -> bool:
        return not any(each.letters or each.is_away for each in self.services)
