"""Entering players and withdrawing entries (rules.md section 2).

Guarantees that entries to one draw are judged one after the other, and never beside its closing
or freezing: the row of the entry list is locked first.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries import events
from services.entries.domain.eligibility import EntryAttempt, ListState, check_entry
from services.entries.domain.history import check_changeable
from services.entries.domain.withdrawal import (
    WithdrawalAttempt,
    check_withdrawal,
    withdrawal_type,
)
from services.entries.judgement import Facts, Wish, attempt, look_into
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
    facts = await look_into(work.database, peers, wish)
    db = await work.begin()
    await _keep_still(db, facts, work.now.date())
    entry_id = await _add(work, db, facts, wish)
    entry = await entries.read(db, entry_id, work.now.date())
    events.entry_submitted(work, None, entry)
    return entry


async def _keep_still(db: AsyncConnection, facts: Facts, today: date) -> None:
    """Lock what the entry is judged by; Stale where it is not what was looked into."""
    player, tournament = facts.player, facts.tournament
    await players.lock(db, player.player_id)
    await tournaments.lock(db, tournament.tournament_id)
    if facts.list_key is not None:
        await tournaments.load_list(db, facts.list_key, to_change=True)
    for seen, now in (
        (player, await players.read(db, player.player_id, today)),
        (tournament, await tournaments.read(db, tournament.tournament_id)),
    ):
        if seen.version != now.version:
            raise Stale.changed(now.changed_by, now.changed_at)


async def _add(work: Work, db: AsyncConnection, facts: Facts, wish: Wish) -> int:
    tried = await attempt(db, facts, wish, work.now)
    _refuse_broken(tried)
    assert facts.category is not None
    new = entries.NewEntry(facts.player, facts.tournament, facts.category, facts.points, work.now)
    try:
        async with db.begin_nested():
            return await entries.add(db, new, work.actor.name)
    except IntegrityError:
        # whoever writes without our locks (an import) was faster: by now the same rules tell why
        _refuse_broken(await attempt(db, facts, wish, work.now))
        raise


def _refuse_broken(tried: EntryAttempt) -> None:
    if broken := check_entry(tried):
        raise RuleBroken.of(broken)


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
