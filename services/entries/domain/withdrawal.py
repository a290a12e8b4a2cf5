"""Taking an entry back (rules.md section 2).

Guarantees that what a withdrawal costs follows from the state of the entry list alone: free until
the draw is being made, a no-show from then on.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.entries.domain.eligibility import EnteredTournament, ListState
from shared.terms import Violation
from shared.text import day_in_words


class WithdrawalType(StrEnum):
    BEFORE_DRAW = "BEFORE_DRAW"
    AFTER_DRAW = "AFTER_DRAW"


@dataclass(frozen=True, slots=True)
class WithdrawalAttempt:
    """A withdrawal that somebody asks for; ``withdrawn_at`` is set if it happened before.

    ``is_cancelled``: the draw was cancelled. ``is_out``: it was made, and the player has lost in it
    or won it. Both moments are UTC.
    """

    player_name: str
    tournament: EnteredTournament
    withdrawn_at: datetime | None
    now: datetime
    is_cancelled: bool = False
    is_out: bool = False


def withdrawal_type(state: ListState) -> WithdrawalType:
    """AFTER_DRAW, a no-show, once making the draw has frozen the list; else BEFORE_DRAW."""
    return WithdrawalType.AFTER_DRAW if state is ListState.FROZEN else WithdrawalType.BEFORE_DRAW


def check_withdrawal(attempt: WithdrawalAttempt) -> list[Violation]:
    """Every reason why the entry cannot be withdrawn; none until the tournament's last day."""
    found: list[Violation] = []
    if attempt.withdrawn_at is not None:
        message = (
            f"{attempt.player_name} has already been withdrawn from {attempt.tournament.name}, "
            f"on {day_in_words(attempt.withdrawn_at)}."
        )
        found.append(Violation("entry_id", "2", message))
    if attempt.is_cancelled:
        message = (
            f"This draw of {attempt.tournament.name} was cancelled and has released "
            f"{attempt.player_name}; there is nothing to withdraw from."
        )
        found.append(Violation("entry_id", "3", message))
    if attempt.is_out:
        # a withdrawal would be sanctioned as a no-show, but there is no match to miss
        message = (
            f"{attempt.player_name} has no match left in {attempt.tournament.name}; "
            "there is nothing to withdraw from."
        )
        found.append(Violation("entry_id", "2", message))
    last_day = attempt.tournament.week.sunday
    if attempt.now.date() > last_day:
        message = (
            f"{attempt.tournament.name} ended on {day_in_words(last_day)}; "
            "nobody can withdraw from it any more."
        )
        found.append(Violation("entry_id", "2", message))
    return found
