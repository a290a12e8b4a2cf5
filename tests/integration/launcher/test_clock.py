"""The tour clock in the database: started once, moved forward only, every move told."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tools import clock
from tools.loading import tour_now
from tools.local.database import Target
from tools.problems import Problem

BEGAN = "2026-02-16T12:00:00Z"
DEADLINE = datetime(2026, 2, 17, 10, tzinfo=UTC)


async def test_it_starts_where_it_is_told_and_goes_on_from_there(
    database: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUR_CLOCK", BEGAN)
    with psycopg.connect(database.url(clock.LOGIN), autocommit=True) as db:
        clock.start_from_environment(db)
        await clock.move(database, DEADLINE)
        clock.start_from_environment(db)
        assert timedelta(0) <= tour_now(db) - DEADLINE < timedelta(minutes=5)


async def test_it_moves_forward_only_and_tells_so(
    database: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUR_CLOCK", BEGAN)
    with psycopg.connect(database.url(clock.LOGIN), autocommit=True) as db:
        clock.start_from_environment(db)
        await clock.move(database, DEADLINE)
        with pytest.raises(Problem, match="forward only"):
            await clock.move(database, DEADLINE - timedelta(seconds=1))
        with pytest.raises(Problem, match="at the farthest"):
            await clock.move(database, datetime(9999, 1, 1, tzinfo=UTC))
        told = db.execute("SELECT actor, type FROM tour.gateway_outbox").fetchall()
        assert told == [("tour clock", "tour.gateway.v1.ClockMoved")]


async def test_real_time_is_moved_by_nobody(database: Target) -> None:
    with psycopg.connect(database.url(clock.LOGIN)) as db:
        with pytest.raises(Problem, match="real time"):
            await clock.move(database, datetime.now(UTC) + timedelta(days=1))
        assert abs(tour_now(db) - datetime.now(UTC)) < timedelta(minutes=5)
