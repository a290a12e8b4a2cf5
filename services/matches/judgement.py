"""Whether a result may be stored in a match now: the one judgement for trying and storing.

Guarantees that whoever tries a result or a correction sees every reason for which storing it would
be refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from services.matches.consequences import OpenDraw
from services.matches.domain.bracket import Match
from services.matches.domain.progress import Absence, is_recorded
from services.matches.domain.results import Result, may_correct, may_record, may_undo, record
from services.matches.domain.schedule import check_move
from services.matches.domain.sets import RULE
from services.matches.domain.submission import Reading, Submission, read_submission
from services.matches.messages import score_text
from services.matches.rows import StoredMatch
from shared.context import Actor, Role
from shared.errors import NotFound
from shared.terms import MatchStatus, Violation
from shared.weeks import Week


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
    reading = _read(stored, handed_in, actor)
    broken = list(reading.violations)
    if len(stored.match.players) < 2:
        # nobody can be the winner yet: that is told once
        broken = [one for one in broken if one.field != "winner_id"]
    return Judgement(
        None if reading.result is None else record(stored.match, reading.result),
        (*_obstacles(stored, now), *broken),
        reading.may_sanction,
    )


def judge_correction(
    draw: OpenDraw, stored: StoredMatch, handed_in: Submission, actor: Actor
) -> Judgement:
    """Judge a result that is to stand in the place of the one recorded. Source: rules.md section 5
    and those of ``judge``."""
    reading = _read(stored, handed_in, actor)
    match = None if reading.result is None else record(stored.match, reading.result)
    obstacles = [history()] if draw.is_kept(stored) else may_correct(draw.bracket, stored.match)
    broken = [*obstacles, *reading.violations]
    if match == stored.match and not broken:
        text = f"Nothing to correct: {told(stored)}, and that is what you typed."
        broken = [Violation("typed", RULE, text)]
    return Judgement(match, tuple(broken), reading.may_sanction)


def judge_undo(draw: OpenDraw, stored: StoredMatch, absences: Iterable[Absence]) -> Judgement:
    """Judge taking a result back; ``absences`` are those that would count then."""
    match = record(stored.match, Result(MatchStatus.SCHEDULED))
    if draw.is_kept(stored):
        return Judgement(match, (history(),), may_sanction=False)
    broken = may_undo(draw.bracket, stored.match, absences)
    return Judgement(match, tuple(broken), may_sanction=False)


def judge_move(draw: OpenDraw, stored: StoredMatch, day: date) -> list[Violation]:
    """Every reason why a match cannot be moved to this day; empty if it can. Source: rules.md 5."""
    if stored.is_history:
        return [history()]
    return check_move(draw.bracket, stored.match, day, Week.of(draw.facts.start_date))


def no_match(match_id: int) -> NotFound:
    return NotFound(f"There is no match {match_id}.")


def told(stored: StoredMatch) -> str:
    """Who changed this match, when, and what stands there now, as one clause."""
    match, at = stored.match, f"on {stored.changed_at:%Y-%m-%d at %H:%M:%S} UTC"
    if match.status is MatchStatus.SCHEDULED:
        return f"{stored.changed_by} changed this match {at}"
    if match.winner is None:
        return f"{stored.changed_by} recorded {at} that neither player played"
    score = score_text(stored)
    return f"{stored.changed_by} recorded {score} {at}, won by player {match.winning_side}"


def history() -> Violation:
    """Why a match of unverified history takes no result, no correction and no other day."""
    text = (
        "This match is unverified history from before the tour kept its rules: "
        "it is shown as it was found and never changes."
    )
    return Violation("match_id", "13", text)


def _read(stored: StoredMatch, handed_in: Submission, actor: Actor) -> Reading:
    return read_submission(
        stored.match,
        handed_in,
        has_supertiebreak=stored.has_supertiebreak,
        by_administrator=actor.role.may_act_as(Role.ADMINISTRATOR),
    )


def _obstacles(stored: StoredMatch, now: datetime) -> list[Violation]:
    if stored.is_history:
        return [history()]
    if is_recorded(stored.match):
        text = f"{told(stored)}. A result that stands can only be corrected."
        return [Violation("match_id", RULE, text)]
    return may_record(stored.match, now)
