"""The three formats: a CSV file or a workbook per table, or one file of SQL for psql.

Guarantees that the folder appears with everything in it or not at all, and that every cell can be
read back as it was: CSV and SQL are what PostgreSQL writes, a workbook holds texts as texts.
"""

import csv
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import Connection
from psycopg.sql import SQL

from tools.exporting.content import TableContent, copied, read_content
from tools.exporting.layout import REFERENCE, Shape
from tools.loading import IDENTITIES, sequence_statement
from tools.problems import Problem
from tools.progress import Told

if TYPE_CHECKING:
    from shared.spreadsheets import Cell

SQL_FILE: Final = "tour.sql"
# what stands around the rows; the reader of tools.importing knows these lines, and no others
SQL_HEAD: Final = (
    "-- The tour's data, for psql into an empty, migrated schema, as the login imp_tour:",
    "--   psql --no-psqlrc --file tour.sql CONNECTION",
    "\\set ON_ERROR_STOP on",
    "BEGIN;",
    "SET LOCAL client_encoding = 'UTF8';",
    "SET LOCAL TIME ZONE 'UTC';",
    "DELETE FROM tour.ranking_weeks WHERE state = 'NONE';",
)
SQL_TAIL: Final = (
    *(sequence_statement(table, column) for table, column in IDENTITIES),
    "COMMIT;",
)
# before the lines of tables whose rows a migrated schema has already
SQL_REMARK: Final = "--| "
SQL_END: Final = "\\."
_INTEGERS: Final = frozenset({"smallint", "integer", "bigint"})
_LONGEST_SHEET: Final = 2**20


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to write into, which becomes ``target`` at the end, or is gone after an error.

    Problem where the target is there and not empty, or the disk does not take it.
    """
    try:
        if target.is_symlink() or target.exists():
            if not target.is_dir():
                raise Problem(f"{target} is there already and is no folder; name a new one.")
            if any(target.iterdir()):
                raise Problem(f"{target} is not empty; name a new folder.")
        whole = target.resolve()
        if not whole.parent.is_dir():
            raise Problem(f"There is no folder {whole.parent} to make {whole.name} in.")
        made = whole.with_name(f".{whole.name}.{secrets.token_hex(4)}")
        made.mkdir()
        try:
            yield made
            made.rename(whole)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        raise Problem(f"{target} cannot be written: {error.strerror or error}.") from error


def write_csv(
    db: Connection[Any], shapes: list[Shape], folder: Path, told: Told
) -> list[TableContent]:
    """<table>.csv, as PostgreSQL writes it."""
    written = []
    for shape in shapes:
        told(shape.table)
        with (folder / f"{shape.table}.csv").open("wb") as file:
            written.append(read_content(db, shape, file.write))
            _keep(file.fileno())
    return written


def write_xlsx(
    db: Connection[Any], shapes: list[Shape], folder: Path, told: Told
) -> list[TableContent]:
    """<table>.xlsx of one sheet: numbers and booleans as such, everything else as text."""
    written = []
    for shape in shapes:
        told(shape.table)
        written.append(_write_workbook(db, shape, folder / f"{shape.table}.xlsx"))
    return written


def _write_workbook(db: Connection[Any], shape: Shape, path: Path) -> TableContent:
    # loaded by who writes workbooks, not by every command that knows the format
    from openpyxl import Workbook

    from shared.spreadsheets import append

    book = Workbook(write_only=True)
    sheet = book.create_sheet(shape.table)
    sheet.freeze_panes = "A2"
    append(sheet, shape.names)
    kinds = [_cell_of(column.kind) for column in shape.columns]
    rows = 0

    def take(line: bytes) -> None:
        nonlocal rows
        if rows:
            # by the protocol a call is a row, whatever line ends stand in it
            (cells,) = csv.reader([line.decode()], strict=True)
            append(sheet, [kind(cell) for kind, cell in zip(kinds, cells, strict=True)])
        rows += 1
        if rows > _LONGEST_SHEET:
            sheet.close()
            raise Problem(f"{shape.table} has more rows than a sheet holds; export CSV or SQL.")

    try:
        content = read_content(db, shape, take)
        book.save(path)
    except psycopg.Error:
        sheet.close()
        raise
    except ValueError as error:
        raise Problem(f"{shape.table} fits into no workbook: {error} Export CSV or SQL.") from error
    return content


def _cell_of(kind: str) -> "Callable[[str], Cell]":
    if kind in _INTEGERS:
        return lambda cell: int(cell) if cell else None
    if kind == "boolean":
        return lambda cell: cell == "t" if cell else None
    return lambda cell: cell or None


def write_sql(
    db: Connection[Any], shapes: list[Shape], folder: Path, told: Told
) -> list[TableContent]:
    """tour.sql: one transaction of COPY; rows of the rule book's tables stand in it as remarks."""
    written = []
    with (folder / SQL_FILE).open("wb") as file:
        file.writelines(f"{line}\n".encode() for line in SQL_HEAD)
        for shape in shapes:
            told(shape.table)
            written.append(read_content(db, shape, lambda _: None))
            remark = SQL_REMARK.encode() if shape.table in REFERENCE else b""
            file.write(remark + f"{sql_copy(shape)}\n".encode())
            for line in copied(db, shape, SQL("FORMAT text, ENCODING 'UTF8'")):
                file.write(remark + line)
            file.write(remark + f"{SQL_END}\n".encode())
        file.writelines(f"{line}\n".encode() for line in SQL_TAIL)
        _keep(file.fileno())
    return written


def sql_copy(shape: Shape) -> str:
    """The line in front of a table's rows."""
    return f"COPY tour.{shape.table} ({', '.join(shape.names)}) FROM stdin;"


def _keep(descriptor: int) -> None:
    """On the disk before the folder gets its name."""
    os.fsync(descriptor)
