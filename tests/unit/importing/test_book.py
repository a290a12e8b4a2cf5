"""Keys, counting and the report: what holds for the rows of every table."""

import json

import pytest

from tests.unit.importing.foreign import Foreign, aside, told
from tests.unit.importing.season import TEXTS
from tools.importing.report import Outcome

# every table whose rows have a number of their own
NUMBERED = {
    "country": "country_id",
    "location": "location_id",
    "venue": "venue_id",
    "players": "player_id",
    "tournaments": "tournament_id",
    "entries": "entry_id",
    "draws": "draw_id",
    "matches": "match_id",
    "playersuspensions": "suspension_id",
    "pointshistory": "id",
}
# the other tables, and those that have a second key beside the number
KEYED = {
    "drawplayers": ("draw_id", "player_id"),
    "drawseed": ("draw_id", "is_actual_seeding", "seed_number"),
    "matches": ("draw_id", "round_id", "match_number"),
    "pointshistory": ("player_id", "tournament_id", "age_category_id"),
    "weeklyranking": (
        "player_id",
        "age_category_id",
        "gender_id",
        "ranking_year",
        "ranking_week",
    ),
}
REFERENCE = [table for table in TEXTS if table not in NUMBERED | KEYED]


def test_nothing_is_told_of_a_season_that_keeps_the_rules() -> None:
    book = Foreign().judge()
    assert told(book) == set()
    assert book.set_aside == []
    assert {row.origin for row in book.rows if hasattr(row, "origin")} == {"imported", "live"}


@pytest.mark.parametrize("table", [*NUMBERED, *KEYED])
def test_a_row_that_stands_in_the_file_twice_is_stored_once(table: str) -> None:
    foreign = Foreign()
    foreign.tables[table].append(dict(foreign.tables[table][0]))
    line = len(foreign.tables[table]) + 1
    book = foreign.judge()
    assert told(book) == {aside(table, line, "9", "stands in the table twice")}
    assert book.rows == Foreign().judge().rows


@pytest.mark.parametrize(("table", "key"), KEYED.items())
def test_another_row_with_the_same_key_is_set_aside(table: str, key: tuple[str, ...]) -> None:
    foreign = Foreign()
    row = foreign.tables[table][0]
    other = {column: cell for column, cell in row.items() if column in key}
    foreign.tables[table].append(foreign.tables[table][-1] | other)
    if table in NUMBERED:
        foreign.tables[table][-1][NUMBERED[table]] = "999"
    line = len(foreign.tables[table]) + 1
    assert told(foreign.judge()) == {aside(table, line, "9", "stands in the table twice")}


@pytest.mark.parametrize(("table", "column"), NUMBERED.items())
@pytest.mark.parametrize("number", [0, -1, -(2**62)])
def test_a_number_below_1_is_no_key(table: str, column: str, number: int) -> None:
    foreign = Foreign()
    foreign.tables[table].append(foreign.tables[table][0] | {column: str(number)})
    line = len(foreign.tables[table]) + 1
    found = told(foreign.judge())
    if table in KEYED:
        # a match and points have another key, and that is taken
        assert found == {aside(table, line, "9", "stands in the table twice")}
    else:
        assert found == {aside(table, line, "9", "has a key below 1")}


@pytest.mark.parametrize("number", [0, -1])
def test_a_match_without_a_number_of_its_own_is_set_aside(number: int) -> None:
    foreign = Foreign()
    line = foreign.copy("matches", {"match_id": 5}, match_id=number, match_number=2)
    assert told(foreign.judge()) == {aside("matches", line, "9", "has a key below 1")}


@pytest.mark.parametrize("table", REFERENCE)
def test_a_reference_row_that_stands_there_twice_says_nothing_new(table: str) -> None:
    foreign = Foreign()
    foreign.tables[table] *= 2
    assert told(foreign.judge()) == set()


def test_a_row_set_aside_is_kept_with_its_cells_its_line_and_the_reason() -> None:
    foreign = Foreign()
    line = foreign.copy("country", {"country_id": 1}, country_id=3, code="fr")
    (kept,) = foreign.judge().set_aside
    assert (kept.table, kept.line, kept.rule) == ("country", line, "9")
    assert kept.row == foreign.read().of(type(kept.row))[line - 2].row
    assert kept.message == "has no country code of its own: 'fr'"


def test_a_row_counts_once_under_the_worst_that_is_told_of_it() -> None:
    foreign = Foreign()
    # a text that is tidied, then an age that does not fit: stored as unverified history
    entry = foreign.change("entries", {"entry_id": 21}, entry_points=-1, age_category_id=2)
    player = foreign.change("players", {"player_id": 8}, status_id=4, birth_year=1899)
    report = foreign.judge().report
    assert report.outcome("entries", entry) is Outcome.UNVERIFIED
    assert report.outcome("players", player) is Outcome.SET_ASIDE
    assert {outcome: report.count("entries", outcome) for outcome in Outcome} == {
        Outcome.STORED: 19,
        Outcome.NORMALISED: 0,
        Outcome.BYE: 0,
        Outcome.UNVERIFIED: 1,
        # that of player 8
        Outcome.SET_ASIDE: 1,
    }
    assert report.stored("entries") == 20
    assert report.stored("players") == 13


def test_a_rule_is_counted_once_for_a_row_and_keeps_three_examples() -> None:
    foreign = Foreign()
    for entry in foreign.tables["entries"]:
        entry["entry_points"] = ""
    report = foreign.judge().report
    (finding,) = report.findings
    assert report.findings[finding] == 21
    assert report.examples[finding] == [
        f"line {n + 1}: entry {n} of player {n} in tournament 1" for n in (1, 2, 3)
    ]


def test_the_report_as_json_names_every_table_and_rule_with_its_counts() -> None:
    foreign = Foreign()
    foreign.change("matches", {"match_id": 5}, set1_player2=5)
    foreign.change("entries", {"entry_id": 1}, entry_points="")
    report = json.loads(json.dumps(foreign.judge().report.as_json()))
    assert {row["table"]: row["read"] for row in report["tables"]} == {
        table: len(rows) for table, rows in foreign.tables.items()
    }
    by_table = {row["table"]: row for row in report["tables"]}
    assert by_table["matches"] == {
        "table": "matches",
        "read": 16,
        "stored": 15,
        "normalised": 0,
        "bye": 0,
        "unverified": 1,
        "set_aside": 0,
    }
    assert report["rules"] == [
        {
            "table": "entries",
            "rule": "1",
            "title": "no points at the entry means 0",
            "outcome": "normalised",
            "rows": 1,
            "examples": ["line 2: entry 1 of player 1 in tournament 1"],
        },
        {
            "table": "matches",
            "rule": "5",
            "title": "a set that cannot end so",
            "outcome": "unverified history",
            "rows": 1,
            "examples": [
                "line 6: match 5: A set cannot end 6-5: play to 7-5 or a tie-break.",
            ],
        },
    ]
