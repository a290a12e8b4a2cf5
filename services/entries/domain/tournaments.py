"""A tournament's dates, and what an administrator may state about it.

Guarantees that a tournament which passes fills one ISO week, and that its entry deadline lies
ahead whenever its week is set or changed (rules.md sections 2, 3 and 9).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.terms import Surface, TournamentCategory, Violation
from shared.text import check_text, day_in_words, moment_in_words, tidy
from shared.weeks import Week

NAME_LENGTH = 120
# A guard against mistyped years: nobody plans a tournament further ahead.
MOST_DAYS_AHEAD = 5 * 366


@dataclass(frozen=True, slots=True)
class TournamentDetails:
    """What an administrator states about a tournament; the numbers are still unchecked keys.

    Year, week and last day are not stated: they are those of ``week``, once the start is checked.
    """

    name: str
    start_date: date
    category_id: int
    surface_id: int
    venue_id: int

    def tidied(self) -> "TournamentDetails":
        """The details as they are stored."""
        return replace(self, name=tidy(self.name))

    @property
    def week(self) -> Week:
        """The ISO week it fills: 2025-12-29 starts week 1 of 2026."""
        return Week.of(self.start_date)


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
    return _check_description(details, venues) + _check_start(details.start_date, now)


def check_tournament_change(
    before: TournamentDetails,
    after: TournamentDetails,
    now: datetime,
    venues: Collection[int],
    standing_entries: int,
) -> list[Violation]:
    """Every broken rule of a changed tournament; ``now`` in UTC.

    Week and category are fixed when the entry deadline has passed. The week is fixed as soon as
    anybody has entered: age, suspensions and the one tournament per week were checked for it.
    """
    found = _check_description(after, venues)
    moved = before.start_date != after.start_date
    in_time = entries_in_time(before.start_date, now)
    closed = moment_in_words(entry_deadline(before.start_date))
    if moved:
        found += _check_start(after.start_date, now)
    if moved and not in_time:
        message = f"The week is fixed: entries closed on {closed}."
        found.append(Violation("start_date", "2", message))
    if moved and standing_entries:
        message = (
            f"The week is fixed while entries stand ({standing_entries} now): "
            "they were checked for this week."
        )
        found.append(Violation("start_date", "2", message))
    if before.category_id != after.category_id and not in_time:
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


def _check_start(start: date, now: datetime) -> list[Violation]:
    """Whether it is a Monday, and entries to the tournament of its week are still possible."""
    found: list[Violation] = []
    if start.isoweekday() != 1:
        message = f"A tournament starts on a Monday; {day_in_words(start)} is a {start:%A}."
        found.append(Violation("start_date", "2", message))
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
    if message:
        found.append(Violation("start_date", "2", message))
    return found
