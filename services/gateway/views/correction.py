"""A match with its result on the officials' desk: correcting it and taking it back.

Guarantees that a correction is confirmed only on a page that says what follows from it, and that
what cannot be done is no button but the reason why (rules.md section 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Self

from services.gateway.views.forms import Conflict, Field, Guard, message_of
from services.gateway.views.people import Person
from services.gateway.views.result import MatchToRecord, ResultPage, ResultTyped
from services.gateway.views.season import Tournament
from services.gateway.views.words import ROUND_TEXT
from shared.terms import Round, Violation

LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class MatchOnDesk:
    """Any match of a draw; a player is None while not decided, or where nobody stands there."""

    match_id: int
    draw_id: int
    tournament: Tournament
    draw: str
    round: Round
    day: date
    player1: Person | None
    player2: Person | None
    is_over: bool

    @property
    def round_text(self) -> str:
        return ROUND_TEXT[self.round]

    @property
    def sides(self) -> tuple[str, str]:
        """Both names, or what stands for one."""
        missing = "Nobody" if self.is_over else "To be decided"
        return (
            self.player1.name if self.player1 else missing,
            self.player2.name if self.player2 else missing,
        )


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows in one respect, a sentence each."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """``headline`` is what would stand in the match itself, ``groups`` all that follows."""

    headline: str
    groups: tuple[Follows, ...]

    @property
    def checked(self) -> str:
        """What the official has seen: the same again at the saving, or it is shown once more."""
        seen = [self.headline, *(text for group in self.groups for text in group.sentences)]
        return sha256("\n".join(seen).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class RecordedPage:
    """A match with its result; why it cannot be corrected or taken back, empty where it can.

    ``is_administrator``: only then there is something to be done (section 8).
    """

    match: MatchOnDesk
    result: str
    recorded: str
    is_administrator: bool
    not_corrected: tuple[str, ...] = ()
    not_undone: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why something cannot be done, each once."""
        return tuple(dict.fromkeys((*self.not_corrected, *self.not_undone)))


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """``form`` holds the fields of the result; ``follows`` is there once it may be confirmed."""

    form: ResultPage
    recorded: str
    why_field: Field
    follows: Consequences | None
    obstacles: tuple[str, ...]
    errors: tuple[Violation, ...]

    @classmethod
    def of(
        cls,
        match: MatchToRecord,
        guard: Guard,
        typed: ResultTyped,
        recorded: str,
        why: str = "",
        *,
        errors: Sequence[Violation] = (),
        follows: Consequences | None = None,
        conflict: Conflict | None = None,
        obstacles: Sequence[str] = (),
    ) -> Self:
        """Errors name fields of the matches service; those about the match stand above the form."""
        at_why = [error for error in errors if error.field == "why"]
        of_match = [error for error in errors if error.field == "match_id"]
        others = [error for error in errors if error not in (*at_why, *of_match)]
        form = ResultPage.of(
            match, guard, typed, is_administrator=True, errors=others, conflict=conflict
        )
        return cls(
            form,
            recorded,
            why_field(why, at_why),
            None if of_match or others else follows,
            tuple(obstacles),
            (*of_match, *form.errors, *at_why),
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those that an error can stand at."""
        return (*self.form.fields, *([self.why_field] if self.follows else []))


@dataclass(frozen=True, slots=True)
class UndoPage:
    """A result to be taken back; without ``follows`` it cannot be, as ``errors`` say."""

    match: MatchOnDesk
    guard: Guard
    recorded: str
    why_field: Field
    follows: Consequences | None
    errors: tuple[Violation, ...] = ()
    conflict: Conflict | None = None


def why_field(value: str, errors: Sequence[Violation] = (), prefix: str = "") -> Field:
    """Why an official corrects or lifts something."""
    return Field(
        "why",
        "Reason",
        value,
        hint="Kept in the audit log, such as: misheard by the umpire.",
        error=message_of(errors, "why"),
        required=True,
        max_length=LONGEST_WHY,
        prefix=prefix,
    )
