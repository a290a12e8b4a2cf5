"""The matches of a draw that was made (rules.md section 5).

Guarantees that they are made once, whoever asks and however often.
"""

from datetime import UTC, datetime
from typing import Final

from services.matches import events, play
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.progress import Absence
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.suspensions import covers
from services.matches.peers import KnownDraw, Peers
from services.matches.rows import Origin, StoredMatch
from services.matches.store import draws as draw_rows
from services.matches.store import matches as match_rows
from services.matches.store import suspensions as suspension_rows
from services.matches.store.matches import MatchFilter
from services.matches.store.suspensions import SuspensionFilter
from shared.errors import RuleBroken
from shared.terms import DrawStatus
from shared.weeks import Week
from shared.work import Work

_NO_SKELETON: Final = {
    DrawStatus.OPEN: "This draw has not been made yet: make it first, then its matches.",
    DrawStatus.CLOSED: "This draw has not been made yet: make it first, then its matches.",
    DrawStatus.CANCELLED: "This draw was cancelled: it has no matches.",
}


async def create_skeleton(work: Work, peers: Peers, draw_id: int) -> list[StoredMatch]:
    """The matches of a draw that was made, by round and number; made if they were not yet.

    RuleBroken for a draw that is not made, was cancelled or is unverified history, NotFound for
    none. Source: rules.md section 5.
    """
    known = await peers.draw(draw_id)
    if known.facts.origin is Origin.UNVERIFIED:
        text = "This draw is unverified history: its matches are shown as they were found."
        raise RuleBroken.rule("draw_id", "13", text)
    if known.status in _NO_SKELETON:
        raise RuleBroken.rule("draw_id", "5", _NO_SKELETON[known.status])
    return await store_skeleton(work, known)


async def store_skeleton(work: Work, known: KnownDraw) -> list[StoredMatch]:
    """Store the matches of a draw that was made, once: byes advanced, every match dated.

    Players suspended from another tournament are absent from the start. Answers the matches that
    are there, made now or before. Source: rules.md sections 5 and 7.
    """
    db = await work.begin()
    await play.lock_sanctions(work)
    facts = known.facts
    if await draw_rows.find_draw(db, facts.draw_id) is None:
        skeleton = build_skeleton(known.lines, Week.of(facts.start_date))
        await draw_rows.add_draw(db, facts)
        await match_rows.add_matches(
            db, facts, skeleton.matches, work.actor.name, datetime.now(UTC)
        )
        work.publish(
            events.skeleton_created(facts, len(skeleton.matches)),
            key=f"draw:{facts.draw_id}",
            version=facts.version,
            after=facts,
        )
        await _let_the_suspended_out(work, known)
    return await match_rows.list_matches(db, MatchFilter(draw_ids=[facts.draw_id]))


async def _let_the_suspended_out(work: Work, known: KnownDraw) -> None:
    db = await work.begin()
    facts = known.facts
    wanted = SuspensionFilter(
        player_ids=[player for player in known.lines if player is not None],
        first_day=facts.start_date,
        last_day=facts.end_date,
    )
    suspended = {
        stored.suspension.player_id
        for stored in await suspension_rows.list_suspensions(db, wanted)
        if stored.tournament_id != facts.tournament_id
        and covers(stored.suspension, facts.start_date, facts.end_date)
    }
    draw = await play.open_draw(work, facts.draw_id)
    if draw and suspended:
        absent = [Absence(player, WalkoverReason.SUSPENDED) for player in sorted(suspended)]
        await play.record_absences(work, draw, absent)
