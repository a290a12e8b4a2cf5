"""Brings a backup back as the tour of a data folder.

Guarantees that the folder's tour is replaced only when the new one is whole, proved and of this
program's schema; that the earlier one is kept beside it; and that the broker forgets its streams,
which may hold what the restored tour does not know. They are rebuilt from the outboxes.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from shared import schema
from tools.backups.archive import Note, Opened, opened
from tools.backups.dumping import Rebuilt, rebuilt
from tools.local.folder import DataFolder, write_private
from tools.local.postgres import ADMIN
from tools.local.postmaster import settle_previous
from tools.local.secrets import Secrets, load_secrets, make_secrets, store_secrets
from tools.problems import Problem
from tools.progress import Told


def restore(home: DataFolder, file: Path, told: Told) -> tuple[Note, Path | None]:
    """Make the backup the tour of ``home``, which the caller holds; what it says, and the folder
    that keeps the earlier tour (None: there was none).

    Problem where the file is no whole backup or of a later schema; Failed where it does not
    restore. Then nothing has changed.
    """
    known = load_secrets(home.secrets) if home.secrets.exists() else _new_secrets()
    shutil.rmtree(home.restoring, ignore_errors=True)
    home.restoring.mkdir(mode=0o700)
    try:
        told("Reading the file")
        with opened(file, home.restoring) as backup:
            _check_revision(backup.note)
            told("Restoring the database")
            _build(backup, known, home, told)
    except BaseException:
        shutil.rmtree(home.restoring, ignore_errors=True)
        raise
    told("Putting it in its place")
    kept = _swap(home, known, backup.note)
    shutil.rmtree(home.restoring)
    return backup.note, kept


def _check_revision(note: Note) -> None:
    """Problem where a later program made the backup."""
    if note.revision not in schema.revisions():
        raise Problem(
            f"This backup is of schema revision {note.revision}, which this program does not know: "
            "a later one made it. Restore it with that."
        )


def _new_secrets() -> Secrets:
    """For a folder without any: who may sign in stands in the backup, nobody new is made."""
    return make_secrets(first_password=False)


def _build(backup: Opened, known: Secrets, home: DataFolder, told: Told) -> None:
    folder = home.restoring / "postgres"
    with rebuilt(backup, known, folder, home.log("restore"), durable=True) as made:
        if backup.note.revision != schema.head_revision():
            told("Bringing its schema up to date")
            schema.migrate(made.target.url(schema.MIGRATOR))
        _sign_everybody_out(made)


def _sign_everybody_out(made: Rebuilt) -> None:
    """A session that was ended after the backup must not come back to life."""
    with psycopg.connect(made.target.url(ADMIN)) as db:
        db.execute("DELETE FROM tour.sessions")


def _swap(home: DataFolder, known: Secrets, note: Note) -> Path | None:
    """From the first rename to the last the folder cannot be started (tools/local/launch.py)."""
    kept = None
    if home.postgres.exists():
        settle_previous(home.postgres / "data")
        kept = home.earlier(datetime.now(UTC))
        kept.mkdir(mode=0o700)
        # the broker first: an old database fills a new stream, an old stream would tell a restored
        # database of things that did not happen
        if home.nats.exists():
            home.nats.rename(kept / home.nats.name)
        home.postgres.rename(kept / home.postgres.name)
    shutil.rmtree(home.nats, ignore_errors=True)
    store_secrets(home.secrets, known)
    home.unfinished.unlink(missing_ok=True)
    home.clock.unlink(missing_ok=True)
    if note.clock is not None:
        write_private(home.clock, note.clock)
    (home.restoring / "postgres").rename(home.postgres)
    return kept
