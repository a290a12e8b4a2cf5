"""What the database says when it refuses a row, in a sentence with file, line and rule.

Guarantees that the sentence names the row: by its line where PostgreSQL knows it or its key tells
it, and in any case by the words of the constraint.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import psycopg

from shared.csv_lines import Lines
from tools.importing.files import BadFile

_COPY: Final = re.compile(r"COPY (?P<table>\w+), line (?P<line>\d+)(?:, column (?P<column>\w+))?")
_KEY: Final = re.compile(r"Key \((?P<columns>[^)]*)\)=\((?P<values>.*)\) ")
# how the database's own sentences name a row, by the columns that they mean
_NAMED: Final = (
    (re.compile(r"[Mm]atch (\d+) of round (\d+)"), ("match_number", "round_id")),
    (re.compile(r"[Dd]raw (\d+)"), ("draw_id",)),
    (re.compile(r"[Pp]layer (\d+)"), ("player_id",)),
    (re.compile(r"week (\d+) of (\d+)"), ("ranking_week", "ranking_year")),
    (re.compile(r"[Pp]ositions? (\d+)"), ("rank_position",)),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of a table were read: the file's name, and its lines once more."""

    name: str
    lines: Callable[[], Lines]


def refused(error: psycopg.Error, places: Mapping[str, Place], numbers: list[int]) -> BadFile:
    """``numbers``: the lines of the rows of the table that was being copied, in order."""
    told = error.diag
    copied = _COPY.search(told.context or "")
    table = (
        copied["table"] if copied else told.table_name or _table_of(told.constraint_name, places)
    )
    if table not in places:
        return BadFile(f"{told.message_primary} Nothing was stored.")
    place = places[table]
    if copied and int(copied["line"]) <= len(numbers):
        line: int | None = numbers[int(copied["line"]) - 1]
    else:
        line = _line_of(place, _wanted(told.message_primary or "", told.message_detail or ""))
    where = f"{place.name}, line {line}" if line is not None else place.name
    column = (copied["column"] if copied else None) or told.column_name
    if column is not None:
        where += f", column {column}"
    return BadFile(f"{where}: {_why(error)} Nothing was stored.")


def _why(error: psycopg.Error) -> str:
    told = error.diag
    if isinstance(error, psycopg.errors.NotNullViolation):
        return "the cell is empty and must not be."
    said = (told.message_primary or str(error)).rstrip(".")
    if isinstance(error, psycopg.errors.CheckViolation):
        # the triggers' own sentences are for people, PostgreSQL's for a CHECK is not
        if said.startswith("new row for relation"):
            return f"the row breaks the rule {told.constraint_name}."
        return f"{said} (rule {told.constraint_name})."
    if told.message_detail and told.constraint_name:
        return f"{told.message_detail.rstrip('.')} (rule {told.constraint_name})."
    return f"{said}."


def _table_of(constraint: str | None, places: Mapping[str, Place]) -> str:
    """Rules are named after their table."""
    named = [table for table in places if (constraint or "").startswith(f"{table}_")]
    return max(named, key=len, default="")


def _wanted(message: str, detail: str) -> dict[str, str]:
    """What the row has in which column, as far as the sentences tell it."""
    key = _KEY.match(detail)
    if key:
        names, values = key["columns"].split(", "), key["values"].split(", ")
        return dict(zip(names, values, strict=False))
    wanted: dict[str, str] = {}
    for pattern, columns in _NAMED:
        if found := pattern.search(message):
            wanted.update(zip(columns, found.groups(), strict=True))
    return wanted


def _line_of(place: Place, wanted: Mapping[str, str]) -> int | None:
    """The first line that has all of this; a derived column stands for any that ends its name."""
    lines = place.lines()
    _, header = next(lines, (1, []))
    asked = []
    for name, value in wanted.items():
        at = [i for i, column in enumerate(header) if column == name]
        at = at or [i for i, column in enumerate(header) if name.endswith(f"_{column}")]
        asked.append((at or range(len(header)), value))
    if not asked:
        return None
    for line, cells in lines:
        if all(any(cells[i] == value for i in at if i < len(cells)) for at, value in asked):
            return line
    return None
