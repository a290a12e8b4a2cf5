"""A live database as ``Stored``.

Guarantees that nothing is written: every connection is read-only, and all tables of the tour are
read in one snapshot.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeVar

import psycopg
from psycopg.sql import SQL, Identifier

from shared.names import SERVICES
from shared.schema import IMPORTER, SCHEMA
from tools.loading import tour_now
from tools.local.database import Target
from tools.validating.stored import Stored
from tools.validating.tables import STORED, Messages, TableRights

R = TypeVar("R")
LOGIN: Final = IMPORTER
"""It reads every table of the tour; here it may not write."""
_READ_ONLY: Final = (
    "-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"
    " -c timezone=UTC"
)
_RIGHTS: Final = """
    SELECT t.relname, owner.rolname,
           ARRAY(SELECT login FROM unnest(%(services)s::text[]) AS login
                  WHERE has_table_privilege(login, t.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                     OR has_any_column_privilege(login, t.oid, 'INSERT, UPDATE')
                  ORDER BY login)
      FROM pg_class AS t
      JOIN pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname = %(schema)s
      JOIN pg_roles AS owner ON owner.oid = t.relowner
     WHERE t.relkind IN ('r', 'p') AND t.relname <> 'alembic_version'
     ORDER BY t.relname
"""
_MESSAGES: Final = SQL(
    "SELECT (SELECT count(*) FROM tour.{outbox} WHERE published_at IS NULL"
    " AND recorded_at < clock_timestamp() - interval '1 minute'),"
    " (SELECT count(*) FROM tour.{letters})"
)


def read_database(target: Target) -> Stored:
    """Everything the checks look at. Raises psycopg.Error where it cannot be read."""
    tables: dict[type, list[Any]] = {}
    with psycopg.connect(target.url(LOGIN), options=_READ_ONLY) as db:
        for kind in STORED:
            tables[kind] = read_table(db, kind)
        rights = db.execute(
            _RIGHTS, {"schema": SCHEMA, "services": [f"svc_{service}" for service in SERVICES]}
        )
        tables[TableRights] = [
            TableRights(table, owner, tuple(writers)) for table, owner, writers in rights
        ]
        now = tour_now(db)
    if messages := list(_messages(target)):
        tables[Messages] = messages
    return Stored(tables, now)


def read_table(db: psycopg.Connection[Any], kind: type[R]) -> list[R]:
    """All rows of one of ``STORED``."""
    names = list(kind.__slots__)  # type: ignore[attr-defined]  # dataclasses with slots
    query = SQL("SELECT {} FROM tour.{}").format(
        SQL(", ").join(map(Identifier, names)),
        Identifier(kind.TABLE),  # type: ignore[attr-defined]
    )
    return [kind(*row) for row in db.execute(query)]


def _messages(target: Target) -> Iterator[Messages]:
    """What each service has left over; nothing where this person has not the services' logins."""
    for service in SERVICES:
        login = f"svc_{service}"
        if login not in target.passwords:
            continue
        with psycopg.connect(target.url(login), options=_READ_ONLY) as db:
            query = _MESSAGES.format(
                outbox=Identifier(f"{service}_outbox"),
                letters=Identifier(f"{service}_dead_letters"),
            )
            row = db.execute(query).fetchone()
            assert row is not None
            yield Messages(service, *row)
