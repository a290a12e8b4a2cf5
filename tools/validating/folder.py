"""A folder of CSV files as ``Stored``, without any service or database.

Guarantees that the layout is told by the files alone: one file per table, named as the table of
schema ``tour`` (our own export) or as the earlier tour named it. Columns are found by name; what no
rule needs is not read. What cannot be read is one sentence with file, line and column.
"""

import csv
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from tools.problems import Problem
from tools.validating.stored import Stored
from tools.validating.tables import ALWAYS, STORED

# what a bigint holds, random seeds for example
_LARGEST: Final = 2**63 - 1
_MANIFEST: Final = "manifest.json"


class BadFile(Problem):
    """A file is not what a data set holds."""


def read_folder(folder: Path) -> Stored:
    """All tables of the data set, at the moment of the export, or now where nothing tells it.

    BadFile where one is missing or wrong.
    """
    if not folder.is_dir():
        raise BadFile(f"{folder} is no folder. Name the folder that holds the CSV files.")
    files = {kind: path for kind in STORED if (path := _file(folder, kind)) is not None}
    missing = [kind.TABLE for kind in ALWAYS if kind not in files]  # type: ignore[attr-defined]
    if missing:
        raise BadFile(f"{folder} lacks the CSV file of {', '.join(missing)}.")
    tables = {kind: _read(kind, path) for kind, path in files.items()}
    return Stored(tables, _tour_time(folder))


def _tour_time(folder: Path) -> datetime:
    """The tour's time that an export notes beside its tables, UTC; real time in other folders."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        return _moment(manifest["tour_time"])
    except FileNotFoundError:
        return datetime.now(UTC)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(f"{_MANIFEST} does not tell the tour_time of the export.") from error


def _file(folder: Path, kind: Any) -> Path | None:
    """The file of this table, by our name or by that of the earlier layout."""
    names = [kind.TABLE, *([kind.EARLIER] if kind.EARLIER else [])]
    return next((path for name in names if (path := folder / f"{name}.csv").is_file()), None)


def _read(kind: type[Any], path: Path) -> list[Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"{path.name}: this is not UTF-8 text (byte {error.start}).") from None
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
    if "\0" in text:
        raise BadFile(f"{path.name} holds a NUL character; it is no CSV file.")
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = next(lines, None)
        if not header:
            raise BadFile(f"{path.name} is empty; its first line must name the columns.")
        cells = _columns(kind, path.name, header)
        numbered = [(lines.line_num, row) for row in lines]
    except csv.Error as error:
        raise BadFile(f"{path.name}, line {lines.line_num}: {error}.") from None
    columns = [_column(cell, path.name, numbered) for cell in cells]
    return list(map(kind, *columns))


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a field stands in the line and how it is read; ``at`` is None for its default."""

    column: str
    at: int | None
    default: Any
    read: Callable[[str], Any]
    wanted: str


def _columns(kind: type[Any], name: str, header: list[str]) -> list[_Cell]:
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise BadFile(f"{name} names the column {twice[0]} twice.")
    at = {column: index for index, column in enumerate(header)}
    hints = get_type_hints(kind)
    cells = []
    for field in fields(kind):
        read, wanted = _reader(hints[field.name])
        if field.name not in at and field.default is MISSING:
            hint = " (cells are separated by commas)" if ";" in header[0] else ""
            raise BadFile(f"{name} lacks the column {field.name}{hint}.")
        default = None if field.default is MISSING else field.default
        cells.append(_Cell(field.name, at.get(field.name), default, read, wanted))
    return cells


def _column(cell: _Cell, name: str, lines: list[tuple[int, list[str]]]) -> list[Any]:
    """One column of all lines."""
    at, read = cell.at, cell.read
    if at is None:
        return [cell.default] * len(lines)
    values: list[Any] = []
    for line, row in lines:
        if at >= len(row):
            raise BadFile(f"{name}, line {line}: {len(row)} cells, and no {cell.column}.")
        try:
            values.append(read(row[at]))
        except ValueError:
            shown = f"“{row[at][:40]}”" if row[at] else "an empty cell"
            text = f"{name}, line {line}, column {cell.column}: {shown} is not {cell.wanted}."
            raise BadFile(text) from None
    return values


def _reader(hint: Any) -> tuple[Callable[[str], Any], str]:
    if isinstance(hint, types.UnionType) or type(None) in get_args(hint):
        read, wanted = _reader(next(part for part in get_args(hint) if part is not type(None)))
        return (lambda cell: None if cell == "" else read(cell)), wanted
    if get_origin(hint) is Literal:
        words = get_args(hint)
        return (lambda cell: words[words.index(cell)]), f"one of {', '.join(words)}"
    return _READERS[hint]


def _integer(cell: str) -> int:
    digits = cell.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 19:
        raise ValueError(cell)
    number = int(cell)
    if abs(number) > _LARGEST:
        raise ValueError(cell)
    return number


def _boolean(cell: str) -> bool:
    if cell not in _BOOLEANS:
        raise ValueError(cell)
    return _BOOLEANS[cell]


def _moment(cell: str) -> datetime:
    moment = datetime.fromisoformat(cell)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_BOOLEANS: Final = {"t": True, "f": False, "true": True, "false": False}
_READERS: Final[Mapping[Any, tuple[Callable[[str], Any], str]]] = {
    int: (_integer, "a whole number"),
    bool: (_boolean, "t or f"),
    date: (date.fromisoformat, "a day like 2026-02-23"),
    datetime: (_moment, "a moment like 2026-02-17 10:00:00 (UTC)"),
    str: (str, "a text"),
}
