"""The connection to PostgreSQL: a pool for queries and commands, and what state the server is in.

Guarantees that a read never writes: reading transactions are READ ONLY. Notices within a
second whether the server is a standby (``read_only``) and whether it answers (``available``);
it looks through a connection of its own, so a pool that is all in use is not taken for a server
that is away.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import structlog
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from shared.clock import TourClock
from shared.errors import ReadOnly, TourError, Unavailable
from shared.settings import Settings
from shared.tables import SCHEMA, engine_tables
from shared.tls import tls_options

log = structlog.get_logger()

Plain = psycopg.AsyncConnection[tuple[object, ...]]

STATEMENT_TIMEOUT_MS = 10_000
IDLE_IN_TRANSACTION_MS = 15_000
MONITOR_SECONDS = 1.0
LOOK_SECONDS = 2.0
# SQLSTATE classes: connection trouble, resources, operator intervention
_AWAY = ("08", "53", "57", "58")
_READ_ONLY = "25006"
# a server whose machine is gone sends no farewell; without these a connection waits a quarter
# of an hour for it (seconds; the last in milliseconds)
_NETWORK: dict[str, Any] = {
    "connect_timeout": 2,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}


def to_json(value: object) -> str:
    """JSON with dates, moments and UUIDs as their text."""
    return json.dumps(value, default=str, ensure_ascii=False)


class Database:
    """The pool of one service, with its engine tables and the tour clock."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = TourClock(movable=settings.clock is not None)
        self.tables = engine_tables(settings.service, MetaData(schema=SCHEMA))
        self.available = False
        self.read_only = False
        self._lookout: Plain | None = None
        self._tls = tls_options(settings.database_ca)
        self.engine = create_async_engine(
            URL.create(
                "postgresql+psycopg",
                settings.database_user,
                settings.database_password.get_secret_value(),
                settings.database_host,
                settings.database_port,
                settings.database_name,
            ),
            pool_size=settings.database_pool,
            max_overflow=0,
            pool_timeout=2.5,
            pool_pre_ping=True,
            json_serializer=to_json,
            connect_args={"options": self._options(), **_NETWORK, **self._tls},
        )

    def _options(self) -> str:
        return (
            f"-c statement_timeout={STATEMENT_TIMEOUT_MS} "
            f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_MS} "
            f"-c timezone=UTC -c application_name={self.settings.service}"
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A READ ONLY transaction; a query that tries to write fails."""
        with translated():
            async with self.engine.connect() as plain:
                db = await plain.execution_options(postgresql_readonly=True)
                async with db.begin():
                    yield db

    async def dedicated(self) -> Plain:
        """A connection outside the pool, autocommit, for locks and LISTEN; the caller closes it."""
        settings = self.settings
        where = make_conninfo(
            host=settings.database_host,
            port=settings.database_port,
            dbname=settings.database_name,
            user=settings.database_user,
            password=settings.database_password.get_secret_value(),
            options=self._options(),
            **_NETWORK,
            **self._tls,
        )
        return await psycopg.AsyncConnection.connect(where, autocommit=True)

    async def look(self) -> None:
        """Ask the server once how it is."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                self.read_only = await self._in_recovery()
                self.available = True
        except (psycopg.Error, TimeoutError, OSError) as error:
            await self._forget_lookout()
            if self.available:
                log.warning("database away", error=str(error) or type(error).__name__)
            self.available = False

    async def _in_recovery(self) -> bool:
        if self._lookout is not None:
            try:
                return await _ask_recovery(self._lookout)
            except psycopg.OperationalError:
                # this connection was cut; that alone does not say that the server is away
                await self._forget_lookout()
        self._lookout = await self.dedicated()
        return await _ask_recovery(self._lookout)

    async def _forget_lookout(self) -> None:
        lookout, self._lookout = self._lookout, None
        if lookout is not None:
            await lookout.close()

    async def monitor(self, stop: asyncio.Event) -> None:
        """Keep ``available`` and ``read_only`` true to the server until told to stop."""
        while not stop.is_set():
            await self.look()
            try:
                await asyncio.wait_for(stop.wait(), MONITOR_SECONDS)
            except TimeoutError:
                continue

    async def close(self) -> None:
        await self._forget_lookout()
        await self.engine.dispose()


async def _ask_recovery(connection: Plain) -> bool:
    cursor = await connection.execute("SELECT pg_is_in_recovery()")
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


class translated:  # noqa: N801 - reads as a phrase: with translated():
    """Turns the driver's troubles with the server into errors of ours; others pass."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if error is not None and (known := translate(error)) is not None:
            raise known from error


def translate(error: BaseException) -> TourError | None:
    """ReadOnly or Unavailable where the server is the reason, else None."""
    if isinstance(error, PoolTimeout):
        return Unavailable()
    if not isinstance(error, DBAPIError):
        return None
    state = sqlstate(error)
    if state == _READ_ONLY:
        return ReadOnly()
    if error.connection_invalidated or state[:2] in _AWAY:
        return Unavailable()
    if not state and isinstance(error.orig, psycopg.OperationalError):
        return Unavailable()
    return None


def sqlstate(error: DBAPIError) -> str:
    """The five characters of PostgreSQL, or nothing where it did not answer."""
    return getattr(error.orig, "sqlstate", None) or ""


def constraint(error: DBAPIError) -> str:
    """The constraint that refused, or nothing."""
    diag = getattr(error.orig, "diag", None)
    return getattr(diag, "constraint_name", None) or ""
