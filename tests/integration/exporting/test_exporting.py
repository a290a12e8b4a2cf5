"""`tour export`: everything that is the tour's, of one moment, whole or not at all."""

import csv
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook

from shared.names import SERVICES
from shared.schema import IMPORTER, head_revision
from tests.copies import copy_of
from tests.integration.exporting.conftest import Played
from tests.integration.exporting.tours import Shell, tour_hash
from tools.exporting import command, writing
from tools.exporting.content import begin_snapshot, read_content
from tools.exporting.layout import REFERENCE, TABLES, shapes
from tools.exporting.manifest import Format, read_manifest
from tools.local.database import Target
from tools.problems import Problem

# the tables of the services that are no data of the tour: messages, and what lasts a moment
LEFT_OUT = {
    "draw_freezes",
    *(
        f"{service}_{name}"
        for service in SERVICES
        for name in ("outbox", "inbox", "dead_letters", "relay")
    ),
}


def rows_of(target: Target, query: str) -> list[Any]:
    with psycopg.connect(target.url(target.admin)) as db:
        return db.execute(query).fetchall()


def test_every_table_of_the_four_services_is_exported_or_known_to_be_none_of_the_tours(
    played: Played,
) -> None:
    owned = rows_of(
        played.target,
        "SELECT tablename FROM pg_tables WHERE schemaname = 'tour' AND tableowner IN"
        " ('own_entries', 'own_draws', 'own_matches', 'own_rankings')",
    )
    assert {name for (name,) in owned} - LEFT_OUT == set(TABLES)


def test_no_account_no_session_and_no_message_is_exported(played: Played) -> None:
    hidden = rows_of(
        played.target, "SELECT tablename FROM pg_tables WHERE tableowner = 'own_gateway'"
    )
    assert not {name for (name,) in hidden} & set(TABLES)
    assert {"officials", "sessions", "audit_log"} <= {name for (name,) in hidden}


def test_every_stored_column_is_exported_and_none_that_is_derived(played: Played) -> None:
    with psycopg.connect(played.target.url(IMPORTER)) as db:
        for shape in shapes(db):
            columns = rows_of(
                played.target,
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'tour'"
                f" AND table_name = '{shape.table}' AND is_generated = 'NEVER'"
                " ORDER BY ordinal_position",
            )
            assert shape.names == [name for (name,) in columns], shape.table
            assert shape.key, shape.table


def test_a_csv_export_is_a_file_per_table_and_the_manifest(played: Played) -> None:
    folder = played.folders[Format.CSV]
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        *(f"{table}.csv" for table in TABLES),
    }
    manifest = read_manifest(folder)
    assert manifest.schema_revision == head_revision()
    for one in manifest.tables:
        content = (folder / f"{one.table}.csv").read_bytes()
        assert hashlib.sha256(content).hexdigest() == one.sha256
        lines = list(csv.reader(content.decode().splitlines(), strict=True))
        assert len(lines) - 1 == one.rows
        (count,) = rows_of(played.target, f"SELECT count(*) FROM tour.{one.table}")[0]
        assert count == one.rows
    assert sum(one.rows for one in manifest.tables) > 2_000
    assert all(one.rows for one in manifest.tables if one.table in REFERENCE)


def test_rows_stand_in_the_order_of_their_key(played: Played) -> None:
    lines = (played.folders[Format.CSV] / "draw_players.csv").read_text().splitlines()
    keys = [tuple(map(int, line.split(",")[:2])) for line in lines[1:]]
    assert keys == sorted(keys)
    assert len(keys) > 100


def test_a_workbook_holds_numbers_as_numbers_and_the_rest_as_text(played: Played) -> None:
    path = played.folders[Format.XLSX] / "draws.xlsx"
    sheet = load_workbook(path)["draws"]
    header, first, *_ = ([cell.value for cell in row] for row in sheet.iter_rows())
    row = dict(zip(header, first, strict=True))
    assert type(row["draw_id"]) is int
    assert type(row["has_supertiebreak"]) is bool
    assert str(row["changed_at"]).endswith("+00")
    # of 62 bits, which a spreadsheet would round
    seeds = {cell.data_type for cell in sheet["K"][1:] if cell.value is not None}
    assert header[10] == "random_seed"
    assert seeds == {"s"}


def test_a_text_that_starts_like_a_formula_is_no_formula_in_a_workbook(
    played: Played, tmp_path: Path
) -> None:
    with copy_of(played.target) as other:
        with psycopg.connect(other.url(other.admin)) as db:
            db.execute("UPDATE tour.venue SET changed_by = '=1+1' WHERE venue_id = 1")
        with psycopg.connect(other.url(IMPORTER)) as db:
            command.export(db, tmp_path / "xlsx", Format.XLSX)
        with psycopg.connect(other.url(IMPORTER)) as db:
            command.export(db, tmp_path / "csv", Format.CSV)
    sheet = load_workbook(tmp_path / "xlsx" / "venue.xlsx")["venue"]
    cell = next(cell for cell in sheet[2] if cell.value == "=1+1")
    assert cell.data_type == "s"
    # what is to be read in again stays exact
    assert ",=1+1," in (tmp_path / "csv" / "venue.csv").read_text()


def test_what_is_written_does_not_depend_on_the_session(played: Played, tmp_path: Path) -> None:
    options = "-c TimeZone=Asia/Tokyo -c DateStyle=German -c client_encoding=LATIN1"
    with psycopg.connect(played.target.url(IMPORTER), options=options) as db:
        manifest = command.export(db, tmp_path / "again", Format.CSV)
    assert manifest.hash == played.hash


def test_all_tables_are_of_one_moment(
    played: Played, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copy_of(played.target) as other:
        as_usual = read_content

        def while_others_write(*words: Any) -> Any:
            with psycopg.connect(other.url(other.admin)) as writer:
                writer.execute(
                    "INSERT INTO tour.country VALUES (DEFAULT, 'ZZ', 'Late') ON CONFLICT DO NOTHING"
                )
                writer.execute("UPDATE tour.players SET version = version + 1")
            return as_usual(*words)

        monkeypatch.setattr(writing, "read_content", while_others_write)
        with psycopg.connect(other.url(IMPORTER)) as db:
            manifest = command.export(db, tmp_path / "out", Format.CSV)
        assert manifest.hash == played.hash
        assert tour_hash(other) != played.hash


def test_an_export_writes_nothing_into_the_tour(played: Played) -> None:
    with psycopg.connect(played.target.url(IMPORTER)) as db:
        begin_snapshot(db)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            db.execute("DELETE FROM tour.weekly_ranking")


# ---- the folder


def full(folder: Path) -> None:
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (full, "is not empty; name a new folder."),
        (Path.touch, "is there already and is no folder; name a new one."),
        (lambda folder: folder.symlink_to(folder), "is there already and is no folder"),
    ],
)
def test_what_is_there_already_is_not_written_over(
    tour: Shell, played: Played, tmp_path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    folder = tmp_path / "out"
    make(folder)
    before = sorted(tmp_path.rglob("*"))
    answer = tour(played.target, "export", folder)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"tour: {folder} ")
    assert sentence in answer.err
    assert answer.err.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_in_no_folder_is_refused(tour: Shell, played: Played, tmp_path: Path) -> None:
    answer = tour(played.target, "export", tmp_path / "a" / "b")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"tour: There is no folder {tmp_path / 'a'} to make b in.\n"


def test_an_empty_folder_is_filled(tour: Shell, played: Played, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    answer = tour(played.target, "export", tmp_path / "out", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.out) == json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert json.loads(answer.out)["hash"] == played.hash


@pytest.mark.parametrize("format_", list(Format))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), Problem("Not today.")])
def test_an_export_that_fails_leaves_nothing(
    tour: Shell,
    played: Played,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    format_: Format,
    error: Exception,
) -> None:
    as_usual = read_content

    def fails(db: Any, shape: Any, take: Any) -> Any:
        if shape.table == "matches":
            raise error
        return as_usual(db, shape, take)

    monkeypatch.setattr(writing, "read_content", fails)
    answer = tour(played.target, "export", tmp_path / "out", "--format", format_)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err in {
        f"tour: {tmp_path / 'out'} cannot be written: No space left on device.\n",
        "tour: Not today.\n",
    }
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_told(
    tour: Shell, played: Played, tmp_path: Path
) -> None:
    answer = tour(replace(played.target, port=1), "export", tmp_path / "out")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("tour: The database did not give its data, nothing was written:")
    assert list(tmp_path.iterdir()) == []
