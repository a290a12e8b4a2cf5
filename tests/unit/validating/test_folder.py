"""Folders of CSV files: both layouts are told apart by themselves, and damage is a sentence."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.published import PUBLISHED, needs_published_data
from tests.unit.importing.exported import exported
from tests.unit.importing.foreign import Foreign
from tests.unit.validating.hand import CHECK, HISTORY, NOW, answers, season
from tools.validating.checks import CHECKS
from tools.validating.folder import BadFile, read_folder
from tools.validating.stored import Stored
from tools.validating.tables import STORED

# what the earlier layout cannot tell
NOT_IN_THE_EARLIER_LAYOUT = HISTORY | {
    "draw-again",
    "match-reasons",
    "points-counts",
    "ranking-told",
    "ranking-moment",
    "ranking-count",
    "ownership",
    "grants",
    "outboxes",
    "dead-letters",
}


def bad(stored: Stored) -> dict[str, int]:
    return {name: answer.bad for name, answer in answers(CHECKS, stored).items() if answer.bad}


def test_the_earlier_layout_holds_a_season_that_keeps_the_rules(tmp_path: Path) -> None:
    folder = exported(2026, NOW).write(tmp_path / "data")
    found = answers(CHECKS, read_folder(folder))
    # its list of points is shortened, and a demo has tournaments without all four draws drawn
    assert {name for name, answer in found.items() if answer.bad} <= {"fixed-lists", "draw-due"}
    assert {n for n, answer in found.items() if answer.skipped} == NOT_IN_THE_EARLIER_LAYOUT


def test_a_foreign_season_is_judged_row_by_row(tmp_path: Path) -> None:
    foreign = Foreign()
    before = bad(read_folder(foreign.write(tmp_path / "data")))
    foreign.change("entries", {"entry_id": 2}, entry_timestamp="2026-01-01 00:00:00")
    foreign.change("matches", {"match_id": 1}, set1_player1=5)
    after = bad(read_folder(foreign.write(tmp_path / "data")))
    told = {name: number for name, number in after.items() if before.get(name) != number}
    assert told == {"entry-deadline": 1, "match-sets": 1}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The season as a file per table, named as the table, with a column that no rule needs."""
    for kind in STORED:
        _write(tmp_path / f"{kind.TABLE}.csv", kind, season()[kind])  # type: ignore[attr-defined]
    (tmp_path / "manifest.json").write_text(f'{{"tour_time": "{NOW.isoformat()}"}}')
    return tmp_path


def _write(path: Path, kind: type[Any], rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["changed_at", *reversed(kind.__slots__)])
        for row in rows:
            cells = (getattr(row, name) for name in reversed(kind.__slots__))
            out.writerow(["x", *map(_cell, cells)])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}+00"
    if isinstance(value, int):
        return str(int(value))
    return "" if value is None else str(value)


def test_our_own_layout_gives_the_same_rows_back(own: Path) -> None:
    stored = read_folder(own)
    assert stored.now == NOW
    for kind in STORED:
        assert list(stored.tables[kind]) == season()[kind], kind
    assert bad(stored) == {}


def test_without_a_manifest_it_is_now(own: Path) -> None:
    (own / "manifest.json").unlink()
    assert abs((datetime.now(UTC) - read_folder(own).now).total_seconds()) < 60


def without_file(folder: Path) -> None:
    (folder / "matches.csv").unlink()


def replaced(old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "draw_seed.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    return spoil


def appended(content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "draw_seed.csv"
        path.write_bytes(path.read_bytes() + content)

    return spoil


def written(content: bytes, name: str = "draw_seed.csv") -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without_file, "lacks the CSV file of matches."),
        (replaced("seed_number", "number"), "draw_seed.csv lacks the column seed_number."),
        (replaced("seed_number", "draw_id"), "draw_seed.csv names the column draw_id twice."),
        (written(b""), "draw_seed.csv is empty; its first line must name the columns."),
        (written(b"draw_id;player_id\n"), "cells are separated by commas"),
        (written(b"a\0b"), "NUL"),
        (written(b"draw_id\n\xff"), "this is not UTF-8 text (byte 8)."),
        (appended(b"x,live,t\r\n"), "3 cells, and no draw_id."),
        (appended(b'"x'), "unexpected end of data"),
        (
            appended(b"x,live,t,12.5,1,1,1\r\n"),
            "column seeding_points: “12.5” is not a whole number.",
        ),
        (appended(b"x,live,yes,1,1,1,1\r\n"), "column is_actual_seeding: “yes” is not t or f."),
        (appended(b"x,other,t,1,1,1,1\r\n"), "is not one of live, imported, unverified."),
        (
            appended(b"x,live,t,1,1,,1\r\n"),
            "column player_id: an empty cell is not a whole number.",
        ),
        (appended(b"x,live,t," + b"9" * 5000 + b",1,1,1\r\n"), "is not a whole number."),
        (written(b"{}", "manifest.json"), "manifest.json does not tell the tour_time"),
        (written(b"{", "manifest.json"), "manifest.json does not tell the tour_time"),
    ],
)
def test_damage_is_told_in_a_sentence(own: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(own)
    with pytest.raises(BadFile) as told:
        read_folder(own)
    assert said in str(told.value)
    assert len(str(told.value)) < 300


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadFile, match="is no folder"):
        read_folder(tmp_path / "file")


# what breaks the rules in the earlier tour's data, as docs/validation.md tells it
EARLIER = {
    "best-four": 716,
    "entry-age": 20,
    "tournament-iso": 1,
    "entry-suspended": 120,
    "draw-status": 12,
    "draw-numbers": 230,
    "byes-lines": 4142,
    "byes-opposite": 203,
    "byes-to-seeds": 224,
    "byes-spread": 232,
    "seeds-lines": 226,
    "seeds-sides": 226,
    "seeds-apart": 224,
    "seeds-ranking": 3584,
    "seeds-planned": 3596,
    "byes-no-match": 15,
    "match-places": 232,
    "match-lines": 286,
    "match-everybody": 3975,
    "match-sets": 1,
    "points-award": 51,
    "ranking-listed": 198,
    "ranking-age": 180,
    "ranking-ties": 1585,
    "suspension-missing": 42,
    "suspended-plays": 207,
}


@needs_published_data
def test_what_breaks_the_rules_in_the_published_data_is_counted_check_by_check() -> None:
    found = answers(CHECKS, read_folder(PUBLISHED))
    assert {name: answer.bad for name, answer in found.items() if answer.bad} == EARLIER
    assert {n for n, answer in found.items() if answer.skipped} == NOT_IN_THE_EARLIER_LAYOUT
    assert set(EARLIER) < set(CHECK)
