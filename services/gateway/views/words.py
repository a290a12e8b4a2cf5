"""The words of the site: terms, days, moments and time left, in English and in UTC.

Guarantees that the same thing is called the same on every page, whatever the locale of the
machine.
"""

import re
from datetime import date, datetime, timedelta

from shared.terms import (
    AgeCategory,
    DrawStatus,
    Gender,
    PlayerStatus,
    Round,
    Stage,
    Surface,
    TournamentCategory,
)
from shared.weeks import Week

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_WITHIN = re.compile(r"(?<=[a-z])[A-Z]")

AGE_TEXT = {AgeCategory.SIXTY: "60", AgeCategory.SIXTY_FIVE: "65"}
GENDER_TEXT = {Gender.MEN: "Men", Gender.WOMEN: "Women"}
SURFACE_TEXT = {
    Surface.CLAY: "Clay",
    Surface.HARD: "Hard",
    Surface.GRASS: "Grass",
    Surface.CARPET: "Carpet",
}
PLAYER_STATUS_TEXT = {
    PlayerStatus.ACTIVE: "Active",
    PlayerStatus.INACTIVE: "Inactive",
    PlayerStatus.RETIRED: "Retired",
    PlayerStatus.SUSPENDED: "Suspended",
}
DRAW_STATUS_TEXT = {
    DrawStatus.OPEN: "Entries open",
    DrawStatus.CLOSED: "Entries closed",
    DrawStatus.GENERATED: "Drawn",
    DrawStatus.COMPLETED: "Finished",
    DrawStatus.CANCELLED: "Cancelled",
}
ROUND_TEXT = {
    Round.R64: "Round of 64",
    Round.R32: "Round of 32",
    Round.R16: "Round of 16",
    Round.QF: "Quarter-finals",
    Round.SF: "Semi-finals",
    Round.F: "Final",
}
STAGE_TEXT = {
    Stage.W: "Champion",
    Stage.F: "Finalist",
    Stage.SF: "Semi-finalist",
    Stage.QF: "Quarter-finalist",
    Stage.L16: "Last 16",
    Stage.L32: "Last 32",
    Stage.L64: "Last 64",
}


def draw_label(age: AgeCategory, gender: Gender) -> str:
    """``Men 60+``."""
    return f"{GENDER_TEXT[gender]} {AGE_TEXT[age]}+"


def category_text(category: TournamentCategory) -> str:
    """``MT700``."""
    return category.name


def month(day: date) -> str:
    """``February 2026``."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def short_month(day: date) -> str:
    """``Feb``."""
    return _MONTHS[day.month - 1][:3]


def day(value: date) -> str:
    """``Mon 16 Feb 2026``."""
    return f"{short_day(value)} {value.year}"


def week_text(week: Week) -> str:
    """``week 7 of 2026``."""
    return f"week {week.number} of {week.year}"


def short_day(value: date) -> str:
    """``Mon 16 Feb``."""
    return f"{_DAYS[value.weekday()]} {value.day} {short_month(value)}"


def day_range(first: date, last: date) -> str:
    """``16–22 Feb 2026``; month and year stand twice only where they differ."""
    end = f"{last.day} {short_month(last)} {last.year}"
    if first.year != last.year:
        return f"{first.day} {short_month(first)} {first.year} – {end}"
    if first.month != last.month:
        return f"{first.day} {short_month(first)} – {end}"
    return f"{first.day}–{end}"


def short_day_range(first: date, last: date) -> str:
    """``16–22 Feb`` or ``30 Mar – 5 Apr``, where the year is known."""
    if first.month != last.month:
        return f"{first.day} {short_month(first)} – {last.day} {short_month(last)}"
    return f"{first.day}–{last.day} {short_month(last)}"


def utc(value: datetime) -> str:
    """``Tue 10 Feb 2026, 10:00 UTC``; the moment must be in UTC."""
    if value.utcoffset() != timedelta(0):
        raise ValueError(f"{value} is not in UTC")
    return f"{day(value)}, {value:%H:%M} UTC"


def short_utc(value: datetime) -> str:
    """``Tue 10 Feb, 10:00 UTC``, where the year is known; the moment must be in UTC."""
    if value.utcoffset() != timedelta(0):
        raise ValueError(f"{value} is not in UTC")
    return f"{short_day(value)}, {value:%H:%M} UTC"


def utc_iso(value: datetime) -> str:
    """``2026-02-10T10:00:00Z``, for machines; the moment must be in UTC."""
    if value.utcoffset() != timedelta(0):
        raise ValueError(f"{value} is not in UTC")
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"


def time_left(until: datetime, now: datetime) -> str:
    """``2 d 3 h``, ``3 h 12 min``, ``4 min``; empty once the moment has passed.

    A deadline of exactly now has not passed (rules.md section 2).
    """
    if now > until:
        return ""
    minutes = int((until - now).total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else "less than a minute"


def spoken(name: str) -> str:
    """``Result recorded`` for ``ResultRecorded``, as events and commands are named."""
    return _WITHIN.sub(lambda found: f" {found[0].lower()}", name)


def number(value: int) -> str:
    """``1,320``: figures in threes, everywhere on the pages; years and keys are none."""
    return f"{value:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 player``, ``2 players``; ``many`` where an s does not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: tuple[str, ...]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
