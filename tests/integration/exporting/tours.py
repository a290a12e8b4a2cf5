"""What tests of exports ask of a tour, and how they run the command line on it."""

import json

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.command_line import Answer, type_tour
from tools.exporting.content import begin_snapshot, content_of, whole_hash
from tools.local.database import Target


class Shell:
    """`tour …` on a tour, as a person types it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, target: Target, *words: object) -> Answer:
        for name, value in {
            "TOUR_DATABASE_HOST": target.host,
            "TOUR_DATABASE_PORT": str(target.port),
            "TOUR_DATABASE_NAME": target.database,
            f"TOUR_PASSWORD_{IMPORTER.upper()}": target.passwords[IMPORTER],
        }.items():
            self._monkeypatch.setenv(name, value)
        return type_tour(self._monkeypatch, self._capsys, *words)


def tour_hash(target: Target) -> str:
    with psycopg.connect(target.url(IMPORTER)) as db:
        begin_snapshot(db)
        return whole_hash(content_of(db, lambda _: None))


def is_untouched(target: Target) -> bool:
    """Whether an import has left nothing behind."""
    tables = ("country", "players", "entries", "import_reports", "entries_outbox")
    with psycopg.connect(target.url(target.admin)) as db:
        return not any(
            db.execute(f"SELECT FROM tour.{table} LIMIT 1").fetchone() is not None
            for table in tables
        )


def report_in(answer: Answer) -> dict[str, int]:
    """Rows stored by table, as `--json` tells them."""
    return {row["table"]: row["stored"] for row in json.loads(answer.out)["tables"]}
