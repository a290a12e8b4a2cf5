"""The file of a backup: what was packed comes out, and nothing else is taken for a backup."""

import io
import json
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.backups.archive import Note, note_of, opened, pack
from tools.backups.sums import TableSum
from tools.problems import Problem

_NO_BACKUP = "is no backup of a tour, or not all of one"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    made = tmp_path / "made" / "database.dump"
    made.parent.mkdir()
    made.write_bytes(bytes(range(256)) * 400)
    return made


@pytest.fixture
def note(dump: Path) -> Note:
    return note_of(
        made_at=datetime(2026, 3, 2, 20, 0, 1, tzinfo=UTC),
        tour_time=datetime(2025, 3, 2, 20, 0, tzinfo=UTC),
        clock="2025-01-01T00:00:00+00:00",
        revision="0006",
        postgres="16.14",
        dump=dump,
        tables=(TableSum("draws", 3, "-12"), TableSum("entries", 40, "99")),
    )


@pytest.fixture
def file(tmp_path: Path, dump: Path, note: Note) -> Path:
    packed = tmp_path / "whole.tourbackup"
    pack(note, dump, packed)
    return packed


def _refused(file: Path, words: str) -> None:
    room = file.parent / "room"
    room.mkdir()
    with pytest.raises(Problem, match=words) as refused, opened(file, room):
        pass
    assert str(file) in str(refused.value)
    assert list(room.iterdir()) == []


def test_what_was_packed_comes_out_and_is_gone_afterwards(
    file: Path, note: Note, dump: Path, tmp_path: Path
) -> None:
    with opened(file, tmp_path) as backup:
        assert backup.note == note
        assert backup.note.rows == 43
        assert backup.dump.read_bytes() == dump.read_bytes()
    assert not backup.dump.exists()
    assert file.exists()


def test_only_its_owner_reads_it(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_not_there_or_a_folder_is_told_by_name(tmp_path: Path) -> None:
    _refused(tmp_path / "nothing.tourbackup", "cannot be read: No such file")
    folder = tmp_path / "folder.tourbackup"
    (folder).mkdir()
    (tmp_path / "room").rmdir()
    _refused(folder, "cannot be read: Is a directory")


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 20_000, b"PK\x03\x04 not ours"])
def test_any_other_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.tourbackup"
    file.write_bytes(content)
    _refused(file, _NO_BACKUP)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9])
def test_half_a_file_is_not_taken(file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    _refused(file, f"{_NO_BACKUP}|is damaged|cannot be read")


def test_one_changed_bit_in_the_dump_is_found(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    _refused(file, "is damaged: its dump is not the one that was written")


def _again(file: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Write the file anew with another note."""
    with tarfile.open(file) as tar:
        parts = {one.name: tar.extractfile(one) for one in tar.getmembers()}
        contents = {name: part.read() for name, part in parts.items() if part is not None}
    told = json.loads(contents["backup.json"])
    change(told)
    contents["backup.json"] = json.dumps(told).encode()
    _write(file, contents)


def _write(file: Path, contents: dict[str, bytes]) -> None:
    with tarfile.open(file, "w") as tar:
        for name, content in contents.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("made_at", "yesterday"),
        ("tables", None),
        ("tables", [{"table": "draws"}]),
        ("dump_sha256", 7),
        ("revision", None),
    ],
)
def test_a_note_that_makes_no_sense_is_refused(file: Path, field: str, value: object) -> None:
    _again(file, lambda told: told.update({field: value}))
    _refused(file, _NO_BACKUP)


def test_a_later_format_says_which_one(file: Path) -> None:
    _again(file, lambda told: told.update(version=2))
    _refused(file, "is of version 2; this program reads 1")


@pytest.mark.parametrize(
    "names",
    [
        ("database.dump", "backup.json"),
        ("backup.json",),
        ("backup.json", "database.dump", "extra"),
        ("backup.json", "../database.dump"),
    ],
)
def test_other_members_than_the_two_are_no_backup(tmp_path: Path, names: tuple[str, ...]) -> None:
    file = tmp_path / "odd.tourbackup"
    _write(file, dict.fromkeys(names, b"{}"))
    _refused(file, _NO_BACKUP)
    assert not (tmp_path.parent / "database.dump").exists()


def test_a_link_in_place_of_the_dump_is_not_followed(tmp_path: Path) -> None:
    file = tmp_path / "link.tourbackup"
    with tarfile.open(file, "w") as tar:
        note = tarfile.TarInfo("backup.json")
        link = tarfile.TarInfo("database.dump")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(note)
        tar.addfile(link)
    _refused(file, _NO_BACKUP)
