"""A real PostgreSQL for the tests of the schema; what a test stores is rolled back."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from shared import schema
from tests.integration.database.hand import Hand
from tests.integration.database.season import Season, make_season
from tools.local.postgres import EmbeddedPostgres


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server whose database ``tour`` is at the head revision."""

    server: EmbeddedPostgres
    passwords: dict[str, str]

    def url(self, role: str, database: str = "tour") -> str:
        server = self.server
        return f"postgresql://{role}:{self.passwords[role]}@{server.host}:{server.port}/{database}"

    def bootstrap(self, database: str) -> None:
        with psycopg.connect(self.server.dsn()) as admin:
            schema.bootstrap(admin, self.passwords, database)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("postgres")
    with EmbeddedPostgres(folder, durable=False) as server:
        cluster = Cluster(server, {role: secrets.token_hex(8) for role in schema.LOGINS})
        cluster.bootstrap("tour")
        schema.migrate(cluster.url(schema.MIGRATOR))
        yield cluster


@pytest.fixture
def hand(cluster: Cluster) -> Iterator[Hand]:
    """SQL by hand as any role, rolled back at the end."""
    with psycopg.connect(cluster.server.dsn("tour")) as connection:
        connection.execute("SET LOCAL search_path = tour")
        yield Hand(connection)
        connection.rollback()


@pytest.fixture(scope="session")
def stored_season(cluster: Cluster) -> None:
    with psycopg.connect(cluster.server.dsn("tour")) as connection:
        connection.execute("SET LOCAL search_path = tour")
        make_season(Hand(connection))


@pytest.fixture
def season(stored_season: None, hand: Hand) -> Season:
    """The season, of which whatever a test adds or changes is rolled back."""
    return Season(hand)
