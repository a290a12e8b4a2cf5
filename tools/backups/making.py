"""Makes a backup of the running tour, and proves it by restoring it into a server of its own.

Guarantees that a file with a backup's name is whole and, unless that was not wanted, proved.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.backups.archive import Note, opened, pack
from tools.backups.dumping import dump, rebuilt
from tools.backups.names import backups_in, name_for
from tools.local.database import local_target
from tools.local.folder import DataFolder, backup_folder
from tools.local.secrets import make_secrets
from tools.problems import Problem
from tools.progress import Told


def make(home: DataFolder, wanted: Path | None, *, proved: bool, told: Told) -> tuple[Path, Note]:
    """Save the tour that runs on ``home``; the file and what it says.

    ``wanted`` is a new file, or a folder that gets one named by the moment; None: the folder of
    backups. Problem where nothing runs or nothing can be written there; Failed where PostgreSQL
    does not give its data or the backup does not restore. Then there is no file.
    """
    target = local_target(home)
    file = _new_file(home, wanted)
    clock = home.clock.read_text(encoding="ascii") if home.clock.exists() else None
    draft = file.with_name(f"{file.name}.new")
    with _workroom(home) as room:
        told("Reading the database")
        note = dump(target, clock, room / "database.dump")
        told("Writing the file")
        try:
            pack(note, room / "database.dump", draft)
            if proved:
                told("Restoring it, to see that it can be")
                _prove(home, draft, room)
            draft.replace(file)
        except OSError as error:
            raise Problem(f"{file} cannot be written: {error.strerror}.") from error
        finally:
            draft.unlink(missing_ok=True)
    return file, note


def check(home: DataFolder, file: Path) -> Note:
    """Restore the file into a server that is thrown away; what it says.

    Problem where it is no whole backup, Failed where the database made of it is another one.
    """
    home.prepare()
    with _workroom(home) as room:
        return _prove(home, file, room)


def sweep(folder: Path, keep: int) -> list[Path]:
    """Delete all but the latest ``keep`` backups of a folder; those that went."""
    old = backups_in(folder)[keep:]
    for file in old:
        file.unlink(missing_ok=True)
    return old


def _prove(home: DataFolder, file: Path, room: Path) -> Note:
    log = home.log("backup-check")
    with (
        opened(file, room) as backup,
        rebuilt(backup, make_secrets(), room / "postgres", log, durable=False),
    ):
        return backup.note


def _new_file(home: DataFolder, wanted: Path | None) -> Path:
    if wanted is None:
        file = backup_folder(home)
        try:
            file.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Problem(
                f"The folder of backups {file} cannot be made: {error.strerror}."
            ) from error
    else:
        file = wanted.expanduser().absolute()
    if file.is_dir():
        file /= name_for(datetime.now(UTC))
    if file.exists():
        raise Problem(f"{file} is there already; name another file.")
    if not file.parent.is_dir():
        raise Problem(f"There is no folder {file.parent}.")
    return file


@contextmanager
def _workroom(home: DataFolder) -> Iterator[Path]:
    """A folder on the tour's own disk, gone at the end; what killed processes left goes first."""
    home.workrooms.mkdir(mode=0o700, exist_ok=True)
    for left in home.workrooms.iterdir():
        if not _lives(left.name.partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=f"{os.getpid()}-", dir=home.workrooms) as name:
        yield Path(name)


def _lives(pid: str) -> bool:
    with contextlib.suppress(ProcessLookupError, ValueError):
        os.kill(int(pid), 0)
        return True
    return False
