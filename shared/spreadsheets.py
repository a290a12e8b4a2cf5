"""Tables for people's spreadsheets: rows as the text of a CSV file, or as the bytes of a workbook.

Guarantees that no spreadsheet evaluates a text: one that starts like a formula is written as text,
in CSV behind an apostrophe, in a workbook as a cell of text. So a CSV file of these is for reading;
what is to be read in again is exported by `tour export`. And that the same rows are the same bytes,
whenever they are written.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell: TypeAlias = str | int | bool | date | datetime | None

# the wide forms of East Asian keyboards are formulas to some spreadsheets, too
_FORMULA_STARTS: Final = frozenset("=+-@＝＋－＠")
# what a spreadsheet keeps of a number's digits
_EXACT: Final = 2**53
_LONGEST_TITLE: Final = 31
# in characters; a longer text goes on below its neighbours
_WIDEST: Final = 60
# the first moment that an archive can hold
_ALWAYS: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - of no time zone, as the format has it


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take this text for more than a text.

    It starts with ``= + - @`` or with a control character; spaces in front do not help.
    """
    start = text.lstrip(" \u00a0")[:1]
    return start in _FORMULA_STARTS or (start != "" and unicodedata.category(start) == "Cc")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A CSV file (RFC 4180) with a header line; None is an empty cell.

    Moments are in UTC, ``2026-02-17 10:00:00``; ValueError for one without a time zone. The file
    starts with a byte order mark, without which spreadsheets show names as of another alphabet.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow([_escaped(column) for column in columns])
    writer.writerows([_escaped(cell) for cell in row] for row in rows)
    return out.getvalue()


def _escaped(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if starts_formula(cell) else cell
    if isinstance(cell, datetime):
        return f"{_utc(cell):%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)


def _utc(moment: datetime) -> datetime:
    """The moment in UTC as spreadsheets take it, which know no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"Nobody knows when {moment} is: it has no time zone.")
    return moment.astimezone(UTC).replace(tzinfo=None)


def xlsx_bytes(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet, the header fixed at its top, the columns as wide as their texts.

    Numbers, days and moments (in UTC) are such. ValueError where a text holds a character that no
    workbook can, and for a moment without a time zone.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_title(title))
    sheet.freeze_panes = "A2"
    table = (columns, *rows)
    for number, column in enumerate(zip(*table, strict=True), 1):
        width = max(len(_escaped(cell)) for cell in column) + 2
        sheet.column_dimensions[get_column_letter(number)].width = min(width, _WIDEST)
    for row in table:
        append(sheet, row)
    book.properties.created = book.properties.modified = _ALWAYS
    out = BytesIO()
    # Workbook.save would write down the time of day
    ExcelWriter(book, _Timeless(out, "w", ZIP_DEFLATED)).save()
    return out.getvalue()


class _Timeless(ZipFile):
    """An archive that does not tell when it was written."""

    def open(self, name: str | ZipInfo, *arguments: Any, **named: Any) -> IO[bytes]:
        """All that is written comes through here."""
        if isinstance(name, ZipInfo):
            name.date_time = _ALWAYS.timetuple()[:6]
        return super().open(name, *arguments, **named)


def append(sheet: "WriteOnlyWorksheet", row: Sequence[Cell]) -> None:
    """One row more, in which a text is a text, whatever it starts with; ValueError as above."""
    try:
        sheet.append([_sheet_cell(sheet, cell) for cell in row])
    except IllegalCharacterError:
        sheet.close()
        raise ValueError(f"A workbook cannot hold one of these texts: {row!r}.") from None


def _sheet_cell(sheet: "WriteOnlyWorksheet", cell: Cell) -> object:
    if isinstance(cell, str):
        # #N/A and its like are no texts to openpyxl
        return _text_cell(sheet, cell) if cell[:1] == "#" or starts_formula(cell) else cell
    if isinstance(cell, datetime):
        return _utc(cell)
    # bool is an int
    return str(cell) if isinstance(cell, int) and abs(cell) >= _EXACT else cell


def _text_cell(sheet: "WriteOnlyWorksheet", text: str) -> object:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    # so that it stays a text when somebody edits it
    cell.quotePrefix = True
    return cell


def _title(title: str) -> str:
    """As spreadsheets take it for the name of a sheet."""
    kept = "".join(" " if character in r"[]:*?/\'" else character for character in title)
    return kept[:_LONGEST_TITLE].strip() or "Sheet"
