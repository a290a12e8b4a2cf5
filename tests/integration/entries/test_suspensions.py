"""What suspensions do to entries and to a player's status, in whatever order the news arrives."""

import asyncio
from datetime import date, timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from services.entries.domain.eligibility import Suspension
from services.entries.domain.withdrawal import WithdrawalType
from services.entries.store.rows import Entry, Player
from shared.errors import RuleBroken
from shared.terms import Gender, PlayerStatus
from tests.integration.entries.dates import AFTER_DEADLINE, MONDAY, START
from tests.integration.entries.tour import Tour, suspension
from tour.entries.v1 import entries_pb2, events_pb2
from tour.matches.v1 import events_pb2 as matches_events

SUNDAY = MONDAY + timedelta(days=6)
TWO_MONTHS = date(2026, 5, 9)


async def test_a_suspension_withdraws_entries_that_it_touches_and_tells(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, SUNDAY, TWO_MONTHS)
    withdrawn = await tour.entry(entry)
    assert withdrawn.withdrawal_type is WithdrawalType.BEFORE_DRAW
    assert (withdrawn.withdrawn_by_suspension_id, withdrawn.changed_by) == (1, "clock")
    ((envelope, event),) = await tour.told(events_pb2.EntryWithdrawn)
    assert (envelope.key, envelope.version) == (f"entry:{entry.entry_id}", 2)
    assert event.withdrawal_type == entries_pb2.WITHDRAWAL_TYPE_BEFORE_DRAW


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (SUNDAY + timedelta(days=1), TWO_MONTHS),
        (MONDAY - timedelta(days=60), MONDAY - timedelta(days=1)),
    ],
)
async def test_a_suspension_before_or_after_the_week_leaves_the_entry(
    tour: Tour, first: date, last: date
) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, first, last)
    assert (await tour.entry(entry)).withdrawn_at is None


async def test_only_the_suspended_player_is_withdrawn(tour: Tour) -> None:
    player, tournament, _ = await tour.entered()
    other = await tour.enter(await tour.register(), tournament)
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    assert (await tour.entry(other)).withdrawn_at is None


async def test_who_is_drawn_already_is_not_withdrawn(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    later = await tour.enter(
        player, await tour.create(name="Lyon Open", start_date=MONDAY + timedelta(weeks=1))
    )
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    assert (await tour.entry(entry)).withdrawn_at is None
    assert (await tour.entry(later)).withdrawn_by_suspension_id == 1


async def test_an_annulled_suspension_gives_its_entries_back(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS)
    back = await tour.entry(entry)
    assert (back.withdrawn_at, back.withdrawal_type, back.withdrawn_by_suspension_id) == (
        None,
        None,
        None,
    )
    assert (back.entered_at, back.version) == (entry.entered_at, 3)
    (_, (envelope, event)) = await tour.told(events_pb2.EntrySubmitted)
    assert (envelope.version, event.entry_id) == (3, entry.entry_id)
    assert envelope.before is not None
    assert envelope.before["withdrawal_type"] == "BEFORE_DRAW"


async def test_an_entry_comes_back_to_a_closed_list_as_well(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    await tour.set_clock(AFTER_DEADLINE)
    await tour.close(entry.list_key)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS)
    assert (await tour.entry(entry)).withdrawn_at is None


async def test_no_entry_comes_back_to_a_draw_made_without_it(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(entry.list_key)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS)
    assert (await tour.entry(entry)).withdrawal_type is WithdrawalType.BEFORE_DRAW


async def test_no_entry_comes_back_to_a_cancelled_draw(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    await tour.cancel_draw(entry.list_key)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS)
    assert (await tour.entry(entry)).withdrawn_at is not None


async def test_a_suspension_that_ran_out_gives_nothing_back(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    ended = suspension(player, tournament, MONDAY, TWO_MONTHS)
    await tour.hear(matches_events.SuspensionEnded(suspension=ended), version=2)
    assert (await tour.entry(entry)).withdrawn_at is not None


async def test_what_an_official_withdrew_does_not_come_back(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.withdraw(entry)
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS)
    assert (await tour.entry(entry)).withdrawn_at is not None


async def test_an_entry_stays_out_while_another_suspension_touches_it(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS, key=1)
    await tour.suspend(player, tournament, SUNDAY, TWO_MONTHS, key=2)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS, key=1)
    assert (await tour.entry(entry)).withdrawn_at is not None
    await tour.annul(player, tournament, SUNDAY, TWO_MONTHS, key=2)
    assert (await tour.entry(entry)).withdrawn_at is None


async def test_an_entry_stays_out_where_the_player_has_entered_elsewhere(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    cannes = await tour.create(name="Cannes Open")
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    # the matches service has annulled it, the event is still on its way
    elsewhere = await tour.enter(player, cannes)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS)
    assert (await tour.entry(entry)).withdrawn_at is not None
    assert (await tour.entry(elsewhere)).withdrawn_at is None


async def test_an_entry_stays_out_where_the_player_has_retired_meanwhile(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS)
    await tour.change_player(player, status_id=PlayerStatus.RETIRED)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS)
    assert (await tour.entry(entry)).withdrawn_at is not None


async def test_a_suspension_annulled_by_mistake_runs_again(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS, version=1)
    await tour.annul(player, tournament, MONDAY, TWO_MONTHS, version=2)
    await tour.suspend(player, tournament, MONDAY, TWO_MONTHS, version=3)
    assert (await tour.entry(entry)).withdrawn_by_suspension_id == 1


async def test_an_event_heard_five_times_has_one_effect(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    event = matches_events.PlayerSuspended(
        suspension=suspension(player, tournament, MONDAY, TWO_MONTHS)
    )
    event_id = uuid4()
    for _ in range(4):
        await tour.hear(event, event_id=event_id)
    # and once more under another id, as after a restored outbox
    await tour.hear(event)
    assert (await tour.entry(entry)).version == 2
    assert len(await tour.told(events_pb2.EntryWithdrawn)) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_newest_version_decides_in_whatever_order_events_arrive(
    tour: Tour, order: tuple[int, int, int]
) -> None:
    player, tournament, entry = await tour.entered()
    shorter = MONDAY + timedelta(days=1)
    history = [
        lambda: tour.suspend(player, tournament, MONDAY, TWO_MONTHS, version=1),
        lambda: tour.suspend(player, tournament, MONDAY, shorter, version=2),
        lambda: tour.annul(player, tournament, MONDAY, shorter, version=3),
    ]
    for step in order:
        await history[step]()
    assert (await tour.entry(entry)).withdrawn_at is None
    assert await tour.sql("SELECT end_date, annulled, version FROM tour.known_suspensions") == [
        (shorter, True, 3)
    ]


async def test_an_entry_made_while_the_suspension_is_heard_of_does_not_stay(tour: Tour) -> None:
    players = [await tour.register() for _ in range(6)]
    tournament = await tour.create()

    async def enter(number: int) -> Entry | None:
        try:
            return await tour.enter(players[number], tournament)
        except RuleBroken:
            return None

    async def suspend(key: int, player: Player) -> None:
        # the matches service itself knows it before anybody hears of it
        tour.peers.suspended[player.player_id] = {key: Suspension(MONDAY, TWO_MONTHS)}
        await tour.suspend(player, tournament, MONDAY, TWO_MONTHS, key=key)

    await asyncio.gather(
        *(enter(number) for number in range(6)),
        *(suspend(key, player) for key, player in enumerate(players, 1)),
    )
    found = await tour.entries(tournament_id=tournament.tournament_id)
    assert all(entry.withdrawn_at is not None for entry in found)


async def test_a_suspension_heard_of_while_the_list_thaws_is_not_missed(tour: Tour) -> None:
    tournament = await tour.create()
    standing = await tour.crowd(6, tournament)
    await tour.set_clock(AFTER_DEADLINE)
    await tour.freeze(standing[0].list_key)
    await asyncio.gather(
        tour.thaw(standing[0].list_key),
        *(
            tour.suspend(entry.player, tournament, MONDAY, TWO_MONTHS, key=key)
            for key, entry in enumerate(standing, 1)
        ),
    )
    found = await tour.entries(tournament_id=tournament.tournament_id)
    assert [entry.withdrawal_type for entry in found] == [WithdrawalType.BEFORE_DRAW] * 6


@pytest.mark.parametrize(
    ("days_from_today", "shown"),
    [
        (-1, PlayerStatus.RETIRED),
        (0, PlayerStatus.SUSPENDED),
        (9, PlayerStatus.SUSPENDED),
        (10, PlayerStatus.RETIRED),
    ],
)
async def test_a_player_is_shown_suspended_from_the_first_to_the_last_day(
    tour: Tour, days_from_today: int, shown: PlayerStatus
) -> None:
    player, tournament = await tour.register(), await tour.create()
    await tour.change_player(player, status_id=PlayerStatus.RETIRED)
    first, last = START.date() + timedelta(days=1), START.date() + timedelta(days=10)
    await tour.suspend(player, tournament, first, last)
    await tour.set_clock(START + timedelta(days=1 + days_from_today))
    found = await tour.player(player)
    assert (found.shown_status, found.status) == (shown, PlayerStatus.RETIRED)
    assert found.suspended_until == (last if shown is PlayerStatus.SUSPENDED else None)


async def test_overlapping_and_adjacent_suspensions_run_until_the_last_ends(tour: Tour) -> None:
    player, tournament = await tour.register(), await tour.create()
    today = START.date()

    def day(number: int) -> date:
        return today + timedelta(days=number)

    await tour.suspend(player, tournament, day(-9), day(5), key=1)
    await tour.suspend(player, tournament, day(6), day(9), key=2)
    await tour.suspend(player, tournament, day(8), day(20), key=3)
    await tour.suspend(player, tournament, day(22), day(30), key=4)
    await tour.suspend(player, tournament, day(15), day(25), key=5)
    await tour.annul(player, tournament, day(15), day(25), key=5)
    assert (await tour.player(player)).suspended_until == day(20)


async def test_a_suspended_player_is_shown_so_wherever_named(tour: Tour) -> None:
    player, tournament, entry = await tour.entered()
    man = await tour.enter(await tour.register(gender_id=Gender.MEN), tournament)
    await tour.suspend(player, tournament, START.date(), START.date())
    shown = {
        each.entry_id: each.player.shown_status
        for each in await tour.entries(tournament_id=tournament.tournament_id)
    }
    assert shown == {
        entry.entry_id: PlayerStatus.SUSPENDED,
        man.entry_id: PlayerStatus.ACTIVE,
    }
