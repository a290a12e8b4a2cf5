"""Files to typed rows: every cell as its column says, or one sentence with file, line and column.

Guarantees that nothing is guessed: a wrong header, a short line or a word where a number belongs
ends the reading before anything is stored.
"""

import csv
import hashlib
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, get_args, get_type_hints

from tools.importing.earlier import FILES
from tools.problems import Problem

R = TypeVar("R")  # a row of earlier.py
_LARGEST = 2**62


class BadFile(Problem):
    """A file is not what the layout says."""


@dataclass(frozen=True, slots=True)
class Numbered(Generic[R]):
    """A row with the line it stands on (the header is line 1)."""

    line: int
    row: R


@dataclass(frozen=True, slots=True)
class DataSet:
    """All tables as published, and the SHA-256 (hex) over all files."""

    source: str
    data_hash: str
    tables: dict[type, list[Numbered[Any]]]

    def of(self, kind: type[R]) -> Sequence[Numbered[R]]:
        """The rows of one table, in the order of the file."""
        return self.tables[kind]


def read_data_set(folder: Path) -> DataSet:
    """All 24 files of the earlier layout; BadFile where one is missing or wrong."""
    if not folder.is_dir():
        raise BadFile(f"{folder} is no folder. Name the folder that holds the CSV files.")
    missing = [f"{name}.csv" for name in FILES.values() if not (folder / f"{name}.csv").is_file()]
    if missing:
        raise BadFile(f"{folder} lacks {', '.join(missing)}. All 24 tables are needed.")
    whole = hashlib.sha256()
    tables: dict[type, list[Numbered[Any]]] = {}
    for kind, name in FILES.items():
        path = folder / f"{name}.csv"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
        whole.update(f"{name}:{len(content)}:".encode())
        whole.update(content)
        tables[kind] = list(read_table(kind, path.name, content))
    return DataSet(str(folder), whole.hexdigest(), tables)


def read_table(kind: type[R], name: str, content: bytes) -> Iterator[Numbered[R]]:
    """The rows of one CSV file; ``name`` is for the sentences."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile(f"{name}, line {line}: this is not UTF-8 text.") from None
    if "\0" in text:
        raise BadFile(f"{name} holds a NUL character; it is no CSV file.")
    # a line ends where CSV says, not at the other line ends of Unicode
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    readers = _readers(kind)
    make = cast("Callable[..., R]", kind)
    try:
        header = next(lines, None)
        _check_header(name, [reader.column for reader in readers], header)
        for cells in lines:
            if len(cells) != len(readers):
                raise BadFile(
                    f"{name}, line {lines.line_num}: {len(cells)} cells, not {len(readers)}."
                )
            values = []
            for reader, cell in zip(readers, cells, strict=True):
                try:
                    values.append(reader.read(cell))
                except ValueError:
                    raise BadFile(
                        f"{name}, line {lines.line_num}, column {reader.column}: "
                        f"{_shortened(cell)} is not {reader.wanted}."
                    ) from None
            yield Numbered(lines.line_num, make(*values))
    except csv.Error as error:
        raise BadFile(f"{name}, line {lines.line_num}: {error}.") from None


def _check_header(name: str, wanted: list[str], header: list[str] | None) -> None:
    if header is None:
        raise BadFile(f"{name} is empty; its first line must name the columns.")
    if header == wanted:
        return
    if len(header) == 1 and ";" in header[0]:
        raise BadFile(f"{name} separates its cells by semicolons; use commas.")
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise BadFile(f"{name} names the column {twice[0]} twice.")
    lacking = [column for column in wanted if column not in header]
    if lacking:
        raise BadFile(f"{name} lacks the column {', '.join(lacking)}.")
    raise BadFile(f"{name}: the columns must be {', '.join(wanted)}, in this order.")


@dataclass(frozen=True, slots=True)
class _CellReader:
    column: str
    read: Callable[[str], object]
    wanted: str


def _readers(kind: type) -> list[_CellReader]:
    return [_reader(column, hint) for column, hint in get_type_hints(kind).items()]


def _reader(column: str, hint: object) -> _CellReader:
    if isinstance(hint, types.UnionType):
        inner = _reader(column, next(part for part in get_args(hint) if part is not type(None)))
        return _CellReader(
            column, lambda cell: None if cell == "" else inner.read(cell), inner.wanted
        )
    read, wanted = _KINDS[cast("type", hint)]
    return _CellReader(column, read, wanted)


def _integer(cell: str) -> int:
    digits = cell.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or abs(number := int(cell)) > _LARGEST:
        raise ValueError(cell)
    return number


def _boolean(cell: str) -> bool:
    return {"t": True, "f": False}[cell] if cell in {"t", "f"} else _fail(cell)


def _fail(cell: str) -> bool:
    raise ValueError(cell)


def _moment(cell: str) -> datetime:
    moment = datetime.fromisoformat(cell)
    if moment.tzinfo is not None:
        raise ValueError(cell)
    return moment.replace(tzinfo=UTC)


def _text(cell: str) -> str:
    if cell == "":
        raise ValueError(cell)
    return cell


_KINDS: dict[type, tuple[Callable[[str], object], str]] = {
    int: (_integer, "a whole number"),
    bool: (_boolean, "t or f"),
    date: (date.fromisoformat, "a day like 2026-02-23"),
    datetime: (_moment, "a moment like 2026-02-17 10:00:00 (UTC)"),
    str: (_text, "a text"),
}


def _shortened(cell: str) -> str:
    if cell == "":
        return "an empty cell"
    return f"“{cell if len(cell) <= 40 else cell[:40] + '…'}”"
