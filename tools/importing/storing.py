"""The judged data set into the database: everything in one transaction, or nothing.

Guarantees that the same data set is stored once, and that an import never mixes with what other
hands have stored.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.types.json import Jsonb

from shared.locks import lock_key
from tools.importing.book import Book, SetAside
from tools.importing.report import Report
from tools.loading import announce, forget_empty_weeks, is_empty, load
from tools.problems import Problem
from tour.entries.v1.events_pb2 import DataImported


@dataclass(frozen=True, slots=True)
class EarlierImport:
    """An import that was stored before; ``finished_at`` is real time, UTC."""

    import_id: UUID
    finished_at: datetime


def begin(db: Connection[Any], data_hash: str) -> EarlierImport | None:
    """Lock out other imports; answers the earlier import of this very data set, if there is one.

    Problem where the tour holds other data.
    """
    db.execute("SELECT pg_advisory_xact_lock(%s)", (lock_key("import"),))
    row = db.execute(
        "SELECT import_id, finished_at FROM tour.import_reports WHERE data_hash = %s", (data_hash,)
    ).fetchone()
    if row is not None:
        return EarlierImport(row[0], row[1])
    if not is_empty(db):
        raise Problem(
            "This tour holds other data already. An import needs an empty one: "
            "stop the tour, then `tour reset` and `tour up --no-demo`."
        )
    return None


@dataclass(frozen=True, slots=True)
class Imported:
    """What is kept of an import; ``source`` is where the data lay."""

    data_hash: str
    source: str
    report: Report
    rows_stored: int
    set_aside: Sequence[SetAside]


def store(db: Connection[Any], book: Book, told: Callable[[str], None] = lambda _: None) -> UUID:
    """Store rows, report, what was set aside, and one event; the caller commits.

    ``told`` hears the name of each table.
    """
    forget_empty_weeks(db)
    rows = load(db, book.rows, told)
    return record(
        db, Imported(book.data.data_hash, book.data.source, book.report, rows, book.set_aside)
    )


def record(db: Connection[Any], imported: Imported) -> UUID:
    """Keep the report and what was set aside, and tell the services by one event."""
    import_id = uuid4()
    db.execute(
        "INSERT INTO tour.import_reports (import_id, data_hash, finished_at, source, report)"
        " VALUES (%s, %s, clock_timestamp(), %s, %s)",
        (import_id, imported.data_hash, imported.source, Jsonb(imported.report.as_json())),
    )
    with db.cursor() as cursor:
        cursor.executemany(
            'INSERT INTO tour.import_set_aside (import_id, table_name, line, "row", rule, message)'
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (
                    import_id,
                    aside.table,
                    aside.line,
                    Jsonb(aside.row._asdict(), dumps=_to_json),
                    aside.rule,
                    aside.message,
                )
                for aside in imported.set_aside
            ],
        )
    announce(
        db,
        DataImported(
            import_id=str(import_id),
            data_hash=imported.data_hash,
            rows_stored=imported.rows_stored,
            rows_set_aside=len(imported.set_aside),
        ),
        key=f"import:{import_id}",
        command="import",
    )
    return import_id


def _to_json(value: object) -> str:
    """JSON with days and moments as their text."""
    return json.dumps(value, default=str, ensure_ascii=False)
