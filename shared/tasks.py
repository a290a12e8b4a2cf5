"""Ending tasks of asyncio, surely."""

import asyncio
from collections.abc import Collection
from typing import Any

AGAIN_SECONDS = 1.0


async def end_tasks(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel, and wait until all have ended, however they end.

    Asked again where it was not heard: ``asyncio.wait_for`` of Python 3.11 loses a cancellation
    that comes in the same turn as its answer (cpython issue 86296; 3.12 does not), and what waits
    for the broker or for a notification waits with it. A relay that lost one would run for ever.
    """
    while waiting := {task for task in tasks if not task.done()}:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=AGAIN_SECONDS)
    # looked at, so that no exception is "never retrieved"
    await asyncio.gather(*tasks, return_exceptions=True)
