"""Why a draw cannot be made or verified, or its entries closed, now, in words (rules.md sections
2, 3 and 4).

Guarantees that the preview and the refusal of a command tell the same sentence.
"""

from datetime import datetime
from typing import Final

from services.draws.domain.sizes import MAX_PLAYERS, MIN_PLAYERS
from shared.terms import Violation
from shared.text import moment_in_words
from shared.weeks import Week

_FIELD: Final = "draw_id"


def entries_still_open(deadline: datetime) -> Violation:
    """``deadline`` in UTC; an entry at exactly that moment is in time."""
    return Violation(
        _FIELD,
        "3",
        f"Entries are accepted until {moment_in_words(deadline)}. The draw can be made after that.",
    )


def waits_for_ranking(week: Week) -> Violation:
    """Only a confirmed "no ranking was published for that week" makes a draw unseeded."""
    return Violation(
        _FIELD,
        "4",
        f"The draw waits for the ranking of week {week}, which seeds it and is not published yet.",
    )


def too_few(players: int) -> Violation:
    return Violation(
        _FIELD,
        "3",
        f"A draw needs {MIN_PLAYERS} players and {_standing(players)}. "
        "Unless that changes it will be cancelled.",
    )


def too_many(players: int) -> Violation:
    return Violation(
        _FIELD, "3", f"A draw holds {MAX_PLAYERS} players at most and {_standing(players)}."
    )


def already_made(by: str | None, at: datetime | None) -> Violation:
    """``by`` and ``at`` (UTC) as far as they are known: a draw is made once."""
    who = f" by {by}" if by else ""
    when = f" on {moment_in_words(at)}" if at else ""
    return Violation(
        _FIELD, "4", f"This draw has been made already{who}{when}. Once drawn, it does not change."
    )


def cancelled() -> Violation:
    return Violation(
        _FIELD, "3", f"This draw was cancelled: it had fewer than {MIN_PLAYERS} players."
    )


def unverified_history() -> Violation:
    """Shown, and never played on (section 13)."""
    return Violation(
        _FIELD, "13", "This draw was read from earlier data that break the rules; it is only shown."
    )


def not_made() -> Violation:
    return Violation(
        _FIELD, "4", "This draw is not made yet. It can be verified from the moment it is."
    )


def made_elsewhere() -> Violation:
    """No random seed is known (section 13)."""
    return Violation(
        _FIELD,
        "13",
        "This draw was made elsewhere and taken over from earlier records. The random seed of its"
        " lots is not known, so it cannot be made again.",
    )


def other_algorithm(version: int) -> Violation:
    return Violation(
        _FIELD,
        "4",
        f"This draw was made by version {version} of the algorithm, which this program does not"
        " know.",
    )


def _standing(players: int) -> str:
    return f"{players} {'entry stands' if players == 1 else 'entries stand'}"
