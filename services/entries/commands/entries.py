"""Entering players and withdrawing entries (rules.md section 2).

Guarantees that entries to one draw are judged one after the other, and never beside its closing
or freezing: the row of the entry list is locked first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries import events
from services.entries.domain.eligibility import ListState, check_entry
from services.entries.domain.history import check_changeable
from services.entries.domain.withdrawal import (
    WithdrawalAttempt,
    check_withdrawal,
    withdrawal_type,
)
from services.entries.judgement import Facts, Situation, Wish, attempt, look_into, situation
from services.entries.peers import Peers
from services.entries.store import entries, players, tournaments
from services.entries.store.rows import Entry, ListKey
from shared.database import Database
from shared.errors import RuleBroken, Stale
from shared.work import Work


@dataclass(frozen=True, slots=True)
class WithdrawEntry:
    """``expected_version`` is the one that the official saw."""

    entry_id: int
    expected_version: int


async def submit_entry(work: Work, peers: Peers, wish: Wish) -> Entry:
    """Enter the player into the one draw that fits.

    NotFound for an unknown player or tournament; RuleBroken with every rule that the entry
    breaks; Stale where player or tournament were changed while the other services were asked.
    """
    facts = await look_into(work.database, peers, wish.tournament_id, [wish.player_id])
    await work.begin()
    for stale in (await keep_still(work, facts)).values():
        raise stale

    def judge(as_it_is: Situation) -> tuple[int, ...]:
        if broken := check_entry(attempt(facts, wish, as_it_is)):
            raise RuleBroken.of(broken)
        return (wish.player_id,)

    (entry,) = await enter(work, facts, judge)
    return entry


async def keep_still(work: Work, facts: Facts) -> Mapping[int, Stale]:
    """Lock what the entries are judged by: the players, the tournament, the lists, in this order.

    Answers the players who are not as they were looked into; raises Stale for the tournament.
    """
    db = await work.begin()
    tournament = facts.tournament
    await players.lock(db, *facts.players)
    await tournaments.lock(db, tournament.tournament_id)
    await tournaments.load_lists(db, facts.list_keys, to_change=True)
    present = await tournaments.read(db, tournament.tournament_id)
    if present.version != tournament.version:
        raise Stale.changed(present.changed_by, present.changed_at)
    return {
        each.player_id: Stale.changed(each.changed_by, each.changed_at)
        for each in await players.load_many(db, list(facts.players), work.now.date())
        if each.version != facts.players[each.player_id].version
    }


async def enter(
    work: Work, facts: Facts, judge: Callable[[Situation], Sequence[int]]
) -> tuple[Entry, ...]:
    """Store and tell the entries of the players whom ``judge`` lets in, in that order."""
    db = await work.begin()
    let_in = judge(await situation(db, facts, work.now))
    try:
        async with db.begin_nested():
            entry_ids = await _add(work, db, facts, let_in)
    except IntegrityError:
        # whoever writes without our locks (an import) was faster: by now the same rules tell why
        still = judge(await situation(db, facts, work.now))
        if still == let_in:
            raise
        entry_ids = await _add(work, db, facts, still)
    stored = await entries.load_many(db, entry_ids, work.now.date())
    for entry in stored:
        events.entry_submitted(work, None, entry)
    return stored


async def _add(
    work: Work, db: AsyncConnection, facts: Facts, player_ids: Sequence[int]
) -> tuple[int, ...]:
    new = [
        entries.NewEntry(
            facts.players[player_id],
            facts.tournament,
            category,
            facts.points[player_id],
            work.now,
        )
        for player_id in player_ids
        if (category := facts.category(player_id)) is not None
    ]
    return await entries.add(db, new, work.actor.name)


async def withdraw_entry(work: Work, peers: Peers, command: WithdrawEntry) -> Entry:
    """Withdraw the entry: free before the draw, a no-show once the list is frozen for it.

    NotFound, Stale, or RuleBroken with every reason against it.
    """
    entry_id = command.entry_id
    key, is_out = await _look_at(work.database, peers, entry_id)
    db = await work.begin()
    state = await tournaments.read_list(db, key, to_change=True)
    await entries.lock(db, entry_id)
    before = await entries.read(db, entry_id, work.now.date())
    if before.version != command.expected_version:
        raise Stale.changed(before.changed_by, before.changed_at)
    tried = WithdrawalAttempt(
        before.player.entrant.name,
        (await tournaments.read(db, key.tournament_id)).entered,
        before.withdrawn_at,
        work.now,
        is_cancelled=state is ListState.CANCELLED,
        is_out=is_out,
    )
    broken = check_withdrawal(tried) + check_changeable("entry_id", before.origin, "This entry")
    if broken:
        raise RuleBroken.of(broken)
    kind = withdrawal_type(state)
    await entries.withdraw(db, entry_id, kind, work.now, work.actor.name)
    entry = await entries.read(db, entry_id, work.now.date())
    events.entry_withdrawn(work, before, entry)
    return entry


async def _look_at(database: Database, peers: Peers, entry_id: int) -> tuple[ListKey, bool]:
    """The entry's list, and whether its draw is made and has no match left for the player."""
    async with database.read() as db:
        now = await database.clock.now(db)
        entry = await entries.read(db, entry_id, now.date())
        state = await tournaments.read_list(db, entry.list_key)
    if state is not ListState.FROZEN:
        return entry.list_key, False
    is_out = await peers.is_out(entry.player.player_id, entry.tournament_id)
    return entry.list_key, is_out
