"""A service's own database, for a command of `tour` that runs the service's code."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from pydantic import SecretStr

from shared.database import Database
from shared.errors import Unavailable
from shared.names import ServiceName
from shared.settings import Settings
from tools.local.database import Target


@asynccontextmanager
async def at_service(target: Target, service: ServiceName) -> AsyncIterator[Database]:
    """The service's tables, under its own login; Unavailable where the server is away."""
    database = Database(
        Settings(
            service=service,
            database_host=target.host,
            database_port=target.port,
            database_name=target.database,
            database_password=SecretStr(target.passwords[f"svc_{service}"]),
            # neither the broker nor another service is spoken to
            nats_password=SecretStr("unused"),
            token=SecretStr("unused"),
            # a clock that was moved is the tour's, whoever looks
            clock=datetime.now(UTC),
        )
    )
    try:
        await database.look()
        if not database.available:
            raise Unavailable
        yield database
    finally:
        await database.close()
