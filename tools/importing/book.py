"""What the judges share: the data read, the report they fill, the rows they hand on.

Guarantees that a row which was set aside is kept with its reason, and that no row is counted
under two outcomes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from tools.importing.earlier import FILES
from tools.importing.reading import DataSet, Numbered
from tools.importing.report import Finding, Outcome, Report
from tools.rows import Origin, Row

R = TypeVar("R")
IMPORT = "import"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that the tour cannot hold, as it was read."""

    table: str
    line: int
    row: object
    rule: str
    message: str


@dataclass(slots=True)
class Book:
    """``now`` is the tour's time in UTC."""

    data: DataSet
    now: datetime
    report: Report = field(default_factory=Report)
    rows: list[Row] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    def take(self, kind: type[R], *key: str) -> Iterator[Numbered[R]]:
        """The rows of a table, counted; a second one with the same key is set aside."""
        table = FILES[kind]
        rows = self.data.of(kind)
        self.report.read[table] = len(rows)
        seen: Counter[tuple[object, ...]] = Counter()
        for numbered in rows:
            values = tuple(getattr(numbered.row, name) for name in key)
            seen[values] += 1
            if key and seen[values] > 1:
                what = ", ".join(f"{name} {value}" for name, value in zip(key, values, strict=True))
                self.aside(numbered, "9", "stands in the table twice", what)
            else:
                yield numbered

    def normalised(self, numbered: Numbered[Any], rule: str, title: str, example: str) -> None:
        self._note(numbered, rule, title, Outcome.NORMALISED, example)

    def remarked(self, numbered: Numbered[Any], rule: str, title: str, example: str) -> None:
        """Stored as it is, and told."""
        self._note(numbered, rule, title, Outcome.STORED, example)

    def bye(self, numbered: Numbered[Any], example: str) -> None:
        self._note(numbered, "13", "a match with one player is a bye", Outcome.BYE, example)

    def unverified(self, numbered: Numbered[Any], rule: str, title: str, example: str) -> None:
        self._note(numbered, rule, title, Outcome.UNVERIFIED, example)

    def aside(self, numbered: Numbered[Any], rule: str, title: str, example: str) -> None:
        self._note(numbered, rule, title, Outcome.SET_ASIDE, example)
        self.set_aside.append(
            SetAside(
                FILES[type(numbered.row)], numbered.line, numbered.row, rule, f"{title}: {example}"
            )
        )

    def origin(self, numbered: Numbered[Any]) -> Origin:
        outcome = self.report.outcome(FILES[type(numbered.row)], numbered.line)
        return "unverified" if outcome is Outcome.UNVERIFIED else "imported"

    def _note(
        self, numbered: Numbered[Any], rule: str, title: str, outcome: Outcome, example: str
    ) -> None:
        finding = Finding(FILES[type(numbered.row)], rule, title, outcome)
        self.report.note(finding, numbered.line, example)
