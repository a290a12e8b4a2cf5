"""Whatever a foreign season holds: the report adds up, and the database takes what is let through.

A season that keeps every rule is spoilt at random and then imported for real, up to the commit. It
follows from its number, which a failure names; TOUR_IMPORT_SEASONS says how many are tried, and
TOUR_IMPORT_FIRST which is the first.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.integration.importing.spoiling import spoilt
from tools import rows
from tools.importing import earlier
from tools.importing.book import Book
from tools.importing.earlier import FILES
from tools.importing.judging import judge
from tools.importing.report import Outcome
from tools.importing.storing import store
from tools.local.database import Target

FIRST = int(os.environ.get("TOUR_IMPORT_FIRST", "1"))
SEASONS = int(os.environ.get("TOUR_IMPORT_SEASONS", "30"))

# where the rows of a file go
STORED_AS: dict[str, type[rows.Row]] = {
    "country": rows.Country,
    "location": rows.Location,
    "venue": rows.Venue,
    "players": rows.Player,
    "tournaments": rows.Tournament,
    "entries": rows.Entry,
    "draws": rows.Draw,
    "drawplayers": rows.DrawPlayer,
    "drawseed": rows.DrawSeed,
    "matches": rows.Match,
    "playersuspensions": rows.PlayerSuspension,
    "pointshistory": rows.Points,
    "weeklyranking": rows.Rank,
}


@pytest.fixture
def db(database: Target) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.url(IMPORTER), options="-c search_path=tour") as connection:
        yield connection


@pytest.mark.timeout(60 + 2 * SEASONS)
def test_a_season_spoilt_at_random_is_imported_and_every_row_accounted_for(
    db: psycopg.Connection[Any],
) -> None:
    for number in range(FIRST, FIRST + SEASONS):
        season = spoilt(number)
        try:
            book = judge(season.foreign.read(), season.now)
            check_report(book)
            check_rows(book)
            store(db, book)
            # what waits for the commit
            db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except Exception as error:
            error.add_note(f"in season {number}")
            raise
        db.rollback()


def check_report(book: Book) -> None:
    """Every row that was read has one outcome, and every row set aside is kept."""
    report = book.report
    assert report.read == {table: len(book.data.of(kind)) for kind, table in FILES.items()}
    aside = Counter(kept.table for kept in book.set_aside)
    for table, read in report.read.items():
        counts = {outcome: report.count(table, outcome) for outcome in Outcome}
        assert min(counts.values()) >= 0, (table, counts)
        assert sum(counts.values()) == read, (table, counts)
        assert counts[Outcome.SET_ASIDE] == aside[table], table


def check_rows(book: Book) -> None:
    """What the report calls stored is stored, and what it calls unverified is so marked."""
    by_kind = Counter(type(row) for row in book.rows)
    by_kind[rows.Draw] -= opened(book)
    history = Counter(type(row) for row in book.rows if getattr(row, "origin", "") == "unverified")
    for table, kind in STORED_AS.items():
        assert by_kind[kind] == book.report.stored(table), table
        if "origin" in {field.name for field in fields(kind)}:
            assert history[kind] == book.report.count(table, Outcome.UNVERIFIED), table


def opened(book: Book) -> int:
    """Draws of tournaments ahead that no file holds, or none that could be stored."""
    outcome = book.report.outcome
    known = {
        numbered.row.draw_id
        for numbered in book.data.of(earlier.Draw)
        if outcome("draws", numbered.line) is not Outcome.SET_ASIDE
    }
    return sum(isinstance(row, rows.Draw) and row.draw_id not in known for row in book.rows)
