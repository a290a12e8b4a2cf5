"""What the clock makes due: entries that close, draws that nobody has made, forgotten freezes.

Guarantees that every due draw has its own unit of work, so that one that fails or waits never
holds up another, and that a wait costs little and is logged once.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from services.draws import commands, store
from services.draws.commands import GenerateDraw
from services.draws.peers import Peers
from services.draws.records import DueDraw
from shared.context import Call
from shared.database import Database
from shared.errors import TourError
from shared.leader import ClockStep
from shared.work import Work, perform

log = structlog.get_logger()

T = TypeVar("T", bound=Hashable)

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 8.0
# longer than a call may take, so that no maker is at work any more
FORGOTTEN_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Wait:
    """Why something could not be done, and when (monotonic seconds) it is tried again."""

    reason: str
    seconds: float
    until: float


class Patience:
    """Tries again later what could not be done, a little later each time."""

    def __init__(self, first_wait: float = FIRST_WAIT_SECONDS) -> None:
        self._first_wait = first_wait
        self._waits: dict[Hashable, _Wait] = {}

    def ready(self, due: Collection[T]) -> list[T]:
        """What of the due is not to wait any longer; what is no longer due is forgotten."""
        self._waits = {key: wait for key, wait in self._waits.items() if key in due}
        now = time.monotonic()
        return [each for each in due if each not in self._waits or self._waits[each].until <= now]

    def wait(self, key: Hashable, reason: str) -> bool:
        """Whether the reason is a new one, worth a line in the log."""
        before = self._waits.get(key)
        seconds = min(before.seconds * 2, LONGEST_WAIT_SECONDS) if before else self._first_wait
        self._waits[key] = _Wait(reason, seconds, time.monotonic() + seconds)
        return before is None or before.reason != reason


def deadlines_step(database: Database, peers: Peers, patience: Patience | None = None) -> ClockStep:
    """Closes and makes what is due, earliest deadline first (rules.md sections 2 and 3).

    A single query where nothing is due.
    """
    waits = patience or Patience()

    def command(due: DueDraw) -> Callable[[Work], Awaitable[object]]:
        if due.is_to_be_made:
            return partial(commands.generate_draw, peers=peers, command=GenerateDraw(due.draw_id))
        return partial(commands.close_entries, peers=peers, draw_id=due.draw_id)

    async def run(call: Call) -> None:
        async with database.read() as db:
            due = await store.due_draws(db, await database.clock.now(db))
        for each in waits.ready(due):
            try:
                await perform(database, call, command(each))
            except TourError as error:
                # the ranking is not published yet, or entries is away: a normal wait
                if waits.wait(each, error.sentence):
                    log.info("draw waits", draw_id=each.draw_id, reason=error.sentence)
            except Exception as error:
                # the outermost edge of this draw's unit of work
                if waits.wait(each, repr(error)):
                    log.exception("draw failed", draw_id=each.draw_id)

    return ClockStep("deadlines", run)


def thaw_step(database: Database, peers: Peers, patience: Patience | None = None) -> ClockStep:
    """Thaws entries whose maker was killed before the draw was stored."""
    waits = patience or Patience()

    async def run(call: Call) -> None:
        async with database.read() as db:
            forgotten = await store.forgotten_freezes(db, datetime.now(UTC) - FORGOTTEN_AFTER)
        for each in waits.ready(forgotten):
            try:
                await commands.release_entries(database, call, peers, each)
            except TourError as error:
                if waits.wait(each, error.sentence):
                    log.info("entries stay frozen", draw_id=each.draw_id, reason=error.sentence)

    return ClockStep("thaw forgotten entries", run)
