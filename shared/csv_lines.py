"""CSV text to lines of cells, for whatever reads tables that people send.

Guarantees that nothing is guessed: what is not UTF-8 text, or no CSV, ends in one sentence with
the line it stands on.
"""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import TypeAlias

Lines: TypeAlias = Iterator[tuple[int, list[str]]]
"""The number of a line in its file, and its cells."""


class BadTable(Exception):
    """No table that can be read; the message is one sentence that says why."""


def utf8_text(name: str, content: bytes) -> str:
    """The text of a file, without a byte order mark; ``name`` is for the sentences. BadTable."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadTable(f"{name}, line {line}: this is not UTF-8 text.") from None


def csv_lines(name: str, text: str, separator: str = ",") -> Lines:
    """The lines of a CSV text, blank ones without cells; ``name`` is for the sentences.

    BadTable, at the first line that is none.
    """
    if "\0" in text:
        raise BadTable(f"{name} holds a NUL character; it is no CSV file.")
    # a line ends where CSV says, not at the other line ends of Unicode
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in lines:
            yield lines.line_num, cells
    except csv.Error as error:
        raise BadTable(f"{name}, line {lines.line_num}: {error}.") from None
