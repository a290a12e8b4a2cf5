"""The connection to PostgreSQL: a pool for queries and commands, and what state the server is in.

Guarantees that a read never writes: reading transactions are READ ONLY. Notices within a
second whether the server is a standby (``read_only``) and whether it answers (``available``).
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import structlog
from sqlalchemy import URL, MetaData, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from shared.clock import TourClock
from shared.errors import ReadOnly, TourError, Unavailable
from shared.settings import Settings
from shared.tables import SCHEMA, engine_tables

log = structlog.get_logger()

STATEMENT_TIMEOUT_MS = 10_000
IDLE_IN_TRANSACTION_MS = 15_000
MONITOR_SECONDS = 1.0
# SQLSTATE classes: connection trouble, resources, operator intervention
_AWAY = ("08", "53", "57", "58")
_READ_ONLY = "25006"


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
            connect_args={"connect_timeout": 2, "options": self._options()},
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

    async def dedicated(self) -> psycopg.AsyncConnection[tuple[object, ...]]:
        """A connection outside the pool, autocommit, for locks and LISTEN; the caller closes it."""
        settings = self.settings
        return await psycopg.AsyncConnection.connect(
            host=settings.database_host,
            port=settings.database_port,
            dbname=settings.database_name,
            user=settings.database_user,
            password=settings.database_password.get_secret_value(),
            connect_timeout=2,
            options=self._options(),
            autocommit=True,
        )

    async def look(self) -> None:
        """Ask the server once how it is."""
        try:
            async with asyncio.timeout(2.0), self.engine.connect() as db:
                self.read_only = bool(await db.scalar(text("SELECT pg_is_in_recovery()")))
                self.available = True
        except (DBAPIError, PoolTimeout, TimeoutError, OSError) as error:
            if self.available:
                log.warning("database away", error=str(error))
            self.available = False

    async def monitor(self, stop: asyncio.Event) -> None:
        """Keep ``available`` and ``read_only`` true to the server until told to stop."""
        while not stop.is_set():
            await self.look()
            try:
                await asyncio.wait_for(stop.wait(), MONITOR_SECONDS)
            except TimeoutError:
                continue

    async def close(self) -> None:
        await self.engine.dispose()


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
