"""A draw is never made twice, whoever asks and however often at the same moment."""

import asyncio
from collections import Counter

from services.draws.commands import MadeDraw
from services.draws.records import Draw
from shared.context import Actor, Call, Role
from shared.errors import Stale
from shared.terms import DrawStatus
from tests.integration.draws.peers import ListState
from tests.integration.draws.tour import ANNA, BEN, THE_CLOCK, Tour


async def attempt(tour: Tour, draw: Draw, by: Call) -> MadeDraw | Stale:
    try:
        return await tour.generate(draw.draw_id, by=by)
    except Stale as refused:
        return refused


async def test_twenty_officials_at_once_make_the_draw_once(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14))
    await tour.close(draw.draw_id)
    officials = [Call(Actor(f"official {number}", Role.REFEREE)) for number in range(20)]

    outcomes = await asyncio.gather(*(attempt(tour, draw, by) for by in officials))

    made = [outcome for outcome in outcomes if isinstance(outcome, MadeDraw)]
    assert len(made) == 1
    maker = made[0].draw.changed_by
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Stale)]
    assert len(refusals) == 19
    for refused in refusals:
        assert f"made already by {maker} on" in refused.sentence
        assert (refused.by, refused.at) == (maker, made[0].draw.generated_at)
    sheet = await tour.sheet(draw.draw_id)
    assert sheet.draw == made[0].draw
    assert [line.player_id for line in sheet.lines] == [line.player_id for line in made[0].lines]
    assert Counter(told.name for told in await tour.told())["DrawGenerated"] == 1
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN
    assert tour.peers.count("freeze") == 1
    assert not await tour.sql("SELECT 1 FROM tour.draw_freezes")


async def test_officials_and_clock_at_once_close_and_make_an_open_draw_once(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14))
    await asyncio.gather(
        *(attempt(tour, draw, by) for by in (ANNA, BEN, THE_CLOCK)),
        *(tour.close(draw.draw_id, by) for by in (ANNA, BEN, THE_CLOCK)),
    )
    names = Counter(told.name for told in await tour.told())
    assert (names["EntriesClosed"], names["DrawGenerated"]) == (1, 1)
    assert (await tour.draw()).status is DrawStatus.GENERATED
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN


async def test_a_second_maker_waits_until_the_first_has_stored_the_draw(tour: Tour) -> None:
    draw = await tour.entered(range(1, 14))
    await tour.close(draw.draw_id)
    has_frozen, go_on = asyncio.Event(), asyncio.Event()

    async def stop_here() -> None:
        has_frozen.set()
        await go_on.wait()

    tour.peers.after_freeze = stop_here
    first = asyncio.create_task(attempt(tour, draw, ANNA))
    await has_frozen.wait()
    second = asyncio.create_task(attempt(tour, draw, BEN))
    await asyncio.sleep(0.3)
    assert not second.done()
    go_on.set()

    assert isinstance(await first, MadeDraw)
    assert isinstance(await second, Stale)
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN


async def test_after_a_maker_that_failed_the_next_one_makes_the_draw(tour: Tour) -> None:
    """The failed maker's thaw must not reach the list that the next maker has frozen."""
    draw = await tour.entered(range(1, 14))
    await tour.close(draw.draw_id)
    has_frozen, go_on = asyncio.Event(), asyncio.Event()

    async def fail_once() -> None:
        tour.peers.after_freeze = None
        has_frozen.set()
        await go_on.wait()
        raise Stale("this maker fails")

    tour.peers.after_freeze = fail_once
    first = asyncio.create_task(attempt(tour, draw, ANNA))
    await has_frozen.wait()
    others = [asyncio.create_task(attempt(tour, draw, BEN)) for _ in range(5)]
    await asyncio.sleep(0.2)
    go_on.set()

    assert isinstance(await first, Stale)
    outcomes = await asyncio.gather(*others)
    assert sum(isinstance(outcome, MadeDraw) for outcome in outcomes) == 1
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN
    assert not await tour.sql("SELECT 1 FROM tour.draw_freezes")
