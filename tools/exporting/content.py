"""The tour's content: one table as a stream of CSV, and the hash of them all.

Guarantees that the same rows are the same bytes whatever the session is set to, and that all
tables are those of one moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from psycopg import Connection, IsolationLevel
from psycopg.sql import SQL, Composed, Identifier

from tools.exporting.layout import Shape, shapes


@dataclass(frozen=True, slots=True)
class TableContent:
    """``sha256`` (hex) is that of the table as a CSV file with its header."""

    table: str
    rows: int
    sha256: str


def begin_snapshot(db: Connection[Any]) -> None:
    """From here on the connection reads one moment of the tour, and writes nothing."""
    db.isolation_level = IsolationLevel.REPEATABLE_READ
    db.read_only = True
    speak_plainly(db)


def speak_plainly(db: Connection[Any]) -> None:
    """Moments in UTC and dates year first, until the transaction ends."""
    db.execute("SET LOCAL TIME ZONE 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'")


def content_of(db: Connection[Any], told: Callable[[str], None]) -> list[TableContent]:
    """What the transaction sees of every table; ``told`` hears the name of each."""
    found = []
    for shape in shapes(db):
        told(shape.table)
        found.append(read_content(db, shape, lambda _: None))
    return found


def whole_hash(tables: list[TableContent]) -> str:
    """One hash over all tables: SHA-256, hex."""
    lines = (f"{one.table} {one.rows} {one.sha256}\n" for one in tables)
    return sha256("".join(lines).encode()).hexdigest()


def read_content(
    db: Connection[Any], shape: Shape, take: Callable[[bytes], object]
) -> TableContent:
    """Hand the table on, a CSV line a call, header first."""
    digest = sha256()
    lines = -1
    for line in copied(db, shape, SQL("FORMAT csv, HEADER, ENCODING 'UTF8'")):
        lines += 1
        digest.update(line)
        take(line)
    return TableContent(shape.table, lines, digest.hexdigest())


def copied(db: Connection[Any], shape: Shape, options: SQL) -> Iterator[bytes]:
    """What COPY sends of a table sorted by its key: by the protocol, one row at a time."""
    with db.cursor() as cursor, cursor.copy(_statement(shape, options)) as copy:
        for line in copy:
            yield bytes(line)


def _statement(shape: Shape, options: SQL) -> Composed:
    return SQL("COPY (SELECT {} FROM tour.{} ORDER BY {}) TO STDOUT ({})").format(
        SQL(", ").join(map(Identifier, shape.names)),
        Identifier(shape.table),
        SQL(", ").join(map(Identifier, shape.key)),
        options,
    )
