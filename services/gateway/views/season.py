"""The calendar of tournaments and what state each one is in.

Guarantees that a tournament's state follows from its dates, the tour clock and its draws
alone, the same here as on its own page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Self

from services.gateway.views.forms import Choice, Field, FieldKind
from services.gateway.views.words import (
    SURFACE_TEXT,
    category_text,
    counted,
    day_range,
    month,
    short_day_range,
    time_left,
)
from shared.terms import Surface, TournamentCategory


class TournamentState(StrEnum):
    """How a tournament stands; the value stands in the address of a filtered calendar."""

    OPEN = "open"
    CLOSED = "closed"
    IN_PLAY = "in-play"
    FINISHED = "finished"


STATE_TEXT = {
    TournamentState.OPEN: "Entries open",
    TournamentState.CLOSED: "Entries closed",
    TournamentState.IN_PLAY: "In play",
    TournamentState.FINISHED: "Finished",
}


@dataclass(frozen=True, slots=True)
class Tournament:
    """A tournament as the pages show it; moments are UTC, ``is_over`` with every draw over."""

    tournament_id: int
    name: str
    first_day: date
    last_day: date
    category: TournamentCategory
    surface: Surface
    venue: str
    city: str
    country: str
    entry_deadline: datetime
    draw_deadline: datetime
    is_over: bool = False

    @property
    def days(self) -> str:
        return day_range(self.first_day, self.last_day)

    @property
    def short_days(self) -> str:
        return short_day_range(self.first_day, self.last_day)

    @property
    def week_number(self) -> int:
        return self.first_day.isocalendar().week

    @property
    def category_text(self) -> str:
        return category_text(self.category)

    @property
    def surface_text(self) -> str:
        return SURFACE_TEXT[self.surface]

    @property
    def surface_code(self) -> str:
        """``clay``: stands in class names."""
        return self.surface.name.lower()

    def state(self, now: datetime) -> TournamentState:
        """An entry at exactly the deadline is in time (rules.md section 2)."""
        if now <= self.entry_deadline:
            return TournamentState.OPEN
        if now.date() < self.first_day:
            return TournamentState.CLOSED
        if self.is_over or now.date() > self.last_day:
            return TournamentState.FINISHED
        return TournamentState.IN_PLAY


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment to be in time for: ``verb`` and ``left`` make "closes in 2 d 3 h"."""

    label: str
    at: datetime
    verb: str
    left: str
    passed: str

    @property
    def is_past(self) -> bool:
        return not self.left

    @property
    def text(self) -> str:
        return self.passed if self.is_past else f"{self.verb} in {self.left}"


def entry_deadline(tournament: Tournament, now: datetime) -> Deadline:
    at = tournament.entry_deadline
    return Deadline("Entries close", at, "closes", time_left(at, now), "closed")


def draw_deadline(tournament: Tournament, now: datetime) -> Deadline:
    at = tournament.draw_deadline
    return Deadline("Draws made at the latest", at, "due", time_left(at, now), "past")


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A tournament of the calendar."""

    tournament: Tournament
    state: TournamentState
    deadline: Deadline

    @property
    def state_text(self) -> str:
        return STATE_TEXT[self.state]


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """The tournaments that begin in one month; ``code`` is ``2026-02``."""

    title: str
    code: str
    rows: tuple[CalendarRow, ...]

    def is_over(self, today: date) -> bool:
        """The month has passed, and all that began in it."""
        return self.code < f"{today:%Y-%m}" and all(
            row.tournament.last_day < today for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class CalendarFilters:
    """What the address asks for; None asks for all."""

    year: int | None = None
    category: TournamentCategory | None = None
    surface: Surface | None = None
    state: TournamentState | None = None

    @property
    def are_set(self) -> bool:
        """Anything but the year is chosen."""
        return (self.category, self.surface, self.state) != (None, None, None)


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """``months`` in the order of the calendar; ``today`` is the day of the tour clock.

    What has been played stands below what is being and will be played: a calendar opens at the
    present.
    """

    title: str
    filters: tuple[Field, ...]
    are_filters_set: bool
    months: tuple[CalendarMonth, ...]
    found: str
    today: date

    @property
    def this_month(self) -> str:
        """The code of the month that the tour clock is in."""
        return f"{self.today:%Y-%m}"

    @property
    def coming(self) -> tuple[CalendarMonth, ...]:
        """From the present month on; all months where none of them is left."""
        left = tuple(each for each in self.months if not each.is_over(self.today))
        return left or self.months

    @property
    def earlier(self) -> tuple[CalendarMonth, ...]:
        """The months before, the latest first."""
        return tuple(each for each in self.months[::-1] if each not in self.coming)

    @classmethod
    def of(
        cls,
        tournaments: Sequence[Tournament],
        filters: CalendarFilters,
        years: Sequence[int],
        now: datetime,
    ) -> Self:
        """``years`` are those that can be chosen; the state is filtered here, the rest too."""
        rows = [
            CalendarRow(each, each.state(now), entry_deadline(each, now))
            for each in sorted(tournaments, key=lambda each: (each.first_day, each.tournament_id))
            if fits(each, filters, now)
        ]
        months = tuple(
            CalendarMonth(month(first), f"{first:%Y-%m}", tuple(group))
            for first, group in groupby(
                rows, key=lambda row: row.tournament.first_day.replace(day=1)
            )
        )
        title = f"Tournaments {filters.year}" if filters.year else "Tournaments"
        found = counted(len(rows), "tournament")
        return cls(
            title,
            _filter_fields(filters, years),
            filters.are_set,
            months,
            found,
            now.date(),
        )


def fits(tournament: Tournament, filters: CalendarFilters, now: datetime) -> bool:
    """The tournament is one of those that the address asks for."""
    asked_and_is = (
        (filters.year, tournament.first_day.isocalendar().year),
        (filters.category, tournament.category),
        (filters.surface, tournament.surface),
        (filters.state, tournament.state(now)),
    )
    return all(asked is None or asked == found for asked, found in asked_and_is)


def _filter_fields(filters: CalendarFilters, years: Sequence[int]) -> tuple[Field, ...]:
    every_year = tuple(Choice(str(year), str(year)) for year in sorted(years, reverse=True))
    every_category = tuple(Choice(each.name, each.name) for each in TournamentCategory)
    every_surface = tuple(Choice(each.name.lower(), SURFACE_TEXT[each]) for each in Surface)
    every_state = tuple(Choice(each.value, STATE_TEXT[each]) for each in TournamentState)
    chosen = (
        ("year", "Year", str(filters.year or ""), every_year),
        ("category", "Category", filters.category.name if filters.category else "", every_category),
        (
            "surface",
            "Surface",
            filters.surface.name.lower() if filters.surface else "",
            every_surface,
        ),
        ("state", "State", filters.state.value if filters.state else "", every_state),
    )
    return tuple(
        Field(name, label, value, FieldKind.SELECT, choices=(Choice("", "All"), *choices))
        for name, label, value, choices in chosen
    )
