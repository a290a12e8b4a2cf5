"""The style page of developers: every component once in every state, with made-up people.

Guarantees the same page at every moment: all moments in it are fixed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

from services.gateway.views.bracket import Bracket, DrawnLine, MatchOnRecord, build_bracket
from services.gateway.views.forms import Choice, Conflict, Field, FieldKind, Guard
from services.gateway.views.people import Person
from services.gateway.views.scores import SetPlay
from services.gateway.views.season import Deadline, Tournament, TournamentState
from services.gateway.views.site import Flash, FlashKind
from shared.terms import MatchStatus, Round, Surface, TournamentCategory, Violation

_MONDAY = date(2026, 2, 16)
_NOW = datetime(2026, 2, 17, 12, 30, tzinfo=UTC)
_PEOPLE = (
    ("Iga", "Świątek", "POL"),
    ("Bo", "Li", "CHN"),
    ("Maximilian", "Featherstonehaugh-Cholmondeley", "GBR"),
    ("José María", "García Fernández", "ESP"),
    ("Søren", "Østergaard", "DEN"),
    ("Jan", "Dvořák", "CZE"),
)


@dataclass(frozen=True, slots=True)
class StyleguidePage:
    """``guard`` stands in forms that lead nowhere."""

    guard: Guard
    courts: tuple[Tournament, ...]
    plates: tuple[Tournament, ...]
    states: tuple[tuple[str, str], ...]
    deadlines: tuple[Deadline, ...]
    flashes: tuple[Flash, ...]
    problems: tuple[Violation, ...]
    conflict: Conflict
    fields: tuple[Field, ...]
    people: tuple[Person, ...]
    bracket: Bracket
    now: datetime

    @classmethod
    def of(cls, guard: Guard) -> Self:
        return cls(
            guard=guard,
            courts=tuple(_tournament(surface=each) for each in Surface),
            plates=tuple(_tournament(category=each) for each in TournamentCategory),
            states=tuple((each.value, each.name.replace("_", " ").lower()) for each in _STATES),
            deadlines=(
                Deadline("Entries close", _NOW + timedelta(days=2), "closes", "2 d 0 h", "closed"),
                Deadline("Entries close", _NOW - timedelta(days=2), "closes", "", "closed"),
            ),
            flashes=(
                Flash(FlashKind.DONE, "Iga Świątek is entered.", "#notices", "All entries"),
                Flash(FlashKind.NOTE, "Entries close in an hour."),
                Flash(FlashKind.PROBLEM, "Iga Świątek is suspended until Sun 1 Mar 2026."),
            ),
            problems=_PROBLEMS,
            conflict=Conflict("Bruno", _NOW, "6-4 3-6 [10-7] for Bo Li."),
            fields=_fields(),
            people=tuple(_person(number) for number in range(1, 7)),
            bracket=_bracket(),
            now=_NOW,
        )


_STATES = tuple(TournamentState)
_PROBLEMS = (
    Violation("typed", "5", "A set cannot end 6-5: play to 7-5 or a tie-break."),
    Violation("player", "2", "Nobody is called that."),
)


def _person(number: int) -> Person:
    first, last, country = _PEOPLE[number - 1]
    return Person(number, first, last, country)


def _tournament(
    surface: Surface = Surface.CLAY, category: TournamentCategory = TournamentCategory.MT700
) -> Tournament:
    return Tournament(
        tournament_id=1,
        name="Costa Brava Masters",
        first_day=_MONDAY,
        last_day=_MONDAY + timedelta(days=6),
        category=category,
        surface=surface,
        venue="Club de Tenis",
        city="Girona",
        country="Spain",
        entry_deadline=_NOW - timedelta(days=7),
        draw_deadline=_NOW - timedelta(days=4),
    )


def _fields() -> tuple[Field, ...]:
    score, nobody = _PROBLEMS
    choices = (Choice("1", "Men"), Choice("2", "Women"))
    return (
        Field("name", "Name", "Świątek", hint="As in the passport."),
        Field("typed", "Score", "65 64", hint="As in 64 36 [10-7].", error=score.message),
        Field("player", "Player", kind=FieldKind.SEARCH, error=nobody.message),
        Field("year", "Birth year", "1963", FieldKind.NUMBER),
        Field("day", "Day", "2026-02-16", FieldKind.DATE),
        Field("word", "Password", kind=FieldKind.PASSWORD, autocomplete="off"),
        Field("draw", "Draw", "2", FieldKind.SELECT, choices=choices),
        Field("winner", "Winner", "1", FieldKind.RADIO, choices=_winners()),
        Field("other", "Winner", "", FieldKind.RADIO, error="Say who won.", choices=_winners()),
    )


def _winners() -> tuple[Choice, ...]:
    return (Choice("1", "Iga Świątek"), Choice("2", "Bo Li", "seed 2"))


def _bracket() -> Bracket:
    """Byes, a played match with a tie-break, a retirement, one to play, one to be decided."""
    drawn = (1, 0, 3, 4, 5, 6, 0, 2)
    lines = [
        DrawnLine(line, _person(player) if player else None, player if player < 3 else 0)
        for line, player in enumerate(drawn, 1)
    ]
    sets = (SetPlay((7, 6), (7, 5)), SetPlay((4, 6)), SetPlay(supertiebreak=(10, 7)))
    retired = (SetPlay((6, 3)), SetPlay((2, 1)))
    done = MatchStatus.COMPLETED
    matches = [
        MatchOnRecord(2, Round.QF, 2, 3, 4, done, 3, sets, "7-6(5) 4-6 [10-7]", _MONDAY),
        MatchOnRecord(
            3, Round.QF, 3, 5, 6, MatchStatus.RETIRED, 5, retired, "6-3 2-1 ret.", _MONDAY
        ),
        MatchOnRecord(5, Round.SF, 1, 1, 3, MatchStatus.SCHEDULED, day=_MONDAY + timedelta(days=2)),
        MatchOnRecord(6, Round.SF, 2, 5, 2, MatchStatus.WALKOVER, 2, (), "w/o", _MONDAY),
        MatchOnRecord(7, Round.F, 1, 0, 2, MatchStatus.SCHEDULED, day=_MONDAY + timedelta(days=6)),
    ]
    return build_bracket(lines, matches)
