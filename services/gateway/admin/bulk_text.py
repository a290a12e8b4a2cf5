"""A list as officials hand it in, pasted or as a file, to one text.

Guarantees that a file is looked at before anything of it is unpacked, that no text is longer than
what is taken, and that whatever cannot be read is said in one sentence.
"""

import asyncio
import csv
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO, StringIO
from itertools import islice
from typing import Final

from shared.csv_lines import BadTable, utf8_text
from shared.errors import InvalidInput
from shared.workbooks import Limits, sheets_of, workbook_lines

MOST_BYTES: Final = 512 * 1024
_MEGABYTE: Final = 2**20
_WORKBOOKS: Final = Limits(file=_MEGABYTE, content=16 * _MEGABYTE)
# of a zip archive, and of what spreadsheets wrote before 2007
_WORKBOOK_STARTS: Final = (b"PK", bytes.fromhex("D0CF11E0A1B11AE1"))
_NAME: Final = "The file"


async def handed_in(typed: str, file: bytes | None, most_lines: int) -> str:
    """The text of the list; a file counts instead of what was typed.

    InvalidInput at the field ``file`` or ``lines``; of a workbook one line more than
    ``most_lines`` is read.
    """
    field = "lines" if file is None else "file"
    try:
        if file is None:
            text = typed
        elif file.startswith(_WORKBOOK_STARTS):
            text = await asyncio.to_thread(_workbook_text, file, most_lines)
        else:
            text = _decoded(file)
    except BadTable as error:
        raise InvalidInput.field(field, str(error)) from error
    if "\0" in text:
        message = "The list holds a NUL character, which no text may."
        raise InvalidInput.field(field, message)
    if len(text.encode()) > MOST_BYTES:
        message = f"The list is larger than {MOST_BYTES // 1024} kB; send it in parts."
        raise InvalidInput.field(field, message)
    return text


def _decoded(content: bytes) -> str:
    """As spreadsheets save text: UTF-8, or UTF-16 that says so."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise BadTable(f"{_NAME} is no text that can be read.") from None
    try:
        return utf8_text(_NAME, content)
    except BadTable as error:
        raise BadTable(f"{error} Save it as “CSV UTF-8” or as XLSX.") from None


def _workbook_text(content: bytes, most_lines: int) -> str:
    """The one sheet of a workbook as CSV text in which every row keeps its number."""
    file = BytesIO(content)
    sheets = sheets_of(_NAME, file, _WORKBOOKS)
    if len(sheets) != 1:
        raise BadTable(f"{_NAME} has {len(sheets)} sheets; keep the one that is the list.")
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    written = 0
    lines = workbook_lines(_NAME, file, sheets[0], _WORKBOOKS)
    # the header and one line too many
    for number, cells in islice(lines, most_lines + 2):
        writer.writerows([[]] * (number - written - 1))
        writer.writerow(cells)
        written = number
    return out.getvalue()
