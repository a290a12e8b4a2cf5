"""Consumers: each event has its effect once, however often it arrives.

The inbox row (consumer, event id) and the effect are committed together, the acknowledgement
comes after. A handler that fails is tried again, later each time; after ten deliveries the
event becomes a dead letter that can be listed and retried. While the database or a service asked
is away, the event waits however long it takes. Events may arrive out of order: handlers compare
versions, or raise Later when what they build on is not there yet.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from google.protobuf.message import Message
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from shared.broker import Broker
from shared.context import current_call, during
from shared.database import Database, to_json
from shared.errors import Conflict, NotFound, ReadOnly, Unavailable
from shared.events import STREAM, SUBJECTS, Envelope, from_payload, type_name
from shared.metrics import EVENTS
from shared.retried import RETRIED
from shared.work import AlreadyDone, Claim, Work, perform

log = structlog.get_logger()

Handler = Callable[[Work, Any], Awaitable[None]]
Handlers = Mapping[type[Message], Handler]
EveryHandler = Callable[[Work, Envelope], Awaitable[None]]

MAX_DELIVERIES = 10
# an event that waits for another one: about a quarter of an hour
MAX_DELIVERIES_WAITING = 100
ACK_WAIT_SECONDS = 30.0
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0


class Later(Exception):
    """What the event builds on has not arrived yet; try again soon."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    event_id: UUID
    type: str
    error: str
    failed_at: datetime
    deliveries: int


class Consumer:
    """Takes a service's events from the stream; replicas share its durable."""

    def __init__(
        self,
        database: Database,
        broker: Broker,
        handlers: Handlers,
        every: EveryHandler | None = None,
        *,
        longest_pause: float = LONGEST_PAUSE_SECONDS,
    ) -> None:
        """``handlers`` by event; ``every``, if given, takes all events of all services instead.
        ``longest_pause`` in seconds, before a delivery that failed is tried again."""
        self.database = database
        self.broker = broker
        self.name = database.settings.service
        self.handlers = {type_name(kind): (kind, handler) for kind, handler in handlers.items()}
        self.every = every
        self.longest_pause = longest_pause

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until told to stop; rests while the broker is away or the database read-only."""
        subscription: JetStreamContext.PullSubscription | None = None
        while not stop.is_set():
            if not self.broker.connected or self.database.read_only or not self.database.available:
                await asyncio.sleep(0.2)
                continue
            try:
                if subscription is None:
                    subscription = await self._subscribe()
                # one: with more, nats-py waits for the whole batch or the end of the second
                (message,) = await subscription.fetch(1, timeout=1.0)
            except TimeoutError:
                continue
            except (NatsError, ConnectionError) as error:
                log.warning("consumer waits", error=str(error) or type(error).__name__)
                subscription = None
                await asyncio.sleep(0.5)
                continue
            await self.take(message)

    async def _subscribe(self) -> JetStreamContext.PullSubscription:
        await self.broker.ensure_stream()
        config = ConsumerConfig(
            durable_name=self.name,
            filter_subjects=[SUBJECTS] if self.every else sorted(self.handlers),
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_SECONDS,
            max_deliver=-1,
        )
        await self.broker.js.add_consumer(STREAM, config)
        return await self.broker.js.pull_subscribe_bind(durable=self.name, stream=STREAM)

    async def take(self, message: Msg) -> None:
        """Handle one delivery and settle it: acknowledged, later, or a dead letter."""
        deliveries = message.metadata.num_delivered
        try:
            envelope = Envelope.parse(message.headers or {}, message.data)
        except (KeyError, TypeError, ValueError) as error:
            log.error("not an event of ours", subject=message.subject, error=str(error))  # noqa: TRY400 - no fault of ours to trace
            await message.term()
            return
        with during(envelope.call):
            await self._settle(message, envelope, deliveries)

    async def _settle(self, message: Msg, envelope: Envelope, deliveries: int) -> None:
        try:
            await self.handle(envelope)
        except (Unavailable, ReadOnly) as error:
            # not the event's fault
            log.info("event waits", type=envelope.type, key=envelope.key, reason=error.sentence)
            await self._again(message, envelope, deliveries)
        except Later as error:
            await self._later(message, envelope, error, deliveries)
        except Exception as error:
            log.exception("event failed", type=envelope.type, key=envelope.key)
            await self._later(message, envelope, error, deliveries)
        else:
            await message.ack()
            EVENTS.labels(self.name, envelope.type, "done").inc()

    async def handle(self, envelope: Envelope) -> None:
        """The event's effect and its inbox row in one transaction; nothing if done before."""
        with during(envelope.call):
            try:
                await perform(
                    self.database,
                    envelope.call,
                    lambda work: self._run(work, envelope),
                    claim=Claim(self.name, envelope.event_id),
                    event=envelope,
                )
            except AlreadyDone:
                EVENTS.labels(self.name, envelope.type, "repeated").inc()

    async def _run(self, work: Work, envelope: Envelope) -> None:
        if self.every is not None:
            await self.every(work, envelope)
        else:
            kind, handler = self.handlers[envelope.type]
            await handler(work, from_payload(kind, envelope.payload))
        # an event without effect here is remembered all the same
        await work.begin()

    async def _later(
        self, message: Msg, envelope: Envelope, error: Exception, deliveries: int
    ) -> None:
        most = MAX_DELIVERIES_WAITING if isinstance(error, Later) else MAX_DELIVERIES
        if deliveries >= most:
            try:
                await self._bury(envelope, error, deliveries)
            except Exception:  # noqa: BLE001 - the database is away: the event comes back
                await self._again(message, envelope, deliveries)
                return
            EVENTS.labels(self.name, envelope.type, "dead").inc()
            await message.term()
            return
        await self._again(message, envelope, deliveries)

    async def _again(self, message: Msg, envelope: Envelope, deliveries: int) -> None:
        EVENTS.labels(self.name, envelope.type, "later").inc()
        # the exponent is bounded: an event may wait for days
        pause = FIRST_PAUSE_SECONDS * 2 ** min(deliveries - 1, 20)
        await message.nak(delay=min(pause, self.longest_pause))

    async def _bury(self, envelope: Envelope, error: Exception, deliveries: int) -> None:
        letters = self.database.tables.dead_letters
        async with self.database.engine.begin() as db:
            await db.execute(
                pg_insert(letters)
                .values(
                    consumer=self.name,
                    event_id=envelope.event_id,
                    type=envelope.type,
                    payload={
                        "payload": envelope.payload,
                        "before": envelope.before,
                        "after": envelope.after,
                    },
                    headers=envelope.headers(),
                    error=f"{type(error).__name__}: {error}",
                    failed_at=datetime.now(UTC),
                    deliveries=deliveries,
                )
                .on_conflict_do_nothing()
            )

    async def dead_letters(self) -> list[DeadLetter]:
        """Those not retried with success yet, oldest first."""
        letters = self.database.tables.dead_letters
        async with self.database.read() as db:
            rows = await db.execute(
                select(letters)
                .where(letters.c.consumer == self.name, letters.c.retried_at.is_(None))
                .order_by(letters.c.failed_at)
            )
            return [
                DeadLetter(row.event_id, row.type, row.error, row.failed_at, row.deliveries)
                for row in rows
            ]

    async def retry(self, event_id: UUID) -> None:
        """Handle a dead letter again; raises what the handler raises, NotFound if there is none."""
        letters = self.database.tables.dead_letters
        here = (letters.c.consumer == self.name, letters.c.event_id == event_id)
        async with self.database.read() as db:
            row = (await db.execute(select(letters).where(*here))).one_or_none()
        if row is None:
            raise NotFound(f"There is no dead letter {event_id} in {self.name}.")
        envelope = Envelope.parse(row.headers, to_json(row.payload).encode())
        try:
            await self.handle(envelope)
        except Later as error:
            raise Conflict(
                f"What this event builds on has not arrived yet ({error}). Try again later."
            ) from error
        await perform(
            self.database, current_call(), lambda work: self._settle_letter(work, envelope)
        )

    async def _settle_letter(self, work: Work, envelope: Envelope) -> None:
        """It waits no more, and the audit log learns who saw to that; nothing if it did before."""
        letters = self.database.tables.dead_letters
        db = await work.begin()
        row = (
            await db.execute(
                update(letters)
                .where(
                    letters.c.consumer == self.name,
                    letters.c.event_id == envelope.event_id,
                    letters.c.retried_at.is_(None),
                )
                .values(retried_at=datetime.now(UTC))
                .returning(letters.c.error, letters.c.failed_at)
            )
        ).one_or_none()
        if row is None:
            return
        message = RETRIED[self.database.settings.service](
            event_id=str(envelope.event_id), type=envelope.type
        )
        work.publish(
            message,
            key=f"event:{envelope.event_id}",
            after={
                "service": self.name,
                "event": envelope.name,
                "about": envelope.key,
                "error": row.error,
                "failed_at": row.failed_at,
            },
        )
