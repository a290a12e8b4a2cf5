"""Leadership: of a service's replicas one relays the outbox and keeps the clock.

The lock is a PostgreSQL session lock on a connection of its own, so it goes when the process
or its connection goes, and another replica takes over within a second. Everything done under it
is idempotent and locks its rows, so even two leaders for a moment do nothing twice.

The leader also logs a line a minute with what the service knows of itself, for whoever watches by
logs, and commits something every ten seconds: how far a standby is behind can only be told by a
primary that writes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from time import monotonic

import psycopg
import structlog
from sqlalchemy import text

from shared.context import Actor, Call, Role, enter_call
from shared.database import Database, translated
from shared.errors import TourError
from shared.locks import lock_key
from shared.measuring import measure
from shared.metrics import CLOCK_STEPS, LEADING
from shared.outbox import Relay
from shared.tasks import end_tasks

log = structlog.get_logger()

CLOCK = Actor("clock", Role.SYSTEM)
TICK_SECONDS = 0.5
BEAT_SECONDS = 10.0
BEATS_A_LINE = 6
# a transaction of its own that changes no row: nothing but the write-ahead log sees it
_BEAT = text("SELECT pg_logical_emit_message(true, 'tour', 'beat')")


@dataclass(frozen=True, slots=True)
class ClockStep:
    """Something that time makes due; ``run`` does whatever is due now and may be called often."""

    name: str
    run: Callable[[Call], Awaitable[None]]


class Leader:
    def __init__(self, database: Database, relay: Relay, steps: Sequence[ClockStep]) -> None:
        self.database = database
        self.relay = relay
        self.steps = steps
        self.name = database.settings.service
        # steps begun that have not ended well since, and when (of the monotonic clock)
        self._late_since: dict[str, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Lead whenever the lock is free, until told to stop."""
        while not stop.is_set():
            if self.database.available and not self.database.read_only:
                try:
                    await self._try_to_lead(stop)
                except (psycopg.Error, TourError, OSError) as error:
                    log.warning("leadership lost", error=str(error))
                except Exception:
                    log.exception("leadership lost")
                LEADING.labels(self.name).set(0)
            await _pause(stop, TICK_SECONDS)

    async def _try_to_lead(self, stop: asyncio.Event) -> None:
        connection = await self.database.dedicated()
        try:
            cursor = await connection.execute(
                "SELECT pg_try_advisory_lock(%s)", (lock_key(f"lead:{self.name}"),)
            )
            row = await cursor.fetchone()
            if row is None or not row[0]:
                return
            log.info("leading")
            LEADING.labels(self.name).set(1)
            self._late_since.clear()
            tasks = [
                asyncio.create_task(self.relay.run(connection), name="relay"),
                asyncio.create_task(self._keep_time(), name="clock"),
                asyncio.create_task(self._tell(), name="tell"),
                asyncio.create_task(stop.wait(), name="stop"),
            ]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                await end_tasks(tasks)
        finally:
            await connection.close()

    async def _keep_time(self) -> None:
        while True:
            if self.database.read_only:
                return
            for step in self.steps:
                await self._step(step)
            await asyncio.sleep(TICK_SECONDS)

    async def _tell(self) -> None:
        for beat in count():
            try:
                with translated():
                    async with self.database.engine.begin() as db:
                        await db.execute(_BEAT)
                if beat % BEATS_A_LINE == 0:
                    measured = asdict(await measure(self.database))
                    log.info("measured", **measured, clock_late_seconds=self._late_seconds())
            except TourError as error:
                log.info("measuring waits", reason=error.sentence)
            await asyncio.sleep(BEAT_SECONDS)

    def _late_seconds(self) -> float:
        """How long the longest of the steps that fail, wait or are at it has done so; else 0."""
        return monotonic() - min(self._late_since.values()) if self._late_since else 0.0

    async def _step(self, step: ClockStep) -> None:
        self._late_since.setdefault(step.name, monotonic())
        call = Call(CLOCK)
        enter_call(call)
        try:
            await step.run(call)
        except TourError as error:
            # a peer or the database is away, or something is not ready: the next tick tries again
            log.info("clock step waits", step=step.name, reason=error.sentence)
            CLOCK_STEPS.labels(self.name, step.name, "waits").inc()
        except Exception:
            log.exception("clock step failed", step=step.name)
            CLOCK_STEPS.labels(self.name, step.name, "failed").inc()
        else:
            del self._late_since[step.name]
            CLOCK_STEPS.labels(self.name, step.name, "done").inc()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
