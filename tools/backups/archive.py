"""The file of a backup: a tar of ``backup.json`` and ``database.dump``.

Guarantees that a file which was opened is whole: the dump's SHA-256 is the one that was noted, and
nothing else lies in it. Only its owner reads a file: passwords' hashes are in it.
"""

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pydantic import TypeAdapter, ValidationError

from tools.backups.sums import TableSum
from tools.problems import Problem

_NOTE: Final = "backup.json"
_DUMP: Final = "database.dump"
_VERSION: Final = 1
_LARGEST_NOTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Note:
    """What a backup says of itself. ``made_at`` is real UTC, ``tour_time`` the tour's at that
    moment, ``clock`` where a demo's clock began (ISO 8601)."""

    version: int
    made_at: datetime
    tour_time: datetime
    clock: str | None
    revision: str
    postgres: str
    dump_sha256: str
    tables: tuple[TableSum, ...]

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables)

    def as_json(self) -> dict[str, object]:
        return {
            **asdict(self),
            "made_at": self.made_at.isoformat(),
            "tour_time": self.tour_time.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that is whole; ``dump`` is there as long as it is open."""

    note: Note
    dump: Path


_NOTES: Final = TypeAdapter(Note)


def note_of(
    *,
    made_at: datetime,
    tour_time: datetime,
    clock: str | None,
    revision: str,
    postgres: str,
    dump: Path,
    tables: tuple[TableSum, ...],
) -> Note:
    return Note(_VERSION, made_at, tour_time, clock, revision, postgres, _sha256(dump), tables)


def pack(note: Note, dump: Path, file: Path) -> None:
    """Write the file, to the disk itself; OSError where that is not possible."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as tar:
            text = f"{json.dumps(note.as_json(), indent=2)}\n".encode()
            head = tarfile.TarInfo(_NOTE)
            head.size = len(text)
            tar.addfile(head, BytesIO(text))
            tar.add(dump, _DUMP)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def opened(file: Path, workroom: Path) -> Iterator[Opened]:
    """Open a backup; its dump is unpacked in a new folder in ``workroom`` and removed at the end.

    Problem where the file is no backup, was changed, or is of a later format.
    """
    with TemporaryDirectory(prefix="backup-", dir=workroom) as name:
        folder = Path(name)
        try:
            with tarfile.open(file, mode="r:") as tar:
                _unpack(tar, folder)
            note = _read_note(folder / _NOTE, file)
        except OSError as error:
            raise Problem(f"{file} cannot be read: {error.strerror}.") from error
        except tarfile.TarError as error:
            raise Problem(f"{file} is no backup of a tour, or not all of one.") from error
        dump = folder / _DUMP
        if _sha256(dump) != note.dump_sha256:
            raise Problem(f"{file} is damaged: its dump is not the one that was written.")
        yield Opened(note, dump)


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    members = tar.getmembers()
    if [one.name for one in members] != [_NOTE, _DUMP] or not all(one.isreg() for one in members):
        raise tarfile.TarError
    for one in members:
        source = tar.extractfile(one)
        assert source is not None
        with source, (folder / one.name).open("wb") as out:
            shutil.copyfileobj(source, out)


def _read_note(path: Path, file: Path) -> Note:
    with path.open("rb") as source:
        content = source.read(_LARGEST_NOTE)
    try:
        told = json.loads(content)
        version = told["version"]
    except (ValueError, RecursionError, TypeError, KeyError):
        raise tarfile.TarError from None
    if version != _VERSION:
        raise Problem(f"{file} is of version {version!r}; this program reads {_VERSION}.")
    try:
        return _NOTES.validate_python(told)
    except ValidationError:
        raise tarfile.TarError from None


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()
