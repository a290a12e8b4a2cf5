"""Which file of a folder holds which table, and its lines of cells, whether CSV or workbook.

Guarantees that every table has one file and no two, and that a file which cannot be read ends in
one sentence.
"""

import csv
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shared.csv_lines import BadTable, Lines, utf8_text
from shared.csv_lines import csv_lines as lines_of_text
from shared.workbooks import Limits, sheets_of, workbook_lines
from tools.problems import Problem

_MEGABYTE: Final = 2**20
WORKBOOKS: Final = Limits(file=256 * _MEGABYTE, content=1024 * _MEGABYTE)


class BadFile(Problem):
    """A file is not what the layout says."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A CSV file, or a sheet of a workbook; ``name`` is for the sentences."""

    path: Path
    name: str
    sheet: str | None = None

    def lines(self) -> Lines:
        """The header comes first."""
        if self.sheet is not None:
            return _sheet_lines(self.path, self.sheet)
        return csv_lines(self.name, read_bytes(self.path))


def table_files(folder: Path, tables: Collection[str]) -> dict[str, TableFile]:
    """The file of every table: its own CSV file or workbook, or a sheet of any other workbook.

    BadFile where one is missing, or there are two.
    """
    if not folder.is_dir():
        raise BadFile(f"{folder} is no folder. Name the folder that holds the CSV files.")
    found: dict[str, list[TableFile]] = {table: [] for table in tables}
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise BadFile(f"{folder} cannot be read: {error.strerror}.") from error
    for path in paths:
        if path.suffix == ".csv" and path.stem in found:
            found[path.stem].append(TableFile(path, path.name))
        # beside an open workbook lies one that only says so
        elif path.suffix == ".xlsx" and not path.name.startswith("~$"):
            for table, file in _sheets(path, tables):
                found[table].append(file)
    missing = [f"{table}.csv" for table, files in found.items() if not files]
    if missing:
        raise BadFile(f"{folder} lacks {', '.join(missing)}. All {len(tables)} tables are needed.")
    for table, files in found.items():
        if len(files) > 1:
            raise BadFile(f"{table} stands in {files[0].name} and in {files[1].name}; keep one.")
    return {table: file for table, (file,) in found.items()}


def _sheets(path: Path, tables: Collection[str]) -> Iterator[tuple[str, TableFile]]:
    with _readable(path), path.open("rb") as file:
        sheets = sheets_of(path.name, file, WORKBOOKS)
    if path.stem in tables:
        if not sheets:
            raise BadFile(f"{path.name} has no sheet.")
        if len(sheets) > 1:
            raise BadFile(
                f"{path.name} has {len(sheets)} sheets; keep the one that is the table {path.stem}."
            )
        yield path.stem, TableFile(path, path.name, sheets[0])
        return
    for sheet in sheets:
        if sheet in tables:
            yield sheet, TableFile(path, f"{path.name}, sheet {sheet}", sheet)


def read_bytes(path: Path) -> bytes:
    """The whole file, or BadFile."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error


def csv_lines(name: str, content: bytes) -> Lines:
    """The lines of a CSV file; ``name`` is for the sentences."""
    try:
        yield from lines_of_text(name, utf8_text(name, content))
    except BadTable as error:
        raise BadFile(str(error)) from error


def _sheet_lines(path: Path, sheet: str) -> Lines:
    with _readable(path), path.open("rb") as file:
        before = 0
        for number, cells in workbook_lines(path.name, file, sheet, WORKBOOKS):
            if number != before + 1:
                raise BadFile(f"{path.name}, row {number - 1}: an empty row between others.")
            before = number
            yield number, cells


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """BadFile for what is no workbook, and for what may not be opened."""
    try:
        yield
    except BadTable as error:
        raise BadFile(str(error)) from error
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.") from error


def csv_cells(line: bytes) -> list[str]:
    """The cells of one CSV line of PostgreSQL's."""
    (cells,) = csv.reader([line.decode()], strict=True)
    return cells


def check_header(name: str, wanted: list[str], header: list[str] | None) -> None:
    """BadFile where the first line does not name these columns in this order."""
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


def check_width(name: str, line: int, cells: list[str], width: int) -> None:
    """BadFile where a line has more cells than columns, or fewer."""
    if len(cells) != width:
        raise BadFile(f"{name}, line {line}: {len(cells)} cells, not {width}.")
