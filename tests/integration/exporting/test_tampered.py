"""An export that somebody changed: refused by file, line and rule, and nothing is stored."""

import csv
import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.integration.exporting.conftest import Played
from tests.integration.exporting.tours import Shell, is_untouched
from tools.exporting.manifest import Format
from tools.local.database import Target

Rows: TypeAlias = list[dict[str, str]]
Pick: TypeAlias = Callable[[dict[str, str]], bool]


class Table:
    """One file of an export, opened for changes."""

    def __init__(self, folder: Path, table: str) -> None:
        self.path = folder / f"{table}.csv"
        with self.path.open(encoding="utf-8", newline="") as file:
            self.rows = list(csv.DictReader(file))
        self.columns = list(self.rows[0])

    def save(self) -> None:
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)


@pytest.fixture
def folder(played: Played, tmp_path: Path) -> Path:
    return Path(shutil.copytree(played.folders[Format.CSV], tmp_path / "export"))


def change(folder: Path, table: str, pick: Pick, **cells: str) -> int:
    """Write into the first row that fits; its line in the file."""
    file = Table(folder, table)
    number, row = next((n, row) for n, row in enumerate(file.rows, 2) if pick(row))
    row.update(cells)
    file.save()
    return number


def anyone(_: dict[str, str]) -> bool:
    return True


def is_drawn(row: dict[str, str]) -> bool:
    return row["draw_status_id"] in {"3", "4"}


BROKEN: dict[str, tuple[str, Pick, dict[str, str], str]] = {
    "a year of birth": (
        "players",
        anyone,
        {"birth_year": "1800"},
        "players.csv, line {line}: the row breaks the rule players_birth_year.",
    ),
    "markup in a name": (
        "players",
        anyone,
        {"last_name": "<b>"},
        "players.csv, line {line}: the row breaks the rule players_last_name.",
    ),
    "an entry after the deadline": (
        "entries",
        lambda row: row["withdrawn_at"] == "",
        {"entry_timestamp": "2099-01-01 00:00:00+00"},
        "entries.csv, line {line}: the row breaks the rule entries_deadline.",
    ),
    "a player whom nobody knows": (
        "entries",
        anyone,
        {"player_id": "99999"},
        "entries.csv, line {line}: Key (player_id, birth_year)=(99999, ",
    ),
    "the format of the third set": (
        "draws",
        lambda row: row["has_supertiebreak"] == "t",
        {"has_supertiebreak": "f"},
        "draws.csv, line {line}: the row breaks the rule draws_format.",
    ),
    "a line beyond the draw": (
        "draw_players",
        anyone,
        {"draw_position": "99"},
        "draw_players.csv, line {line}: the row breaks the rule draw_players_position.",
    ),
    "the loser as winner": (
        "matches",
        lambda row: row["match_status_id"] == "2" and row["winner_id"] == row["player1_id"],
        {"set1_player1": "0", "set1_player2": "9"},
        "matches.csv, line {line}: the row breaks the rule matches_score.",
    ),
    "points of no stage": (
        "points_history",
        lambda row: row["points_earned"] != "0",
        {"points_earned": "3"},
        "points_history.csv, line {line}: Key (category_id, stage_result_id, stage_points)=(",
    ),
    "a suspension of another length": (
        "player_suspensions",
        anyone,
        {"suspension_end": "2099-01-01"},
        "player_suspensions.csv, line {line}: the row breaks the rule player_suspensions_length.",
    ),
    "the second below the third": (
        "weekly_ranking",
        lambda row: row["rank_position"] == "1",
        {"total_points": "0"},
        "are not in the order of points (rule weekly_ranking_order).",
    ),
    "a ranking of one player more": (
        "ranking_weeks",
        lambda row: row["state"] == "PUBLISHED",
        {"num_players": "500"},
        "(rule weekly_ranking_count).",
    ),
    "a bye that is none": (
        "draw_players",
        lambda row: row["has_bye"] == "t",
        {"has_bye": "f"},
        "draw_players.csv, line {line}: In draw ",
    ),
    "a word for a number": (
        "entries",
        anyone,
        {"entry_points": "many"},
        "entries.csv, line {line}, column entry_points: invalid input syntax for type integer: ",
    ),
    "a number too large": (
        "entries",
        anyone,
        {"entry_points": "9" * 12},
        "entries.csv, line {line}, column entry_points: value",
    ),
    "an empty cell": (
        "matches",
        anyone,
        {"match_date": ""},
        "matches.csv, line {line}, column match_date: the cell is empty and must not be.",
    ),
    "an origin of no kind": (
        "players",
        anyone,
        {"origin": "heaven"},
        "players.csv, line {line}: the row breaks the rule players_origin.",
    ),
    # what no rule forbids shows in the hash
    "another name": (
        "players",
        anyone,
        {"last_name": "Impostor"},
        "players is not as it was exported: a cell of it says something else.",
    ),
    "another moment": (
        "players",
        anyone,
        {"changed_at": "now"},
        "players is not as it was exported: a cell of it says something else.",
    ),
    "rows passed off as history": (
        "entries",
        anyone,
        {"origin": "unverified"},
        "entries is not as it was exported: a cell of it says something else.",
    ),
    # what the rule book fixes
    "other points": (
        "points_rules",
        lambda row: row["points"] == "1000",
        {"points": "2000"},
        "points_rules.csv, line {line}: this tour has another row there; the rules fix this table",
    ),
}


@pytest.mark.parametrize(("table", "pick", "cells", "sentence"), BROKEN.values(), ids=list(BROKEN))
def test_a_changed_cell_is_told_by_line_and_rule(
    tour: Shell,
    empty: Target,
    folder: Path,
    table: str,
    pick: Pick,
    cells: dict[str, str],
    sentence: str,
) -> None:
    line = change(folder, table, pick, **cells)
    check_refused(tour, empty, folder, sentence.format(line=line))


def check_refused(tour: Shell, empty: Target, folder: Path, sentence: str) -> None:
    answer = tour(empty, "import", folder)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert answer.err.startswith("tour: ")
    assert answer.err.count("\n") == 1
    assert is_untouched(empty)


def test_a_row_twice_is_told(tour: Shell, empty: Target, folder: Path) -> None:
    file = Table(folder, "players")
    file.rows.append(file.rows[0])
    file.save()
    line = len(file.rows) + 1
    check_refused(
        tour, empty, folder, f"players.csv, line {line}: Key (player_id)=(1) already exists (rule"
    )


def test_a_match_that_is_gone_is_told(tour: Shell, empty: Target, folder: Path) -> None:
    file = Table(folder, "matches")
    file.rows.remove(next(row for row in file.rows if row["match_status_id"] == "1"))
    file.save()
    check_refused(tour, empty, folder, "matches.csv, line ")


@pytest.mark.parametrize("rows", [-1, 1])
def test_a_row_more_or_less_that_no_rule_forbids_is_told(
    tour: Shell, empty: Target, folder: Path, rows: int
) -> None:
    file = Table(folder, "country")
    before = len(file.rows)
    if rows > 0:
        file.rows.append({"country_id": "999", "code": "ZZZ", "description": "Nowhere"})
    else:
        file = Table(folder, "draw_field")
        before = len(file.rows)
        file.rows.pop()
    file.save()
    check_refused(tour, empty, folder, f": {before + rows:,} rows, but {before:,} were exported.")


def test_a_manifest_that_was_changed_with_the_rows_helps_against_no_rule(
    tour: Shell, empty: Target, folder: Path
) -> None:
    line = change(folder, "players", anyone, birth_year="1800")
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    lines = ""
    for one in manifest["tables"]:
        one["sha256"] = sha256((folder / f"{one['table']}.csv").read_bytes()).hexdigest()
        lines += f"{one['table']} {one['rows']} {one['sha256']}\n"
    manifest["hash"] = sha256(lines.encode()).hexdigest()
    path.write_text(json.dumps(manifest))
    check_refused(tour, empty, folder, f"players.csv, line {line}: the row breaks the rule")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (("surface_id,", ""), "surfaces.csv lacks the column surface_id."),
        (("surface_id", "surface_name"), "surfaces.csv names the column surface_name twice."),
        (("4,Carpet\n", "4,Carpet,x\n"), "surfaces.csv, line 5: 3 cells, not 2."),
        (("4,Carpet\n", "4,Ca"), "surfaces.csv, line 5: this tour has another row there"),
        (("4,Carpet\n", ""), "surfaces.csv has 3 rows; the rules have 4 (section 1)."),
        (("4,Carpet\n", "4,Carpet\n5,Wood\n"), "surfaces.csv, line 6: this tour has another row"),
        (("4,Carpet\n", '4,"Carpet\n'), "surfaces.csv, line 5: unexpected end of data."),
    ],
)
def test_a_damaged_file_of_an_export_is_told(
    tour: Shell, empty: Target, folder: Path, text: tuple[str, str], sentence: str
) -> None:
    path = folder / "surfaces.csv"
    path.write_text(path.read_text().replace(*text, 1))
    check_refused(tour, empty, folder, sentence)


def test_an_export_of_another_schema_says_so(tour: Shell, empty: Target, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["schema_revision"] = "0001"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    path = folder / "players.csv"
    path.write_text(path.read_text().replace("birth_year", "year", 1))
    check_refused(
        tour,
        empty,
        folder,
        "players.csv lacks the column birth_year. The export is of schema 0001,",
    )


def test_sql_that_was_written_into_an_export_is_never_executed(
    tour: Shell, empty: Target, played: Played, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(played.folders[Format.SQL], tmp_path / "sql"))
    path = folder / "tour.sql"
    text = path.read_text()
    for place in ("BEGIN;\n", "\\.\nCOPY tour.players", "COMMIT;\n"):
        assert text.count(place) == 1
        evil = text.replace(place, f"DELETE FROM tour.import_reports;\n{place}")
        path.write_text(evil)
        check_refused(tour, empty, folder, "tour.sql, line ")


def test_a_changed_row_of_the_sql_file_is_told_by_its_line(
    tour: Shell, empty: Target, played: Played, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(played.folders[Format.SQL], tmp_path / "sql"))
    lines = (folder / "tour.sql").read_text().split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("COPY tour.players ")) + 1
    lines[at] = lines[at].replace("\t19", "\t17", 1)
    (folder / "tour.sql").write_text("\n".join(lines))
    check_refused(
        tour, empty, folder, f"tour.sql, line {at + 1}: the row breaks the rule players_birth_year."
    )
    lines[at] = lines[at].replace("\t17", "\t\\x", 1)
    (folder / "tour.sql").write_text("\n".join(lines))
    check_refused(
        tour, empty, folder, f"tour.sql, line {at + 1}: this is no line that `tour export` writes"
    )
