"""The tour's real data, imported as published: every row accounted for, and only once."""

import hashlib
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.published import PUBLISHED, needs_published_data
from tools.importing.judging import judge
from tools.importing.reading import DataSet, read_data_set
from tools.importing.report import Outcome
from tools.importing.storing import begin, store
from tools.loading import tour_now
from tools.local.database import Target
from tools.problems import Problem
from tools.rows import LOADED

TODAY = datetime(2026, 2, 16, 12, tzinfo=UTC)

pytestmark = needs_published_data


@pytest.fixture(scope="module")
def published() -> DataSet:
    return read_data_set(PUBLISHED)


def set_clock(database: Target, now: datetime) -> None:
    offset = (now - datetime.now(UTC)).total_seconds()
    with psycopg.connect(database.url("svc_gateway")) as db:
        db.execute(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test')", (offset,)
        )


def do_import(database: Target, data: DataSet) -> bool:
    """Whether anything was stored."""
    with psycopg.connect(database.url(IMPORTER)) as db:
        if begin(db, data.data_hash) is not None:
            return False
        store(db, judge(data, tour_now(db)))
    return True


def fingerprint(database: Target) -> dict[str, str]:
    """A hash of every table that an import may touch."""
    tables = [kind.TABLE for kind in LOADED] + [
        "import_reports",
        "import_set_aside",
        "entries_outbox",
    ]
    with psycopg.connect(database.url(database.admin)) as db:
        found = {}
        for table in tables:
            rows = db.execute(f"SELECT t::text FROM tour.{table} t ORDER BY 1").fetchall()
            found[table] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def count(database: Target, query: str) -> int:
    with psycopg.connect(database.url(database.admin)) as db:
        row = db.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_every_row_is_stored_normalised_or_set_aside_and_told(published: DataSet) -> None:
    report = judge(published, TODAY).report
    for table, read in report.read.items():
        assert sum(report.count(table, outcome) for outcome in Outcome) == read, table
    assert sum(report.read.values()) == 54_950
    assert report.count("matches", Outcome.BYE) == 15
    assert report.count("draws", Outcome.UNVERIFIED) == 234
    assert report.count("tournaments", Outcome.NORMALISED) == 1
    told = {(f.table, f.title): rows for f, rows in report.findings.items()}
    assert told["draws", "the matches form no bracket"] == 232
    assert told["draws", "num_players is counted"] == 230
    assert told["entries", "the age is not that of the draw"] == 20
    assert told["entries", "no points at the entry means 0"] == 10_873


def test_the_database_takes_the_data_set_once_and_only_once(
    published: DataSet, database: Target
) -> None:
    set_clock(database, TODAY)
    assert do_import(database, published)
    before = fingerprint(database)
    assert not do_import(database, published)
    assert fingerprint(database) == before

    for table, rows in {
        "players": 206,
        "tournaments": 69,
        "entries": 10_906,
        "draws": 236 + 40,
        "draw_players": 10_906,
        "draw_seed": 3_596,
        "matches": 6_695,
        "player_suspensions": 10,
        "points_history": 10_906,
        "weekly_ranking": 11_236,
        "import_reports": 1,
        "entries_outbox": 1,
    }.items():
        assert count(database, f"SELECT count(*) FROM tour.{table}") == rows, table


def test_tournaments_ahead_of_the_clock_get_their_four_open_draws(
    published: DataSet, database: Target
) -> None:
    set_clock(database, datetime(2026, 2, 17, 10, 0, 1, tzinfo=UTC) + timedelta(minutes=1))
    assert do_import(database, published)
    opened = "SELECT count(*) FROM tour.draws WHERE draw_status_id = 1 AND tournament_id = {}"
    assert count(database, opened.format(60)) == 0
    assert count(database, opened.format(61)) == 4


def test_a_tour_with_other_data_is_not_imported_into(published: DataSet, database: Target) -> None:
    with psycopg.connect(database.url("svc_entries")) as db:
        db.execute("INSERT INTO tour.country (code, description) VALUES ('PL', 'Poland')")
    with pytest.raises(Problem, match="holds other data"):
        do_import(database, published)
    assert count(database, "SELECT count(*) FROM tour.players") == 0
