"""Files to typed rows: every cell as its column says, or one sentence with file, line and column.

Guarantees that nothing is guessed: a wrong header, a short line or a word where a number belongs
ends the reading before anything is stored.
"""

import hashlib
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, cast, get_args, get_type_hints

from shared.csv_lines import Lines
from tools.importing.earlier import FILES
from tools.importing.files import (
    BadFile,
    check_header,
    check_width,
    csv_lines,
    read_bytes,
    table_files,
)

R = TypeVar("R")  # a row of earlier.py
_LARGEST = 2**62


class Numbered(NamedTuple, Generic[R]):
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


def read_data_set(folder: Path, told: Callable[[str], None] = lambda _: None) -> DataSet:
    """All 24 tables of the earlier layout; BadFile where one is missing or wrong.

    ``told`` hears the name of each table.
    """
    files = table_files(folder, FILES.values())
    whole = hashlib.sha256()
    workbooks: set[Path] = set()
    tables: dict[type, list[Numbered[Any]]] = {}
    for kind, name in FILES.items():
        told(name)
        file = files[name]
        if file.path not in workbooks:
            content = read_bytes(file.path)
            whole.update(f"{name}:{len(content)}:".encode())
            whole.update(content)
        if file.sheet is None:
            tables[kind] = list(read_table(kind, file.name, content))
        else:
            workbooks.add(file.path)
            tables[kind] = list(_typed(kind, file.name, file.lines()))
    return DataSet(str(folder), whole.hexdigest(), tables)


def read_table(kind: type[R], name: str, content: bytes) -> Iterator[Numbered[R]]:
    """The rows of one CSV file; ``name`` is for the sentences."""
    return _typed(kind, name, csv_lines(name, content))


def _typed(kind: type[R], name: str, lines: Lines) -> Iterator[Numbered[R]]:
    columns = _columns(kind)
    cells_of = [column.cells for column in columns]
    make = cast("Callable[..., R]", kind)
    _, header = next(lines, (1, None))
    check_header(name, [column.name for column in columns], header)
    for line, cells in lines:
        check_width(name, line, cells, len(columns))
        try:
            values = [known[cell] for known, cell in zip(cells_of, cells, strict=True)]
        except ValueError:
            raise _unreadable(name, line, columns, cells) from None
        yield Numbered(line, make(*values))


class _Cells(dict[str, object]):
    """What the cells of a column mean. Few of a table differ, so each is read once."""

    def __init__(self, read: Callable[[str], object], *, may_be_empty: bool) -> None:
        super().__init__({"": None} if may_be_empty else {})
        self._read = read

    def __missing__(self, cell: str) -> object:
        """ValueError for a cell that is none of this kind."""
        value = self[cell] = self._read(cell)
        return value


@dataclass(frozen=True, slots=True)
class _Column:
    """``wanted`` says what stands in it."""

    name: str
    cells: _Cells
    wanted: str


def _columns(kind: type) -> list[_Column]:
    return [_column(name, hint) for name, hint in get_type_hints(kind).items()]


def _column(name: str, hint: object) -> _Column:
    may_be_empty = isinstance(hint, types.UnionType)
    if may_be_empty:
        hint = next(part for part in get_args(hint) if part is not type(None))
    read, wanted = _KINDS[cast("type", hint)]
    return _Column(name, _Cells(read, may_be_empty=may_be_empty), wanted)


def _unreadable(name: str, line: int, columns: Sequence[_Column], cells: Sequence[str]) -> BadFile:
    """The first cell of a line that is not what its column wants, in words."""
    for column, cell in zip(columns, cells, strict=True):
        try:
            column.cells[cell]
        except ValueError:
            return BadFile(
                f"{name}, line {line}, column {column.name}: "
                f"{_shortened(cell)} is not {column.wanted}."
            )
    raise AssertionError(f"{name}, line {line} can be read.")


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
