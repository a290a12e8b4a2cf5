"""A tour with something in it, and a backup of it that nobody changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.copies import copy_of
from tools.backups.archive import pack
from tools.backups.dumping import dump
from tools.backups.sums import TableSum, table_sums
from tools.local.database import Target
from tools.local.folder import DataFolder

_FILLED = """
INSERT INTO tour.country (country_id, code, description) VALUES (1, 'FRA', 'France');
INSERT INTO tour.officials (name, role, password_hash, must_change_password, created_at,
    changed_by, changed_at)
    VALUES ('anna', 'administrator', '$argon2id$x', false, now(), 'test', now());
INSERT INTO tour.sessions (token_hash, official_id, csrf_token, created_at, expires_at)
    SELECT sha256('token'), official_id, repeat('c', 32), now(), now() + interval '1 hour'
    FROM tour.officials;
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """``sums`` are those of the tour that was saved."""

    target: Target
    file: Path
    sums: tuple[TableSum, ...]


def save(target: Target, file: Path, clock: str | None = None) -> Path:
    dumped = file.parent / f"{file.name}.dump"
    pack(dump(target, clock, dumped), dumped, file)
    dumped.unlink()
    return file


def sums_of(target: Target) -> tuple[TableSum, ...]:
    with psycopg.connect(target.url(target.admin)) as db:
        return table_sums(db)


@pytest.fixture(scope="module")
def saved(tour_template: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    with copy_of(tour_template) as target:
        with psycopg.connect(target.url(target.admin)) as db:
            db.execute(_FILLED.encode())
        file = tmp_path_factory.mktemp("backups") / "saved.tourbackup"
        yield Saved(target, save(target, file), sums_of(target))


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    """A folder in which no tour was yet."""
    folder = DataFolder(tmp_path / "tour")
    folder.prepare()
    return folder
