"""A tour of its own for each test, in the database of the matches service."""

from collections.abc import AsyncIterator

import psycopg
import pytest
from pydantic import SecretStr

from shared.database import Database
from shared.settings import Settings
from tests.integration.matches.tour import START, Tour, lay_out
from tools.local.database import Target


@pytest.fixture
def settings(database: Target) -> Settings:
    """The matches service's, in test mode."""
    return Settings(
        service="matches",
        database_host=database.host,
        database_port=database.port,
        database_name=database.database,
        database_password=SecretStr(database.passwords["svc_matches"]),
        nats_password=SecretStr("unused"),
        token=SecretStr("token of matches"),
        clock=START,
    )


@pytest.fixture
async def tour(database: Target, settings: Settings) -> AsyncIterator[Tour]:
    """Players 1 to 70 and five tournaments; it is Monday morning in Nice."""
    matches_database = Database(settings)
    with psycopg.connect(database.url(database.admin), autocommit=True) as admin:
        lay_out(admin)
        yield Tour(matches_database, admin)
    await matches_database.close()
