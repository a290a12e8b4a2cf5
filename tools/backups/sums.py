"""What every table of a database holds, in one figure each.

Guarantees that equal rows give equal sums in whatever order they lie, and that no table is left
out: PostgreSQL is asked which there are, so that this needs to know no revision.
"""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from shared.schema import SCHEMA


@dataclass(frozen=True, slots=True)
class TableSum:
    """``checksum``: the 64-bit hashes of the rows' text, added up."""

    table: str
    rows: int
    checksum: str


def table_sums(admin: Connection[Any]) -> tuple[TableSum, ...]:
    """Of all tables of the tour's schema, as this transaction sees them, by name."""
    admin.execute("SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'")
    names = admin.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", (SCHEMA,)
    ).fetchall()
    return tuple(_sum(admin, name) for (name,) in names)


def _sum(admin: Connection[Any], table: str) -> TableSum:
    row = admin.execute(
        SQL(
            "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {} t"
        ).format(Identifier(SCHEMA, table))
    ).fetchone()
    assert row is not None
    return TableSum(table, *row)
