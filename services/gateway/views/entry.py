"""Entering a player and withdrawing an entry, step by step without JavaScript.

Guarantees that an official sees category, points and every reason against an entry before
anything is stored (rules.md section 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.gateway.views.forms import Choice, Conflict, Field, FieldKind, Guard
from services.gateway.views.people import Person
from services.gateway.views.season import Deadline, Tournament, entry_deadline
from services.gateway.views.words import GENDER_TEXT, counted
from shared.terms import Gender, Violation


@dataclass(frozen=True, slots=True)
class PlayerFound:
    """A player of a search, with what tells namesakes apart; ``status`` in words."""

    person: Person
    birth_year: int
    gender: Gender
    status: str

    @property
    def note(self) -> str:
        """``Men, born 1963, Poland``, and the status where it is not Active."""
        facts = [GENDER_TEXT[self.gender], f"born {self.birth_year}"]
        facts += [self.person.country] if self.person.country else []
        facts += [self.status] if self.status != "Active" else []
        return ", ".join(facts)


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """What the entry would be; with ``reasons`` it may not be made.

    ``draw`` is empty where no category holds the player's age; ``position`` 0 is unranked.
    """

    player: PlayerFound
    draw: str
    points: int
    position: int
    reasons: tuple[Violation, ...] = ()

    @property
    def may_enter(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Three steps on one page: the tournament, the player, the entry."""

    guard: Guard
    tournament: Tournament | None
    deadline: Deadline | None
    tournament_field: Field
    search_field: Field
    player_field: Field | None
    is_nobody_found: bool
    check: EntryCheck | None

    @property
    def next_step(self) -> str:
        """What is to be done next: ``search`` for a player, choose the ``player`` among those
        found, or make the ``entry``."""
        if self.check and self.check.may_enter:
            return "entry"
        return "player" if self.player_field and not self.check else "search"

    @classmethod
    def of(
        cls,
        guard: Guard,
        tournaments: Sequence[Tournament],
        now: datetime,
        *,
        tournament_id: int = 0,
        text: str = "",
        found: Sequence[PlayerFound] | None = None,
        check: EntryCheck | None = None,
    ) -> Self:
        """``tournaments`` take entries; ``found`` is None before a search was made."""
        chosen = next((each for each in tournaments if each.tournament_id == tournament_id), None)
        return cls(
            guard,
            chosen,
            entry_deadline(chosen, now) if chosen else None,
            tournament_field(tournaments, tournament_id),
            Field("q", "Player", text, FieldKind.SEARCH, "Two letters of a name at least."),
            # of one alone nothing is to choose
            _player_field(found) if found and (len(found) > 1 or not check) else None,
            found is not None and not found,
            check,
        )


def tournament_field(tournaments: Sequence[Tournament], tournament_id: int) -> Field:
    """A select of tournaments, the one with the nearest deadline first."""
    ordered = sorted(tournaments, key=lambda each: (each.entry_deadline, each.name))
    choices = tuple(
        Choice(str(each.tournament_id), f"{each.name} · {each.category_text} · {each.days}")
        for each in ordered
    )
    value = str(tournament_id) if tournament_id else ""
    return Field("tournament_id", "Tournament", value, FieldKind.SELECT, choices=choices)


def _player_field(found: Sequence[PlayerFound]) -> Field:
    choices = tuple(
        Choice(str(each.person.player_id), each.person.name, each.note) for each in found
    )
    value = choices[0].value if len(choices) == 1 else ""
    return Field("player_id", "Which player?", value, FieldKind.RADIO, choices=choices)


@dataclass(frozen=True, slots=True)
class EntryOnList:
    """An entry that may be withdrawn; ``guard`` has the entry's version.

    ``is_no_show`` once the draw is made: withdrawing is sanctioned then (section 7).
    """

    entry_id: int
    person: Person
    draw: str
    points: int
    entered_at: datetime
    guard: Guard
    is_no_show: bool
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """The entries of one tournament, those that stand first."""

    tournament: Tournament | None
    tournament_field: Field
    entries: tuple[EntryOnList, ...]
    errors: tuple[Violation, ...] = ()
    conflict: Conflict | None = None

    @property
    def standing_text(self) -> str:
        standing = sum(not entry.withdrawn for entry in self.entries)
        return counted(standing, "entry stands", "entries stand")
