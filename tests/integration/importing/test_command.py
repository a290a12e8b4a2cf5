"""`tour import` as a person types it: what it says, what it stores, and how it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.command_line import Answer, type_tour
from tests.unit.importing.foreign import Foreign
from tools.local.database import Target
from tools.local.folder import PROJECT
from tools.rows import LOADED

TABLES = [kind.TABLE for kind in LOADED] + ["import_reports", "import_set_aside", "entries_outbox"]


Import = Callable[..., Answer]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Import:
    """`tour import` with these words, and no tour that runs."""
    monkeypatch.setenv("TOUR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def answer(*words: object) -> Answer:
        return type_tour(monkeypatch, capsys, "import", *words)

    return answer


@pytest.fixture
def tour(monkeypatch: pytest.MonkeyPatch, database: Target) -> Target:
    """A tour without any data, which the command finds by its environment."""
    for name, value in environment(database).items():
        monkeypatch.setenv(name, value)
    return database


def environment(target: Target) -> dict[str, str]:
    return {
        "TOUR_DATABASE_HOST": target.host,
        "TOUR_DATABASE_PORT": str(target.port),
        "TOUR_DATABASE_NAME": target.database,
        f"TOUR_PASSWORD_{IMPORTER.upper()}": target.passwords[IMPORTER],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A season with a row of every outcome."""
    return spoilt().write(tmp_path / "data")


def spoilt() -> Foreign:
    foreign = Foreign()
    foreign.change("entries", {"entry_id": 1}, entry_points="")
    foreign.change("entries", {"entry_id": 2}, entry_timestamp="2026-01-01 00:00:00")
    foreign.change("entries", {"entry_id": 21}, player_id=99)
    bye = {"match_id": 90, "draw_id": 1, "match_number": 1, "player1_id": 1, "player2_id": ""}
    foreign.copy("matches", {"match_id": 8}, **bye, winner_id=1)
    return foreign


def counts(target: Target) -> dict[str, int]:
    """The rows of every table that an import may touch."""
    with psycopg.connect(target.url(target.admin)) as db:
        return {
            table: db.execute(f"SELECT count(*) FROM tour.{table}").fetchall()[0][0]
            for table in TABLES
        }


def set_aside(target: Target) -> list[tuple[object, ...]]:
    with psycopg.connect(target.url(target.admin)) as db:
        return db.execute(
            """SELECT table_name, line, "row" ->> 'entry_id', rule FROM tour.import_set_aside"""
        ).fetchall()


def test_a_season_is_stored_and_every_row_told(run: Import, tour: Target, folder: Path) -> None:
    answer = run(folder)
    assert (answer.code, answer.err) == (0, "")
    for words in (
        "no points at the entry means 0",
        "entered after the deadline",
        "names an unknown player, tournament or draw",
        "a match with one player is a bye",
    ):
        assert words in answer.out
    stored = counts(tour)
    assert {table: stored[table] for table in ("players", "entries", "matches")} == {
        "players": 14,
        "entries": 20,
        "matches": 16,
    }
    assert (stored["import_reports"], stored["entries_outbox"]) == (1, 1)
    assert set_aside(tour) == [("entries", 22, "21", "2")]


def test_the_same_season_a_second_time_changes_nothing(
    run: Import, tour: Target, folder: Path
) -> None:
    assert run(folder).code == 0
    before = counts(tour)
    again = run(folder)
    assert (again.code, again.err) == (0, "")
    assert again.out.startswith("This data set was imported on ")
    assert again.out.endswith(" UTC. Nothing to do.\n")
    assert counts(tour) == before


def test_another_season_is_refused_and_it_is_said_what_to_do(
    run: Import, tour: Target, folder: Path, tmp_path: Path
) -> None:
    assert run(folder).code == 0
    before = counts(tour)
    other = run(Foreign().write(tmp_path / "other"))
    assert (other.code, other.out) == (2, "")
    assert other.err == (
        "tour: This tour holds other data already. An import needs an empty one: "
        "stop the tour, then `tour reset` and `tour up --no-demo`.\n"
    )
    assert counts(tour) == before


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_dry_run_reports_the_same_and_stores_nothing(
    run: Import, tour: Target, folder: Path, words: tuple[str, ...]
) -> None:
    before = counts(tour)
    dry = run(folder, "--dry-run", *words)
    assert (dry.code, dry.err) == (0, "")
    assert counts(tour) == before
    # nor does it keep the season from being stored
    wet = run(folder, *words)
    assert (wet.code, wet.out) == (0, dry.out)


def test_a_dry_run_needs_no_tour(run: Import, folder: Path) -> None:
    assert run(folder, "--dry-run").code == 0


def test_an_import_needs_a_tour_that_runs(run: Import, folder: Path) -> None:
    answer = run(folder)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("tour: ")
    assert answer.err.count("\n") == 1


def test_the_report_as_json_has_the_same_counts(run: Import, tour: Target, folder: Path) -> None:
    answer = run(folder, "--json")
    report = json.loads(answer.out)
    with psycopg.connect(tour.url(tour.admin)) as db:
        ((kept,),) = db.execute("SELECT report FROM tour.import_reports").fetchall()
    assert report == kept
    by_table = {row["table"]: row for row in report["tables"]}
    assert len(by_table) == 24
    assert by_table["entries"] == {
        "table": "entries",
        "read": 21,
        "stored": 18,
        "normalised": 1,
        "bye": 0,
        "unverified": 1,
        "set_aside": 1,
    }
    assert by_table["matches"]["bye"] == 1
    told = {rule["title"]: rule["rows"] for rule in report["rules"]}
    assert told["no points at the entry means 0"] == told["entered after the deadline"] == 1


def test_what_stands_in_foreign_rows_is_not_taken_for_markup(
    run: Import, tour: Target, tmp_path: Path
) -> None:
    foreign = Foreign()
    foreign.copy("country", {"country_id": 1}, country_id=3, code="[red]:smile:[/blue]")
    answer = run(foreign.write(tmp_path / "data"))
    assert answer.code == 0
    assert "[red]:smile:[/blue]" in answer.out.replace("\n", "")


@pytest.mark.parametrize(
    ("table", "text", "sentence"),
    [
        (
            "players",
            lambda text: text.replace(",1963\n", ",MCMLXIII\n", 1),
            "players.csv, line 2, column birth_year: “MCMLXIII” is not a whole number.",
        ),
        ("entries", lambda text: text + "x\n", "entries.csv, line 23: 1 cells, not 9."),
        ("venue", lambda text: "", "venue.csv is empty; its first line must name the columns."),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_nothing_is_stored(
    run: Import,
    tour: Target,
    folder: Path,
    table: str,
    text: Callable[[str], str],
    sentence: str,
) -> None:
    before = counts(tour)
    path = folder / f"{table}.csv"
    path.write_text(text(path.read_text(encoding="utf-8")), encoding="utf-8")
    for words in ((), ("--dry-run",), ("--json",)):
        answer = run(folder, *words)
        assert (answer.code, answer.out, answer.err) == (2, "", f"tour: {sentence}\n")
    assert counts(tour) == before


def test_a_missing_file_is_named(run: Import, tour: Target, folder: Path) -> None:
    (folder / "matches.csv").unlink()
    answer = run(folder)
    assert answer.code == 2
    assert answer.err == f"tour: {folder} lacks matches.csv. All 24 tables are needed.\n"


def test_what_the_database_refuses_is_said_and_nothing_is_stored(
    run: Import, tour: Target, folder: Path
) -> None:
    with psycopg.connect(tour.url(tour.admin)) as db:
        db.execute(
            "ALTER TABLE tour.weekly_ranking ADD CONSTRAINT nobody CHECK (rank_position > 6)"
        )
    before = counts(tour)
    answer = run(folder)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(
        "tour: The database refused the data set, nothing was stored: new row for relation"
    )
    assert counts(tour) == before
    with psycopg.connect(tour.url(tour.admin)) as db:
        db.execute("ALTER TABLE tour.weekly_ranking DROP CONSTRAINT nobody")
    assert run(folder).code == 0


def test_a_database_that_does_not_answer_is_said(
    run: Import, tour: Target, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUR_DATABASE_PORT", "1")
    answer = run(folder)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(
        "tour: The database does not answer, nothing was stored: connection failed"
    )


def test_ids_of_an_import_are_not_handed_out_again(run: Import, tour: Target, folder: Path) -> None:
    assert run(folder).code == 0
    with psycopg.connect(tour.url(tour.admin)) as db:
        db.execute("INSERT INTO tour.country (code, description) VALUES ('PL', 'Poland')")
        ((number,),) = db.execute(
            "SELECT country_id FROM tour.country WHERE code = 'PL'"
        ).fetchall()
    assert number == 3


def test_the_command_itself_ends_with_the_code_and_a_sentence(tour: Target, folder: Path) -> None:
    def command(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tools.cli", "import", *map(str, words)],
            cwd=PROJECT,
            env={**os.environ, **environment(tour)},
            capture_output=True,
            text=True,
            check=False,
        )

    first = command(folder, "--json")
    assert (first.returncode, first.stderr) == (0, "")
    assert len(json.loads(first.stdout)["tables"]) == 24
    wrong = command(folder / "nowhere")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == (
        f"tour: {folder / 'nowhere'} is no folder. Name the folder that holds the CSV files.\n"
    )
