"""A draw's status follows its matches: over, open again, over once more, in whatever order the
news comes (rules.md section 5)."""

from itertools import permutations

import pytest
from google.protobuf.message import Message

from shared.inbox import Later
from shared.terms import DrawStatus
from tests.integration.draws.tour import Tour
from tour.matches.v1.events_pb2 import DrawCompleted, DrawReopened


async def made(tour: Tour) -> int:
    """The number of a draw that was made."""
    draw = await tour.entered(range(1, 9))
    await tour.generate(draw.draw_id)
    return draw.draw_id


async def test_a_complete_draw_with_a_result_taken_back_is_generated_again(tour: Tour) -> None:
    draw_id = await made(tour)
    await tour.hear(DrawCompleted(draw_id=draw_id), version=2)
    completed = await tour.draw()
    await tour.hear(DrawReopened(draw_id=draw_id), version=3)
    again = await tour.draw()
    assert again.status is DrawStatus.GENERATED
    assert again.version == completed.version + 1
    assert (again.random_seed, again.generated_at) == (
        completed.random_seed,
        completed.generated_at,
    )
    await tour.hear(DrawCompleted(draw_id=draw_id), version=4)
    assert (await tour.draw()).status is DrawStatus.COMPLETED


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_newest_news_decides_in_whatever_order_it_comes(
    tour: Tour, order: tuple[int, ...]
) -> None:
    draw_id = await made(tour)
    news: list[Message] = [
        DrawCompleted(draw_id=draw_id),
        DrawReopened(draw_id=draw_id),
        DrawCompleted(draw_id=draw_id),
    ]
    for index in order:
        await tour.hear(news[index], version=index + 2)
    assert (await tour.draw()).status is DrawStatus.COMPLETED


async def test_a_completion_that_comes_after_its_reopening_is_ignored(tour: Tour) -> None:
    draw_id = await made(tour)
    await tour.hear(DrawReopened(draw_id=draw_id), version=3)
    await tour.hear(DrawCompleted(draw_id=draw_id), version=2)
    assert (await tour.draw()).status is DrawStatus.GENERATED


async def test_a_correction_that_leaves_a_draw_complete_changes_nothing_here(tour: Tour) -> None:
    draw_id = await made(tour)
    await tour.hear(DrawCompleted(draw_id=draw_id), version=2)
    completed = await tour.draw()
    await tour.hear(DrawCompleted(draw_id=draw_id), version=3)
    assert await tour.draw() == completed
    await tour.hear(DrawReopened(draw_id=draw_id), version=2)
    assert await tour.draw() == completed


async def test_a_reopening_of_a_draw_that_is_not_known_as_drawn_waits_for_it(tour: Tour) -> None:
    draw = await tour.entered(range(1, 9))
    for draw_id in (draw.draw_id, 12):
        with pytest.raises(Later):
            await tour.hear(DrawReopened(draw_id=draw_id), version=3)
    await tour.generate(draw.draw_id)
    await tour.hear(DrawReopened(draw_id=draw.draw_id), version=3)
    assert (await tour.draw()).status is DrawStatus.GENERATED
