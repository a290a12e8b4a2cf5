"""Weighs a correction: whether it may be stored, and what would follow.

Guarantees that who only tries one and who stores it get the same answer.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches.consequences import Consequences, OpenDraw, follow, suspended_again
from services.matches.domain.results import Result, may_correct, record
from services.matches.domain.submission import Submission
from services.matches.judgement import Judgement, judge_correction, judge_undo
from services.matches.rows import StoredMatch
from shared.context import Actor
from shared.terms import MatchStatus


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was meant and what speaks against it; without ``consequences`` it may not be stored."""

    judgement: Judgement
    consequences: Consequences | None


async def weigh(
    db: AsyncConnection,
    draw: OpenDraw,
    stored: StoredMatch,
    handed_in: Submission | None,
    actor: Actor,
    *,
    now: datetime,
    lock: bool,
) -> Weighed:
    """Weigh ``handed_in`` in the place of the result of a match, or None to take that back.

    ``now`` is tour time, UTC; with ``lock`` everything that would change is locked.
    """
    if handed_in is not None:
        judgement = judge_correction(draw, stored, handed_in, actor)
        match = None if judgement.violations else judgement.match
        again = [] if match is None else await suspended_again(db, draw, [match])
    else:
        taken_back = record(stored.match, Result(MatchStatus.SCHEDULED))
        match, again = taken_back, []
        if not draw.is_kept(stored) and not may_correct(draw.bracket, stored.match):
            again = await suspended_again(db, draw, [taken_back])
        judgement = judge_undo(draw, stored, (*draw.absences, *again))
    if match is None or judgement.violations:
        return Weighed(judgement, None)
    return Weighed(judgement, await follow(db, draw, [match], again, now=now, lock=lock))
