"""Tables for people's spreadsheets: rows as the text of a CSV file, or as the bytes of a workbook.

Guarantees that no spreadsheet evaluates a text: one that starts like a formula is written as text,
in CSV behind an apostrophe, in a workbook as a cell of text. So a CSV file of these is for reading;
what is to be read in again is exported by `tour export`.
"""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell: TypeAlias = str | int | bool | date | datetime | None

# the wide forms of East Asian keyboards are formulas to some spreadsheets, too
_FORMULA_STARTS: Final = frozenset("=+-@＝＋－＠")
# what a spreadsheet keeps of a number's digits
_EXACT: Final = 2**53
_LONGEST_TITLE: Final = 31


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet could take this text for more than a text.

    It starts with ``= + - @`` or with a control character; spaces in front do not help.
    """
    start = text.lstrip(" \u00a0")[:1]
    return start in _FORMULA_STARTS or (start != "" and unicodedata.category(start) == "Cc")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A CSV file with a header line; None is an empty cell, moments are as given.

    It starts with a byte order mark, without which spreadsheets show names as of another alphabet.
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
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)


def xlsx_bytes(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet, the header fixed at its top.

    Moments are texts as in the CSV file, for a spreadsheet knows no time zone. ValueError where a
    text holds a character that no workbook can.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_title(title))
    sheet.freeze_panes = "A2"
    for row in (columns, *rows):
        append(sheet, row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


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
        return _escaped(cell)
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
