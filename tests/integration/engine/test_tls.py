"""With an authority named, a database that cannot prove who it is hears nothing from us."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from shared.database import Database
from shared.errors import Unavailable
from shared.schema import MIGRATOR, current_revision, head_revision
from tests.integration.engine.engine import settings_of
from tests.integration.engine.tls_front import Authority, tls_front
from tools.local.database import Target, environment_target


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.make(tmp_path / "ours.pem")


@pytest.fixture
async def front(engine_database: Target, authority: Authority) -> AsyncIterator[Target]:
    """The database, called localhost, with a certificate of that name."""
    context = authority.server_context("localhost")
    async with tls_front(engine_database.host, engine_database.port, context) as port:
        yield replace(engine_database, host="localhost", port=port, authority=authority.file)


async def asked(target: Target) -> object:
    """What a service that was told of this authority hears, by its pool and beside it."""
    database = Database(settings_of("entries", target, database_ca=target.authority))
    try:
        await database.look()
        async with database.read() as db:
            assert database.available
            return await db.scalar(text("SELECT current_user"))
    finally:
        await database.close()


async def test_a_service_speaks_to_who_shows_a_certificate_of_the_authority(front: Target) -> None:
    assert await asked(front) == "svc_entries"


async def test_a_certificate_of_somebody_else_is_refused(front: Target, tmp_path: Path) -> None:
    other = Authority.make(tmp_path / "other.pem")
    with pytest.raises(Unavailable):
        await asked(replace(front, authority=other.file))


async def test_a_certificate_of_another_name_is_refused(front: Target) -> None:
    with pytest.raises(Unavailable):
        await asked(replace(front, host="127.0.0.1"))


async def test_a_server_without_a_certificate_is_refused(
    engine_database: Target, authority: Authority
) -> None:
    with pytest.raises(Unavailable):
        await asked(replace(engine_database, authority=authority.file))


async def test_migrations_and_tools_ask_for_the_certificate_too(
    front: Target, engine_database: Target
) -> None:
    named = environment_target(
        {
            "TOUR_DATABASE_HOST": front.host,
            "TOUR_DATABASE_PORT": str(front.port),
            "TOUR_DATABASE_NAME": front.database,
            "TOUR_DATABASE_CA": str(front.authority),
            f"TOUR_PASSWORD_{MIGRATOR.upper()}": front.passwords[MIGRATOR],
        }
    )
    assert named is not None
    revision = await asyncio.to_thread(current_revision, named.url(MIGRATOR))
    assert revision == head_revision()
    without = replace(engine_database, authority=front.authority)
    with pytest.raises(psycopg.OperationalError, match="SSL"):
        psycopg.connect(without.url(MIGRATOR))
