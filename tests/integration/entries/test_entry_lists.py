"""Closing, freezing and thawing, as the draws service goes through them."""

import asyncio

import pytest

from services.entries.domain.withdrawal import WithdrawalType
from services.entries.store.rows import ListKey
from shared.errors import NotFound, RuleBroken
from shared.inbox import Later
from shared.terms import AgeCategory, Gender
from tests.integration.entries.dates import AFTER_DEADLINE, DEADLINE, MONDAY
from tests.integration.entries.tour import Tour
from tour.entries.v1 import entries_pb2, events_pb2

NOWHERE = ListKey(7, AgeCategory.SIXTY, Gender.WOMEN)


async def test_closing_and_freezing_answer_the_standing_entries_in_order(tour: Tour) -> None:
    tournament = await tour.create()
    first, gone, third = await tour.crowd(3, tournament)
    await tour.enter(await tour.register(gender_id=Gender.MEN), tournament)
    await tour.withdraw(gone)
    # the order of entering is that of the moments, not of the keys
    await tour.sql(
        "UPDATE tour.entries SET entry_timestamp = entry_timestamp - interval '1 day', "
        "entry_points = 30 WHERE entry_id = %s",
        third.entry_id,
    )
    await tour.set_clock(AFTER_DEADLINE)
    closed = await tour.close(first.list_key)
    assert [entry.entry_id for entry in closed] == [third.entry_id, first.entry_id]
    assert (closed[0].player_id, closed[0].entry_points) == (third.player.player_id, 30)
    assert await tour.state_of(first.list_key) == "CLOSED"
    assert await tour.freeze(first.list_key) == closed
    assert await tour.state_of(first.list_key) == "FROZEN"
    assert await tour.state_of(
        ListKey(tournament.tournament_id, AgeCategory.SIXTY, Gender.MEN)
    ) == ("OPEN")


async def test_each_may_be_asked_for_again(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    assert await tour.close(entry.list_key) == await tour.close(entry.list_key)
    await tour.thaw(entry.list_key)
    assert await tour.state_of(entry.list_key) == "CLOSED"
    assert await tour.freeze(entry.list_key) == await tour.freeze(entry.list_key)
    # a late closing does not thaw
    assert len(await tour.close(entry.list_key)) == 1
    assert await tour.state_of(entry.list_key) == "FROZEN"


async def test_no_list_closes_while_an_entry_would_be_in_time(
    tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, entry = await tour.entered()

    async def at_the_deadline(db: object) -> object:
        return DEADLINE

    with monkeypatch.context() as exactly:
        exactly.setattr(tour.database.clock, "now", at_the_deadline)
        with pytest.raises(RuleBroken, match="accepted until Tuesday 3 March 2026, 10:00 UTC"):
            await tour.close(entry.list_key)
        with pytest.raises(RuleBroken):
            await tour.freeze(entry.list_key)
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)


async def test_an_unknown_list_is_not_found(tour: Tour) -> None:
    for command in (tour.close, tour.freeze, tour.thaw):
        with pytest.raises(NotFound):
            await command(NOWHERE)


async def test_a_thawed_list_takes_no_entries_and_withdrawing_is_free_again(tour: Tour) -> None:
    _, tournament, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    await tour.thaw(entry.list_key)
    assert (await tour.withdraw(entry)).withdrawal_type is WithdrawalType.BEFORE_DRAW
    with pytest.raises(RuleBroken):
        await tour.enter(await tour.register(), tournament)


async def test_who_withdraws_from_a_frozen_list_still_has_a_line_in_its_draw(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    frozen = await tour.freeze(entry.list_key)
    await tour.withdraw(entry)
    # the maker was killed; the next one draws the same field
    assert await tour.freeze(entry.list_key) == frozen


async def test_who_withdrew_while_a_draw_failed_withdrew_before_it(tour: Tour) -> None:
    _, _, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    withdrawn = await tour.withdraw(entry)
    await tour.thaw(entry.list_key)
    freed = await tour.entry(entry)
    assert freed.withdrawal_type is WithdrawalType.BEFORE_DRAW
    assert (freed.withdrawn_at, freed.version) == (withdrawn.withdrawn_at, 3)
    (_, (envelope, event)) = await tour.told(events_pb2.EntryWithdrawn)
    assert (envelope.version, event.withdrawal_type) == (
        3,
        entries_pb2.WITHDRAWAL_TYPE_BEFORE_DRAW,
    )
    assert await tour.freeze(entry.list_key) == ()


async def test_a_suspension_that_came_while_frozen_has_its_effect_when_thawed(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    await tour.suspend(player, tournament, MONDAY, MONDAY)
    assert (await tour.entry(entry)).withdrawn_at is None
    await tour.thaw(entry.list_key)
    withdrawn = await tour.entry(entry)
    assert withdrawn.withdrawal_type is WithdrawalType.BEFORE_DRAW
    assert withdrawn.withdrawn_by_suspension_id == 1


async def test_an_annulment_that_came_while_frozen_has_its_effect_when_thawed(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, MONDAY)
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    await tour.annul(player, tournament, MONDAY, MONDAY)
    assert (await tour.entry(entry)).withdrawn_at is not None
    await tour.thaw(entry.list_key)
    assert (await tour.entry(entry)).withdrawn_at is None


async def test_a_cancelled_draw_releases_its_entries(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    cannes = await tour.create(name="Cannes Open")
    await tour.cancel_draw(entry.list_key)
    assert await tour.state_of(entry.list_key) == "CANCELLED"
    released = await tour.entry(entry)
    assert (released.released, released.withdrawn_at, released.version) == (True, None, 2)
    # the week is free again, this draw is not
    with pytest.raises(RuleBroken, match=r"Entries for this draw of Nice Open are closed\."):
        await tour.enter(player, tournament)
    assert (await tour.enter(player, cannes)).version == 1
    await tour.set_clock(AFTER_DEADLINE)
    for command in (tour.close, tour.freeze):
        with pytest.raises(RuleBroken, match="was cancelled"):
            await command(entry.list_key)
    await tour.thaw(entry.list_key)
    assert await tour.state_of(entry.list_key) == "CANCELLED"


async def test_a_frozen_list_can_be_cancelled(tour: Tour) -> None:
    player, _, entry = await tour.entered()
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    await tour.withdraw(entry)
    await tour.cancel_draw(entry.list_key)
    assert (await tour.entry(entry)).released
    assert (await tour.player(player)).version == 1


async def test_a_cancellation_of_an_unknown_list_waits(tour: Tour) -> None:
    with pytest.raises(Later):
        await tour.cancel_draw(NOWHERE)


async def test_withdrawals_while_a_list_freezes_are_free_or_in_the_draw(tour: Tour) -> None:
    tournament = await tour.create()
    standing = await tour.crowd(8, tournament)
    await tour.set_clock(AFTER_DEADLINE)
    withdrawals = asyncio.gather(*(tour.withdraw(entry) for entry in standing[:6]))
    frozen = await tour.freeze(standing[0].list_key)
    withdrawn = await withdrawals
    drawn = {entry.entry_id for entry in frozen}
    for entry in withdrawn:
        is_free = entry.withdrawal_type is WithdrawalType.BEFORE_DRAW
        assert is_free is (entry.entry_id not in drawn)
