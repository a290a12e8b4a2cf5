"""Closing, freezing and thawing the entry list of a draw, as the draws service goes through it.

Guarantees that each may be asked for again, that what is answered is what the draw is made of, and
that a list follows what became of its draw.
"""

from services.entries import events
from services.entries.commands.suspensions import settle
from services.entries.domain.eligibility import ListState
from services.entries.domain.entry_lists import check_closing
from services.entries.domain.withdrawal import WithdrawalType
from services.entries.store import entries, suspensions, tournaments
from services.entries.store.rows import ListKey, StandingEntry
from shared.errors import RuleBroken
from shared.inbox import Later
from shared.work import Work

Standing = tuple[StandingEntry, ...]


async def close_entry_list(work: Work, key: ListKey) -> Standing:
    """Take no more entries; the standing ones in the order of entering.

    NotFound; RuleBroken until the entry deadline has passed (rules.md section 2).
    """
    return await _close(work, key, ListState.CLOSED)


async def freeze_entry_list(work: Work, key: ListKey) -> Standing:
    """From now on a withdrawal is AFTER_DRAW; the standing entries in the order of entering.

    Who withdraws from a frozen list still belongs to them: the draw that froze it, or that tries
    again after a fault, has a line for that player. Raises as ``close_entry_list`` does.
    """
    return await _close(work, key, ListState.FROZEN)


async def _close(work: Work, key: ListKey, state: ListState) -> Standing:
    db = await work.begin()
    tournament = await tournaments.read(db, key.tournament_id)
    before = await tournaments.read_list(db, key, to_change=True)
    if broken := check_closing(tournament.entered, before, work.now):
        raise RuleBroken.of(broken)
    if before is not ListState.FROZEN:
        await tournaments.set_list(db, key, state)
    return await entries.standing(db, key)


async def thaw_entry_list(work: Work, key: ListKey) -> None:
    """The draw was not made after all: who withdrew meanwhile did so before it, and suspensions
    that came meanwhile have their effect.

    NotFound. A list that is not frozen stays as it is.
    """
    db = await work.begin()
    if await tournaments.read_list(db, key, to_change=True) is not ListState.FROZEN:
        return
    await tournaments.set_list(db, key, ListState.CLOSED)
    for entry_id in await entries.withdrawn_after_draw(db, key):
        before = await entries.read(db, entry_id, work.now.date())
        at = before.withdrawn_at or work.now
        await entries.withdraw(db, entry_id, WithdrawalType.BEFORE_DRAW, at, work.actor.name)
        entry = await entries.read(db, entry_id, work.now.date())
        events.entry_withdrawn(work, before, entry)
    await settle(work, await suspensions.unsettled_on_list(db, key))


async def cancel_entry_list(work: Work, key: ListKey) -> None:
    """The draw was cancelled: its entries are released (rules.md section 3)."""
    db = await work.begin()
    if await tournaments.load_list(db, key, to_change=True) is None:
        raise Later(f"the entry list of {key} is not here yet")
    await tournaments.set_list(db, key, ListState.CANCELLED)
    standing = await entries.standing(db, key)
    await entries.release(db, [entry.entry_id for entry in standing], work.actor.name)
