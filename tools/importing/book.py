"""What the judges share: the data read, the report they fill, the rows they hand on.

Guarantees that a row which was set aside is kept with its reason, and that no row is counted
under two outcomes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from shared.terms import AgeCategory, Gender
from shared.text import tidy
from tools.importing.earlier import FILES
from tools.importing.reading import DataSet, Numbered
from tools.importing.report import Finding, Outcome, Report
from tools.rows import Origin, Row

R = TypeVar("R")
IMPORT = "import"
# what the columns for points and positions hold, and the narrower ones for lines and numbers
LARGEST_NUMBER = 2**31 - 1
LARGEST_PLACE = 2**15 - 1
# what names a list of the tour
CATEGORIES: frozenset[int] = frozenset(AgeCategory)
GENDERS: frozenset[int] = frozenset(Gender)
# the years of the tour's calendar
YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that the tour cannot hold, as it was read."""

    table: str
    line: int
    row: Any
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

    def take(self, kind: type[R], *keys: tuple[str, ...]) -> Iterator[Numbered[R]]:
        """The rows of a table, counted; one that has a key of an earlier row is set aside.

        A key of one column is the row's own number, and those start at 1.
        """
        table = FILES[kind]
        rows = self.data.of(kind)
        self.report.read[table] = len(rows)
        known = [_Key(names) for names in keys]
        for numbered in rows:
            here = [key.of(numbered.row) for key in known]
            fault = _fault(known, here)
            if fault is not None:
                self.aside(numbered, "9", *fault)
                continue
            for key, value in zip(known, here, strict=True):
                key.taken.add(value)
            yield numbered

    def normalised(self, numbered: Numbered[Any], rule: str, title: str, example: str) -> None:
        self._note(numbered, rule, title, Outcome.NORMALISED, example)

    def remarked(self, numbered: Numbered[Any], rule: str, title: str, example: str) -> None:
        """Stored as it is, and told."""
        self._note(numbered, rule, title, Outcome.STORED, example)

    def points(self, numbered: Numbered[Any], points: int | None, example: str) -> int:
        """Points at the entry or of the seeding, as the tour holds them."""
        if points is None:
            self.normalised(numbered, "1", "no points at the entry means 0", example)
        elif points < 0:
            self.normalised(numbered, "1", "points below 0 mean 0", f"{example}: {points}")
        return max(points or 0, 0)

    def tidied(self, numbered: Numbered[Any], text: str) -> str:
        """A text as the tour holds it."""
        kept = tidy(text)
        if kept != text:
            self.normalised(numbered, "9", "the text was tidied", kept)
        return kept

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


class _Key:
    """The columns of a key, and the keys that rows have already; of one column it is a number."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self.of: Callable[[object], Any] = attrgetter(*names)
        self.is_number = len(names) == 1
        self.taken: set[Any] = set()

    def in_words(self, value: Any) -> str:
        values = (value,) if self.is_number else value
        return ", ".join(f"{name} {each}" for name, each in zip(self._names, values, strict=True))


def _fault(keys: Sequence[_Key], here: Sequence[Any]) -> tuple[str, str] | None:
    """Why a row with these keys cannot be taken, and the key that says so."""
    for key, value in zip(keys, here, strict=True):
        if value in key.taken:
            return "stands in the table twice", key.in_words(value)
    for key, value in zip(keys, here, strict=True):
        if key.is_number and value < 1:
            return "has a key below 1", key.in_words(value)
    return None
