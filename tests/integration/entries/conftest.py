"""A tour of its own for each test: the database of the entries service and a fake of its peers."""

from collections.abc import AsyncIterator

import psycopg
import pytest
from pydantic import SecretStr

from shared.database import Database
from shared.settings import Settings
from tests.integration.entries.dates import START
from tests.integration.entries.peers import FakePeers
from tests.integration.entries.tour import CALLER_HASHES, Tour
from tools.local.database import Target


@pytest.fixture
def settings(database: Target) -> Settings:
    """The entries service's, in test mode."""
    return Settings(
        service="entries",
        database_host=database.host,
        database_port=database.port,
        database_name=database.database,
        database_password=SecretStr(database.passwords["svc_entries"]),
        nats_password=SecretStr("unused"),
        token=SecretStr("token of entries"),
        caller_hashes=CALLER_HASHES,
        clock=START,
    )


@pytest.fixture
async def entries_database(settings: Settings) -> AsyncIterator[Database]:
    entries_database = Database(settings)
    yield entries_database
    await entries_database.close()


@pytest.fixture
async def tour(database: Target, entries_database: Database) -> AsyncIterator[Tour]:
    """Three countries and one venue; no player and no tournament; the clock stands at START."""
    dsn = database.url(database.admin)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as hand:
        tour = Tour(entries_database, FakePeers(), hand, dsn)
        await tour.make_places()
        await tour.set_clock(START)
        yield tour
