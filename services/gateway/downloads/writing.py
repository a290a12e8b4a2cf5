"""Writes sheets in their formats, never many at once, off the event loop.

Guarantees that a file which its reader has already is not written again.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from services.gateway.downloads.sheet import Format, Sheet

_AT_ONCE = 2
# of 5,000 rows one is 0.2 MB
_WORKBOOKS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Written:
    """``mark`` is the ETag of what is in the file; ``content`` None where that is known already."""

    mark: str
    content: bytes | None


class Sheets:
    """As a workbook five thousand rows are half a second's work, so the latest ones are kept."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._workbooks: dict[str, bytes] = {}

    async def write(self, sheet: Sheet, form: Format, known: Collection[str] = ()) -> Written:
        """The file, unless its mark is among the ``known`` ones."""
        async with self._places:
            mark, text = await asyncio.to_thread(_marked, sheet, form)
            if mark in known:
                return Written(mark, None)
            if form is Format.CSV:
                return Written(mark, text.encode())
            return Written(mark, await self._workbook(mark, sheet))

    async def _workbook(self, mark: str, sheet: Sheet) -> bytes:
        content = self._workbooks.get(mark)
        if content is None:
            content = self._workbooks[mark] = await asyncio.to_thread(_as_workbook, sheet)
        if len(self._workbooks) > _WORKBOOKS_KEPT:
            del self._workbooks[next(iter(self._workbooks))]
        return content


def _marked(sheet: Sheet, form: Format) -> tuple[str, str]:
    """The mark of a file and its rows as CSV."""
    # the library of workbooks takes a fifth of a second, which no start of the gateway waits for
    from shared.spreadsheets import csv_text

    text = csv_text(sheet.columns, sheet.rows)
    named = f"{form}\n{sheet.name}\n{sheet.title}\n{text}"
    # weak: on its way it may be compressed
    return f'W/"{sha256(named.encode()).hexdigest()[:32]}"', text


def _as_workbook(sheet: Sheet) -> bytes:
    from shared.spreadsheets import xlsx_bytes

    return xlsx_bytes(sheet.title, sheet.columns, sheet.rows)
