"""The page that makes a draw again and sets it beside the stored one, line by line.

Guarantees that a draw is called verified only where the draws service found nothing that differs
(rules.md section 4).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.gateway.views.draw import Making
from services.gateway.views.people import Person
from services.gateway.views.season import Tournament
from services.gateway.views.tournament import DrawCard
from services.gateway.views.words import counted


class Verdict(StrEnum):
    """What was found; the value stands in class names."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    NOT_VERIFIABLE = "not-verifiable"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A player with an entry, as both stood then: ``position`` 0 is unranked.

    ``planned_seed`` is the deadline's, ``seed`` that of the draw, 0 where there was none.
    """

    person: Person
    position: int
    points: int
    entered_at: datetime
    planned_seed: int
    seed: int
    stood_at_deadline: bool
    was_drawn: bool

    @property
    def note(self) -> str:
        """What happened to the entry between deadline and draw."""
        if not self.was_drawn:
            return "withdrew before the draw"
        return "" if self.stood_at_deadline else "came back after the deadline"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands on a line; nobody is a bye."""

    person: Person | None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is stored beside the same line made again."""

    line: int
    stored: Standing
    computed: Standing
    agrees: bool


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot: its number in the stream, that number's sixteen hex digits, and what came of it."""

    index: int
    digits: str
    below: int
    lot: int
    what_for: str


@dataclass(frozen=True, slots=True)
class VerificationPage:
    """``reason`` says why there is nothing to verify; ``making`` is None then."""

    tournament: Tournament
    draw: DrawCard
    verdict: Verdict
    reason: str = ""
    making: Making | None = None
    differences: tuple[str, ...] = ()
    field: tuple[FieldRow, ...] = ()
    lines: tuple[LineRow, ...] = ()
    lots: tuple[LotRow, ...] = ()

    def __post_init__(self) -> None:
        if (self.verdict is Verdict.DIFFERS) != bool(self.differences):
            raise ValueError("a draw differs if and only if something is named that does")

    @property
    def drawn(self) -> int:
        """How many players the draw was made from."""
        return sum(row.was_drawn for row in self.field)

    @property
    def field_text(self) -> str:
        return counted(self.drawn, "player")

    @property
    def lots_text(self) -> str:
        return counted(len(self.lots), "lot")

    @property
    def lines_text(self) -> str:
        """``16 lines, all the same`` or ``16 lines, 2 differ``."""
        wrong = sum(not row.agrees for row in self.lines)
        outcome = "all the same" if not wrong else f"{wrong} differ{'s' if wrong == 1 else ''}"
        return f"{counted(len(self.lines), 'line')}, {outcome}"

    @property
    def has_planned_seeds(self) -> bool:
        return any(row.planned_seed for row in self.field)
