"""Workbooks (XLSX) to lines of cells, as a CSV file would have them.

Guarantees that nothing of a workbook is unpacked before its sizes were looked at, that no formula
is taken for a value, and that whatever else is wrong with the file ends in one sentence.
"""

import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, is_zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from tools.problems import Problem

_MEGABYTE: Final = 2**20
# what a workbook may weigh, packed and unpacked, and how often a part may be smaller packed
LARGEST_FILE: Final = 256 * _MEGABYTE
LARGEST_CONTENT: Final = 1024 * _MEGABYTE
LARGEST_RATIO: Final = 100
_SMALL_PART: Final = _MEGABYTE
_MOST_PARTS: Final = 2000
# what Word, Excel and PowerPoint put around an encrypted document, and were before 2007
_COMPOUND: Final = bytes.fromhex("D0CF11E0A1B11AE1")
# rows without any cell that may stand between others
_MOST_EMPTY_ROWS: Final = 1000


# whatever openpyxl meets in a file that is not as the standard says; defusedxml's are ValueErrors
_BROKEN: Final = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    zlib.error,
    EOFError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)


class BadWorkbook(Problem):
    """A file is no workbook that can be read."""


def sheets_of(path: Path) -> list[str]:
    """The names of its sheets, in order."""
    with _opened(path) as book:
        return [sheet.title for sheet in book.worksheets]


def lines_of(path: Path, sheet_name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet with their numbers, the header is row 1; empty cells are ``""``.

    Every row is as wide as the header, or wider where there is more in it.
    """
    width, empty = 0, 0
    with _opened(path) as book:
        sheet = book[sheet_name]
        # what a file says of its size is not believed
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [_text(path, cell) for cell in row]
            while cells and cells[-1] == "":
                cells.pop()
            if not cells:
                empty += 1
                if empty > _MOST_EMPTY_ROWS:
                    raise BadWorkbook(f"{path.name}, row {number}: too many empty rows.")
                continue
            if empty:
                raise BadWorkbook(f"{path.name}, row {number - 1}: an empty row between others.")
            width = width or len(cells)
            yield number, cells + [""] * (width - len(cells))


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    _check(path)
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            # of what openpyxl leaves out, which is never a value
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except _BROKEN as error:
        raise BadWorkbook(f"{path.name} is a damaged workbook: {_said(error)}.") from error
    except OSError as error:
        raise BadWorkbook(f"{path} cannot be read: {error.strerror or error}.") from error


def _check(path: Path) -> None:
    """Sizes and kind of a file, before anything of it is unpacked."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_COMPOUND))
        size = path.stat().st_size
        if start == _COMPOUND:
            raise BadWorkbook(
                f"{path.name} is encrypted, or of a program before 2007; save it without a"
                " password as XLSX."
            )
        if size == 0:
            raise BadWorkbook(f"{path.name} is empty.")
        if size > LARGEST_FILE:
            raise BadWorkbook(f"{path.name} is larger than {LARGEST_FILE // _MEGABYTE} MB.")
        if not is_zipfile(path):
            raise BadWorkbook(f"{path.name} is no XLSX workbook.")
        with ZipFile(path) as archive:
            _check_parts(path, archive)
    except _BROKEN as error:
        raise BadWorkbook(f"{path.name} is a damaged workbook: {_said(error)}.") from error
    except OSError as error:
        raise BadWorkbook(f"{path} cannot be read: {error.strerror or error}.") from error


def _check_parts(path: Path, archive: ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise BadWorkbook(f"{path.name} has {len(parts):,} parts; no workbook of ours has so many.")
    if any(part.flag_bits & 1 for part in parts):
        raise BadWorkbook(f"{path.name} is encrypted; save it without a password.")
    if sum(part.file_size for part in parts) > LARGEST_CONTENT:
        raise BadWorkbook(
            f"{path.name} would unpack to more than {LARGEST_CONTENT // _MEGABYTE} MB."
        )
    for part in parts:
        if part.file_size > _SMALL_PART and part.file_size > LARGEST_RATIO * max(
            part.compress_size, 1
        ):
            raise BadWorkbook(
                f"{path.name} is packed more than {LARGEST_RATIO} times smaller, as no table is."
            )
    if "[Content_Types].xml" not in archive.namelist():
        raise BadWorkbook(f"{path.name} is no XLSX workbook.")


def _text(path: Path, cell: Any) -> str:
    """A cell as it would stand in a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise BadWorkbook(
            f"{path.name}, cell {cell.coordinate}: a formula; save its value instead."
        )
    if cell.data_type == "e":
        raise BadWorkbook(f"{path.name}, cell {cell.coordinate}: the error {value}.")
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, date):
        return str(value)
    raise BadWorkbook(f"{path.name}, cell {cell.coordinate}: {value} is no day and no moment.")


def _said(error: Exception) -> str:
    """What went wrong, in the words of who noticed, on one line."""
    return " ".join(str(error).split())[:120].rstrip(".") or type(error).__name__
