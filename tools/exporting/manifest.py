"""manifest.json: what an export holds, so that an import can prove that it has all of it.

Guarantees that a manifest which was read names every table once, and that its one hash is the hash
over the tables.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from tools.exporting.content import TableContent, whole_hash
from tools.exporting.layout import TABLES
from tools.problems import Problem

FILE: Final = "manifest.json"
_VERSION: Final = 1
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LARGEST: Final = 2**20


class Format(StrEnum):
    """How an export's tables are written."""

    CSV = "csv"
    XLSX = "xlsx"
    SQL = "sql"


@dataclass(frozen=True, slots=True)
class Manifest:
    """``tour_time`` is the tour's time of the export, UTC."""

    format: Format
    schema_revision: str
    tour_time: datetime
    tables: tuple[TableContent, ...]

    @property
    def hash(self) -> str:
        """Of the whole tour; the same whatever the format."""
        return whole_hash(list(self.tables))

    def as_json(self) -> dict[str, object]:
        return {
            "version": _VERSION,
            "format": self.format.value,
            "schema_revision": self.schema_revision,
            "tour_time": self.tour_time.isoformat(),
            "tables": [asdict(one) for one in self.tables],
            "hash": self.hash,
        }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(manifest.as_json(), indent=2)
    (folder / FILE).write_text(f"{text}\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Problem where it is missing, unreadable or was changed."""
    path = folder / FILE
    if not path.is_file():
        raise Problem(f"{folder} lacks {FILE}; without it nobody can tell whether all is there.")
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from error
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        told = None
    if len(content) > _LARGEST or not isinstance(told, dict):
        raise Problem(f"{FILE} is no manifest of an export.")
    if told.get("version") != _VERSION:
        raise Problem(
            f"{FILE} is of version {told.get('version')!r}; this program reads {_VERSION}."
        )
    try:
        return _manifest(told)
    except (KeyError, TypeError, ValueError):
        raise Problem(f"{FILE} is damaged or was changed after the export.") from None


def _manifest(told: dict[str, Any]) -> Manifest:
    tables = tuple(TableContent(**one) for one in told["tables"])
    read = Manifest(
        Format(told["format"]),
        str(told["schema_revision"]),
        datetime.fromisoformat(told["tour_time"]),
        tables,
    )
    good = all(type(one.rows) is int and _SHA256.fullmatch(one.sha256) for one in tables)
    if (
        not good
        or [one.table for one in tables] != list(TABLES)
        or told["hash"] != read.hash
        or read.tour_time.tzinfo is None
    ):
        raise ValueError(told)
    return read
