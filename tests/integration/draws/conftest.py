"""A tour of its own for each test: the database of the draws service and a fake of its peers."""

import hashlib
from collections.abc import AsyncIterator

import psycopg
import pytest
from pydantic import SecretStr

from shared.database import Database
from shared.settings import Settings
from tests.integration.draws.dates import START
from tests.integration.draws.peers import FakePeers
from tests.integration.draws.tour import Tour
from tools.local.database import Target


@pytest.fixture
def settings(database: Target) -> Settings:
    """The draws service's, in test mode; servers let its own clients in."""
    token = "token of draws"
    return Settings(
        service="draws",
        database_host=database.host,
        database_port=database.port,
        database_name=database.database,
        database_password=SecretStr(database.passwords["svc_draws"]),
        nats_password=SecretStr("unused"),
        token=SecretStr(token),
        caller_hashes={"draws": hashlib.sha256(token.encode()).hexdigest()},
        clock=START,
    )


@pytest.fixture
async def draws_database(settings: Settings) -> AsyncIterator[Database]:
    draws_database = Database(settings)
    yield draws_database
    await draws_database.close()


@pytest.fixture
async def tour(database: Target, draws_database: Database) -> AsyncIterator[Tour]:
    """Players 1 to 70, no tournament yet; the tour clock stands at START."""
    dsn = database.url(database.admin)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as hand:
        tour = Tour(draws_database, FakePeers(), hand)
        await tour.make_players(70)
        await tour.set_clock(START)
        yield tour
