"""What can be done to draws; each function is one unit of work.

Guarantees that a draw is made once, from entries that are frozen and the ranking as it stood at
the deadline, and that entries frozen for a draw that was not made are thawed again.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.draws import events, field_store, store
from services.draws.domain import obstacles
from services.draws.domain.bracket import make_draw
from services.draws.domain.check import broken_rules
from services.draws.domain.lots import ALGORITHM_VERSION, RANDOM_SEED_LIMIT
from services.draws.domain.seeding import Seed, Seeding, seed_field
from services.draws.domain.sizes import MAX_PLAYERS, MIN_PLAYERS
from services.draws.peers import Entered, Peers, RankingState, WeekRanking
from services.draws.records import Draw, DrawLine, FieldRow, Freeze, Origin, Tournament
from shared.context import Call
from shared.database import Database
from shared.errors import Internal, NotFound, RuleBroken, Stale, TourError
from shared.inbox import Later
from shared.terms import DrawStatus, Violation
from shared.work import Work, perform

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class GenerateDraw:
    """``expected_version`` is the draw's version that was seen, 0 if none was."""

    draw_id: int
    expected_version: int = 0


@dataclass(frozen=True, slots=True)
class MadeDraw:
    """The draw with its lines, byes included; without lines it was cancelled."""

    draw: Draw
    lines: tuple[DrawLine, ...] = ()
    seeds: tuple[Seed, ...] = ()


@dataclass(frozen=True, slots=True)
class _Closing:
    """What the other services said at the deadline; too few entries need no ranking."""

    entries: Sequence[Entered]
    ranking: WeekRanking | None


async def learn_tournament(work: Work, tournament: Tournament, version: int) -> None:
    """Keep a copy of the tournament; the four draws of a new one open with it.

    An older version than the one known is ignored. A tournament that is known already came with
    its draws, by an earlier event or by an import.
    """
    db = await work.begin()
    if not await store.save_tournament(db, tournament, version):
        return
    for draw in await store.open_draws(db, tournament.tournament_id, work.actor.name):
        work.publish(
            events.draw_opened(draw), key=_key(draw), version=draw.version, before=None, after=draw
        )


async def follow_matches(work: Work, draw_id: int, status: DrawStatus, *, version: int) -> None:
    """Note that every match of the draw is over (Completed), or that a corrected one is to be
    played after all (Generated).

    ``version`` is the matches service's of the draw: an older one than that followed last is
    ignored. Later while the draw is not known here as drawn. Source: rules.md section 5.
    """
    db = await work.begin()
    draw = await store.lock_draw(db, draw_id)
    if draw is None or draw.status not in (DrawStatus.GENERATED, DrawStatus.COMPLETED):
        raise Later(f"draw {draw_id} is not drawn yet")
    if not await store.claim_completion(db, draw_id, version) or draw.status is status:
        return
    await store.save_draw(db, _changed(work, draw, status=status))


async def close_entries(work: Work, peers: Peers, draw_id: int) -> Draw:
    """Fix the planned seeding after the deadline, or cancel a draw of fewer than six.

    rules.md sections 3 and 4. A draw whose entries are closed already is answered as it is. Raises
    NotFound, and RuleBroken before the deadline or while the ranking is not published.
    """
    seen = await _look(work, draw_id)
    if not seen.draw.waits_for_closing:
        return await _locked(await work.begin(), draw_id)
    if seen.refusal is not None:
        raise seen.refusal
    closing = await _ask_for_closing(peers, seen.draw)
    db = await work.begin()
    draw = await _locked(db, draw_id)
    return await _close(work, db, draw, closing) if draw.waits_for_closing else draw


async def generate_draw(work: Work, peers: Peers, command: GenerateDraw) -> MadeDraw:
    """Make the draw, once; a draw of fewer than six is cancelled instead.

    rules.md sections 3 and 4. An open draw is closed first. Raises NotFound; RuleBroken before the
    deadline, while the ranking is not published, and where the draw was cancelled or made
    elsewhere; Stale where somebody made it first, or it changed since it was seen. Whatever is
    raised, the entries are thawed again.
    """
    seen = await _look(work, command.draw_id)
    if seen.refusal is not None:
        # a repeated request gets its first answer instead
        await work.begin()
        raise seen.refusal
    closing = await _ask_for_closing(peers, seen.draw) if seen.draw.waits_for_closing else None
    freeze = Freeze(uuid4(), command.draw_id)
    await _note(work, freeze)
    try:
        made = await _make(work, peers, command, closing)
        await store.forget_freeze(await work.begin(), freeze)
    except BaseException:
        await work.close()
        try:
            await release_entries(work.database, work.call, peers, freeze)
        except TourError as error:
            # the clock tries again, see clock_steps
            log.info("entries stay frozen", draw_id=command.draw_id, reason=error.sentence)
        raise
    return made


async def release_entries(database: Database, call: Call, peers: Peers, freeze: Freeze) -> None:
    """Thaw the entries that a maker has had frozen, unless the draw was made (by another one).

    The draw stays locked meanwhile, so that no maker's freeze falls between look and thaw.
    """

    async def release(work: Work) -> None:
        db = await work.begin()
        draw = await _locked(db, freeze.draw_id)
        if draw.waits_for_lots:
            await peers.thaw_entry_list(draw.entry_list)
        await store.forget_freeze(db, freeze)

    await perform(database, call, release)


def why_not(draw: Draw, now: datetime) -> Violation | None:
    """Why this draw can be neither closed nor made at ``now`` (UTC), whatever its entries are."""
    if draw.status is DrawStatus.CANCELLED:
        return obstacles.cancelled()
    if not draw.waits_for_lots:
        return obstacles.already_made(_maker(draw), draw.generated_at)
    if draw.origin is Origin.UNVERIFIED:
        return obstacles.unverified_history()
    if now <= draw.tournament.entry_deadline:
        return obstacles.entries_still_open(draw.tournament.entry_deadline)
    return None


def _maker(draw: Draw) -> str | None:
    """Who made it, as far as that is known: a later change has hidden it."""
    is_known = draw.origin is Origin.LIVE and draw.status is DrawStatus.GENERATED
    return draw.changed_by if is_known else None


def _refusal(draw: Draw, now: datetime) -> TourError | None:
    """``why_not`` as an error; who comes second to a draw made here meets a conflict."""
    violation = why_not(draw, now)
    if violation is None:
        return None
    if draw.was_made_here:
        by, at = _maker(draw) or "", draw.generated_at
        return Stale(violation.message, [violation], by=by, at=at)
    return RuleBroken.of([violation])


@dataclass(frozen=True, slots=True)
class _Seen:
    """A draw as it was before the other services were asked."""

    draw: Draw
    refusal: TourError | None


async def _look(work: Work, draw_id: int) -> _Seen:
    async with work.database.read() as db:
        draw = await store.find_draw(db, draw_id)
        now = await work.database.clock.now(db)
    if draw is None:
        raise _unknown(draw_id)
    return _Seen(draw, _refusal(draw, now))


async def _ask_for_closing(peers: Peers, draw: Draw) -> _Closing:
    entries = await peers.close_entry_list(draw.entry_list)
    if len(entries) < MIN_PLAYERS:
        return _Closing(entries, None)
    _refuse_crowd(entries)
    week = draw.tournament.seeding_week
    ranking = await peers.ranking(week, draw.category, draw.gender)
    if ranking.state is RankingState.PENDING:
        raise RuleBroken.of([obstacles.waits_for_ranking(week)])
    return _Closing(entries, ranking)


async def _close(work: Work, db: AsyncConnection, draw: Draw, closing: _Closing) -> Draw:
    if closing.ranking is None:
        return await _cancel(work, db, draw, len(closing.entries))
    is_seeded = closing.ranking.state is RankingState.PUBLISHED
    places = closing.ranking.places
    seeding = seed_field(
        [entry.standing for entry in closing.entries], places if is_seeded else None
    )
    entered = {entry.player_id: entry for entry in closing.entries}
    field = [
        FieldRow(
            player_id=player_id,
            entry_id=entered[player_id].entry_id if player_id in entered else None,
            entered_at=entered[player_id].entered_at if player_id in entered else None,
            place=places.get(player_id),
        )
        for player_id in sorted(entered.keys() | places.keys())
    ]
    closed = _changed(work, draw, status=DrawStatus.CLOSED, is_seeded=is_seeded, closed_at=work.now)
    await store.save_draw(db, closed)
    await field_store.add_field(db, draw.draw_id, field)
    await store.add_seeds(db, draw.draw_id, seeding.seeds, actual=False)
    work.publish(
        events.entries_closed(closed, seeding.seeds),
        key=_key(draw),
        version=closed.version,
        before=draw,
        after=closed,
    )
    return closed


async def _make(
    work: Work, peers: Peers, command: GenerateDraw, closing: _Closing | None
) -> MadeDraw:
    db = await work.begin()
    # Two makers must never interleave: one would thaw what the other has frozen, or draw a second
    # time. So this is the one command that holds its transaction, and with it the lock on its
    # draw, while it asks another service. The calls are short and end by their deadline, and
    # entries never waits for a row of ours.
    draw = await _locked(db, command.draw_id)
    refusal = _refusal(draw, work.now)
    if refusal is not None:
        raise refusal
    if command.expected_version not in (0, draw.version):
        raise Stale.changed(draw.changed_by, draw.changed_at)
    if closing is not None and draw.waits_for_closing:
        draw = await _close(work, db, draw, closing)
        if draw.status is DrawStatus.CANCELLED:
            return MadeDraw(draw)
    entries = await peers.freeze_entry_list(draw.entry_list)
    if len(entries) < MIN_PLAYERS:
        return MadeDraw(await _cancel(work, db, draw, len(entries)))
    _refuse_crowd(entries)
    places = await field_store.ranking_at_deadline(db, draw.draw_id) if draw.is_seeded else None
    seeding = seed_field([entry.standing for entry in entries], places)
    return await _draw_lots(work, db, draw, seeding, entries)


async def _draw_lots(
    work: Work, db: AsyncConnection, draw: Draw, seeding: Seeding, entries: Sequence[Entered]
) -> MadeDraw:
    # 0 stands for "not drawn" in the contract
    random_seed = 1 + secrets.randbelow(RANDOM_SEED_LIMIT - 1)
    bracket = make_draw(seeding.player_ids, seeded=seeding.is_seeded, random_seed=random_seed)
    if broken := broken_rules(bracket, seeding.seeds, set(seeding.player_ids)):
        raise Internal("The draw came out against the rules and was not stored.", broken)
    made = _changed(
        work,
        draw,
        status=DrawStatus.GENERATED,
        num_players=len(entries),
        size=bracket.size,
        # who waited here for a closing began before it
        generated_at=max(work.now, draw.closed_at or work.now),
        random_seed=random_seed,
        algorithm_version=ALGORITHM_VERSION,
    )
    entered = {entry.player_id: entry for entry in entries}
    lines = tuple(
        DrawLine(line.number, None)
        if line.player_id is None
        else DrawLine(
            number=line.number,
            player_id=line.player_id,
            seed_number=line.seed,
            has_bye=line.player_id in bracket.players_with_bye,
            entry_points=entered[line.player_id].entry_points,
            entered_at=entered[line.player_id].entered_at,
        )
        for line in bracket.lines
    )
    await store.save_draw(db, made)
    await store.add_lines(db, made, lines)
    await store.add_seeds(db, draw.draw_id, seeding.seeds, actual=True)
    await field_store.add_entries(db, draw.draw_id, [entry.frozen for entry in entries])
    work.publish(
        events.draw_generated(made, lines, seeding.seeds),
        key=_key(draw),
        version=made.version,
        before=draw,
        after=made,
    )
    return MadeDraw(made, lines, seeding.seeds)


async def _cancel(work: Work, db: AsyncConnection, draw: Draw, num_entries: int) -> Draw:
    cancelled = _changed(
        work,
        draw,
        status=DrawStatus.CANCELLED,
        is_seeded=None,
        closed_at=draw.closed_at or work.now,
    )
    await store.save_draw(db, cancelled)
    work.publish(
        events.draw_cancelled(cancelled, num_entries),
        key=_key(draw),
        version=cancelled.version,
        before=draw,
        after=cancelled,
    )
    return cancelled


async def _note(work: Work, freeze: Freeze) -> None:
    """In a transaction of its own, so that the note survives a maker that is killed."""

    async def note(noting: Work) -> None:
        await store.note_freeze(await noting.begin(), freeze)

    await perform(work.database, work.call, note)


async def _locked(db: AsyncConnection, draw_id: int) -> Draw:
    draw = await store.lock_draw(db, draw_id)
    if draw is None:
        raise _unknown(draw_id)
    return draw


def _refuse_crowd(entries: Sequence[Entered]) -> None:
    if len(entries) > MAX_PLAYERS:
        raise RuleBroken.of([obstacles.too_many(len(entries))])


def _changed(work: Work, draw: Draw, **changes: Any) -> Draw:
    return replace(
        draw,
        version=draw.version + 1,
        changed_by=work.actor.name,
        changed_at=datetime.now(UTC),
        **changes,
    )


def _unknown(draw_id: int) -> NotFound:
    return NotFound(f"There is no draw {draw_id}.")


def _key(draw: Draw) -> str:
    return f"draw:{draw.draw_id}"
