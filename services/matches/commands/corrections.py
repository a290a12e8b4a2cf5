"""Correcting results, and taking them back (rules.md section 5).

Guarantees that a correction is stored with all that follows from it, or not at all, and that
nothing follows which a check of it did not tell.
"""

from dataclasses import dataclass

from services.matches import play
from services.matches.domain.submission import Submission
from services.matches.judgement import no_match, told
from services.matches.rows import StoredMatch
from services.matches.store import matches as match_rows
from services.matches.weighing import weigh
from shared.errors import RuleBroken
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Correction:
    """Another result for a match, or none: it is taken back. ``why`` is for the audit log."""

    match_id: int
    expected_version: int
    handed_in: Submission | None
    why: str


async def correct_result(work: Work, command: Correction) -> StoredMatch:
    """Store a correction and all that follows from it; answers the match as stored.

    The winner's next match gets the other player, suspensions whose cause is gone are annulled, a
    complete draw is complete anew or open again. NotFound for no match; Stale, telling who did what
    and when, where it changed after it was seen; RuleBroken with every broken rule.
    """
    db = await work.begin()
    seen = await match_rows.find_match(db, command.match_id)
    if seen is None:
        raise no_match(command.match_id)
    await play.lock_sanctions(work)
    draw = await play.open_draw(work, seen.draw_id)
    if draw is None:
        raise no_match(command.match_id)
    stored = draw.match(command.match_id)
    play.refuse_stale(stored, command.expected_version, told(stored))
    weighed = await weigh(db, draw, stored, command.handed_in, work.actor, now=work.now, lock=True)
    if weighed.consequences is None:
        raise RuleBroken.of(weighed.judgement.violations)
    draw = await play.carry_out(work, draw, weighed.consequences, command.why)
    return draw.match(command.match_id)
