"""The clock closes entries on Tuesday 10:00 and makes every draw on Friday 19:00 at the latest."""

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from services.draws import store
from services.draws.clock_steps import Patience, deadlines_step
from services.draws.records import Draw
from shared.errors import Unavailable
from shared.terms import AgeCategory, DrawStatus, Gender
from tests.integration.draws.dates import DRAW_DEADLINE, ENTRY_DEADLINE, MONDAY, SEEDING_WEEK
from tests.integration.draws.tour import ANNA, NICE, THE_CLOCK, Tour

SECOND = timedelta(seconds=1)
LISBON = 2


async def tick(tour: Tour, at: datetime, patience: Patience | None = None) -> None:
    await tour.set_clock(at)
    await deadlines_step(tour.database, tour.peers, patience).run(THE_CLOCK)


async def all_draws(tour: Tour, tournament: int = NICE) -> list[Draw]:
    return [
        await tour.draw(tournament, category, gender)
        for category in AgeCategory
        for gender in Gender
    ]


async def filled(tour: Tour, tournament: int = NICE, monday: datetime | None = None) -> None:
    """A tournament whose four draws have eight entries each."""
    await tour.add_tournament(tournament, monday.date() if monday else MONDAY)
    for number, draw in enumerate(await all_draws(tour, tournament)):
        tour.peers.enter(draw.entry_list, range(8 * number + 1, 8 * number + 9))
        tour.peers.publish(draw.tournament.seeding_week, [8, 7])


async def statuses(tour: Tour, tournament: int = NICE) -> set[DrawStatus]:
    return {draw.status for draw in await all_draws(tour, tournament)}


async def test_nothing_is_due_before_the_deadline_and_nobody_is_asked(tour: Tour) -> None:
    await filled(tour)
    await tick(tour, ENTRY_DEADLINE - 30 * SECOND)
    assert await statuses(tour) == {DrawStatus.OPEN}
    assert tour.peers.calls == []


async def test_entries_close_right_after_the_deadline(tour: Tour) -> None:
    await filled(tour)
    await tick(tour, ENTRY_DEADLINE + SECOND)
    assert await statuses(tour) == {DrawStatus.CLOSED}
    assert {draw.changed_by for draw in await all_draws(tour)} == {"clock"}


async def test_deadlines_are_kept_to_the_moment(tour: Tour) -> None:
    """An entry at 10:00:00 is in time, so its list closes after it; at 19:00:00 draws are made."""
    await tour.entered(range(1, 9))

    async def due(at: datetime) -> list[bool]:
        async with tour.database.read() as db:
            found = await store.due_draws(db, at)
        return [each.is_to_be_made for each in found]

    instant = timedelta(microseconds=1)
    assert await due(ENTRY_DEADLINE) == []
    assert await due(ENTRY_DEADLINE + instant) == [False] * 4
    assert await due(DRAW_DEADLINE - instant) == [False] * 4
    await tick(tour, ENTRY_DEADLINE + SECOND)
    # eight entries in one of the four, the others are cancelled
    assert await due(DRAW_DEADLINE - instant) == []
    assert await due(DRAW_DEADLINE) == [True]


async def test_what_is_done_is_not_done_again(tour: Tour) -> None:
    await filled(tour)
    await tick(tour, ENTRY_DEADLINE + SECOND)
    tour.peers.calls.clear()
    await tick(tour, DRAW_DEADLINE - 30 * SECOND)
    assert await statuses(tour) == {DrawStatus.CLOSED}
    assert tour.peers.calls == []


async def test_draws_that_nobody_made_are_made_at_their_deadline(tour: Tour) -> None:
    await filled(tour)
    await tick(tour, ENTRY_DEADLINE + SECOND)
    by_hand = await tour.generate((await tour.draw()).draw_id, by=ANNA)

    await tick(tour, DRAW_DEADLINE)

    draws = await all_draws(tour)
    assert await statuses(tour) == {DrawStatus.GENERATED}
    assert draws[0] == by_hand.draw
    assert {draw.changed_by for draw in draws[1:]} == {"clock"}
    tour.peers.calls.clear()
    await tick(tour, DRAW_DEADLINE + SECOND)
    assert tour.peers.calls == []


async def test_draws_of_fewer_than_six_are_cancelled_at_the_deadline(tour: Tour) -> None:
    await tour.add_tournament()
    await tick(tour, ENTRY_DEADLINE + SECOND)
    assert await statuses(tour) == {DrawStatus.CANCELLED}


async def test_after_a_stop_everything_is_caught_up_in_the_order_of_the_deadlines(
    tour: Tour,
) -> None:
    monday = datetime.combine(MONDAY, datetime.min.time())
    await filled(tour, LISBON, monday + timedelta(weeks=1))
    await filled(tour, NICE)

    await tick(tour, DRAW_DEADLINE + timedelta(weeks=1))

    assert await statuses(tour, NICE) == {DrawStatus.GENERATED}
    assert await statuses(tour, LISBON) == {DrawStatus.GENERATED}
    nice = {f"draw:{draw.draw_id}" for draw in await all_draws(tour, NICE)}
    told = [each for each in await tour.told() if each.name != "DrawOpened"]
    assert [each.key in nice for each in told] == [True] * 8 + [False] * 8
    assert [each.name for each in told] == ["EntriesClosed", "DrawGenerated"] * 8


async def test_a_tournament_to_make_comes_before_a_later_one_to_close(tour: Tour) -> None:
    monday = datetime.combine(MONDAY, datetime.min.time())
    await filled(tour, LISBON, monday + timedelta(weeks=1))
    await filled(tour, NICE)

    await tick(tour, ENTRY_DEADLINE + timedelta(weeks=1, seconds=1))

    assert await statuses(tour, NICE) == {DrawStatus.GENERATED}
    assert await statuses(tour, LISBON) == {DrawStatus.CLOSED}
    told = [each.name for each in await tour.told()]
    assert told[-4:] == ["EntriesClosed"] * 4


@pytest.mark.parametrize("trouble", [Unavailable(), ValueError("a fault of ours")])
async def test_one_failing_draw_does_not_stop_the_others(
    tour: Tour, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(tour)
    first = await tour.draw()
    close = tour.peers.close_entry_list

    async def fail_for_the_first(of: object) -> object:
        if of == first.entry_list:
            raise trouble
        return await close(of)  # type: ignore[arg-type]

    monkeypatch.setattr(tour.peers, "close_entry_list", fail_for_the_first)
    await tick(tour, ENTRY_DEADLINE + SECOND)

    draws = await all_draws(tour)
    assert draws[0].status is DrawStatus.OPEN
    assert {draw.status for draw in draws[1:]} == {DrawStatus.CLOSED}


async def test_waiting_for_the_ranking_is_normal_and_said_once(tour: Tour) -> None:
    await filled(tour)
    tour.peers.rankings.clear()
    patience = Patience(first_wait=0)
    with capture_logs() as logs:
        for second in (1, 2, 3):
            await tick(tour, ENTRY_DEADLINE + second * SECOND, patience)

    assert [entry["log_level"] for entry in logs] == ["info"] * 4
    assert all("waits for the ranking" in entry["reason"] for entry in logs)
    assert tour.peers.count("ranking") == 12

    tour.peers.publish(SEEDING_WEEK, [1])
    await tick(tour, ENTRY_DEADLINE + 4 * SECOND, patience)
    assert await statuses(tour) == {DrawStatus.CLOSED}


async def test_a_draw_that_waits_is_not_tried_at_every_tick(tour: Tour) -> None:
    await filled(tour)
    tour.peers.rankings.clear()
    patience = Patience(first_wait=60)
    for second in (1, 2, 3):
        await tick(tour, ENTRY_DEADLINE + second * SECOND, patience)
    assert tour.peers.count("ranking") == 4


async def test_unverified_history_is_never_due(tour: Tour) -> None:
    await filled(tour)
    await tour.sql("UPDATE tour.draws SET origin = 'unverified'")
    await tick(tour, DRAW_DEADLINE + SECOND)
    assert await statuses(tour) == {DrawStatus.OPEN}
    assert tour.peers.calls == []


def test_who_waits_is_tried_later_each_time_and_forgotten_when_done() -> None:
    patience = Patience(first_wait=1000)
    assert patience.ready(["a", "b"]) == ["a", "b"]
    assert patience.wait("a", "no ranking")
    assert not patience.wait("a", "no ranking")
    assert patience.wait("a", "entries away")
    assert patience.ready(["a", "b"]) == ["b"]
    assert patience.ready(["b"]) == ["b"]
    assert patience.ready(["a"]) == ["a"]
