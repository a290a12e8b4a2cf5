"""A tournament's dates, and what an administrator may state about it.

Guarantees that a tournament which passes fills one ISO week from Monday to Sunday, and that its
entry deadline lies ahead whenever its week is set or changed (rules.md sections 2, 3 and 9).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.entries.domain.text import check_text, day_in_words, moment_in_words, tidy
from shared.terms import Surface, TournamentCategory, Violation
from shared.weeks import Week

NAME_LENGTH = 100
# A guard against mistyped years: nobody plans a tournament further ahead.
MOST_DAYS_AHEAD = 5 * 366


@dataclass(frozen=True, slots=True)
class TournamentDetails:
    """What an administrator states about a tournament; the numbers are still unchecked keys.

    Its year and week are not stated: they are those of ``Week.of(start_date)``.
    """

    name: str
    start_date: date
    end_date: date
    category_id: int
    surface_id: int
    venue_id: int

    def tidied(self) -> "TournamentDetails":
        """The details as they are stored."""
        return replace(self, name=tidy(self.name))


def entry_deadline(start_date: date) -> datetime:
    """The last moment for entries to the tournament of this day's week, itself in time: Tuesday
    10:00 UTC of the week before (rules.md section 2)."""
    return (Week.of(start_date) - 1).at(2, 10)


def draw_deadline(start_date: date) -> datetime:
    """When the system makes the draws that nobody has made: Friday 19:00 UTC of the week before
    that of this day (rules.md section 3)."""
    return (Week.of(start_date) - 1).at(5, 19)


def entries_in_time(start_date: date, now: datetime) -> bool:
    """Whether an entry at this moment (UTC) is in time."""
    return now <= entry_deadline(start_date)


def check_tournament(
    details: TournamentDetails, now: datetime, venues: Collection[int]
) -> list[Violation]:
    """Every broken rule of a new tournament; ``now`` in UTC, ``venues`` the keys that exist."""
    return (
        _check_description(details, venues)
        + _check_dates(details)
        + _check_deadline_ahead(details.start_date, now)
    )


def check_tournament_change(
    before: TournamentDetails, after: TournamentDetails, now: datetime, venues: Collection[int]
) -> list[Violation]:
    """Every broken rule of a changed tournament; ``now`` in UTC.

    Dates and category are fixed when the entry deadline has passed: players have entered for
    them. Entries that stand must be checked anew by the caller (``check_entry``) when dates move.
    """
    found = _check_description(after, venues)
    moved = (before.start_date, before.end_date) != (after.start_date, after.end_date)
    if moved:
        found += _check_dates(after)
    if entries_in_time(before.start_date, now):
        return found + (_check_deadline_ahead(after.start_date, now) if moved else [])
    closed = moment_in_words(entry_deadline(before.start_date))
    if moved:
        message = f"The dates are fixed: entries closed on {closed}."
        found.append(Violation("start_date", "2", message))
    if before.category_id != after.category_id:
        message = f"The category is fixed: entries closed on {closed}."
        found.append(Violation("category_id", "2", message))
    return found


def _check_description(details: TournamentDetails, venues: Collection[int]) -> list[Violation]:
    found = check_text("name", details.name, NAME_LENGTH)
    if details.category_id not in set(TournamentCategory):
        found.append(Violation("category_id", "1", "Please choose a category from the list."))
    if details.surface_id not in set(Surface):
        found.append(Violation("surface_id", "1", "Please choose a surface from the list."))
    if details.venue_id not in venues:
        found.append(Violation("venue_id", "9", "Please choose a venue from the list."))
    return found


def _check_dates(details: TournamentDetails) -> list[Violation]:
    start, end = details.start_date, details.end_date
    found: list[Violation] = []
    if start.isoweekday() != 1:
        message = f"A tournament starts on a Monday; {day_in_words(start)} is a {start:%A}."
        found.append(Violation("start_date", "2", message))
    # Counted in days, because the last Sunday that dates can hold lies before the year 9999 ends.
    if (end - start).days != 7 - start.isoweekday():
        message = (
            "A tournament ends on the Sunday of the week in which it starts; "
            f"{day_in_words(start)} to {day_in_words(end)} does not."
        )
        found.append(Violation("end_date", "5", message))
    return found


def _check_deadline_ahead(start: date, now: datetime) -> list[Violation]:
    """Whether entries to a tournament of the week of ``start`` are still possible."""
    today = now.date()
    message = ""
    if start < today:
        message = f"The tournament would start in the past, on {day_in_words(start)}."
    elif (start - today).days > MOST_DAYS_AHEAD:
        message = (
            f"The tournament would start on {day_in_words(start)}, more than five years from now."
        )
    elif not entries_in_time(start, now):
        closed = moment_in_words(entry_deadline(start))
        message = f"Nobody could enter any more: entries would have closed on {closed}."
    return [Violation("start_date", "2", message)] if message else []
