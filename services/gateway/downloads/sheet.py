"""A table for people's spreadsheets, before it is written in one of the formats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from services.gateway.views.season import Tournament
from services.gateway.views.words import AGE_TEXT
from shared.terms import AgeCategory, Gender
from shared.text import search_key
from shared.weeks import Week

if TYPE_CHECKING:
    from shared.spreadsheets import Cell

_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
# what a column says of rows that the tour did not make itself (rules.md section 13)
UNVERIFIED = "unverified history"
TAKEN_OVER = "taken over from earlier records"


class Format(StrEnum):
    """The value is the end of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """``name`` is that of the file without its end, ``title`` that of a workbook's sheet."""

    name: str
    title: str
    columns: Sequence[str]
    rows: "Sequence[Sequence[Cell]]"


def file_name(*parts: object) -> str:
    """``masters-tour-entries-porto-open-2026-W11``; what is no plain letter or figure is a dash."""
    return "-".join(("masters-tour", *(str(part) for part in parts if part)))


def in_name(words: str) -> str:
    """``Świątek Cup`` as ``swiatek-cup``; empty where nothing of it can stand in a file's name."""
    return _BETWEEN_WORDS.sub("-", search_key(words)).strip("-")


def of_tournament(tournament: Tournament) -> tuple[str, Week]:
    """A tournament in the name of a file: its name, else its number, and its week."""
    name = in_name(tournament.name) or f"tournament-{tournament.tournament_id}"
    return name, Week.of(tournament.first_day)


def of_draw(age: AgeCategory, gender: Gender) -> str:
    """``men-60``: a category in the name of a file."""
    return f"{gender.name.lower()}-{AGE_TEXT[age]}"
