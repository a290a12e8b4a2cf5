"""Which results are sanctioned, how long a suspension lasts and which days it covers.

Guarantees that a suspension follows from a no-show, a withdrawal after the draw or a
disqualification, and from nothing else (rules.md sections 5, 7 and 12).
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.matches.domain.bracket import Draw, Match, Place, WalkoverReason
from services.matches.domain.progress import Absence, still_plays
from shared.terms import MatchStatus, Violation
from shared.text import weekday_in_words

_CAUSES: Final[dict[WalkoverReason | None, MatchStatus]] = {
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

    One whose cause was corrected away is kept as annulled and covers nothing; one that was lifted
    holds no longer from that day on.
    """

    player_id: int
    cause: MatchStatus
    first_day: date
    last_day: date
    annulled: bool = False
    lifted_on: date | None = None

    @property
    def covered(self) -> tuple[date, date] | None:
        """The first and the last day on which it holds; None where it never does."""
        last_day = self.last_day
        if self.lifted_on is not None:
            last_day = min(last_day, self.lifted_on - timedelta(days=1))
        return None if self.annulled or last_day < self.first_day else (self.first_day, last_day)


def sanctions_of(match: Match) -> tuple[Sanction, ...]:
    """Who is sanctioned for this match, the upper player first. Source: rules.md 7 and 12."""
    if match.status is MatchStatus.DISQUALIFIED:
        losers = (player for player in match.players if player != match.winner)
        return tuple(Sanction(player, MatchStatus.DISQUALIFIED) for player in losers)
    found = (_sanction(player, match.reason_of(player)) for player in match.players)
    return tuple(sanction for sanction in found if sanction)


def sanctions_in(draw: Draw, absences: Iterable[Absence]) -> Mapping[Sanction, Place | None]:
    """Who is sanctioned in this settled draw, and for which match.

    None stands beside who withdrew and waits for an opponent: the sanction does not wait for one.
    Who has no match left has withdrawn from nothing. Source: rules.md sections 5 and 7.
    """
    found: dict[Sanction, Place | None] = {
        sanction: match.place for match in draw.matches for sanction in sanctions_of(match)
    }
    for absence in absences:
        sanction = _sanction(absence.player_id, absence.reason)
        if sanction and sanction not in found and still_plays(draw, absence.player_id):
            found[sanction] = None
    return found


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
    held = suspension.covered
    return held is not None and held[0] <= last_day and first_day <= held[1]


def check_lift(suspension: Suspension, today: date) -> list[Violation]:
    """Why this suspension cannot be lifted ``today``; empty if it can. Source: rules.md 7."""
    if suspension.annulled:
        text = "This suspension was annulled: it holds no longer anyway."
    elif suspension.lifted_on is not None:
        text = f"This suspension was lifted already, on {weekday_in_words(suspension.lifted_on)}."
    elif suspension.last_day < today:
        text = f"This suspension is over: {weekday_in_words(suspension.last_day)} was its last day."
    else:
        return []
    return [Violation("suspension_id", "7", text)]


def _sanction(player: int, reason: WalkoverReason | None) -> Sanction | None:
    cause = _CAUSES.get(reason)
    return None if cause is None else Sanction(player, cause)
