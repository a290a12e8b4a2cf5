"""Whether a result may be stored in a match now: the one judgement for trying and recording.

Guarantees that whoever tries a result sees every reason for which recording it would be refused.
"""

from dataclasses import dataclass
from datetime import datetime

from services.matches.domain.bracket import Match
from services.matches.domain.progress import is_recorded
from services.matches.domain.results import may_record, record
from services.matches.domain.sets import RULE
from services.matches.domain.submission import Submission, read_submission
from services.matches.events import score_text
from services.matches.rows import StoredMatch
from shared.context import Actor, Role
from shared.terms import MatchStatus, Violation


@dataclass(frozen=True, slots=True)
class Judgement:
    """The match as it would be stored (None where the result cannot be read), and what speaks
    against it: nothing if it may be.
    """

    match: Match | None
    violations: tuple[Violation, ...]
    may_sanction: bool


def judge(stored: StoredMatch, handed_in: Submission, now: datetime, actor: Actor) -> Judgement:
    """Judge a result at this tour time, UTC. Source: rules.md sections 5, 8, 12 and 13."""
    reading = read_submission(
        stored.match,
        handed_in,
        has_supertiebreak=stored.has_supertiebreak,
        by_administrator=actor.role.may_act_as(Role.ADMINISTRATOR),
    )
    broken = list(reading.violations)
    if len(stored.match.players) < 2:
        # nobody can be the winner yet: that is told once
        broken = [one for one in broken if one.field != "winner_id"]
    return Judgement(
        None if reading.result is None else record(stored.match, reading.result),
        (*_obstacles(stored, now), *broken),
        reading.may_sanction,
    )


def told(stored: StoredMatch) -> str:
    """Who changed this match, when, and what stands there now, as one clause."""
    match, at = stored.match, f"on {stored.changed_at:%Y-%m-%d at %H:%M:%S} UTC"
    if match.status is MatchStatus.SCHEDULED:
        return f"{stored.changed_by} changed this match {at}"
    if match.winner is None:
        return f"{stored.changed_by} recorded {at} that neither player played"
    score = score_text(stored)
    return f"{stored.changed_by} recorded {score} {at}, won by player {match.winning_side}"


def _obstacles(stored: StoredMatch, now: datetime) -> list[Violation]:
    if stored.is_history:
        text = (
            "This match is unverified history from before the tour kept its rules: "
            "it is shown as it was found and never changes."
        )
        return [Violation("match_id", "13", text)]
    if is_recorded(stored.match):
        text = f"{told(stored)}. A result that stands can only be corrected."
        return [Violation("match_id", RULE, text)]
    return may_record(stored.match, now)
