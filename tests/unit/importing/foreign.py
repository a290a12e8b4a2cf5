"""Foreign data that a test may spoil: the rows of the small season as cells, judged in one call."""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from tests.unit.importing.season import NOW, TEXTS
from tools.importing.book import Book
from tools.importing.earlier import FILES
from tools.importing.judging import judge
from tools.importing.reading import DataSet, read_table

Cells = dict[str, str]


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
        self.columns: dict[str, list[str]] = {}
        self.tables: dict[str, list[Cells]] = {}
        for table, text in TEXTS.items():
            reader = csv.DictReader(io.StringIO(text))
            self.columns[table] = list(reader.fieldnames or ())
            self.tables[table] = list(reader)

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

    def change(self, table: str, key: dict[str, object], **cells: object) -> int:
        """Write into the one row with this key; its line."""
        row = self.row(table, **key)
        row.update({column: str(value) for column, value in cells.items()})
        return self.line(table, row)

    def copy(self, table: str, key: dict[str, object], **cells: object) -> int:
        """One row more, like that with this key but for these cells; its line."""
        row = self.row(table, **key) | {column: str(value) for column, value in cells.items()}
        self.tables[table].append(row)
        return self.line(table, row)

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
                kind: list(read_table(kind, f"{name}.csv", self.text(name).encode()))
                for kind, name in FILES.items()
            },
        )

    def judge(self) -> Book:
        return judge(self.read(), NOW)


def told(book: Book) -> set[Told]:
    """All that the import tells, row by row."""
    return {
        Told(finding.table, line, finding.outcome.value, finding.rule, finding.title)
        for finding, line in book.report.noted
    }
