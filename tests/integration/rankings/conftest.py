"""A tour with players 1 to 40 and tournaments in many weeks, in the rankings service's database."""

from collections.abc import AsyncIterator

import psycopg
import pytest
from pydantic import SecretStr

from shared.database import Database
from shared.settings import Settings
from tests.integration.rankings.tour import NOW, Tour, lay_out
from tools.local.database import Target


@pytest.fixture
async def tour(database: Target) -> AsyncIterator[Tour]:
    """It is Monday 2026-03-02, 12:00 UTC."""
    settings = Settings(
        service="rankings",
        database_host=database.host,
        database_port=database.port,
        database_name=database.database,
        database_password=SecretStr(database.passwords["svc_rankings"]),
        nats_password=SecretStr("unused"),
        token=SecretStr("token of rankings"),
        clock=NOW,
    )
    rankings = Database(settings)
    with psycopg.connect(database.url(database.admin), autocommit=True) as admin:
        lay_out(admin)
        yield Tour(rankings, admin)
    await rankings.close()
