"""The database's life before the services: roles and database, then migrations.

Guarantees that both steps may be run again, and by several at once: who comes second waits
and finds nothing left to do. Neither needs a superuser. SQLAlchemy and Alembic are loaded by who
migrates, not by every command that asks for the name of a login.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

from shared.names import SERVICES

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import URL, Connection, Engine

SCHEMA: Final = "tour"
MIGRATOR: Final = "tour_migrator"
IMPORTER: Final = "imp_tour"
OWNERS: Final = tuple(f"own_{service}" for service in SERVICES)
LOGINS: Final = (*(f"svc_{service}" for service in SERVICES), IMPORTER, MIGRATOR)

_LOCK: Final = 0x746F7572  # "tour": the same for bootstrap and migrate, whatever their version
# everybody waits behind a statement that waits for a lock: short turns, with longer ones between
LOCK_TIMEOUT: Final = "250ms"
_ATTEMPTS: Final = 30
_PAUSE_SECONDS: Final = 1.0
_TURN_SECONDS: Final = 0.2
_MIGRATIONS: Final = Path(__file__).with_name("migrations")


def bootstrap(
    admin: psycopg.Connection[Any], passwords: Mapping[str, str], database: str = "tour"
) -> None:
    """Make the roles of the cluster and the database, or bring them up to date.

    ``admin`` is connected to another database of the cluster, with no transaction open, and
    needs no more than CREATEROLE and CREATEDB, as on RDS; it is left in autocommit mode.
    ``passwords`` has one for each of ``LOGINS`` (ValueError otherwise); only their SCRAM
    verifiers are sent. Source: architecture.md, "Who owns what".
    """
    if set(passwords) != set(LOGINS) or not all(passwords.values()):
        raise ValueError(f"A password is needed for each of {', '.join(LOGINS)}, and no other.")
    admin.autocommit = True
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        for role in OWNERS:
            _make_role(admin, role, SQL("NOLOGIN"))
        for role, password in passwords.items():
            verifier = admin.pgconn.encrypt_password(
                password.encode(), role.encode(), b"scram-sha-256"
            )
            _make_role(admin, role, SQL("LOGIN PASSWORD {}").format(Literal(verifier.decode())))
            admin.execute(
                SQL("ALTER ROLE {} SET search_path = {}").format(
                    Identifier(role), Identifier(SCHEMA)
                )
            )
        for owner in OWNERS:
            admin.execute(SQL("GRANT {} TO {}").format(Identifier(owner), Identifier(MIGRATOR)))
        if admin.execute("SELECT pg_has_role(%s, 'SET')", (MIGRATOR,)).fetchone() != (True,):
            # who is no superuser gives the database away only to a role it may become
            admin.execute(SQL("GRANT {} TO CURRENT_USER").format(Identifier(MIGRATOR)))
    with _session_lock(admin):
        _make_database(admin, database)


def migrate(
    url: "str | URL",
    revision: str = "head",
    *,
    history: Path = _MIGRATIONS,
    attempts: int = _ATTEMPTS,
) -> None:
    """Bring the database up to a revision, the head; nothing happens if it is there.

    ``url`` is that of a login as ``tour_migrator`` (ValueError for another user). No statement
    waits longer than a quarter of a second for a lock, so that running services never queue behind
    a migration for longer; the migration is tried again for about half a minute, then raises
    OperationalError (``is_blocked`` tells). Each revision is one transaction, so nothing of one
    is left that did not come to its end. ``history``: the folder of another line of revisions.
    """
    with _engine(url).connect() as connection:
        user = connection.exec_driver_sql("SELECT current_user").scalar_one()
        if user != MIGRATOR:
            raise ValueError(f"Migrations run as {MIGRATOR}, not as {user}.")
        _wait_for_turn(connection)
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        connection.exec_driver_sql(f"SET search_path = {SCHEMA}")
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.commit()
        _upgrade(connection, _config(history), revision, attempts)


def is_blocked(error: BaseException) -> bool:
    """A migration gave up because somebody else held what it needs a lock on."""
    return isinstance(getattr(error, "orig", None), psycopg.errors.LockNotAvailable)


def revisions() -> list[str]:
    """The revisions that this code knows, the latest first."""
    from alembic.script import ScriptDirectory

    return [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]


def head_revision() -> str:
    """The revision that this code needs."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("There are no migrations.")
    return head


def current_revision(url: "str | URL") -> str | None:
    """The revision that the database has (asked as ``tour_migrator``); None before the first."""
    from alembic.runtime.migration import MigrationContext

    with _engine(url).connect() as connection:
        options = {"version_table_schema": SCHEMA}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def _make_role(admin: psycopg.Connection[Any], role: str, attributes: Composable) -> None:
    known = admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = SQL("CREATE" if known is None else "ALTER")
    admin.execute(SQL("{} ROLE {} {}").format(verb, Identifier(role), attributes))


def _make_database(admin: psycopg.Connection[Any], database: str) -> None:
    name, owner = Identifier(database), Identifier(MIGRATOR)
    known = admin.execute("SELECT FROM pg_database WHERE datname = %s", (database,)).fetchone()
    if known is None:
        # texts sort by code point everywhere: RDS's own clusters would sort them as English
        admin.execute(
            SQL(
                "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LC_COLLATE 'C' TEMPLATE template0"
            ).format(name, owner)
        )
    else:
        admin.execute(SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner))
    admin.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    logins = SQL(", ").join(map(Identifier, LOGINS))
    admin.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, logins))


@contextmanager
def _session_lock(admin: psycopg.Connection[Any]) -> Iterator[None]:
    """For what cannot run in a transaction."""
    admin.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        yield
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))


def _wait_for_turn(connection: "Connection") -> None:
    """Until no other migrator is at work. It asks again instead of waiting in PostgreSQL: who waits
    there holds a snapshot, and CREATE INDEX CONCURRENTLY of the other one would wait for that."""
    while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK})").scalar_one():
        connection.rollback()
        time.sleep(_TURN_SECONDS)
    connection.commit()


def _upgrade(connection: "Connection", config: "Config", revision: str, attempts: int) -> None:
    from alembic import command
    from sqlalchemy.exc import OperationalError

    config.attributes["connection"] = connection
    for attempt in range(1, attempts + 1):
        try:
            command.upgrade(config, revision)
        except OperationalError as error:
            if not is_blocked(error) or attempt == attempts:
                raise
            connection.rollback()
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _config(history: Path = _MIGRATIONS) -> "Config":
    from alembic.config import Config

    config = Config()
    # a percent sign in the path would be taken for an interpolation
    folder = str(history).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    return config


def _engine(url: "str | URL") -> "Engine":
    """By psycopg 3, for one connection."""
    from sqlalchemy import NullPool, create_engine, make_url

    return create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
