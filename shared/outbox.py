"""The relay: sends committed outbox rows to the broker, in order, at least once.

It asks for rows without ``published_at`` (never "id > last seen": sequences are not
commit-ordered), wakes on NOTIFY and looks every second. The event id is the message id, so the
broker drops repetitions within its window and consumers drop the rest by their inbox. A stream
that is not the one of the relay's mark was rebuilt empty: everything still kept is sent again.
"""

import asyncio
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import structlog
from nats.errors import Error as NatsError
from psycopg import AsyncConnection
from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from shared.broker import Broker
from shared.context import Actor, Call, Role
from shared.database import Database
from shared.events import Envelope
from shared.metrics import OUTBOX_SENT

log = structlog.get_logger()

BATCH = 200
POLL_SECONDS = 1.0
COMPARE_SECONDS = 2.0


class Relay:
    """Runs on the one replica that leads (shared.leader)."""

    def __init__(
        self, database: Database, broker: Broker, *, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self.database = database
        self.broker = broker
        self.poll_seconds = poll_seconds
        # the stream that the mark was compared with, and when (of the monotonic clock)
        self._compared: datetime | None = None
        self._compared_at = 0.0

    async def run(self, connection: AsyncConnection[tuple[object, ...]]) -> None:
        """Send until cancelled. ``connection`` is the leader's own; it listens for NOTIFY."""
        await connection.execute(f"LISTEN {self.database.settings.service}_outbox")
        self._compared = None
        while True:
            sent = await self._send_what_waits()
            if sent < BATCH:
                async for _ in connection.notifies(timeout=self.poll_seconds, stop_after=1):
                    pass

    async def _send_what_waits(self) -> int:
        """Send one batch; 0 where nothing waits or the broker is away."""
        if not self.broker.connected:
            self._compared = None
            return 0
        try:
            # the broker may have come back empty between two looks, and another service's relay
            # may have made its stream anew before this one had anything to send
            if self._compared is None or monotonic() - self._compared_at > COMPARE_SECONDS:
                await self._compare_mark()
            return await self._send_batch()
        except (NatsError, TimeoutError, ConnectionError) as error:
            self._compared = None
            log.warning("outbox waits", error=str(error) or type(error).__name__)
            return 0

    async def _send_batch(self) -> int:
        outbox = self.database.tables.outbox
        async with self.database.read() as db:
            rows = (
                await db.execute(
                    select(outbox)
                    .where(outbox.c.published_at.is_(None))
                    .order_by(outbox.c.seq)
                    .limit(BATCH)
                )
            ).all()
        if not rows:
            return 0
        js = self.broker.js
        envelopes = [(row.seq, _envelope(row)) for row in rows]
        outcomes = await asyncio.gather(
            *(js.publish(e.type, e.body(), headers=e.headers()) for _, e in envelopes),
            return_exceptions=True,
        )
        sent = [
            seq
            for (seq, _), outcome in zip(envelopes, outcomes, strict=True)
            if not isinstance(outcome, BaseException)
        ]
        if sent:
            async with self.database.engine.begin() as db:
                await db.execute(
                    update(outbox)
                    .where(outbox.c.seq.in_(sent))
                    .values(published_at=datetime.now(UTC))
                )
            OUTBOX_SENT.labels(self.database.settings.service).inc(len(sent))
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return len(sent)

    async def _compare_mark(self) -> None:
        """Where the stream is another than the mark's, everything kept waits again."""
        created = await self.broker.ensure_stream()
        self._compared_at = monotonic()
        if created == self._compared:
            return
        relay, outbox = self.database.tables.relay, self.database.tables.outbox
        async with self.database.engine.begin() as db:
            mark = await db.scalar(select(relay.c.stream_created))
            if mark is not None and mark != created:
                again = await db.execute(
                    update(outbox)
                    .where(outbox.c.published_at.is_not(None))
                    .values(published_at=None)
                )
                log.warning("stream rebuilt", events_sent_again=again.rowcount)
            if mark != created:
                await db.execute(
                    pg_insert(relay)
                    .values(only_row=True, stream_created=created)
                    .on_conflict_do_update(
                        index_elements=[relay.c.only_row], set_={"stream_created": created}
                    )
                )
        self._compared = created


def _envelope(row: Row[Any]) -> Envelope:
    return Envelope(
        event_id=row.event_id,
        type=row.type,
        key=row.event_key,
        version=row.event_version,
        occurred_at=row.occurred_at,
        call=Call(
            Actor(row.actor, Role(row.actor_role)),
            row.correlation_id,
            row.traceparent,
        ),
        payload=row.payload,
        before=row.before,
        after=row.after,
    )
