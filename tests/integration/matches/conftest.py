"""A real database for the tests of the matches service, new for every test."""

import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from shared import schema
from shared.database import Database
from shared.settings import Settings
from tests.integration.matches.tour import Tour, lay_out
from tools.local.postgres import EmbeddedPostgres

_CREDENTIAL = "of-the-tests"


@pytest.fixture(scope="session")
def matches_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server with a template of the tour: schema, players, tournaments."""
    folder = tmp_path_factory.mktemp("postgres")
    with EmbeddedPostgres(folder, durable=False) as server:
        passwords = dict.fromkeys(schema.LOGINS, server.password)
        with psycopg.connect(server.dsn()) as admin:
            schema.bootstrap(admin, passwords, "tour")
        schema.migrate(make_url(server.dsn("tour")).set(username=schema.MIGRATOR))
        with psycopg.connect(server.dsn("tour"), autocommit=True) as admin:
            lay_out(admin)
        yield server


@pytest.fixture
async def tour(matches_server: EmbeddedPostgres) -> AsyncIterator[Tour]:
    server = matches_server
    name = f"tour_{secrets.token_hex(4)}"
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute(SQL("CREATE DATABASE {} TEMPLATE tour").format(Identifier(name)))
    database = Database(
        Settings.model_validate(
            {
                "service": "matches",
                "database_host": server.host,
                "database_port": server.port,
                "database_name": name,
                "database_password": server.password,
                "database_pool": 12,
                "nats_password": _CREDENTIAL,
                "token": _CREDENTIAL,
                "clock": datetime(2026, 3, 2, tzinfo=UTC),
            }
        )
    )
    with psycopg.connect(server.dsn(name), autocommit=True) as admin:
        admin.execute("SET search_path = tour")
        yield Tour(database, admin)
    await database.close()
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
