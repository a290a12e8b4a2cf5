"""The page of one tournament: dates, its four draws, entries, what is on today.

Guarantees that the four draws always stand in the same order, men before women and 60 before
65, and that withdrawn entries never count as players.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Self

from services.gateway.views.bracket import BracketMatch, Side
from services.gateway.views.people import Person
from services.gateway.views.played import against_href
from services.gateway.views.season import (
    STATE_TEXT,
    Deadline,
    Tournament,
    TournamentState,
    draw_deadline,
    entry_deadline,
)
from services.gateway.views.words import DRAW_STATUS_TEXT, counted, draw_label
from shared.terms import AgeCategory, DrawStatus, Gender


@dataclass(frozen=True, slots=True)
class DrawCard:
    """One of the four draws; ``players`` are those drawn, or the standing entries before."""

    draw_id: int
    age: AgeCategory
    gender: Gender
    status: DrawStatus
    players: int
    champion: Side | None = None
    is_unverified: bool = False

    @property
    def label(self) -> str:
        return draw_label(self.age, self.gender)

    @property
    def status_text(self) -> str:
        return DRAW_STATUS_TEXT[self.status]

    @property
    def status_code(self) -> str:
        """``completed``: stands in class names."""
        return self.status.name.lower()

    @property
    def is_drawn(self) -> bool:
        return self.status in (DrawStatus.GENERATED, DrawStatus.COMPLETED)

    @property
    def players_text(self) -> str:
        if self.is_drawn:
            return counted(self.players, "player")
        return counted(self.players, "entry", "entries")


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A standing entry; ``position`` in the latest ranking, 0 if unranked."""

    person: Person
    points: int
    position: int
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class EntryTable:
    """The entry list of one draw, best ranked first and in the order of entering below."""

    label: str
    code: str
    rows: tuple[EntryRow, ...]

    @classmethod
    def of(cls, age: AgeCategory, gender: Gender, rows: tuple[EntryRow, ...]) -> Self:
        """The list in the order of seeding as far as it is known yet (rules.md section 4)."""
        ordered = sorted(
            rows,
            key=lambda row: (row.position == 0, row.position, row.entered_at, row.person.player_id),
        )
        code = f"entries-{age.name.lower().replace('_', '-')}-{gender.name.lower()}"
        return cls(draw_label(age, gender), code, tuple(ordered))

    @property
    def count_text(self) -> str:
        return counted(len(self.rows), "entry", "entries")


@dataclass(frozen=True, slots=True)
class TodaysMatch:
    """A match of the day and where it belongs."""

    draw_id: int
    draw: str
    round: str
    match: BracketMatch

    @property
    def meeting(self) -> str:
        """The address of what the two have come to before; empty once it is played, or where one
        of them is not known."""
        upper, lower = self.match.upper.person, self.match.lower.person
        if upper is None or lower is None or not self.match.is_to_play:
            return ""
        return against_href(upper.player_id, lower.player_id)


@dataclass(frozen=True, slots=True)
class DrawsMatches:
    """The day's matches of one draw, ``Men 60+``."""

    draw_id: int
    label: str
    matches: tuple[TodaysMatch, ...]


def by_draw(matches: Sequence[TodaysMatch]) -> tuple[DrawsMatches, ...]:
    """``matches`` in the order of draws, rounds and numbers."""
    draws = groupby(matches, key=lambda each: (each.draw_id, each.draw))
    return tuple(DrawsMatches(*key, tuple(own)) for key, own in draws)


@dataclass(frozen=True, slots=True)
class TournamentPage:
    """``today`` is the day of the tour clock, ``todays_matches`` what is played on it."""

    tournament: Tournament
    state: TournamentState
    deadlines: tuple[Deadline, ...]
    draws: tuple[DrawCard, ...]
    entries: tuple[EntryTable, ...]
    today: date
    todays_matches: tuple[TodaysMatch, ...]

    @classmethod
    def of(
        cls,
        tournament: Tournament,
        draws: tuple[DrawCard, ...],
        entries: tuple[EntryTable, ...],
        todays_matches: tuple[TodaysMatch, ...],
        now: datetime,
    ) -> Self:
        """The page as it stands now (UTC)."""
        return cls(
            tournament,
            tournament.state(now),
            (entry_deadline(tournament, now), draw_deadline(tournament, now)),
            tuple(sorted(draws, key=lambda draw: (draw.gender, draw.age))),
            entries,
            now.date(),
            todays_matches,
        )

    @property
    def state_text(self) -> str:
        return STATE_TEXT[self.state]

    @property
    def todays_draws(self) -> tuple[DrawsMatches, ...]:
        return by_draw(self.todays_matches)

    @property
    def has_results(self) -> bool:
        """A draw is made, so that there are matches."""
        return any(draw.is_drawn for draw in self.draws)

    @property
    def champions(self) -> tuple[DrawCard, ...]:
        """The draws that have a champion."""
        return tuple(draw for draw in self.draws if draw.champion is not None)
