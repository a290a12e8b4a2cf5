"""Which results are sanctioned, how long a suspension lasts and which days it covers.

Guarantees that a suspension follows from a no-show, a withdrawal after the draw or a
disqualification, and from nothing else (rules.md sections 5, 7 and 12).
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.matches.domain.bracket import Match, WalkoverReason
from services.matches.domain.progress import Absence
from shared.terms import MatchStatus

_CAUSES: Final = {
    WalkoverReason.NO_SHOW: MatchStatus.WALKOVER,
    WalkoverReason.WITHDRAWN_AFTER_DRAW: MatchStatus.WALKOVER,
    WalkoverReason.DISQUALIFIED: MatchStatus.DISQUALIFIED,
}
_MONTHS: Final = {MatchStatus.WALKOVER: 2, MatchStatus.DISQUALIFIED: 6}


@dataclass(frozen=True, slots=True)
class Sanction:
    """A player to be sanctioned; the cause is WALKOVER or DISQUALIFIED, as in section 7."""

    player_id: int
    cause: MatchStatus


@dataclass(frozen=True, slots=True)
class Suspension:
    """A player may not play from the first to the last day, both included.

    One whose cause was corrected away is kept as annulled and covers nothing.
    """

    player_id: int
    cause: MatchStatus
    first_day: date
    last_day: date
    annulled: bool = False


def sanctions_of(match: Match) -> tuple[Sanction, ...]:
    """Who is sanctioned for this match, the upper player first. Source: rules.md 7 and 12."""
    if match.status is MatchStatus.DISQUALIFIED:
        losers = (player for player in match.players if player != match.winner)
        return tuple(Sanction(player, MatchStatus.DISQUALIFIED) for player in losers)
    found = (_sanction(player, match.reason_of(player)) for player in match.players)
    return tuple(sanction for sanction in found if sanction)


def sanction_for(absence: Absence) -> Sanction | None:
    """The sanction of who withdraws before an opponent is known; it does not wait for one."""
    return _sanction(absence.player_id, absence.reason)


def suspension_for(sanction: Sanction, first_day: date) -> Suspension:
    """The suspension from ``first_day``, the tournament's, to the same day two or six months on.

    The last day of the month stands in for a day that it does not have. Source: rules.md 7.
    """
    months = first_day.month - 1 + _MONTHS[sanction.cause]
    year, month = first_day.year + months // 12, months % 12 + 1
    day = min(first_day.day, calendar.monthrange(year, month)[1])
    return Suspension(sanction.player_id, sanction.cause, first_day, date(year, month, day))


def covers(suspension: Suspension, first_day: date, last_day: date) -> bool:
    """Whether it covers any day from ``first_day`` to ``last_day``, bounds included."""
    return (
        not suspension.annulled
        and suspension.first_day <= last_day
        and first_day <= suspension.last_day
    )


def suspended_until(suspensions: Iterable[Suspension], day: date) -> date | None:
    """The last day of the suspensions of one player that run on ``day``; None if none does.

    Those that overlap, or follow each other without a day between, run until the last of them
    ends. Source: rules.md section 7.
    """
    standing = sorted((one for one in suspensions if not one.annulled), key=lambda s: s.first_day)
    until: date | None = None
    for one in standing:
        if until is None:
            if covers(one, day, day):
                until = one.last_day
        elif one.first_day <= until + timedelta(days=1):
            until = max(until, one.last_day)
    return until


def _sanction(player: int, reason: WalkoverReason | None) -> Sanction | None:
    cause = None if reason is None else _CAUSES.get(reason)
    return None if cause is None else Sanction(player, cause)
