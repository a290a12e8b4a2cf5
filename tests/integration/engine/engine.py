"""One service's engine room for the time of a test: database, broker, and a table for effects."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import text

from shared.broker import Broker
from shared.context import Actor, Call, Role
from shared.database import Database
from shared.names import SERVICES, ServiceName
from shared.settings import Settings
from shared.work import Work
from tools.local.database import Target
from tools.local.nats import EmbeddedNats
from tour.entries.v1.events_pb2 import EntryWithdrawn

ANNA = Call(Actor("anna", Role.REFEREE))
# a busy machine takes its time to start a process
PATIENCE = 60.0
ENGINE_TABLES = ("outbox", "inbox", "dead_letters", "relay")

T = TypeVar("T")
Command = Callable[[Work], Awaitable[str]]


async def until(holds: Callable[[], Awaitable[T]], what: str) -> T:
    """Wait until it holds; what it answered then."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := await holds()):
        assert time.monotonic() < deadline, f"not yet: {what}"
        await asyncio.sleep(0.02)
    return answer


def settings_of(
    service: ServiceName, target: Target, nats: EmbeddedNats | None = None, **more: Any
) -> Settings:
    """Of a service on this database, and on this broker or on none."""
    return Settings.model_validate(
        {
            "service": service,
            "database_host": target.host,
            "database_port": target.port,
            "database_name": target.database,
            "database_password": target.passwords[f"svc_{service}"],
            "nats_url": nats.url if nats else "nats://127.0.0.1:1",
            "nats_password": nats.passwords[service] if nats else "unused",
            "token": f"token of {service}",
            **more,
        }
    )


class Engine:
    """The entries service's parts; ``hand`` is the administrator's own connection."""

    def __init__(self, target: Target, hand: psycopg.AsyncConnection[Any]) -> None:
        self.target = target
        self.hand = hand
        self._closing = AsyncExitStack()

    def database(self, service: ServiceName = "entries", **more: Any) -> Database:
        database = Database(settings_of(service, self.target, **more))
        self._closing.push_async_callback(database.close)
        return database

    async def broker(self, nats: EmbeddedNats, service: ServiceName = "entries") -> Broker:
        broker = Broker(settings_of(service, self.target, nats))
        self._closing.push_async_callback(broker.close)
        await broker.connect()
        return broker

    async def rows(self, query: str, *values: object) -> list[Any]:
        return await (await self.hand.execute(query, values)).fetchall()

    async def effects(self) -> list[str]:
        """What commands and handlers did, in order."""
        return [row.what for row in await self.rows("SELECT what FROM tour.effects ORDER BY id")]

    async def outbox(self, service: ServiceName = "entries") -> list[Any]:
        return await self.rows(f"SELECT * FROM tour.{service}_outbox ORDER BY seq")

    async def all_sent(self, service: ServiceName = "entries") -> bool:
        return all(row.published_at is not None for row in await self.outbox(service))

    async def waiting_for_locks(self) -> int:
        (row,) = await self.rows(
            "SELECT count(*) AS n FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(row.n)

    async def cut(self, user: str) -> int:
        """End all connections of a login, as a failover does; how many there were."""
        return len(
            await self.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = %s",
                user,
            )
        )

    async def close(self) -> None:
        await self._closing.aclose()


@asynccontextmanager
async def running(target: Target) -> AsyncIterator[Engine]:
    """Start from empty tables: the tests of this folder share a database."""
    dsn = target.url(target.admin)
    async with await psycopg.AsyncConnection.connect(
        dsn, autocommit=True, row_factory=namedtuple_row
    ) as hand:
        await hand.execute(
            "CREATE TABLE IF NOT EXISTS tour.effects"
            " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text NOT NULL)"
        )
        await hand.execute("GRANT SELECT, INSERT ON tour.effects TO svc_entries, svc_draws")
        used = (f"tour.{one}_{table}" for one in SERVICES for table in ENGINE_TABLES)
        await hand.execute(f"TRUNCATE tour.effects, {', '.join(used)}")
        engine = Engine(target, hand)
        try:
            yield engine
        finally:
            await engine.close()


async def note(work: Work, what: str) -> None:
    """An effect, in the transaction of the work."""
    db = await work.begin()
    await db.execute(text("INSERT INTO tour.effects (what) VALUES (:what)"), {"what": what})


def withdraw(entry: int) -> Command:
    """A command that changes state, tells of it, and answers what it did."""

    async def command(work: Work) -> str:
        await note(work, f"entry {entry}")
        work.publish(EntryWithdrawn(entry_id=entry), key=f"entry:{entry}", after={"entry": entry})
        return f"withdrawn {entry}"

    return command
