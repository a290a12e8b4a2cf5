"""Stores what follows from a result, a correction or an absence.

Guarantees that a draw is only changed while its rows are locked, that every changed match has its
new version and its event, and that a draw is complete exactly while no match is left.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from google.protobuf.message import Message

from services.matches import events
from services.matches.consequences import (
    Consequences,
    DrawChange,
    OpenDraw,
    SuspensionChange,
    follow,
    read_draw,
)
from services.matches.domain.bracket import Match
from services.matches.domain.progress import Absence
from services.matches.messages import match_record, suspension_record
from services.matches.rows import StoredMatch, StoredSuspension
from services.matches.store import draws as draw_rows
from services.matches.store import matches as match_rows
from services.matches.store import suspensions as suspension_rows
from shared.errors import Stale
from shared.terms import MatchStatus
from shared.work import Work, lock_for_transaction

_SANCTIONS = "matches:sanctions"


async def lock_sanctions(work: Work) -> None:
    """Wait for others who sanction players or make skeletons; take it before any draw.

    A suspension looks for the player's other draws and a new skeleton looks for suspensions: one
    after the other, so that no walkover is forgotten between the two.
    """
    await lock_for_transaction(await work.begin(), _SANCTIONS)


async def open_draw(work: Work, draw_id: int) -> OpenDraw | None:
    """Lock a draw: its own row first, then its matches. None where it has no matches yet."""
    return await read_draw(await work.begin(), draw_id, lock=True)


def refuse_stale(seen: StoredMatch, expected_version: int, told: str) -> None:
    """Stale, with what was ``told`` of the match, where it changed after somebody saw it."""
    if seen.version != expected_version:
        raise Stale(
            f"{told}, after you opened it. Nothing of yours was saved: "
            "look at the present state and try again.",
            by=seen.changed_by,
            at=seen.changed_at,
        )


async def record_result(work: Work, draw: OpenDraw, result: Match) -> OpenDraw:
    """Store ``result`` in its match and all that follows from it; answers the draw as it stands.

    Source: rules.md sections 5 and 7.
    """
    found = await follow(await work.begin(), draw, [result], now=work.now, lock=True)
    return await carry_out(work, draw, found)


async def record_absences(work: Work, draw: OpenDraw, absent: Sequence[Absence]) -> OpenDraw:
    """Store who will not play the next match and all that follows from it.

    A withdrawal is sanctioned at once, whether or not there is an opponent yet. Players who are
    absent already stay so for their first reason. Source: rules.md sections 5, 7 and 12.
    """
    known = {absence.player_id for absence in draw.absences}
    new = [absence for absence in absent if absence.player_id not in known]
    found = await follow(await work.begin(), draw, [], new, now=work.now, lock=True)
    return await carry_out(work, draw, found)


async def carry_out(
    work: Work, draw: OpenDraw, found: Consequences, why: str | None = None
) -> OpenDraw:
    """Store what follows in ``draw`` and elsewhere, with ``why`` in the audit log; answers the
    draw as it stands then."""
    if found.own is None:
        return draw
    changed = {stored.match_id: stored for stored in await _save(work, found.own, why)}
    await carry_out_elsewhere(work, found, why)
    await _complete(work, found.own)
    matches = [changed.get(stored.match_id, stored) for stored in draw.matches]
    return replace(draw, matches=matches, absences=(*draw.absences, *found.own.coming))


async def carry_out_elsewhere(
    work: Work, found: Consequences, why: str | None = None
) -> list[StoredSuspension]:
    """Store what becomes of suspensions, and what follows in other draws; answers the former."""
    suspensions = [await _save_suspension(work, change, why) for change in found.suspensions]
    for change in found.elsewhere:
        await _save(work, change, why)
        await _complete(work, change)
    return suspensions


async def _save(work: Work, change: DrawChange, why: str | None) -> list[StoredMatch]:
    """Store the absences and matches that change, each match with its event."""
    db = await work.begin()
    draw_id = change.before.facts.draw_id
    for absence in change.coming:
        await draw_rows.add_absence(db, draw_id, absence)
    for absence in change.leaving:
        await draw_rows.remove_absence(db, draw_id, absence)
    return [await save_match(work, before, after, why) for before, after in change.matches]


async def save_match(
    work: Work, before: StoredMatch, after: StoredMatch, why: str | None = None
) -> StoredMatch:
    """Store a match in its new version and tell of it: a result was corrected, or recorded, or the
    match only moved to another day. Answers it as stored."""
    after = replace(after, changed_by=work.actor.name, changed_at=datetime.now(UTC))
    await match_rows.save_match(await work.begin(), after)
    message: Message
    if before.match.day != after.match.day:
        message = events.match_moved(before, after, work.now)
    elif before.match.status is MatchStatus.SCHEDULED:
        message = events.result_recorded(after, work.now)
    else:
        message = events.result_corrected(before, after, work.now)
    work.publish(
        message,
        key=f"match:{after.match_id}",
        version=after.version,
        before=match_record(before),
        after=match_record(after, why),
    )
    return after


async def _save_suspension(
    work: Work, change: SuspensionChange, why: str | None
) -> StoredSuspension:
    db = await work.begin()
    before = change.before
    after = replace(change.after, changed_by=work.actor.name, changed_at=datetime.now(UTC))
    if before is None:
        after = await suspension_rows.add_suspension(db, after)
    else:
        await suspension_rows.save_suspension(db, after)
    is_over = after.suspension.annulled or after.suspension.lifted_on is not None
    work.publish(
        events.suspension_ended(after) if is_over else events.player_suspended(after),
        key=f"suspension:{after.suspension_id}",
        version=after.version,
        before=None if before is None else suspension_record(before),
        after=suspension_record(after, why),
    )
    return after


async def _complete(work: Work, change: DrawChange) -> None:
    """The draw is complete once no match is left, complete anew where one was corrected after
    that, and open again where a result was taken back."""
    facts = change.before.facts
    message: Message
    if change.is_reopened:
        after = replace(facts, completed_at=None, version=facts.version + 1)
        message = events.draw_reopened(after)
    elif change.is_complete and (facts.completed_at is None or change.matches):
        completed_at = facts.completed_at or work.now
        after = replace(facts, completed_at=completed_at, version=facts.version + 1)
        message = events.draw_completed(after, change.bracket)
    else:
        return
    await draw_rows.save_completion(await work.begin(), after)
    work.publish(
        message,
        key=f"draw:{after.draw_id}",
        version=after.version,
        before=facts,
        after=after,
    )
