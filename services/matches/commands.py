"""What can be done to matches; each function is one unit of work.

Guarantees that a result is stored with all that follows from it, or not at all.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from services.matches import events, play, store
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.progress import Absence, still_plays
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.submission import Submission
from services.matches.domain.suspensions import covers
from services.matches.judgement import judge, told
from services.matches.peers import KnownDraw, Peers
from services.matches.rows import Origin, StoredMatch
from services.matches.store import MatchFilter, SuspensionFilter
from shared.errors import NotFound, RuleBroken, Stale
from shared.inbox import Later
from shared.terms import AgeCategory, DrawStatus, Gender
from shared.weeks import Week
from shared.work import Work

_ENDED_AT_ONCE: Final = 200
_NO_SKELETON: Final = {
    DrawStatus.OPEN: "This draw has not been made yet: make it first, then its matches.",
    DrawStatus.CLOSED: "This draw has not been made yet: make it first, then its matches.",
    DrawStatus.CANCELLED: "This draw was cancelled: it has no matches.",
}


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """A result for a match, from somebody who saw this version of it."""

    match_id: int
    expected_version: int
    handed_in: Submission


@dataclass(frozen=True, slots=True)
class LateWithdrawal:
    """A player withdrew from the tournament after the draw was made."""

    player_id: int
    tournament_id: int
    category: AgeCategory
    gender: Gender


# --- skeleton --------------------------------------------------------------------------------


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
    if await store.find_draw(db, facts.draw_id) is None:
        skeleton = build_skeleton(known.lines, Week.of(facts.start_date))
        await store.add_draw(db, facts)
        await store.add_matches(db, facts, skeleton.matches, work.actor.name, datetime.now(UTC))
        work.publish(
            events.skeleton_created(facts, len(skeleton.matches)),
            key=f"draw:{facts.draw_id}",
            version=facts.version,
            after=facts,
        )
        await _let_the_suspended_out(work, known)
    return await store.list_matches(db, MatchFilter(draw_ids=[facts.draw_id]))


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
        for stored in await store.list_suspensions(db, wanted)
        if stored.tournament_id != facts.tournament_id
        and covers(stored.suspension, facts.start_date, facts.end_date)
    }
    draw = await play.open_draw(work, facts.draw_id)
    if draw and suspended:
        absent = [Absence(player, WalkoverReason.SUSPENDED) for player in sorted(suspended)]
        await play.record_absences(work, draw, absent)


# --- results ---------------------------------------------------------------------------------


async def submit_result(work: Work, command: SubmitResult) -> StoredMatch:
    """Store a result and all that follows from it; answers the match as stored.

    NotFound for no match; Stale, telling who did what and when, where it changed after it was
    seen; RuleBroken with every broken rule. Source: rules.md sections 5, 7, 12 and 13.
    """
    db = await work.begin()
    seen = await store.find_match(db, command.match_id)
    if seen is None:
        raise _no_match(command.match_id)
    if judge(seen, command.handed_in, work.now, work.actor).may_sanction:
        await play.lock_sanctions(work)
    draw = await play.open_draw(work, seen.draw_id)
    if draw is None:
        raise _no_match(command.match_id)
    stored = draw.match(command.match_id)
    if stored.version != command.expected_version:
        raise Stale(
            f"{told(stored)}, after you opened it. Nothing of yours was saved: "
            "look at the present state and try again.",
            by=stored.changed_by,
            at=stored.changed_at,
        )
    judgement = judge(stored, command.handed_in, work.now, work.actor)
    if judgement.match is None or judgement.violations:
        raise RuleBroken.of(judgement.violations)
    return (await play.record_result(work, draw, judgement.match)).match(command.match_id)


# --- absences and suspensions ----------------------------------------------------------------


async def withdraw_after_draw(work: Work, late: LateWithdrawal) -> None:
    """Give up the next match of who withdrew after the draw, and sanction it at once.

    Nothing happens to who has no match left to play there or is absent already. Later is raised
    while the draw's matches do not exist. Source: rules.md sections 2 and 7.
    """
    db = await work.begin()
    draw_id = await store.find_draw_id(db, late.tournament_id, late.category, late.gender)
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
    over = await store.lock_suspensions_over(db, work.now.date(), _ENDED_AT_ONCE)
    for before in over:
        ended = replace(before, ended_at=work.now, version=before.version + 1)
        await store.end_suspension(db, ended, work.actor.name, datetime.now(UTC))
        work.publish(
            events.suspension_ended(ended),
            key=f"suspension:{ended.suspension_id}",
            version=ended.version,
            before=events.suspension_record(before),
            after=events.suspension_record(ended),
        )
    return len(over)


def _no_match(match_id: int) -> NotFound:
    return NotFound(f"There is no match {match_id}.")
