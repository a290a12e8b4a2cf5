"""tour.sql as `tour export` writes it, to lines of cells: it is read, never executed.

Guarantees that every line is one that an export writes: any other statement ends the reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from shared.csv_lines import Lines
from tools.exporting.layout import REFERENCE, TABLES
from tools.exporting.writing import SQL_END, SQL_HEAD, SQL_REMARK, SQL_TAIL
from tools.importing.files import BadFile

_COPY: Final = re.compile(r"COPY tour\.([a-z_0-9]+) \(([a-z_0-9, ]+)\) FROM stdin;")
_ESCAPED: Final = re.compile(r"\\(.?)", re.DOTALL)
_ESCAPES: Final = {
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
}
_NULL: Final = "\\N"


@dataclass(frozen=True, slots=True)
class SqlTable:
    """Where the rows of a table stand: ``start`` is a place in the file, ``line`` its number."""

    path: Path
    columns: tuple[str, ...]
    start: int
    line: int
    remark: str

    @property
    def name(self) -> str:
        return self.path.name

    def lines(self) -> Lines:
        yield self.line - 1, list(self.columns)
        with self.path.open("rb") as file:
            file.seek(self.start)
            for number, line in _numbered(self.path, file, self.line):
                text = line.removeprefix(self.remark)
                if text == SQL_END:
                    return
                yield number, [_cell(self.path, number, cell) for cell in text.split("\t")]


def sql_tables(path: Path) -> dict[str, SqlTable]:
    """Where each table stands; BadFile where a line is none of an export's."""
    try:
        with path.open("rb") as file:
            lines = _numbered(path, file, 1)
            _fixed(path, lines, SQL_HEAD)
            found = {table: _table(path, file, lines, table) for table in TABLES}
            _fixed(path, lines, SQL_TAIL)
            number, rest = next(lines, (0, None))
            if rest is not None:
                raise _strange(path, number)
            return found
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error


def _table(path: Path, file: BinaryIO, lines: Iterator[tuple[int, str]], table: str) -> SqlTable:
    remark = SQL_REMARK if table in REFERENCE else ""
    number, line = next(lines, (0, None))
    copy = _COPY.fullmatch(line.removeprefix(remark)) if line is not None else None
    if copy is None or copy[1] != table:
        raise _strange(path, number)
    start = file.tell()
    for data_number, data in lines:
        if not data.startswith(remark):
            raise _strange(path, data_number)
        if data.removeprefix(remark) == SQL_END:
            return SqlTable(path, tuple(copy[2].split(", ")), start, number + 1, remark)
    raise _strange(path, 0)


def _fixed(path: Path, lines: Iterator[tuple[int, str]], wanted: tuple[str, ...]) -> None:
    for line in wanted:
        number, found = next(lines, (0, None))
        if found != line:
            raise _strange(path, number)


def _strange(path: Path, number: int) -> BadFile:
    if number == 0:
        return BadFile(f"{path.name} ends too early; a part of the export is missing.")
    return BadFile(f"{path.name}, line {number}: this is no line that `tour export` writes there.")


def _numbered(path: Path, file: BinaryIO, first: int) -> Iterator[tuple[int, str]]:
    # by readline, so that the place in the file is known between two lines
    for number, line in enumerate(iter(file.readline, b""), first):
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise BadFile(f"{path.name}, line {number}: this is not UTF-8 text.") from None
        if "\0" in text:
            raise BadFile(f"{path.name}, line {number}: a NUL character.")
        yield number, text.removesuffix("\n")


def _cell(path: Path, number: int, cell: str) -> str:
    if cell == _NULL:
        return ""
    if "\\" not in cell:
        return cell
    try:
        return _ESCAPED.sub(lambda found: _ESCAPES[found[1]], cell)
    except KeyError:
        raise _strange(path, number) from None
