"""Consumers at work on a real broker, for tests of what they promise."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

from nats.errors import Error as NatsError
from nats.js.api import ConsumerInfo

from shared.broker import Broker
from shared.context import Call
from shared.database import Database
from shared.events import STREAM, Envelope, to_payload, type_name
from shared.inbox import Consumer
from shared.work import Work
from tests.integration.engine.engine import ANNA, note, until
from tools.local.nats import EmbeddedNats
from tour.entries.v1.events_pb2 import EntryWithdrawn

Handler = Callable[[Work, EntryWithdrawn], Awaitable[None]]
QUICK = 0.02


def consumer(
    database: Database, broker: Broker, handler: Handler, kind: type[Consumer] = Consumer
) -> Consumer:
    """One that takes withdrawn entries, and tries again without long pauses."""
    return kind(database, broker, {EntryWithdrawn: handler}, longest_pause=QUICK)


async def write_down(work: Work, event: EntryWithdrawn) -> None:
    await note(work, f"entry {event.entry_id}")


@asynccontextmanager
async def consuming(*consumers: Consumer) -> AsyncIterator[None]:
    """While the block lasts; every consumer also ends in order."""
    for each in consumers:
        each.database.available = True
    stop = asyncio.Event()
    tasks = [asyncio.create_task(each.run(stop)) for each in consumers]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


def withdrawn(entry: int, call: Call = ANNA, event_id: UUID | None = None) -> Envelope:
    event = EntryWithdrawn(entry_id=entry)
    return Envelope(
        event_id=event_id or uuid4(),
        type=type_name(EntryWithdrawn),
        key=f"entry:{entry}",
        version=1,
        occurred_at=datetime.now(UTC),
        call=call,
        payload=to_payload(event),
        before=None,
        after=None,
    )


async def send(broker: Broker, *events: Envelope) -> None:
    await broker.ensure_stream()
    for event in events:
        await broker.js.publish(event.type, event.body(), headers=event.headers())


async def progress(broker: Broker) -> ConsumerInfo:
    info: ConsumerInfo = await broker.js.consumer_info(STREAM, broker.settings.service)
    return info


async def all_settled(broker: Broker) -> None:
    """Wait until nothing is pending at the broker and nothing unacknowledged."""

    async def settled() -> bool:
        info = await progress(broker)
        return (
            info.delivered is not None
            and info.delivered.stream_seq > 0
            and info.num_pending == 0
            and info.num_ack_pending == 0
        )

    # the consumer is made when it starts
    await until(lambda: quietly(settled), "every event is settled")


def lose(nats: EmbeddedNats) -> None:
    """The broker ends and its store is gone."""
    nats.stop()
    shutil.rmtree(nats.folder / "store")


async def quietly(holds: Callable[[], Awaitable[bool]]) -> bool:
    """False where the broker does not answer yet."""
    try:
        return await holds()
    except (NatsError, TimeoutError):
        return False
