"""Workbooks (XLSX) to lines of cells, as a CSV file would have them.

Guarantees that nothing of a workbook is unpacked before its sizes were looked at, that no formula
is taken for a value, and that whatever else is wrong with the file ends in one sentence.
"""

import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from io import SEEK_END
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, is_zipfile

from shared.csv_lines import BadTable, Lines

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

_MEGABYTE: Final = 2**20
# how often a part may be smaller packed
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


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may weigh in bytes, packed and unpacked."""

    file: int
    content: int


def sheets_of(name: str, file: BinaryIO, limits: Limits) -> list[str]:
    """The names of its sheets, in order; ``name`` is for the sentences. BadTable."""
    with _opened(name, file, limits) as book:
        return [sheet.title for sheet in book.worksheets]


def workbook_lines(name: str, file: BinaryIO, sheet_name: str, limits: Limits) -> Lines:
    """The rows of a sheet with their numbers; empty cells are ``""``, empty rows are left out.

    Every row is as wide as the first, or wider where there is more in it. BadTable.
    """
    width, empty = 0, 0
    with _opened(name, file, limits) as book:
        sheet = book[sheet_name]
        # what a file says of its size is not believed
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [_text(name, cell) for cell in row]
            while cells and cells[-1] == "":
                cells.pop()
            if not cells:
                empty += 1
                if empty > _MOST_EMPTY_ROWS:
                    raise BadTable(f"{name}, row {number}: too many empty rows.")
                continue
            width = width or len(cells)
            yield number, cells + [""] * (width - len(cells))


@contextmanager
def _opened(name: str, file: BinaryIO, limits: Limits) -> "Iterator[Workbook]":
    # a fifth of a second, which nobody waits for who reads CSV
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _check(name, file, limits)
        with warnings.catch_warnings():
            # of what openpyxl leaves out, which is never a value
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except (InvalidFileException, *_BROKEN) as error:
        raise BadTable(f"{name} is a damaged workbook: {_said(error)}.") from error


def _check(name: str, file: BinaryIO, limits: Limits) -> None:
    """Sizes and kind of a file, before anything of it is unpacked."""
    file.seek(0)
    start = file.read(len(_COMPOUND))
    size = file.seek(0, SEEK_END)
    if start == _COMPOUND:
        raise BadTable(
            f"{name} is encrypted, or of a program before 2007; save it without a password as XLSX."
        )
    if size == 0:
        raise BadTable(f"{name} is empty.")
    if size > limits.file:
        raise BadTable(f"{name} is larger than {limits.file // _MEGABYTE} MB.")
    if not is_zipfile(file):
        raise BadTable(f"{name} is no XLSX workbook.")
    with ZipFile(file) as archive:
        _check_parts(name, archive, limits)


def _check_parts(name: str, archive: ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise BadTable(f"{name} has {len(parts):,} parts; no workbook of ours has so many.")
    if any(part.flag_bits & 1 for part in parts):
        raise BadTable(f"{name} is encrypted; save it without a password.")
    if sum(part.file_size for part in parts) > limits.content:
        raise BadTable(f"{name} would unpack to more than {limits.content // _MEGABYTE} MB.")
    for part in parts:
        if part.file_size > _SMALL_PART and part.file_size > LARGEST_RATIO * max(
            part.compress_size, 1
        ):
            raise BadTable(
                f"{name} is packed more than {LARGEST_RATIO} times smaller, as no table is."
            )
    if "[Content_Types].xml" not in archive.namelist():
        raise BadTable(f"{name} is no XLSX workbook.")


def _text(name: str, cell: Any) -> str:
    """A cell as it would stand in a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise BadTable(f"{name}, cell {cell.coordinate}: a formula; save its value instead.")
    if cell.data_type == "e":
        raise BadTable(f"{name}, cell {cell.coordinate}: the error {value}.")
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
    raise BadTable(f"{name}, cell {cell.coordinate}: {value} is no day and no moment.")


def _said(error: Exception) -> str:
    """What went wrong, in the words of who noticed, on one line."""
    return " ".join(str(error).split())[:120].rstrip(".") or type(error).__name__
