"""A history in a real database: no constraint refuses it, at whatever moment it is played."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.copies import copy_of
from tests.histories import small, small_season
from tests.integration.exporting.tours import tour_hash
from tests.unit.history.moments import (
    AFTER_CLOSING,
    BEFORE_CLOSING,
    DRAWN,
    MIDNIGHTS,
    WEEKDAYS,
    YEAR_ENDS,
)
from tools.history.scope import Scope
from tools.history.storing import steps_of, store
from tools.history.writing import season_rows
from tools.loading import load, tour_now
from tools.local.database import Target
from tools.problems import Problem
from tools.rows import LOADED
from tools.validating.checks import CHECKS
from tools.validating.command import of_database

# a Thursday, half past the hour
_NOW = datetime(2031, 1, 2, 12, 30, tzinfo=UTC)


def count(db: "psycopg.Connection[tuple[int]]", query: str) -> int:
    row = db.execute(query).fetchone()
    assert row is not None
    return row[0]


def set_clock(target: Target, now: datetime) -> None:
    offset = (now - datetime.now(UTC)).total_seconds()
    with psycopg.connect(target.url("svc_gateway")) as db:
        db.execute(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test')", (offset,)
        )


def stored_hash(template: Target, scope: Scope, now: datetime) -> str:
    """The hash of a tour of its own with this history."""
    with copy_of(template) as target:
        set_clock(target, now)
        with psycopg.connect(target.url(IMPORTER)) as db:
            store(db, scope)
        return tour_hash(target)


@pytest.fixture(scope="module")
def played(tour_template: Target) -> Iterator[Target]:
    """A tour with a small history, which nobody changes."""
    with copy_of(tour_template) as target:
        set_clock(target, _NOW)
        with psycopg.connect(target.url(IMPORTER)) as db:
            store(db, small())
        yield target


@pytest.mark.parametrize(
    "now",
    [*WEEKDAYS, BEFORE_CLOSING, AFTER_CLOSING, DRAWN, *MIDNIGHTS, *YEAR_ENDS],
    ids=lambda now: f"{now:%Y-%m-%d %a %H:%M:%S}",
)
def test_no_constraint_refuses_the_season(database: Target, now: datetime) -> None:
    rows = list(season_rows(small_season(2026, now)))
    with psycopg.connect(database.url(IMPORTER)) as db:
        assert load(db, rows) == len(rows)
        # those that wait for the commit, too
        db.commit()
        for kind in LOADED:
            expected = sum(type(row) is kind for row in rows)
            assert count(db, f"SELECT count(*) FROM tour.{kind.TABLE}") == expected, kind.TABLE


def test_a_short_history_passes_every_check(played: Target) -> None:
    report = of_database(played, CHECKS)
    assert {one.check.id: one.examples for one in report.answers if one.bad} == {}
    assert [one.check.id for one in report.answers if one.skipped] == []
    assert len(report.answers) == len(CHECKS) == 86


def test_all_rows_are_live_play_by_the_hand_of_the_history(played: Target) -> None:
    with psycopg.connect(played.url(IMPORTER)) as db:
        for kind in LOADED:
            columns = kind.__annotations__
            for column, value in (("origin", "live"), ("changed_by", "history")):
                if column in columns:
                    other = f"SELECT count(*) FROM tour.{kind.TABLE} WHERE {column} <> '{value}'"
                    assert count(db, other) == 0, kind.TABLE


def test_the_services_hear_of_it_by_one_event(played: Target) -> None:
    with psycopg.connect(played.url(played.admin)) as admin:
        events = [
            event
            for service in ("entries", "draws", "matches", "rankings", "gateway")
            for event in admin.execute(f"SELECT type, actor FROM tour.{service}_outbox")
        ]
    assert events == [("tour.entries.v1.DataImported", "history")]


def test_it_is_played_around_the_hour_of_the_tour_clock(played: Target) -> None:
    with psycopg.connect(played.url(IMPORTER)) as db:
        in_play = "SELECT count(*) FROM tour.tournaments WHERE start_date = '2030-12-30'"
        assert count(db, in_play) >= 1
        hour = _NOW.replace(minute=0)
        latest = db.execute("SELECT max(entry_timestamp) FROM tour.entries").fetchone()
        assert latest is not None
        assert hour - timedelta(days=1) < latest[0] <= hour


def test_suspensions_that_are_over_have_ended(played: Target) -> None:
    with psycopg.connect(played.url(IMPORTER)) as db:
        ended = "SELECT count(*) FROM tour.player_suspensions WHERE (ended_at IS NOT NULL)"
        assert count(db, f"{ended} <> (suspension_end < '2031-01-02')") == 0
        assert count(db, "SELECT count(*) FROM tour.player_suspensions") >= 2


def test_the_same_seed_gives_the_same_hash_and_another_one_another(
    tour_template: Target, played: Target
) -> None:
    again = stored_hash(tour_template, small(), _NOW + timedelta(minutes=20))
    assert again == tour_hash(played)
    assert stored_hash(tour_template, small(random_seed=7), _NOW) != again


def test_every_step_is_told_and_none_in_too_many(database: Target) -> None:
    told: list[str] = []
    scope = Scope(weeks=2, players=80)
    with psycopg.connect(database.url(IMPORTER)) as db:
        now = tour_now(db)
        store(db, scope, told.append)
    assert len(told) == steps_of(scope, now) == 2 + 1 + 10 + 2
    assert told[0] == "players"
    assert told[1].startswith("playing week ")


def test_a_tour_with_data_is_refused(database: Target) -> None:
    scope = Scope(weeks=1, players=80)
    with psycopg.connect(database.url(IMPORTER)) as db:
        # of an empty tour that runs: the clock has found weeks without a ranking
        db.execute(
            "INSERT INTO tour.ranking_weeks (ranking_year, ranking_week, age_category_id,"
            " gender_id, state) SELECT extract(isoyear FROM now()), extract(week FROM now()),"
            " 1, 1, 'NONE'"
        )
        store(db, scope)
    with psycopg.connect(database.url(IMPORTER)) as db, pytest.raises(Problem, match="holds data"):
        store(db, scope)


def test_what_cannot_be_played_stores_nothing(database: Target) -> None:
    with psycopg.connect(database.url(IMPORTER)) as db:
        with pytest.raises(Problem, match=r"--weeks must be .* --players must be"):
            store(db, Scope(weeks=0, players=0))
        assert count(db, "SELECT count(*) FROM tour.players") == 0


def test_a_running_tour_publishes_no_empty_week_while_a_history_is_stored(
    database: Target,
) -> None:
    tried: list[str] = []

    def publish(_step: str) -> None:
        """As rankings does as soon as it is up."""
        with psycopg.connect(database.url("svc_rankings")) as rankings:
            rankings.execute("SET lock_timeout = '50ms'")
            try:
                rankings.execute(
                    "INSERT INTO tour.ranking_weeks (ranking_year, ranking_week, age_category_id,"
                    " gender_id, state, revision, num_players) VALUES (%s, %s, 1, 1, 'NONE', 0, 0)",
                    _NOW.isocalendar()[:2],
                )
            except psycopg.errors.LockNotAvailable as error:
                tried.append(type(error).__name__)

    set_clock(database, _NOW)
    with psycopg.connect(database.url(IMPORTER)) as db:
        assert store(db, small(), publish) > 0
    assert len(tried) == steps_of(small(), _NOW)
