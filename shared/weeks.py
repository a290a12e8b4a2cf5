"""ISO weeks, counted on the calendar and never on ``year * 100 + week`` (rules.md, head).

A week is identified by its Monday; 2025-12-29 is the Monday of week 1 of 2026.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

# how many weeks before its own a ranking counts (rules.md section 6)
WINDOW_WEEKS = 52


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week. ``Week.of(day) + 1`` is the week after the one that holds ``day``."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.isoweekday() != 1:
            raise ValueError(f"{self.monday} is no Monday")

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that holds this day."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def iso(cls, year: int, number: int) -> Self:
        """The week by ISO year and number; ValueError where the year has no such week."""
        return cls(date.fromisocalendar(year, number, 1))

    @property
    def year(self) -> int:
        """The ISO year: that of the week's Thursday."""
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        """The ISO week number, 1 to 53."""
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def at(self, weekday: int, hour: int) -> datetime:
        """The moment in UTC at this ISO weekday (1 Monday … 7 Sunday) and full hour."""
        day = self.monday + timedelta(days=weekday - 1)
        return datetime.combine(day, time(hour), tzinfo=UTC)

    def __add__(self, weeks: int) -> "Week":
        return Week(self.monday + timedelta(weeks=weeks))

    def __sub__(self, weeks: int) -> "Week":
        return self + -weeks

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"
