"""Suspensions: who may not play until when, and lifting one before its time.

Guarantees that a suspension stands in exactly one of the lists, by what holds today (rules.md
section 7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

from services.gateway.views.forms import Conflict, Field, Guard
from services.gateway.views.people import Person
from services.gateway.views.words import day
from shared.terms import MatchStatus, Violation

CAUSE_TEXT = {
    MatchStatus.WALKOVER: "No-show or withdrawal after the draw",
    MatchStatus.DISQUALIFIED: "Disqualification",
}


class SuspensionState(StrEnum):
    """How a suspension stands; the value stands in the address."""

    CURRENT = "current"
    COMING = "coming"
    OVER = "over"
    LIFTED = "lifted"
    ANNULLED = "annulled"


STATE_TEXT = {
    SuspensionState.CURRENT: "Hold today",
    SuspensionState.COMING: "Coming",
    SuspensionState.OVER: "Over",
    SuspensionState.LIFTED: "Lifted",
    SuspensionState.ANNULLED: "Annulled",
}
_NOBODY = {
    SuspensionState.CURRENT: "Nobody is suspended today.",
    SuspensionState.COMING: "No suspension is still to begin.",
    SuspensionState.OVER: "No suspension has run out yet.",
    SuspensionState.LIFTED: "No suspension was lifted.",
    SuspensionState.ANNULLED: "No suspension was annulled.",
}


def state_of(
    first_day: date, last_day: date, today: date, *, lifted: bool, annulled: bool
) -> SuspensionState:
    """How a suspension stands today; both its days belong to it."""
    if annulled:
        return SuspensionState.ANNULLED
    if lifted:
        return SuspensionState.LIFTED
    if today < first_day:
        return SuspensionState.COMING
    return SuspensionState.CURRENT if today <= last_day else SuspensionState.OVER


@dataclass(frozen=True, slots=True)
class SuspensionRow:
    """One suspension; ``changed`` says who changed it last and when. ``guard`` is there where the
    official who looks may lift it, ``is_asking`` where that was begun."""

    suspension_id: int
    person: Person
    tournament_id: int
    tournament: str
    cause: MatchStatus
    first_day: date
    last_day: date
    state: SuspensionState
    changed: str
    why_field: Field
    match_id: int = 0
    lifted_on: date | None = None
    guard: Guard | None = None
    is_asking: bool = False
    is_unverified: bool = False

    @property
    def cause_text(self) -> str:
        return CAUSE_TEXT[self.cause]

    @property
    def days(self) -> str:
        return f"{day(self.first_day)} to {day(self.last_day)}"

    @property
    def state_text(self) -> str:
        if self.state is SuspensionState.LIFTED and self.lifted_on:
            return f"lifted from {day(self.lifted_on)} on"
        if self.state is SuspensionState.ANNULLED:
            return "annulled: its cause was corrected away"
        if self.state is SuspensionState.CURRENT:
            return "holds today"
        return STATE_TEXT[self.state].lower()

    @property
    def stands(self) -> str:
        """The state as a sentence."""
        verb = "It" if self.state is SuspensionState.CURRENT else "It is"
        return f"{verb} {self.state_text}."

    @property
    def lifting(self) -> str:
        """What follows where it is lifted now."""
        if self.state is SuspensionState.COMING:
            return "It will never hold. Walkovers that were given for it stand."
        return (
            "From today on it holds no longer. Tournaments that began before stay closed, and "
            "walkovers that were given stand."
        )


@dataclass(frozen=True, slots=True)
class SuspensionTab:
    """One of the lists with how many stand on it."""

    href: str
    text: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class SuspensionsPage:
    """One list, or all suspensions of one player; ``more`` is the address of the next page."""

    tabs: tuple[SuspensionTab, ...]
    person: Person | None
    rows: tuple[SuspensionRow, ...]
    nobody: str
    more: str = ""
    errors: tuple[Violation, ...] = ()
    conflict: Conflict | None = None

    @classmethod
    def of(
        cls,
        rows: Sequence[SuspensionRow],
        counts: Mapping[SuspensionState, int],
        shown: SuspensionState | None,
        person: Person | None = None,
        *,
        more: str = "",
        errors: Sequence[Violation] = (),
        conflict: Conflict | None = None,
    ) -> Self:
        """``shown`` is the list asked for; None with a ``person``, whose suspensions all stand."""
        return cls(
            tuple(
                SuspensionTab(
                    f"/admin/suspensions?{urlencode({'state': each.value})}",
                    f"{STATE_TEXT[each]} {counts.get(each, 0)}",
                    each is shown,
                )
                for each in SuspensionState
            ),
            person,
            tuple(rows),
            f"{person.name} was never suspended."
            if person
            else _NOBODY[shown or next(iter(_NOBODY))],
            more,
            tuple(errors),
            conflict,
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those that an error can stand at."""
        return tuple(row.why_field for row in self.rows if row.is_asking)
