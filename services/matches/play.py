"""What follows from a result or an absence: in its draw, for its players, in their other draws.

Guarantees that a draw is only changed while its rows are locked, that every changed match has
its new version and its event, and that a draw is complete as soon as no match is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from services.matches import events, store
from services.matches.domain.bracket import Draw, Match, WalkoverReason
from services.matches.domain.progress import Absence, settle, still_plays
from services.matches.domain.stages import is_complete
from services.matches.domain.suspensions import (
    Sanction,
    sanction_for,
    sanctions_of,
    suspension_for,
)
from services.matches.rows import DrawFacts, StoredMatch
from shared.terms import MatchStatus
from shared.work import Work, lock_for_transaction

_SANCTIONS = "matches:sanctions"


@dataclass(frozen=True, slots=True)
class OpenDraw:
    """A draw, its matches and who is absent, locked until the transaction ends."""

    facts: DrawFacts
    matches: Sequence[StoredMatch]
    absences: Sequence[Absence]

    @property
    def bracket(self) -> Draw:
        return Draw(stored.match for stored in self.matches)

    @property
    def is_history(self) -> bool:
        """Whether unverified history is in the way of playing on."""
        return any(
            stored.is_history and stored.match.status is MatchStatus.SCHEDULED
            for stored in self.matches
        )

    def match(self, match_id: int) -> StoredMatch:
        return next(stored for stored in self.matches if stored.match_id == match_id)


async def lock_sanctions(work: Work) -> None:
    """Wait for others who sanction players or make skeletons; take it before any draw.

    A suspension looks for the player's other draws and a new skeleton looks for suspensions: one
    after the other, so that no walkover is forgotten between the two.
    """
    await lock_for_transaction(await work.begin(), _SANCTIONS)


async def open_draw(work: Work, draw_id: int) -> OpenDraw | None:
    """Lock a draw: its own row first, then its matches. None where it has no matches yet."""
    db = await work.begin()
    facts = await store.lock_draw(db, draw_id)
    if facts is None:
        return None
    return OpenDraw(
        facts, await store.lock_matches(db, draw_id), await store.absences_of(db, draw_id)
    )


async def record_result(work: Work, draw: OpenDraw, result: Match) -> OpenDraw:
    """Store ``result`` in its match and all that follows from it; answers the draw as it stands.

    Source: rules.md sections 5 and 7.
    """
    return await _play_on(work, draw, draw.bracket.with_changes([result]))


async def record_absences(work: Work, draw: OpenDraw, absent: Sequence[Absence]) -> OpenDraw:
    """Store who will not play the next match and all that follows from it.

    A withdrawal is sanctioned at once, whether or not there is an opponent yet. Players who are
    absent already stay so for their first reason. Source: rules.md sections 5, 7 and 12.
    """
    db = await work.begin()
    known = {absence.player_id for absence in draw.absences}
    new = [absence for absence in absent if absence.player_id not in known]
    for absence in new:
        await store.add_absence(db, draw.facts.draw_id, absence)
    draw = replace(draw, absences=(*draw.absences, *new))
    draw = await _play_on(work, draw, draw.bracket)
    for absence in new:
        if sanction := sanction_for(absence):
            await _suspend(work, draw.facts, sanction, None)
    return draw


async def _play_on(work: Work, draw: OpenDraw, bracket: Draw) -> OpenDraw:
    bracket = bracket.with_changes(settle(bracket, draw.absences))
    changed = await _save(work, draw, bracket)
    for stored in changed:
        for sanction in sanctions_of(stored.match):
            await _suspend(work, draw.facts, sanction, stored.match_id)
    by_id = {stored.match_id: stored for stored in changed}
    facts = await _complete(work, draw.facts, bracket)
    matches = [by_id.get(stored.match_id, stored) for stored in draw.matches]
    return replace(draw, facts=facts, matches=matches)


async def _save(work: Work, draw: OpenDraw, bracket: Draw) -> list[StoredMatch]:
    """Store the matches that differ from ``draw``, each with its event."""
    db = await work.begin()
    changed = []
    for before in draw.matches:
        match = bracket.at(before.match.place)
        if match is None or match == before.match:
            continue
        after = replace(
            before,
            match=match,
            version=before.version + 1,
            changed_by=work.actor.name,
            changed_at=datetime.now(UTC),
        )
        await store.save_match(db, after)
        work.publish(
            events.result_recorded(after, work.now),
            key=f"match:{after.match_id}",
            version=after.version,
            before=events.match_record(before),
            after=events.match_record(after),
        )
        changed.append(after)
    return changed


async def _suspend(work: Work, facts: DrawFacts, sanction: Sanction, match_id: int | None) -> None:
    """Suspend a player from the tournament's first day; once per tournament and cause.

    In every other draw of a week that the suspension touches the player gives up the next
    match, without another sanction (rules.md section 7).
    """
    db = await work.begin()
    suspension = suspension_for(sanction, facts.start_date)
    stored = await store.add_suspension(
        db,
        facts.tournament_id,
        suspension,
        match_id,
        created_at=work.now,
        changed_by=work.actor.name,
        at=datetime.now(UTC),
    )
    if stored is None:
        return
    work.publish(
        events.player_suspended(stored),
        key=f"suspension:{stored.suspension_id}",
        version=stored.version,
        after=events.suspension_record(stored),
    )
    for draw_id in await store.draws_of_player_between(
        db, sanction.player_id, suspension.first_day, suspension.last_day
    ):
        if draw_id == facts.draw_id:
            continue
        other = await open_draw(work, draw_id)
        if other and still_plays(other.bracket, sanction.player_id):
            absence = Absence(sanction.player_id, WalkoverReason.SUSPENDED)
            await record_absences(work, other, [absence])


async def _complete(work: Work, facts: DrawFacts, bracket: Draw) -> DrawFacts:
    """Mark the draw as complete once every match is over, with what each player reached."""
    if facts.completed_at is not None or not is_complete(bracket):
        return facts
    complete = replace(facts, completed_at=work.now, version=facts.version + 1)
    db = await work.begin()
    await store.complete_draw(db, complete.draw_id, work.now, complete.version)
    work.publish(
        events.draw_completed(complete, bracket),
        key=f"draw:{complete.draw_id}",
        version=complete.version,
        before=facts,
        after=complete,
    )
    return complete
