"""Withdrawals after the draw, the end of suspensions, and what was wrong in them (rules.md 2, 7).

Guarantees that a suspension ends once: by running out, or lifted by an official.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from services.matches import events, play, recalculation
from services.matches.consequences import Consequences, SuspensionChange, follow_suspension
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.progress import Absence, still_plays
from services.matches.domain.suspensions import check_lift
from services.matches.messages import suspension_record
from services.matches.rows import Origin, StoredSuspension
from services.matches.store import draws as draw_rows
from services.matches.store import suspensions as suspension_rows
from shared.errors import NotFound, RuleBroken, Stale
from shared.inbox import Later
from shared.terms import AgeCategory, Gender
from shared.work import Work

_ENDED_AT_ONCE: Final = 200
_RECALCULATED: Final = "recalculated from the matches"


@dataclass(frozen=True, slots=True)
class LateWithdrawal:
    """A player withdrew from the tournament after the draw was made."""

    player_id: int
    tournament_id: int
    category: AgeCategory
    gender: Gender


@dataclass(frozen=True, slots=True)
class LiftSuspension:
    """A suspension to be lifted, by somebody who saw this version of it, and why."""

    suspension_id: int
    expected_version: int
    why: str


async def withdraw_after_draw(work: Work, late: LateWithdrawal) -> None:
    """Give up the next match of who withdrew after the draw, and sanction it at once.

    Nothing happens to who has no match left to play there or is absent already. Later is raised
    while the draw's matches do not exist. Source: rules.md sections 2 and 7.
    """
    db = await work.begin()
    draw_id = await draw_rows.find_draw_id(db, late.tournament_id, late.category, late.gender)
    if draw_id is None:
        raise Later(
            f"the matches of tournament {late.tournament_id}, category {late.category.name}, "
            f"{late.gender.name} do not exist yet"
        )
    await play.lock_sanctions(work)
    draw = await play.open_draw(work, draw_id)
    if draw and not draw.is_history and still_plays(draw.bracket, late.player_id):
        absence = Absence(late.player_id, WalkoverReason.WITHDRAWN_AFTER_DRAW)
        await play.record_absences(work, draw, [absence])


async def end_suspensions(work: Work) -> int:
    """End the suspensions whose last day is over, in the order in which they ran out.

    Answers how many were ended, 200 at most at a time. Source: rules.md section 7.
    """
    db = await work.begin()
    over = await suspension_rows.lock_suspensions_over(db, work.now.date(), _ENDED_AT_ONCE)
    for before in over:
        ended = replace(
            before,
            ended_at=work.now,
            version=before.version + 1,
            changed_by=work.actor.name,
            changed_at=datetime.now(UTC),
        )
        await suspension_rows.save_suspension(db, ended)
        work.publish(
            events.suspension_ended(ended),
            key=f"suspension:{ended.suspension_id}",
            version=ended.version,
            before=suspension_record(before),
            after=suspension_record(ended),
        )
    return len(over)


async def recalculate_suspensions(work: Work, first_day: date | None) -> Consequences:
    """Put right the suspensions of tournaments that begin on ``first_day`` or later, as the matches
    make them due, with all that follows elsewhere; answers what was changed.

    Source: rules.md sections 5, 7 and 13.
    """
    db = await work.begin()
    await play.lock_sanctions(work)
    found = await recalculation.recalculate_suspensions(db, first_day, now=work.now, lock=True)
    await play.carry_out_elsewhere(work, found, _RECALCULATED)
    return found


async def lift_suspension(work: Work, command: LiftSuspension) -> StoredSuspension:
    """End a suspension today, before its time; answers it as stored.

    Its last day stays what it was. Who it had taken out of other draws that begin from today on
    plays on there, unless the walkover was given already. NotFound for no suspension; Stale where
    it changed after it was seen; RuleBroken where it holds no longer or is unverified history.
    """
    db = await work.begin()
    await play.lock_sanctions(work)
    before = await suspension_rows.lock_suspension(db, command.suspension_id)
    if before is None:
        raise NotFound(f"There is no suspension {command.suspension_id}.")
    if before.version != command.expected_version:
        raise Stale.changed(before.changed_by, before.changed_at)
    today = work.now.date()
    if before.origin is Origin.UNVERIFIED:
        text = "This suspension is unverified history: it is shown as it was found."
        raise RuleBroken.rule("suspension_id", "13", text)
    if broken := check_lift(before.suspension, today):
        raise RuleBroken.of(broken)
    after = replace(
        before,
        suspension=replace(before.suspension, lifted_on=today),
        ended_at=work.now,
        version=before.version + 1,
    )
    found = await follow_suspension(db, SuspensionChange(before, after))
    (stored,) = await play.carry_out_elsewhere(work, found, command.why)
    return stored
