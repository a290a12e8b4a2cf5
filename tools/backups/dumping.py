"""PostgreSQL's own dump of the tour, and a database made of it again.

Guarantees that dump and sums are of one moment while the services go on writing, and that a
database which was rebuilt holds, table by table, what the backup says.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import IsolationLevel

from shared import schema
from tools.backups.archive import Note, Opened, note_of
from tools.backups.sums import TableSum, table_sums
from tools.loading import tour_now
from tools.local import binaries
from tools.local.database import Target, embedded_target
from tools.local.postgres import ADMIN, EmbeddedPostgres
from tools.local.secrets import Secrets
from tools.problems import Failed


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A server of its own, with the database of a backup in it."""

    server: EmbeddedPostgres
    target: Target


def dump(target: Target, clock: str | None, file: Path) -> Note:
    """Dump the database into ``file``; what belongs beside it.

    ``target`` has the administrator's password. Failed where PostgreSQL does not give its data.
    """
    try:
        with psycopg.connect(target.url(target.admin)) as db:
            db.isolation_level = IsolationLevel.REPEATABLE_READ
            db.read_only = True
            snapshot, server, revision = _one(
                db,
                "SELECT pg_export_snapshot(), current_setting('server_version'),"
                " (SELECT version_num FROM tour.alembic_version)",
            )
            moment = datetime.now(UTC)
            _run(
                target,
                "pg_dump",
                "--format=custom",
                f"--snapshot={snapshot}",
                f"--file={file}",
                f"--dbname={target.database}",
            )
            return note_of(
                made_at=moment,
                tour_time=tour_now(db),
                clock=clock,
                revision=str(revision),
                postgres=str(server),
                dump=file,
                tables=table_sums(db),
            )
    except psycopg.Error as error:
        raise Failed(f"The database did not give its data, there is no backup: {error}") from error


@contextmanager
def rebuilt(
    backup: Opened, known: Secrets, folder: Path, log: Path, *, durable: bool
) -> Iterator[Rebuilt]:
    """A new server in ``folder`` with the backup's database; it is stopped at the end.

    Failed where it does not hold what the backup says, table by table. ``durable``: its data are
    to be kept.
    """
    with EmbeddedPostgres(
        folder, password=known.database_admin, log=log, durable=durable
    ) as server:
        target = embedded_target(server.port, known)
        try:
            with psycopg.connect(target.url(ADMIN, "postgres")) as admin:
                schema.bootstrap(admin, target.passwords, target.database)
            _run(
                target,
                "pg_restore",
                "--exit-on-error",
                "--single-transaction",
                f"--dbname={target.database}",
                str(backup.dump),
            )
            with psycopg.connect(target.url(ADMIN)) as db:
                found = table_sums(db)
        except psycopg.Error as error:
            raise Failed(f"The backup could not be made a database again: {error}") from error
        if differing := _differing(backup.note.tables, found):
            raise Failed(
                "The database made of this backup does not hold what was saved; "
                f"these tables differ: {', '.join(differing)}."
            )
        yield Rebuilt(server, target)


def _differing(saved: tuple[TableSum, ...], found: tuple[TableSum, ...]) -> list[str]:
    return sorted({one.table for one in {*saved} ^ {*found}})


def _one(db: psycopg.Connection[tuple[object, ...]], statement: str) -> tuple[object, ...]:
    row = db.execute(statement.encode()).fetchone()
    assert row is not None
    return row


def _run(target: Target, program: str, *words: str) -> None:
    """One of PostgreSQL's programs, as the administrator."""
    ended = subprocess.run(
        [
            binaries.postgres_programs(None).bin / program,
            f"--host={target.host}",
            f"--port={target.port}",
            f"--username={target.admin}",
            "--no-password",
            *words,
        ],
        env={"PGPASSWORD": target.admin_password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise Failed(f"{program} did not do its work: {ended.stderr.strip()}")
