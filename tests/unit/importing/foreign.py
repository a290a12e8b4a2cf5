"""Foreign data that a test may spoil: the rows of the small season as cells, judged in one call."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tests.unit.importing.season import NOW, TEXTS
from tools.importing.book import Book
from tools.importing.earlier import FILES
from tools.importing.judging import judge
from tools.importing.reading import DataSet, Numbered, read_table
from tools.rows import Row

Cells = dict[str, str]
R = TypeVar("R", bound=Row)

_SEASON: dict[str, list[Cells]] = {
    table: list(csv.DictReader(io.StringIO(text))) for table, text in TEXTS.items()
}


class Told(NamedTuple):
    """One line of what an import tells of a row: the outcome, the section, what it breaks."""

    table: str
    line: int
    outcome: str
    rule: str
    title: str


class Foreign:
    """The 24 tables as columns and cells; tests change them and then ask what is told."""

    def __init__(self) -> None:
        self.columns = {table: list(rows[0]) for table, rows in _SEASON.items()}
        self.tables = {table: [dict(row) for row in rows] for table, rows in _SEASON.items()}

    def row(self, table: str, **key: object) -> Cells:
        """The one row with these cells; change it in place."""
        (found,) = (
            row
            for row in self.tables[table]
            if all(row[column] == str(value) for column, value in key.items())
        )
        return found

    def line(self, table: str, row: Cells) -> int:
        """Where a row stands in its file; the header is line 1."""
        return next(n for n, each in enumerate(self.tables[table], 2) if each is row)

    def change(self, table: str, key: Mapping[str, object], **cells: object) -> int:
        """Write into the one row with this key; its line."""
        row = self.row(table, **key)
        row.update({column: str(value) for column, value in cells.items()})
        return self.line(table, row)

    def copy(self, table: str, key: Mapping[str, object], **cells: object) -> int:
        """One row more, like that with this key but for these cells; its line."""
        row = self.row(table, **key) | {column: str(value) for column, value in cells.items()}
        self.tables[table].append(row)
        return self.line(table, row)

    def remove(self, table: str, **key: object) -> None:
        """The one row with these cells goes, and those below it move up."""
        row = self.row(table, **key)
        self.tables[table] = [each for each in self.tables[table] if each is not row]

    def lines(self, table: str, **key: object) -> list[int]:
        """Where the rows with these cells stand."""
        return [
            line
            for line, row in enumerate(self.tables[table], 2)
            if all(row[column] == str(value) for column, value in key.items())
        ]

    def text(self, table: str) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, self.columns[table], lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.tables[table])
        return out.getvalue()

    def write(self, folder: Path) -> Path:
        """The 24 files; the folder itself for the caller's next call."""
        folder.mkdir(exist_ok=True)
        for table in self.tables:
            (folder / f"{table}.csv").write_text(self.text(table), encoding="utf-8", newline="")
        return folder

    def read(self) -> DataSet:
        """As the import reads it."""
        return DataSet(
            "a test",
            "0" * 64,
            {
                kind: list(_read(kind, self.text(name)))
                if self.tables[name] != _SEASON[name]
                else list(_read_season(kind))
                for kind, name in FILES.items()
            },
        )

    def judge(self, now: datetime = NOW) -> Book:
        return judge(self.read(), now)


def _read(kind: type, text: str) -> tuple[Numbered[Any], ...]:
    return tuple(read_table(kind, f"{FILES[kind]}.csv", text.encode()))


@cache
def _read_season(kind: type) -> tuple[Numbered[Any], ...]:
    """A table that no test has touched, read once for all tests."""
    return _read(kind, TEXTS[FILES[kind]])


def told(book: Book) -> set[Told]:
    """All that the import tells, row by row."""
    return {
        Told(finding.table, line, finding.outcome.value, finding.rule, finding.title)
        for finding, line in book.report.noted
    }


def normalised(table: str, line: int, rule: str, title: str) -> Told:
    return Told(table, line, "normalised", rule, title)


def unverified(table: str, line: int, rule: str, title: str) -> Told:
    return Told(table, line, "unverified history", rule, title)


def aside(table: str, line: int, rule: str, title: str) -> Told:
    return Told(table, line, "set aside", rule, title)


def stored(book: Book, kind: type[R], **key: object) -> R:
    """The one row of that table with these values, as the database gets it."""
    (found,) = all_stored(book, kind, **key)
    return found


def all_stored(book: Book, kind: type[R], **key: object) -> list[R]:
    """The rows of that table with these values, in the order in which they are stored."""
    return [
        row
        for row in book.rows
        if isinstance(row, kind)
        and all(getattr(row, column) == value for column, value in key.items())
    ]


def in_no_bracket(foreign: Foreign, draw_id: int) -> set[Told]:
    """What is told of a draw and its parts where the matches form no bracket."""
    draw = foreign.lines("draws", draw_id=draw_id)
    whose = "of a draw whose matches form no bracket"
    return {
        *(unverified("draws", n, "5", "the matches form no bracket") for n in draw),
        *(
            unverified("drawplayers", n, "5", f"line {whose}")
            for n in foreign.lines("drawplayers", draw_id=draw_id)
        ),
        *(
            unverified("drawseed", n, "5", f"seed {whose}")
            for n in foreign.lines("drawseed", draw_id=draw_id)
        ),
        *(
            unverified("matches", n, "5", f"match {whose}")
            for n in foreign.lines("matches", draw_id=draw_id)
        ),
    }
