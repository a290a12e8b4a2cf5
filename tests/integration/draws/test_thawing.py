"""Entries frozen for a draw that was not made are thawed; those of a made draw never."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.draws import commands
from services.draws.clock_steps import FORGOTTEN_AFTER, Patience, thaw_step
from services.draws.domain.bracket import Draw as Bracket
from services.draws.domain.bracket import make_draw
from services.draws.records import Draw, Freeze
from shared.errors import Internal, RuleBroken, Unavailable
from shared.terms import DrawStatus, Violation
from tests.integration.draws.peers import ListState
from tests.integration.draws.tour import ANNA, THE_CLOCK, Tour


async def closed_draw(tour: Tour) -> Draw:
    draw = await tour.entered(range(1, 14))
    return await tour.close(draw.draw_id)


async def is_as_before(tour: Tour, draw: Draw) -> bool:
    sheet = await tour.sheet(draw.draw_id)
    no_notes = not await tour.sql("SELECT 1 FROM tour.draw_freezes")
    return sheet.draw == draw and not sheet.lines and not sheet.actual_seeds and no_notes


async def test_a_freeze_whose_answer_is_lost_is_thawed(tour: Tour) -> None:
    draw = await closed_draw(tour)

    async def lose_the_answer() -> None:
        raise Unavailable

    tour.peers.after_freeze = lose_the_answer
    with pytest.raises(Unavailable):
        await tour.generate(draw.draw_id)

    assert tour.peers.states[draw.entry_list] is ListState.CLOSED
    assert await is_as_before(tour, draw)


async def test_a_bracket_against_the_rules_is_not_stored(
    tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = await closed_draw(tour)

    def two_seeds_exchanged(field: list[int], *, seeded: bool, random_seed: int) -> Bracket:
        return make_draw([field[1], field[0], *field[2:]], seeded=seeded, random_seed=random_seed)

    monkeypatch.setattr(commands, "make_draw", two_seeds_exchanged)
    with pytest.raises(Internal, match="against the rules") as caught:
        await tour.generate(draw.draw_id)

    assert caught.value.violations
    assert tour.peers.states[draw.entry_list] is ListState.CLOSED
    assert await is_as_before(tour, draw)


async def test_lines_that_the_database_refuses_are_not_stored(tour: Tour) -> None:
    draw = await closed_draw(tour)
    tour.peers.enter(draw.entry_list, [99])  # a player whom nobody knows

    with pytest.raises(Exception, match="draw_players_player_id_fkey"):
        await tour.generate(draw.draw_id)

    assert tour.peers.states[draw.entry_list] is ListState.CLOSED
    assert await is_as_before(tour, draw)


async def test_a_call_that_is_given_up_thaws_the_entries(tour: Tour) -> None:
    draw = await closed_draw(tour)

    async def hang() -> None:
        await asyncio.sleep(60)

    tour.peers.after_freeze = hang
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await tour.generate(draw.draw_id)

    assert tour.peers.states[draw.entry_list] is ListState.CLOSED
    assert await is_as_before(tour, draw)


async def test_where_the_thaw_fails_too_the_first_reason_is_told_and_the_clock_thaws_later(
    tour: Tour,
) -> None:
    draw = await closed_draw(tour)
    tour.peers.after_freeze = refuse
    tour.peers.trouble["thaw"] = Unavailable()
    with pytest.raises(RuleBroken, match="refused after the freeze"):
        await tour.generate(draw.draw_id)
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN

    del tour.peers.trouble["thaw"]
    await make_notes_old(tour)
    await thaw_step(tour.database, tour.peers).run(THE_CLOCK)

    assert tour.peers.states[draw.entry_list] is ListState.CLOSED
    assert await is_as_before(tour, draw)


async def test_the_entries_of_a_maker_that_was_killed_are_thawed_by_the_clock(tour: Tour) -> None:
    draw = await closed_draw(tour)
    await kill_a_maker(tour, draw, ago=FORGOTTEN_AFTER + timedelta(seconds=1))

    await thaw_step(tour.database, tour.peers).run(THE_CLOCK)

    assert tour.peers.states[draw.entry_list] is ListState.CLOSED
    assert await is_as_before(tour, draw)


async def test_a_maker_that_may_still_be_at_work_is_left_alone(tour: Tour) -> None:
    draw = await closed_draw(tour)
    await kill_a_maker(tour, draw, ago=FORGOTTEN_AFTER - timedelta(seconds=10))
    await thaw_step(tour.database, tour.peers).run(THE_CLOCK)
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN


async def test_the_entries_of_a_draw_that_another_maker_made_stay_frozen(tour: Tour) -> None:
    draw = await closed_draw(tour)
    await kill_a_maker(tour, draw, ago=FORGOTTEN_AFTER + timedelta(seconds=1))
    await tour.generate(draw.draw_id)

    await thaw_step(tour.database, tour.peers).run(THE_CLOCK)

    assert "thaw" not in tour.peers.calls
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN
    assert (await tour.draw()).status is DrawStatus.GENERATED
    assert not await tour.sql("SELECT 1 FROM tour.draw_freezes")


async def test_one_list_that_cannot_be_thawed_does_not_hold_up_another(tour: Tour) -> None:
    draw = await closed_draw(tour)
    for _ in range(2):
        await kill_a_maker(tour, draw, ago=FORGOTTEN_AFTER + timedelta(seconds=1))
    tour.peers.trouble["thaw"] = Unavailable()

    step = thaw_step(tour.database, tour.peers, Patience(first_wait=60))
    await step.run(THE_CLOCK)
    assert tour.peers.count("thaw") == 2

    await step.run(THE_CLOCK)
    assert tour.peers.count("thaw") == 2, "tried again before its time"


async def test_releasing_waits_for_the_maker_at_work(tour: Tour) -> None:
    draw = await closed_draw(tour)
    has_frozen, go_on = asyncio.Event(), asyncio.Event()

    async def stop_here() -> None:
        has_frozen.set()
        await go_on.wait()

    tour.peers.after_freeze = stop_here
    maker = asyncio.create_task(tour.generate(draw.draw_id))
    await has_frozen.wait()
    other = Freeze(uuid4(), draw.draw_id)
    release = asyncio.create_task(commands.release_entries(tour.database, ANNA, tour.peers, other))
    await asyncio.sleep(0.2)
    go_on.set()
    await maker
    await release
    assert tour.peers.states[draw.entry_list] is ListState.FROZEN


async def test_a_checker_that_always_says_yes_is_caught_by_the_database(
    tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A control: without the checker the wrong bracket gets as far as the commit."""
    draw = await closed_draw(tour)

    def upside_down(field: list[int], *, seeded: bool, random_seed: int) -> Bracket:
        return make_draw(field[::-1], seeded=seeded, random_seed=random_seed)

    def says_yes(*_: object) -> list[Violation]:
        return []

    monkeypatch.setattr(commands, "make_draw", upside_down)
    monkeypatch.setattr(commands, "broken_rules", says_yes)
    with pytest.raises(Exception, match="a seed stands on a line that is not its own"):
        await tour.generate(draw.draw_id)

    assert (await tour.draw()).status is DrawStatus.CLOSED
    # refused by the commit, after the maker's own care: the clock thaws it
    await make_notes_old(tour)
    await thaw_step(tour.database, tour.peers).run(THE_CLOCK)
    assert tour.peers.states[draw.entry_list] is ListState.CLOSED


async def refuse() -> None:
    raise RuleBroken("refused after the freeze")


async def kill_a_maker(tour: Tour, draw: Draw, *, ago: timedelta) -> None:
    """What a maker leaves that is killed between the freeze and the commit."""
    await tour.peers.freeze_entry_list(draw.entry_list)
    await tour.sql(
        "INSERT INTO tour.draw_freezes VALUES (%s, %s, %s)",
        uuid4(),
        draw.draw_id,
        datetime.now(UTC) - ago,
    )


async def make_notes_old(tour: Tour) -> None:
    await tour.sql("UPDATE tour.draw_freezes SET noted_at = noted_at - interval '1 minute'")
