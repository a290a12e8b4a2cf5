"""The text of a list to lines of cells by column, as spreadsheets give it: with tabs, semicolons or
commas, with a header or without.

Guarantees that every line that is not blank is answered: with its cells by column, or with the one
reason why it has none; and that no column is passed over in silence.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from services.gateway.forms import shortened
from shared.csv_lines import BadTable, csv_lines
from shared.errors import InvalidInput
from shared.text import search_key

MOST_CELLS: Final = 200
_NAME: Final = "The list"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list, ``label`` in sentences, with the ``words`` of a header that mean it."""

    name: str
    label: str
    words: frozenset[str]
    is_number: bool = False


def column(name: str, label: str, *others: str, is_number: bool = False) -> Column:
    """``others`` are further words for it; case and punctuation of a header do not count."""
    return Column(name, label, frozenset(map(search_key, (name, label, *others))), is_number)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a list look: its columns, and their order where there is no header.

    ``needed`` are the columns of which a header must have all of one group. Without a header a
    line has one of the ``orders`` of columns, told by how many cells it has and which are numbers.
    """

    columns: tuple[Column, ...]
    needed: tuple[tuple[str, ...], ...]
    orders: tuple[tuple[str, ...], ...]

    def label(self, name: str) -> str:
        return self.column(name).label

    def column(self, name: str) -> Column:
        return next(each for each in self.columns if each.name == name)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the list: its number, and its cells by column; with a ``fault`` it
    has none that could be told."""

    number: int
    written: tuple[str, ...]
    cells: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ReadList:
    """``header`` is empty where there is none; ``unread`` are its columns that no list has."""

    separator: str
    header: tuple[str, ...]
    unread: tuple[str, ...]
    lines: tuple[Line, ...]

    def text_of(self, numbers: set[int]) -> str:
        """Those lines again, below their header, to be mended; empty where there are none."""
        wanted = [each.written for each in self.lines if each.number in numbers]
        out = StringIO()
        writer = csv.writer(out, delimiter=self.separator, lineterminator="\n")
        if wanted and self.header:
            writer.writerow(self.header)
        writer.writerows(wanted)
        return out.getvalue()


def read_list(text: str, shape: Shape, most: int) -> ReadList:
    """The lines of a list. InvalidInput at the field ``lines`` where it cannot be read as a whole,
    is empty or has more than ``most`` lines."""
    text = text.removeprefix("\ufeff")
    separator = _separator(text)
    try:
        rows = [
            (number, tuple(cell.strip() for cell in cells))
            for number, cells in csv_lines(_NAME, text, separator)
            if any(map(str.strip, cells))
        ]
    except BadTable as error:
        raise _refused(str(error)) from error
    for number, cells in rows:
        if len(cells) > MOST_CELLS:
            raise _refused(f"Line {number} has {len(cells):,} cells; no list has so many.")
    columns = _columns(rows[0][1], shape) if rows else None
    header = rows.pop(0)[1] if columns else ()
    if not rows:
        raise _refused("The list is empty: paste its lines, or choose a file.")
    if len(rows) > most:
        raise _refused(f"The list has {len(rows):,} lines; {most:,} at most are taken at once.")
    lines = tuple(_line(number, cells, columns, shape) for number, cells in rows)
    return ReadList(separator, header, tuple(_unread(header, columns or (), lines)), lines)


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput.field("lines", sentence)


def _separator(text: str) -> str:
    """What parts the cells in most lines: tabs, semicolons or commas, in this order where equal."""
    lines = text.splitlines()
    return max("\t;,", key=lambda sign: sum(sign in line for line in lines))


def _columns(cells: Sequence[str], shape: Shape) -> tuple[str, ...] | None:
    """The columns that a header names, "" for one that no list has; None if it is no header.

    A header names two columns at least, or is nothing but the name of one: so nobody is taken for
    one who is called Born.
    """
    meant = tuple(_meant(cell, shape) for cell in cells)
    named = [name for name in meant if name]
    if len(named) < min(2, len([cell for cell in cells if cell])):
        return None
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise _refused(f"The header names the column “{shape.label(twice)}” twice.")
    lacking = [[name for name in group if name not in named] for group in shape.needed]
    if all(lacking):
        wanted = " or ".join(", ".join(map(shape.label, group)) for group in lacking)
        raise _refused(f"The header lacks {wanted}.")
    return meant


def _meant(cell: str, shape: Shape) -> str:
    key = search_key(cell)
    return next((each.name for each in shape.columns if key in each.words), "")


def _unread(header: Sequence[str], columns: Sequence[str], lines: Sequence[Line]) -> Iterator[str]:
    for at, (cell, name) in enumerate(zip(header, columns, strict=True)):
        if name:
            continue
        if cell:
            yield f"“{shortened(cell)}”"
        elif any(each.written[at : at + 1] > ("",) for each in lines):
            yield f"no. {at + 1}, which has no name"


def _line(number: int, cells: tuple[str, ...], columns: Sequence[str] | None, shape: Shape) -> Line:
    if columns is not None:
        return _under_header(number, cells, columns)
    order = _order(cells, shape) or _order(_without_empty_end(cells), shape)
    if order is None:
        widths = [len(each) for each in shape.orders]
        least, most = min(widths), max(widths)
        longest = max(shape.orders, key=len)
        wanted = ", ".join(map(shape.label, longest))
        numbers = str(most) if least == most else f"{least} to {most}"
        fault = f"The line has {_counted(cells)} instead of {numbers} ({wanted})."
        return Line(number, cells, {}, fault)
    return Line(number, cells, dict(zip(order, cells, strict=False)))


def _order(cells: Sequence[str], shape: Shape) -> tuple[str, ...] | None:
    """The order of as many columns whose numbers stand where the cells have some, best of all."""
    fitting = [each for each in shape.orders if len(each) == len(cells)]
    are_numbers = [cell.isascii() and cell.isdigit() for cell in cells]

    def agreement(order: tuple[str, ...]) -> int:
        wanted = (shape.column(name).is_number for name in order)
        return sum(one == other for one, other in zip(wanted, are_numbers, strict=True))

    return max(fitting, key=agreement) if fitting else None


def _under_header(number: int, cells: tuple[str, ...], columns: Sequence[str]) -> Line:
    """A line may end early, as those of spreadsheets do, but not go on beyond its header."""
    filled = _without_empty_end(cells)
    if len(filled) > len(columns):
        fault = f"The line has {_counted(filled)}, the header {len(columns)}."
        return Line(number, cells, {}, fault)
    return Line(number, cells, dict(_by_column(columns, filled)))


def _by_column(columns: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at, name in enumerate(columns):
        if name:
            yield name, cells[at] if at < len(cells) else ""


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    return cells[: max((at for at, cell in enumerate(cells, 1) if cell), default=0)]


def _counted(cells: Sequence[str]) -> str:
    return f"{len(cells)} cell" if len(cells) == 1 else f"{len(cells)} cells"
