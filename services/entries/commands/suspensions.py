"""What suspensions do to entries (rules.md sections 5 and 7).

Guarantees that entries end up the same in whatever order the news arrives: those that a suspension
in force touches are withdrawn, those that one withdrew come back once none does, until the draw.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries import events
from services.entries.domain.eligibility import EntryAttempt, EntryList, check_return
from services.entries.domain.withdrawal import WithdrawalType
from services.entries.store import entries, players, suspensions, tournaments
from services.entries.store.rows import Entry, KnownSuspension
from services.entries.store.suspensions import Unsettled
from shared.work import Work


async def take_suspension(work: Work, known: KnownSuspension) -> None:
    """Keep a copy of a suspension, new or changed, and let it have its effect on entries."""
    db = await work.begin()
    await players.lock(db, known.player_id)
    if not await suspensions.store(db, known):
        return
    await suspensions.lock_lists(db, known.player_id, work.now.date())
    await settle(work, await suspensions.unsettled_of_player(db, known.player_id))


async def settle(work: Work, unsettled: Iterable[Unsettled]) -> None:
    """Withdraw what a suspension touches, bring back what none touches any more.

    The lists are locked by the caller.
    """
    db = await work.begin()
    for each in unsettled:
        before = await entries.read(db, each.entry_id, work.now.date())
        if each.suspension_id is not None:
            await _withdraw(work, db, before, each.suspension_id)
        else:
            await _bring_back(work, db, before)


async def _withdraw(work: Work, db: AsyncConnection, before: Entry, suspension_id: int) -> None:
    await entries.withdraw(
        db,
        before.entry_id,
        WithdrawalType.BEFORE_DRAW,
        work.now,
        work.actor.name,
        suspension_id=suspension_id,
    )
    entry = await entries.read(db, before.entry_id, work.now.date())
    events.entry_withdrawn(work, before, entry)


async def _bring_back(work: Work, db: AsyncConnection, before: Entry) -> None:
    """As it was made, unless something else stands in the way by now."""
    if check_return(await _return_of(work, db, before)):
        return
    await entries.bring_back(db, before.entry_id, work.actor.name)
    entry = await entries.read(db, before.entry_id, work.now.date())
    events.entry_submitted(work, before, entry)


async def _return_of(work: Work, db: AsyncConnection, entry: Entry) -> EntryAttempt:
    tournament = await tournaments.read(db, entry.tournament_id)
    state = await tournaments.read_list(db, entry.list_key)
    player_id = entry.player.player_id
    known = (await suspensions.of_players(db, [player_id]))[player_id]
    entered = await entries.entered_in_week(db, [player_id], tournament.week)
    return EntryAttempt(
        player=entry.player.entrant,
        tournament=tournament.entered,
        now=work.now,
        asked_category=entry.age_category,
        asked_gender=entry.gender,
        entered_that_week=entered[player_id],
        entry_list=EntryList(state, await entries.count_standing(db, entry.list_key)),
        suspensions=tuple(held for each in known if (held := each.in_force)),
    )
