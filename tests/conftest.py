"""Real PostgreSQL and real NATS for every test that touches them.

One PostgreSQL per test run, and in it a fresh database per test, copied from one that was
migrated once. Nothing here is started, or even imported, for tests that do not ask for it.

With several workers (`make test`) a folder stays together and in order: its tests may share a
running tour. (Not by `--dist loadgroup`: pytest 9.2 no longer sends the group with the test.)
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from tools.local.database import Target
    from tools.local.nats import EmbeddedNats
    from tools.local.postgres import EmbeddedPostgres

_TEMPLATE = "tour_template"
# In memory a database is copied in a quarter of the time or less, and thousands are. A container
# often gives 64 MB only: the disk then.
_MEMORY = Path("/dev/shm")  # pytest makes a folder of its own in it
_MEMORY_NEEDED = 6 * 1024**3

if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _MEMORY_NEEDED:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


class ByFolder(LoadScopeScheduling):  # type: ignore[misc]  # xdist is not typed
    """Gives a worker one folder after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0].rpartition("/")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ByFolder(config, log)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[EmbeddedPostgres]":
    """The server, with durability off; use ``database`` unless the server itself is the matter."""
    from tools.local.postgres import EmbeddedPostgres

    with EmbeddedPostgres(
        tmp_path_factory.mktemp("postgres"), max_connections=200, durable=False
    ) as server:
        yield server


@pytest.fixture(scope="session")
def tour_template(postgres_server: "EmbeddedPostgres") -> "Target":
    """The migrated database that the others are copied from. Connect to none but copies: while
    anybody is connected it cannot be copied."""
    import psycopg

    from shared import schema
    from tools.local.database import Target
    from tools.local.postgres import ADMIN

    template = Target(
        host=postgres_server.host,
        port=postgres_server.port,
        database=_TEMPLATE,
        admin=ADMIN,
        admin_password=postgres_server.password,
        passwords={login: secrets.token_urlsafe(16) for login in schema.LOGINS},
    )
    with psycopg.connect(template.url(ADMIN, "postgres")) as admin:
        schema.bootstrap(admin, template.passwords, template.database)
    schema.migrate(template.url(schema.MIGRATOR))
    return template


@pytest.fixture
def database(tour_template: "Target") -> "Iterator[Target]":
    """A fresh database, migrated and empty; ``database.url("svc_draws")`` connects."""
    from tests.copies import copy_of

    with copy_of(tour_template) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[EmbeddedNats]":
    """One broker for the test run; what tests leave in its stream stays."""
    from tools.local.nats import EmbeddedNats

    with EmbeddedNats(tmp_path_factory.mktemp("nats"), durable=False) as server:
        yield server


@pytest.fixture
def fresh_nats_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[EmbeddedNats]":
    """A broker of the test's own, empty (it starts in 50 ms)."""
    from tools.local.nats import EmbeddedNats

    with EmbeddedNats(tmp_path_factory.mktemp("nats"), durable=False) as server:
        yield server
