"""Closing and freezing the entry list of a draw (rules.md sections 2 to 4).

Guarantees that no list closes while an entry would still be in time.
"""

from datetime import datetime

from services.entries.domain.eligibility import EnteredTournament, ListState
from services.entries.domain.tournaments import entries_in_time, entry_deadline
from shared.terms import Violation
from shared.text import moment_in_words


def check_closing(
    tournament: EnteredTournament, state: ListState, now: datetime
) -> list[Violation]:
    """Why the list cannot be closed or frozen at this moment (UTC); none if it can.

    An entry at exactly the deadline is in time, so the list closes after it.
    """
    found: list[Violation] = []
    if entries_in_time(tournament.week.monday, now):
        closes = moment_in_words(entry_deadline(tournament.week.monday))
        message = f"Entries for {tournament.name} are accepted until {closes}."
        found.append(Violation("list", "2", message))
    if state is ListState.CANCELLED:
        message = f"This draw of {tournament.name} was cancelled."
        found.append(Violation("list", "3", message))
    return found
