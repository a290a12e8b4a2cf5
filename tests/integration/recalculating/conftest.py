"""A played season for each test, and `tour recalculate` as a person types it."""

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.command_line import Answer, type_tour
from tests.copies import copy_of
from tests.histories import store_small
from tools.local.database import Target

Recalculate: TypeAlias = Callable[..., Answer]


@pytest.fixture(scope="session")
def season(tour_template: Target) -> Iterator[Target]:
    """A season of live play, to be copied; nobody may be connected to it."""
    with copy_of(tour_template) as played:
        with psycopg.connect(played.url(IMPORTER)) as db:
            store_small(db)
        yield played


@pytest.fixture
def tour(season: Target, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    """A copy of it, which the command finds by its environment, with all logins."""
    with copy_of(season) as fresh:
        monkeypatch.setenv("TOUR_DATABASE_HOST", fresh.host)
        monkeypatch.setenv("TOUR_DATABASE_PORT", str(fresh.port))
        monkeypatch.setenv("TOUR_DATABASE_NAME", fresh.database)
        monkeypatch.setenv("TOUR_ADMIN_USER", fresh.admin)
        monkeypatch.setenv("TOUR_ADMIN_PASSWORD", fresh.admin_password or "")
        for login, password in fresh.passwords.items():
            monkeypatch.setenv(f"TOUR_PASSWORD_{login.upper()}", password)
        yield fresh


@pytest.fixture
def recalculate(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Recalculate:
    """`tour recalculate` with these words; without ``tour`` none runs."""
    monkeypatch.setenv("TOUR_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("COLUMNS", "160")

    def answer(*words: object) -> Answer:
        return type_tour(monkeypatch, capsys, "recalculate", *words)

    return answer


def changes(answer: Answer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer.out)["changes"]
    return found


def by_hand(tour: Target, statement: str) -> None:
    """By a superuser, with the triggers off."""
    with psycopg.connect(tour.url(tour.admin)) as db:
        db.execute("SET session_replication_role = replica")
        db.execute("SET search_path = tour")
        db.execute(
            "ALTER TABLE player_suspensions DROP CONSTRAINT IF EXISTS player_suspensions_length"
        )
        db.execute(statement.encode())


def rows(tour: Target, query: str) -> list[Any]:
    with psycopg.connect(tour.url(tour.admin)) as db:
        db.execute("SET search_path = tour")
        return db.execute(query.encode()).fetchall()
