"""Recording the result of a match.

Guarantees that what was typed stays, that every mistake stands at a field, and that the parsed
score and the winner are shown before anything is saved (rules.md section 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from services.gateway.views.forms import Choice, Conflict, Field, FieldKind, Guard, message_of
from services.gateway.views.people import Person
from services.gateway.views.season import Tournament
from services.gateway.views.words import ROUND_TEXT, counted
from shared.terms import MatchStatus, Round, Violation

_ENDINGS = (
    Choice("", "As the score says", "played to the end, or with ret, def or w/o typed"),
    Choice(str(MatchStatus.RETIRED.value), "Retired", "a player could not go on"),
    Choice(str(MatchStatus.WALKOVER.value), "Walkover", "a player was not there"),
    Choice(str(MatchStatus.DISQUALIFIED.value), "Disqualified", "a player was sent away"),
    Choice(str(MatchStatus.CANCELLED.value), "Not played", "neither player was there"),
)
_ABSENCES = (
    Choice("0", "Was there"),
    Choice("1", "No-show: suspended for 2 months"),
    Choice("2", "Withdrew after the draw: suspended for 2 months"),
    Choice("5", "Both disqualified: suspended for 6 months"),
)
_OTHER_ABSENCE = Choice("4", "Another reason, such as illness: no sanction")


@dataclass(frozen=True, slots=True)
class MatchToRecord:
    """A match that can be played; ``is_late`` on the days after its own."""

    match_id: int
    draw_id: int
    tournament: Tournament
    draw: str
    round: Round
    number: int
    day: date
    player1: Person
    player2: Person
    has_supertiebreak: bool
    version: int
    is_late: bool = False

    @property
    def round_text(self) -> str:
        return ROUND_TEXT[self.round]

    @property
    def href(self) -> str:
        return f"/admin/result/{self.match_id}"


@dataclass(frozen=True, slots=True)
class Way:
    """Where an official goes on after a result: which list it came from, and which match on it.

    ``came_from`` is one of ``LISTS``, or empty; ``next_id`` is 0 where nothing is left.
    """

    came_from: str = ""
    next_id: int = 0

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """The fields in which a form carries it."""
        fields = (("came_from", self.came_from), ("next_id", str(self.next_id or "")))
        return tuple((name, value) for name, value in fields if value)


LISTS = {"due": "/admin", "results": "/admin/results"}


def place_of(match_id: int) -> str:
    """The id of the field on a list that takes the score of this match."""
    return f"match-{match_id}-typed"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A match on a list, with the field that takes its score."""

    match: MatchToRecord
    guard: Guard
    way: Way

    @property
    def score_field(self) -> Field:
        match = self.match
        label = f"Score of {match.player1.name} against {match.player2.name}"
        return Field("typed", label, max_length=60, prefix=f"match-{match.match_id}-")


def record_rows(
    matches: Sequence[MatchToRecord], guards: Sequence[Guard], came_from: str = ""
) -> tuple[RecordRow, ...]:
    """The rows of a list, each with the row that follows it; the first follows the last."""
    following = [each.match_id for each in (*matches[1:], *matches[:1])]
    return tuple(
        RecordRow(match, guard, Way(came_from, next_id if next_id != match.match_id else 0))
        for match, guard, next_id in zip(matches, guards, following, strict=True)
    )


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """A result on record, in words: who recorded or changed it last and when (UTC)."""

    match_id: int
    result: str
    tournament: str
    draw: str
    round: Round
    changed_by: str
    changed_at: datetime

    @property
    def round_text(self) -> str:
        return ROUND_TEXT[self.round]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The matches that can be recorded, the latest due first, and the latest results."""

    tournament_field: Field
    matches: tuple[RecordRow, ...]
    recorded: tuple[RecordedRow, ...] = ()

    @property
    def count_text(self) -> str:
        return counted(len(self.matches), "match", "matches")

    @property
    def first_score(self) -> str:
        """The id of the field that takes the first score; empty without one."""
        return place_of(self.matches[0].match.match_id) if self.matches else ""


@dataclass(frozen=True, slots=True)
class SetTyped:
    """One set as typed, games and tie-break points of both players."""

    player1: str = ""
    player2: str = ""
    tiebreak1: str = ""
    tiebreak2: str = ""


@dataclass(frozen=True, slots=True)
class ResultTyped:
    """A result as typed: the score in one line, or in fields per set."""

    typed: str = ""
    status: str = ""
    winner_id: str = ""
    player1_absence: str = "0"
    player2_absence: str = "0"
    sets: tuple[SetTyped, SetTyped, SetTyped] = (SetTyped(), SetTyped(), SetTyped())

    @property
    def uses_fields(self) -> bool:
        """Something stands in the fields per set."""
        return any(each != SetTyped() for each in self.sets)

    @property
    def has_absence(self) -> bool:
        return {self.player1_absence, self.player2_absence} != {"0"}


@dataclass(frozen=True, slots=True)
class ParsedResult:
    """What would be saved: the score from the winner's side, and what follows from it."""

    score: str
    winner: Person | None
    follows: tuple[str, ...] = ()

    @property
    def checked(self) -> str:
        """What the official has seen: the same again at the saving, or it is shown once more."""
        return f"{self.winner.player_id if self.winner else 0} {self.score}"


@dataclass(frozen=True, slots=True)
class SetFields:
    """The fields of one set; the tie-break's are None for a super tie-break."""

    title: str
    error: str
    player1: Field
    player2: Field
    tiebreak1: Field | None
    tiebreak2: Field | None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """``parsed`` is there once the result was checked and may be saved."""

    match: MatchToRecord
    guard: Guard
    score_field: Field
    ending_field: Field
    winner_field: Field
    absence_fields: tuple[Field, Field]
    sets: tuple[SetFields, ...]
    shows_sets: bool
    shows_absences: bool
    parsed: ParsedResult | None
    errors: tuple[Violation, ...]
    conflict: Conflict | None
    way: Way = Way()

    @classmethod
    def of(
        cls,
        match: MatchToRecord,
        guard: Guard,
        typed: ResultTyped,
        *,
        is_administrator: bool,
        errors: Sequence[Violation] = (),
        parsed: ParsedResult | None = None,
        conflict: Conflict | None = None,
        way: Way = Way(),
    ) -> Self:
        """Errors name fields of the matches service; those of none stand at the score."""
        absences = (*_ABSENCES, _OTHER_ABSENCE) if is_administrator else _ABSENCES
        placed = tuple(_placed(error, typed) for error in errors)
        return cls(
            match,
            guard,
            _score_field(match, typed, message_of(placed, "typed")),
            Field(
                "status",
                "How it ended",
                typed.status,
                FieldKind.RADIO,
                error=message_of(placed, "status"),
                choices=_ENDINGS,
            ),
            _winner_field(match, typed, message_of(placed, "winner_id")),
            (
                _absence_field("player1", match.player1, typed.player1_absence, absences, placed),
                _absence_field("player2", match.player2, typed.player2_absence, absences, placed),
            ),
            tuple(_set_fields(number, match, typed, placed) for number in (1, 2, 3)),
            typed.uses_fields,
            typed.has_absence or any(error.field.endswith("_absence") for error in placed),
            None if errors else parsed,
            placed,
            conflict,
            way,
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those that an error can stand at."""
        return (self.winner_field, self.score_field, self.ending_field, *self.absence_fields)


def _placed(error: Violation, typed: ResultTyped) -> Violation:
    """The same error at the field of this form that it concerns."""
    own = ("status", "winner_id", "player1_absence", "player2_absence")
    here = error.field if error.field in own else "typed"
    if error.field.startswith("sets[") and typed.uses_fields and not typed.typed:
        here = f"set{int(error.field[5]) + 1}"
    return replace(error, field=here)


def _score_field(match: MatchToRecord, typed: ResultTyped, error: str) -> Field:
    decider = "107" if match.has_supertiebreak else "75"
    hint = (
        f"From the winner’s side, sets with spaces between: 64 36 {decider}. Tie-break 76(5), "
        "broken off 64 21 ret, not there w/o."
    )
    return Field("typed", "Score", typed.typed, hint=hint, error=error, max_length=60)


def _winner_field(match: MatchToRecord, typed: ResultTyped, error: str) -> Field:
    choices = (
        Choice(str(match.player1.player_id), match.player1.name, match.player1.country),
        Choice(str(match.player2.player_id), match.player2.name, match.player2.country),
        Choice("0", "Nobody", "neither player was there"),
    )
    hint = f"If none is chosen, the score is read from {match.player1.name}’s side."
    return Field("winner_id", "Winner", typed.winner_id, FieldKind.RADIO, hint, error, choices)


def _absence_field(
    side: str,
    person: Person,
    value: str,
    choices: tuple[Choice, ...],
    errors: Sequence[Violation],
) -> Field:
    name = f"{side}_absence"
    error = message_of(errors, name)
    return Field(name, person.name, value, FieldKind.SELECT, "", error, choices)


def _set_fields(
    number: int, match: MatchToRecord, typed: ResultTyped, errors: Sequence[Violation]
) -> SetFields:
    is_supertiebreak = number == 3 and match.has_supertiebreak
    title = "Super tie-break" if is_supertiebreak else f"Set {number}"
    values = typed.sets[number - 1]

    def field(part: str, label: str, value: str) -> Field:
        return Field(f"set{number}_{part}", label, value, FieldKind.NUMBER, max_length=2)

    first, second = match.player1.name, match.player2.name
    return SetFields(
        title,
        message_of(errors, f"set{number}"),
        field("player1", first, values.player1),
        field("player2", second, values.player2),
        None if is_supertiebreak else field("tiebreak1", f"Tie-break {first}", values.tiebreak1),
        None if is_supertiebreak else field("tiebreak2", f"Tie-break {second}", values.tiebreak2),
    )
