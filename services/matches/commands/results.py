"""Recording results.

Guarantees that a result is stored with all that follows from it, or not at all.
"""

from dataclasses import dataclass

from services.matches import play
from services.matches.domain.submission import Submission
from services.matches.judgement import judge, no_match, told
from services.matches.rows import StoredMatch
from services.matches.store import matches as match_rows
from shared.errors import RuleBroken
from shared.work import Work


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """A result for a match, from somebody who saw this version of it."""

    match_id: int
    expected_version: int
    handed_in: Submission


async def submit_result(work: Work, command: SubmitResult) -> StoredMatch:
    """Store a result and all that follows from it; answers the match as stored.

    NotFound for no match; Stale, telling who did what and when, where it changed after it was
    seen; RuleBroken with every broken rule. Source: rules.md sections 5, 7, 12 and 13.
    """
    db = await work.begin()
    seen = await match_rows.find_match(db, command.match_id)
    if seen is None:
        raise no_match(command.match_id)
    if judge(seen, command.handed_in, work.now, work.actor).may_sanction:
        await play.lock_sanctions(work)
    draw = await play.open_draw(work, seen.draw_id)
    if draw is None:
        raise no_match(command.match_id)
    stored = draw.match(command.match_id)
    play.refuse_stale(stored, command.expected_version, told(stored))
    judgement = judge(stored, command.handed_in, work.now, work.actor)
    if judgement.match is None or judgement.violations:
        raise RuleBroken.of(judgement.violations)
    return (await play.record_result(work, draw, judgement.match)).match(command.match_id)
