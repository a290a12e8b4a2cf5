"""Moving matches to other days (rules.md section 5).

Guarantees that nobody plays twice on one day, whoever moves what at the same time.
"""

from dataclasses import dataclass, replace
from datetime import date

from services.matches import play
from services.matches.judgement import judge_move, no_match, told
from services.matches.rows import StoredMatch
from services.matches.store import matches as match_rows
from shared.errors import RuleBroken
from shared.work import Work


@dataclass(frozen=True, slots=True)
class MoveMatch:
    """A match to be played on another day, from somebody who saw this version of it."""

    match_id: int
    expected_version: int
    day: date


async def move_match(work: Work, command: MoveMatch) -> StoredMatch:
    """Store the day on which a match is to be played; answers the match as stored.

    NotFound for no match; Stale where it changed after it was seen; RuleBroken with every rule that
    the move breaks, for unverified history always.
    """
    db = await work.begin()
    seen = await match_rows.find_match(db, command.match_id)
    if seen is None:
        raise no_match(command.match_id)
    draw = await play.open_draw(work, seen.draw_id)
    if draw is None:
        raise no_match(command.match_id)
    stored = draw.match(command.match_id)
    play.refuse_stale(stored, command.expected_version, told(stored))
    if broken := judge_move(draw, stored, command.day):
        raise RuleBroken.of(broken)
    moved = replace(
        stored, match=replace(stored.match, day=command.day), version=stored.version + 1
    )
    return await play.save_match(work, stored, moved)
