"""Writes sheets in their formats, never many at once, off the event loop.

Guarantees that a file which its reader has already is not written again.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from services.gateway.downloads.sheet import Format, Sheet

_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Written:
    """``mark`` is the ETag of what is in the file; ``content`` None where that is known already."""

    mark: str
    content: bytes | None


class Sheets:
    """Five thousand rows are half a second's work as a workbook."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def write(self, sheet: Sheet, form: Format, known: Collection[str] = ()) -> Written:
        """The file, unless its mark is among the ``known`` ones."""
        async with self._places:
            return await asyncio.to_thread(_write, sheet, form, known)


def _write(sheet: Sheet, form: Format, known: Collection[str]) -> Written:
    # the library of workbooks takes a fifth of a second, which no start of the gateway waits for
    from shared.spreadsheets import csv_text, xlsx_bytes

    text = csv_text(sheet.columns, sheet.rows)
    named = f"{form}\n{sheet.name}\n{sheet.title}\n{text}"
    # weak: on its way it may be compressed
    mark = f'W/"{sha256(named.encode()).hexdigest()[:32]}"'
    if mark in known:
        return Written(mark, None)
    if form is Format.CSV:
        return Written(mark, text.encode())
    return Written(mark, xlsx_bytes(sheet.title, sheet.columns, sheet.rows))
