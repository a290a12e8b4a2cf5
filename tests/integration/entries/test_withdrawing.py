"""Withdrawing entries: what it costs by the state of the list, and each refusal."""

import asyncio
from datetime import UTC, timedelta

import pytest

from services.entries.commands import entries
from services.entries.commands.entries import WithdrawEntry
from services.entries.domain.withdrawal import WithdrawalType
from shared.errors import NotFound, RuleBroken, Stale, Unavailable
from tests.integration.entries.dates import AFTER_DEADLINE, IN_PLAY
from tests.integration.entries.tour import BEN, Tour, fields
from tour.entries.v1 import entries_pb2, events_pb2


async def test_withdrawing_from_an_open_list_is_free_and_told(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    withdrawn = await tour.withdraw(entry, BEN)
    assert withdrawn.withdrawal_type is WithdrawalType.BEFORE_DRAW
    assert (withdrawn.version, withdrawn.changed_by) == (2, "ben")
    assert withdrawn.withdrawn_by_suspension_id is None
    ((envelope, event),) = await tour.told(events_pb2.EntryWithdrawn)
    assert (envelope.key, envelope.version) == (f"entry:{entry.entry_id}", 2)
    assert event.withdrawal_type == entries_pb2.WITHDRAWAL_TYPE_BEFORE_DRAW
    assert event.withdrawn_at.ToDatetime(tzinfo=UTC) == withdrawn.withdrawn_at
    assert envelope.before is not None
    assert envelope.after is not None
    assert (envelope.before["withdrawal_type"], envelope.after["withdrawal_type"]) == (
        None,
        "BEFORE_DRAW",
    )


async def test_withdrawing_from_a_closed_list_is_free(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    await tour.close(entry.list_key)
    assert (await tour.withdraw(entry)).withdrawal_type is WithdrawalType.BEFORE_DRAW


async def test_withdrawing_from_a_frozen_list_is_a_no_show(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    assert (await tour.withdraw(entry)).withdrawal_type is WithdrawalType.AFTER_DRAW
    ((_, event),) = await tour.told(events_pb2.EntryWithdrawn)
    assert event.withdrawal_type == entries_pb2.WITHDRAWAL_TYPE_AFTER_DRAW


async def test_who_has_no_match_left_has_nothing_to_withdraw_from(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    await tour.set_clock(IN_PLAY)
    tour.peers.out = {(player.player_id, tournament.tournament_id)}
    with pytest.raises(RuleBroken, match="has no match left in Nice Open"):
        await tour.withdraw(entry)
    tour.peers.out = set()
    assert (await tour.withdraw(entry)).withdrawal_type is WithdrawalType.AFTER_DRAW


async def test_the_matches_service_is_asked_only_once_the_list_is_frozen(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    tour.peers.are_away = True
    assert (await tour.withdraw(entry)).withdrawn_at is not None
    tour.peers.are_away = False
    other = await tour.enter(await tour.register(), await tour.create(name="Lyon Open"))
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(other.list_key)
    tour.peers.are_away = True
    with pytest.raises(Unavailable):
        await tour.withdraw(other)
    assert (await tour.entry(other)).withdrawn_at is None


async def test_an_entry_is_withdrawn_once(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    withdrawn = await tour.withdraw(entry)
    with pytest.raises(RuleBroken, match="has already been withdrawn") as refused:
        await tour.withdraw(withdrawn)
    assert fields(refused.value) == ["entry_id"]
    assert len(await tour.told(events_pb2.EntryWithdrawn)) == 1


async def test_of_two_officials_one_withdraws_and_the_other_is_told_who(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    outcomes = await asyncio.gather(
        tour.withdraw(entry), tour.withdraw(entry, BEN), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(Stale) == 1
    assert len(await tour.told(events_pb2.EntryWithdrawn)) == 1


async def test_an_unknown_entry_cannot_be_withdrawn(tour: Tour) -> None:
    with pytest.raises(NotFound):
        await tour.do(lambda work: entries.withdraw_entry(work, tour.peers, WithdrawEntry(7, 1)))


async def test_nobody_withdraws_after_the_last_day(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    await tour.set_clock(IN_PLAY + timedelta(days=6))
    with pytest.raises(RuleBroken, match="ended on 15 March 2026"):
        await tour.withdraw(entry)


async def test_a_cancelled_draw_has_nothing_to_withdraw_from(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    await tour.cancel_draw(entry.list_key)
    with pytest.raises(RuleBroken, match="was cancelled and has released Ada Berg"):
        await tour.withdraw(await tour.entry(entry))


async def test_unverified_history_is_never_withdrawn(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    await tour.sql("UPDATE tour.entries SET origin = 'unverified'")
    with pytest.raises(RuleBroken, match="unverified history"):
        await tour.withdraw(entry)
