"""The unit of work: one command, one transaction, state and outbox rows committed together.

A command asks other services first and calls ``begin`` only when it needs its own rows, so no
transaction waits for the network. Nothing is stored unless ``commit`` was reached. A claim
(request id or event id) is taken within the same transaction, so a thing done twice at the
same moment is done once and both callers get the first answer.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

import structlog
from google.protobuf.message import Message
from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.context import Actor, Call, Role
from shared.database import Database, sqlstate, translated
from shared.errors import NotAllowed, ReadOnly, RequestReused, TooLarge, Unavailable
from shared.events import LARGEST_BODY, Envelope, Json, to_payload, type_name
from shared.locks import lock_key

log = structlog.get_logger()

T = TypeVar("T")
_RETRIED = {"40001", "40P01"}  # serialization failure, deadlock
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be done once: a request of a caller or an event at a consumer."""

    consumer: str
    message_id: UUID
    body_hash: bytes = b""


class AlreadyDone(Exception):
    """The claim was taken before; carries the first answer (serialized, maybe empty)."""

    def __init__(self, answer: bytes) -> None:
        super().__init__("already done")
        self.answer = answer


class Work:
    """Hands out the transaction's connection and collects the events to publish."""

    def __init__(
        self,
        database: Database,
        call: Call,
        claim: Claim | None = None,
        event: Envelope | None = None,
    ) -> None:
        self.database = database
        self.call = call
        self.claim = claim
        self.event = event
        self._db: AsyncConnection | None = None
        self._now: datetime | None = None
        self._events: list[Envelope] = []

    @property
    def actor(self) -> Actor:
        return self.call.actor

    @property
    def now(self) -> datetime:
        """The tour's time in UTC when the transaction began."""
        if self._now is None:
            raise RuntimeError("begin the work before asking for its time")
        return self._now

    def require(self, role: Role) -> None:
        """NotAllowed unless the actor has this role or a higher one."""
        if not self.actor.role.may_act_as(role):
            raise NotAllowed(f"{self.actor.name} lacks the role {role.value}, which this needs.")

    async def begin(self) -> AsyncConnection:
        """The transaction's connection; takes the claim at the first call."""
        if self._db is not None:
            return self._db
        if self.database.read_only:
            raise ReadOnly
        db = await self.database.engine.connect()
        self._db = db
        await db.begin()
        await self._take_claim(db)
        self._now = await self.database.clock.now(db)
        return db

    async def _take_claim(self, db: AsyncConnection) -> None:
        if self.claim is None:
            return
        inbox = self.database.tables.inbox
        # not by rowcount: SQLAlchemy does not keep that of an INSERT
        taken = await db.scalar(
            pg_insert(inbox)
            .values(
                consumer=self.claim.consumer,
                message_id=self.claim.message_id,
                body_hash=self.claim.body_hash,
                received_at=datetime.now(UTC),
            )
            .on_conflict_do_nothing()
            .returning(inbox.c.message_id)
        )
        if taken is not None:
            return
        first = (
            await db.execute(
                select(inbox.c.body_hash, inbox.c.answer).where(
                    inbox.c.consumer == self.claim.consumer,
                    inbox.c.message_id == self.claim.message_id,
                )
            )
        ).one()
        if bytes(first.body_hash or b"") != self.claim.body_hash:
            raise RequestReused("This request id was used before, for another request.")
        raise AlreadyDone(bytes(first.answer or b""))

    def publish(
        self,
        message: Message,
        *,
        key: str,
        version: int = 1,
        before: object = None,
        after: object = None,
    ) -> None:
        """Queue a domain event; ``before`` and ``after`` are rows for the audit log.

        Raises TooLarge where the broker would not take it: once stored, the relay could only try
        again for ever.
        """
        event = Envelope(
            event_id=uuid4(),
            type=type_name(type(message)),
            key=key,
            version=version,
            occurred_at=self.now,
            call=self.call,
            payload=to_payload(message),
            before=as_json(before),
            after=as_json(after),
        )
        if len(event.body()) > LARGEST_BODY:
            raise TooLarge
        self._events.append(event)

    async def commit(self, answer: bytes = b"") -> None:
        """Store outbox rows and answer, then commit; without ``begin`` there is nothing to do."""
        db = self._db
        if db is None:
            return
        if self._events:
            await db.execute(insert(self.database.tables.outbox), [_row(e) for e in self._events])
        if self.claim is not None and answer:
            inbox = self.database.tables.inbox
            await db.execute(
                update(inbox)
                .where(
                    inbox.c.consumer == self.claim.consumer,
                    inbox.c.message_id == self.claim.message_id,
                )
                .values(answer=answer)
            )
        await db.commit()

    async def close(self) -> None:
        """Roll back what was not committed and give the connection back."""
        if self._db is not None:
            await self._db.close()
            self._db = None


async def perform(
    database: Database,
    call: Call,
    command: Callable[[Work], Awaitable[T]],
    *,
    claim: Claim | None = None,
    event: Envelope | None = None,
    answer: Callable[[T], bytes] = lambda _: b"",
) -> T:
    """Run a command in a unit of work and commit it; deadlocks are tried again.

    Raises AlreadyDone where the claim was taken before, TourError where the command refuses,
    Unavailable where too many others want the same rows.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        work = Work(database, call, claim, event)
        try:
            with translated():
                try:
                    result = await command(work)
                    await work.commit(answer(result))
                    return result
                finally:
                    await work.close()
        except DBAPIError as error:
            if sqlstate(error) not in _RETRIED:
                raise
            if attempt == _ATTEMPTS:
                raise Unavailable from error
            log.info("tried again", sqlstate=sqlstate(error), attempt=attempt)
    raise AssertionError("unreachable")


async def lock_for_transaction(db: AsyncConnection, name: str) -> None:
    """Wait for an advisory lock of this name; it goes with the transaction."""
    await db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_key(name)})


def as_json(row: object) -> Json | None:
    """A dataclass (or mapping) as plain JSON values, None as None."""
    if row is None:
        return None
    if is_dataclass(row) and not isinstance(row, type):
        return {key: _plain(value) for key, value in asdict(row).items()}
    return {str(key): _plain(value) for key, value in cast(dict[object, object], row).items()}


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    return str(value)


def _row(event: Envelope) -> dict[str, object]:
    return {
        "event_id": event.event_id,
        "type": event.type,
        "event_key": event.key,
        "event_version": event.version,
        "occurred_at": event.occurred_at,
        "recorded_at": datetime.now(UTC),
        "actor": event.call.actor.name,
        "actor_role": event.call.actor.role.value,
        "correlation_id": event.call.correlation_id,
        "traceparent": event.call.traceparent,
        "payload": event.payload,
        "before": event.before,
        "after": event.after,
    }
