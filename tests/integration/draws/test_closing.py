"""At the deadline the planned seeding is fixed, or the draw cancelled (rules.md sections 3, 4)."""

import asyncio
from datetime import timedelta

import pytest

from services.draws.commands import why_not
from services.draws.domain.seeding import Seed
from shared.errors import NotFound, RuleBroken, Unavailable
from shared.terms import DrawStatus
from tests.integration.draws.dates import ENTRY_DEADLINE, SEEDING_WEEK
from tests.integration.draws.peers import ListState
from tests.integration.draws.tour import ANNA, BEN, Tour
from tour.draws.v1.events_pb2 import DrawCancelled, EntriesClosed


async def test_the_planned_seeds_are_the_first_of_the_ranking(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=[50, 7, 51, 3, 9, 52, 1])

    closed = await tour.close(draw.draw_id)

    assert closed.status is DrawStatus.CLOSED
    assert closed.is_seeded
    sheet = await tour.sheet(draw.draw_id)
    assert sheet.planned_seeds == (
        Seed(1, 7, 980),
        Seed(2, 3, 960),
        Seed(3, 9, 950),
        Seed(4, 1, 930),
    )
    assert sheet.actual_seeds == ()
    assert sheet.lines == ()


async def test_closing_is_told_with_the_planned_seeds(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=[7, 3, 9, 1])

    closed = await tour.close(draw.draw_id)

    envelope, event = await tour.last_told(EntriesClosed)
    assert (envelope.key, envelope.version) == (f"draw:{draw.draw_id}", 2)
    assert envelope.call.actor == ANNA.actor
    assert [seed.player_id for seed in event.planned_seeds] == [7, 3, 9, 1]
    assert event.draw.version == closed.version == 2
    assert envelope.before is not None
    assert envelope.after is not None
    assert (envelope.before["status"], envelope.after["status"]) == (1, 2)
    assert (closed.changed_by, closed.closed_at) == ("anna", envelope.occurred_at)


async def test_unranked_players_take_the_seeds_left_in_the_order_of_entering(tour: Tour) -> None:
    draw = await tour.entered([5, 4, 3, 2, 1, 6, 7, 8, 9], ranked=[9])
    await tour.close(draw.draw_id)
    seeds = (await tour.sheet(draw.draw_id)).planned_seeds
    assert [(seed.player_id, seed.points) for seed in seeds] == [(9, 990), (5, 0), (4, 0), (3, 0)]


async def test_a_published_ranking_without_these_players_seeds_the_draw_all_the_same(
    tour: Tour,
) -> None:
    draw = await tour.entered(range(1, 7), ranked=[])
    assert (await tour.close(draw.draw_id)).is_seeded
    seeds = (await tour.sheet(draw.draw_id)).planned_seeds
    assert [seed.player_id for seed in seeds] == [1, 2]


async def test_a_confirmed_week_without_ranking_leaves_the_draw_unseeded(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=None)
    closed = await tour.close(draw.draw_id)
    assert closed.status is DrawStatus.CLOSED
    assert closed.is_seeded is False
    assert (await tour.sheet(draw.draw_id)).planned_seeds == ()


async def test_a_ranking_that_is_not_published_yet_is_waited_for(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    del tour.peers.rankings[SEEDING_WEEK]

    with pytest.raises(RuleBroken, match="waits for the ranking of week 2026-W09") as refused:
        await tour.close(draw.draw_id)
    assert refused.value.violations[0].rule == "4"
    assert (await tour.draw()).status is DrawStatus.OPEN

    tour.peers.publish(SEEDING_WEEK, [4, 5])
    assert (await tour.close(draw.draw_id)).status is DrawStatus.CLOSED


async def test_a_ranking_that_cannot_be_asked_for_leaves_the_draw_open(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    tour.peers.trouble["ranking"] = Unavailable()
    with pytest.raises(Unavailable):
        await tour.close(draw.draw_id)
    assert (await tour.draw()).status is DrawStatus.OPEN


async def test_entries_close_after_the_deadline_only(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    await tour.set_clock(ENTRY_DEADLINE - timedelta(seconds=30))
    with pytest.raises(RuleBroken, match="until Tuesday 24 February 2026, 10:00 UTC"):
        await tour.close(draw.draw_id)
    assert "close" not in tour.peers.calls

    await tour.set_clock(ENTRY_DEADLINE + timedelta(seconds=1))
    assert (await tour.close(draw.draw_id)).status is DrawStatus.CLOSED


async def test_an_entry_at_exactly_the_deadline_is_still_in_time(tour: Tour) -> None:
    await tour.add_tournament()
    draw = await tour.draw()
    assert why_not(draw, ENTRY_DEADLINE) is not None
    assert why_not(draw, ENTRY_DEADLINE + timedelta(microseconds=1)) is None


async def test_fewer_than_six_entries_cancel_the_draw_without_a_ranking(tour: Tour) -> None:
    draw = await tour.entered(range(1, 6))
    del tour.peers.rankings[SEEDING_WEEK]

    cancelled = await tour.close(draw.draw_id)

    assert cancelled.status is DrawStatus.CANCELLED
    assert cancelled.is_seeded is None
    envelope, event = await tour.last_told(DrawCancelled)
    assert (event.num_entries, event.draw.version, envelope.version) == (5, 2, 2)
    assert (await tour.draw()) == cancelled


async def test_six_entries_are_enough(tour: Tour) -> None:
    draw = await tour.entered(range(1, 7))
    assert (await tour.close(draw.draw_id)).status is DrawStatus.CLOSED


async def test_sixty_four_entries_close_and_sixty_five_are_refused(tour: Tour) -> None:
    draw = await tour.entered(range(1, 66))
    with pytest.raises(RuleBroken, match="64 players at most and 65 entries stand"):
        await tour.close(draw.draw_id)
    tour.peers.withdraw(draw.entry_list, 65)
    assert (await tour.close(draw.draw_id)).status is DrawStatus.CLOSED
    assert len((await tour.sheet(draw.draw_id)).planned_seeds) == 16


async def test_a_closed_draw_is_answered_as_it_is(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    closed = await tour.close(draw.draw_id)
    calls = list(tour.peers.calls)

    assert await tour.close(draw.draw_id, BEN) == closed
    assert tour.peers.calls == calls

    made = await tour.generate(draw.draw_id)
    assert await tour.close(draw.draw_id, BEN) == made.draw


async def test_a_cancelled_draw_is_answered_as_it_is(tour: Tour) -> None:
    draw = await tour.entered([])
    cancelled = await tour.close(draw.draw_id)
    assert await tour.close(draw.draw_id) == cancelled
    assert [told.name for told in await tour.told()].count("DrawCancelled") == 1


async def test_ten_officials_at_once_close_the_entries_once(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10))
    closed = await asyncio.gather(*(tour.close(draw.draw_id) for _ in range(10)))
    assert all(each == closed[0] for each in closed)
    assert [told.name for told in await tour.told()].count("EntriesClosed") == 1
    assert tour.peers.states[draw.entry_list] is ListState.CLOSED


async def test_the_planned_seeding_never_changes(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=[1, 2, 3, 4, 5])
    await tour.close(draw.draw_id)
    planned = (await tour.sheet(draw.draw_id)).planned_seeds

    tour.peers.withdraw(draw.entry_list, 2)
    tour.peers.publish(SEEDING_WEEK, [5, 4, 3, 2, 1], revision=1)
    await tour.close(draw.draw_id)
    await tour.generate(draw.draw_id)

    assert (await tour.sheet(draw.draw_id)).planned_seeds == planned


async def test_a_draw_imported_as_closed_gets_its_planned_seeding(tour: Tour) -> None:
    draw = await tour.entered(range(1, 10), ranked=[3, 1])
    await tour.sql(
        "UPDATE tour.draws SET origin = 'imported', draw_status_id = 2 WHERE draw_id = %s",
        draw.draw_id,
    )
    closed = await tour.close(draw.draw_id)
    assert closed.is_seeded
    assert len((await tour.sheet(draw.draw_id)).planned_seeds) == 4


async def test_an_unknown_draw_cannot_be_closed(tour: Tour) -> None:
    with pytest.raises(NotFound, match="no draw 99"):
        await tour.close(99)
