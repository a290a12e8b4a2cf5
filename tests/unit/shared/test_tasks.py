"""Tasks end, though one of them does not hear that it shall."""

import asyncio

import pytest

from shared.tasks import end_tasks


async def _deaf(times: int) -> None:
    """Loses so many cancellations, as asyncio.wait_for of Python 3.11 may."""
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            if (times := times - 1) < 0:
                raise


async def _fails() -> None:
    raise ValueError("a fault")


@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_a_task_that_lost_a_cancellation_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    monkeypatch.setattr("shared.tasks.AGAIN_SECONDS", 0.01)
    tasks = [asyncio.create_task(_deaf(lost)), asyncio.create_task(_deaf(0))]
    await asyncio.sleep(0)
    await end_tasks(tasks)
    assert all(task.cancelled() for task in tasks)


async def test_tasks_that_have_ended_are_left_and_their_faults_raise_nothing() -> None:
    tasks = [asyncio.create_task(_fails()), asyncio.create_task(asyncio.sleep(0))]
    await asyncio.wait(tasks)
    await end_tasks(tasks)
    await end_tasks([])
