"""The demo season in a real database: no constraint refuses it, at whatever moment it starts."""

from datetime import UTC, datetime

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.unit.demo.moments import (
    AFTER_CLOSING,
    BEFORE_CLOSING,
    DRAWN,
    MIDNIGHTS,
    WEEKDAYS,
    YEAR_ENDS,
)
from tools.demo.season import make_season
from tools.demo.storing import store
from tools.demo.writing import season_rows
from tools.loading import load
from tools.local.database import Target
from tools.problems import Problem
from tools.rows import LOADED


def count(db: "psycopg.Connection[tuple[int]]", query: str) -> int:
    row = db.execute(query).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    "now",
    [*WEEKDAYS, BEFORE_CLOSING, AFTER_CLOSING, DRAWN, *MIDNIGHTS, *YEAR_ENDS],
    ids=lambda now: f"{now:%Y-%m-%d %a %H:%M:%S}",
)
def test_no_constraint_refuses_the_season(database: Target, now: datetime) -> None:
    rows = list(season_rows(make_season(2026, now)))
    with psycopg.connect(database.url(IMPORTER)) as db:
        assert load(db, rows) == len(rows)
        # those that wait for the commit, too
        db.commit()
        for kind in LOADED:
            expected = sum(type(row) is kind for row in rows)
            assert count(db, f"SELECT count(*) FROM tour.{kind.TABLE}") == expected, kind.TABLE


def test_all_rows_are_live_play(database: Target) -> None:
    with psycopg.connect(database.url(IMPORTER)) as db:
        load(db, season_rows(make_season(2026, WEEKDAYS[3])))
        for kind in LOADED:
            if "origin" in kind.__annotations__:
                other = f"SELECT count(*) FROM tour.{kind.TABLE} WHERE origin <> 'live'"
                assert count(db, other) == 0, kind.TABLE


def test_the_services_hear_of_it_by_one_event(database: Target) -> None:
    with psycopg.connect(database.url(IMPORTER)) as db:
        rows = store(db)
    services = ("entries", "draws", "matches", "rankings", "gateway")
    with psycopg.connect(database.url(database.admin)) as admin:
        events = [
            event
            for service in services
            for event in admin.execute(
                f"SELECT type, actor, payload ->> 'rows_stored' FROM tour.{service}_outbox"
            )
        ]
    assert events == [("tour.entries.v1.DataImported", "demo", str(rows))]


def test_it_is_the_season_around_the_tour_clock(database: Target) -> None:
    new_year = datetime(2031, 1, 1, 12, tzinfo=UTC)
    offset = (new_year - datetime.now(UTC)).total_seconds()
    with psycopg.connect(database.url("svc_gateway")) as db:
        db.execute(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test')", (offset,)
        )
    with psycopg.connect(database.url(IMPORTER)) as db:
        store(db)
        in_play = "SELECT count(*) FROM tour.tournaments WHERE start_date = '2030-12-30'"
        assert count(db, in_play) == 1


def test_a_tour_with_data_is_refused(database: Target) -> None:
    with psycopg.connect(database.url(IMPORTER)) as db:
        store(db)
    with psycopg.connect(database.url(IMPORTER)) as db, pytest.raises(Problem, match="holds data"):
        store(db)
