"""The data folder of one machine's tour: where things are in it, and who may use it.

Guarantees that one launcher at a time uses a folder (``flock``, released by the kernel however
the launcher ends), and that deleting it removes nothing but what the tour put there.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tools.problems import Problem

PROJECT = Path(__file__).resolve().parent.parent.parent
_EARLIER = "before-restore-"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Paths inside the data folder; nothing is created by asking for them."""

    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def nats(self) -> Path:
        return self.path / "nats"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.json"

    @property
    def run(self) -> Path:
        return self.path / "run.json"

    @property
    def unfinished(self) -> Path:
        """Stands there from the folder's making until its first data are complete."""
        return self.path / "unfinished"

    @property
    def clock(self) -> Path:
        """Where the tour clock began (TOUR_CLOCK), if it did not begin on real time."""
        return self.path / "clock"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def restoring(self) -> Path:
        """Where a backup is made a database again, before it takes the place of ``postgres``."""
        return self.path / "restoring"

    @property
    def workrooms(self) -> Path:
        """A folder for each backup that is being made or proved."""
        return self.path / "workrooms"

    def earlier(self, moment: datetime) -> Path:
        """Where a restore at this moment puts the tour that it replaces."""
        return self.path / f"{_EARLIER}{moment:%Y-%m-%dT%H-%M-%SZ}"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    @property
    def is_new(self) -> bool:
        return not self.secrets.exists()

    @property
    def in_use(self) -> bool:
        """A launcher holds the folder."""
        try:
            with self._lock_file(create=False) as file:
                return not _try_lock(file)
        except FileNotFoundError:
            return False

    def prepare(self) -> None:
        """Make the folder; Problem where it cannot be written."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            self.lock.touch(mode=0o600)
        except OSError as error:
            raise Problem(
                f"The data folder {self.path} cannot be written ({error.strerror}). "
                "Give it to yourself, or name another one with TOUR_HOME."
            ) from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder; Problem where another launcher does."""
        while True:
            with self._lock_file(create=True) as file:
                if not _try_lock(file):
                    raise Problem(
                        f"A tour is already running on {self.path}. "
                        "Stop it first (`tour status` shows it), or name another folder "
                        "with TOUR_HOME."
                    )
                if not _is_still(self.lock, file):
                    continue  # a reset took the file away between opening and locking
                yield
                return

    def delete(self) -> None:
        """Remove everything the tour put here but its backups; the caller holds the folder."""
        working = (self.postgres, self.nats, self.logs, self.restoring, self.workrooms)
        for folder in (*working, *self.path.glob(f"{_EARLIER}*")):
            if folder.exists():
                shutil.rmtree(folder)
        for file in (self.run, self.unfinished, self.secrets, self.clock, self.lock):
            file.unlink(missing_ok=True)
        if not any(self.path.iterdir()):
            self.path.rmdir()

    @contextmanager
    def _lock_file(self, *, create: bool) -> Iterator[int]:
        flags = os.O_RDWR | (os.O_CREAT if create else 0)
        try:
            file = os.open(self.lock, flags, 0o600)
        except PermissionError as error:
            raise Problem(
                f"The data folder {self.path} belongs to somebody else. "
                "Start as they did, or name another one with TOUR_HOME."
            ) from error
        try:
            yield file
        finally:
            os.close(file)


def data_folder() -> DataFolder:
    """Where TOUR_HOME says, else `.tour` under the project."""
    named = os.environ.get("TOUR_HOME")
    return DataFolder(Path(named).expanduser().absolute() if named else PROJECT / ".tour")


def backup_folder(home: DataFolder) -> Path:
    """Where TOUR_BACKUPS says (another disk, best), else `backups` in the data folder."""
    named = os.environ.get("TOUR_BACKUPS")
    return Path(named).expanduser().absolute() if named else home.path / "backups"


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
