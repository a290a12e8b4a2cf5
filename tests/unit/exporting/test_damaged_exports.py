"""Exports of which a part is damaged or missing: told before any database is asked."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.command_line import type_tour
from tools.exporting.content import TableContent
from tools.exporting.layout import REFERENCE, TABLES
from tools.exporting.manifest import Format, Manifest, read_manifest, write_manifest
from tools.exporting.writing import SQL_END, SQL_HEAD, SQL_REMARK, SQL_TAIL
from tools.importing.own import read_export

Damage: TypeAlias = Callable[[Path], object]


def manifest_of(format_: Format) -> Manifest:
    tables = tuple(TableContent(table, 1, "0" * 64) for table in TABLES)
    return Manifest(format_, "0001", datetime(2026, 2, 16, 12, tzinfo=UTC), tables)


@pytest.fixture
def csv_export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    write_manifest(folder, manifest_of(Format.CSV))
    for table in TABLES:
        (folder / f"{table}.csv").write_text("id\n1\n")
    return folder


@pytest.fixture
def sql_export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    write_manifest(folder, manifest_of(Format.SQL))
    lines = list(SQL_HEAD)
    for table in TABLES:
        remark = SQL_REMARK if table in REFERENCE else ""
        rows = (f"COPY tour.{table} (id, name) FROM stdin;", "1\t\\N", "2\ta\\tb", SQL_END)
        lines += [f"{remark}{row}" for row in rows]
    lines += SQL_TAIL
    (folder / "tour.sql").write_text("".join(f"{line}\n" for line in lines))
    return folder


def refusal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """What `tour import` says, where no tour runs."""
    monkeypatch.setenv("TOUR_HOME", str(folder.parent / "home"))
    answer = type_tour(monkeypatch, capsys, "import", folder)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    return answer.err


def told(**changed: Any) -> Damage:
    """Other words in the manifest."""

    def damage(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changed))

    return damage


def tables(change: Callable[[list[dict[str, Any]]], object]) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text())
        change(manifest["tables"])
        path.write_text(json.dumps(manifest))

    return damage


def text(words: str) -> Damage:
    return lambda folder: (folder / "manifest.json").write_text(words)


CHANGED = "manifest.json is damaged or was changed after the export."
NONE = "manifest.json is no manifest of an export."
MANIFESTS: dict[str, tuple[Damage, str]] = {
    "missing": (lambda f: (f / "manifest.json").unlink(), "lacks manifest.json;"),
    "empty": (text(""), NONE),
    "half": (lambda f: text((f / "manifest.json").read_text()[:500])(f), NONE),
    "a list": (text("[]"), NONE),
    "UTF-16": (lambda f: (f / "manifest.json").write_bytes("{}".encode("utf-16")[1:]), NONE),
    "brackets without end": (text("[" * 200_000), NONE),
    "a megabyte": (text(json.dumps({"version": 1, "x": "x" * 2**20})), NONE),
    "another version": (told(version=2), "manifest.json is of version 2; this program reads 1."),
    "no version": (text("{}"), "manifest.json is of version None; this program reads 1."),
    "no tables": (told(tables=None), CHANGED),
    "another hash": (told(hash="0" * 64), CHANGED),
    "another format": (told(format="pdf"), CHANGED),
    "a time without zone": (told(tour_time="2026-02-16T12:00:00"), CHANGED),
    "another number of rows": (tables(lambda all_: all_[0].update(rows=2)), CHANGED),
    "rows in words": (tables(lambda all_: all_[0].update(rows="one")), CHANGED),
    "a table less": (tables(lambda all_: all_.pop()), CHANGED),
    "a table twice": (tables(lambda all_: all_.append(all_[0])), CHANGED),
    "a table nobody knows": (tables(lambda all_: all_[0].update(table="officials")), CHANGED),
    "a word more": (tables(lambda all_: all_[0].update(path="../../etc/passwd")), CHANGED),
    "a hash that is none": (tables(lambda all_: all_[0].update(sha256="x")), CHANGED),
}


@pytest.mark.parametrize(("spoil", "sentence"), MANIFESTS.values(), ids=list(MANIFESTS))
def test_a_damaged_manifest_is_refused(
    csv_export: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: Damage,
    sentence: str,
) -> None:
    spoil(csv_export)
    assert sentence in refusal(csv_export, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda f: (f / "matches.csv").unlink(), "lacks matches.csv. All 34 tables are needed."),
        (lambda f: (f / "matches.xlsx").write_text("x"), "matches.xlsx is no XLSX workbook."),
    ],
)
def test_a_part_that_is_missing_or_strange_is_told(
    csv_export: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: Damage,
    sentence: str,
) -> None:
    spoil(csv_export)
    assert sentence in refusal(csv_export, monkeypatch, capsys)


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(content: str) -> str:
        assert old in content
        return content.replace(old, new, 1)

    return change


STRANGE = "this is no line that `tour export` writes there."
SHORT = "tour.sql ends too early; a part of the export is missing."
SQL: dict[str, tuple[Callable[[str], str], str]] = {
    "nothing": (lambda _: "", SHORT),
    "half": (lambda c: c[: len(c) // 2], ""),
    "no end": (replaced("COMMIT;\n", ""), SHORT),
    "more after the end": (lambda c: f"{c}DROP SCHEMA tour;\n", STRANGE),
    "a statement at the start": (lambda c: f"DROP SCHEMA tour;\n{c}", f"line 1: {STRANGE}"),
    "a statement between tables": (
        replaced("COPY tour.players", "DROP SCHEMA tour;\nCOPY tour.players"),
        STRANGE,
    ),
    "a program of the shell": (replaced("BEGIN;", "\\! rm -rf /\nBEGIN;"), STRANGE),
    "a table of the accounts": (replaced("COPY tour.players", "COPY tour.officials"), STRANGE),
    "columns with a statement": (replaced("(id, name)", "(id) FROM stdin; --"), STRANGE),
    "a file of the server": (replaced("FROM stdin", "FROM '/etc/passwd'"), STRANGE),
    "rows of the rule book to be stored": (replaced("--| 1\t", "1\t"), STRANGE),
    "a table less": (
        lambda c: c[: c.index("COPY tour.venue")] + c[c.index("COPY tour.players") :],
        STRANGE,
    ),
    "NUL": (replaced("a\\tb", "a\0b"), "a NUL character."),
    "Latin-1": (replaced("a\\tb", "a\udce9b"), "this is not UTF-8 text."),
}


@pytest.mark.parametrize(("change", "sentence"), SQL.values(), ids=list(SQL))
def test_a_file_of_sql_with_any_line_that_no_export_writes_is_refused(
    sql_export: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[str], str],
    sentence: str,
) -> None:
    path = sql_export / "tour.sql"
    path.write_bytes(change(path.read_text()).encode("utf-8", "surrogateescape"))
    said = refusal(sql_export, monkeypatch, capsys)
    assert said.startswith("tour: tour.sql")
    assert sentence in said


def test_a_missing_file_of_sql_is_told(
    sql_export: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (sql_export / "tour.sql").unlink()
    assert "lacks tour.sql." in refusal(sql_export, monkeypatch, capsys)


def test_rows_of_sql_are_read_with_their_lines_and_escapes(sql_export: Path) -> None:
    sources = read_export(sql_export).sources
    assert list(sources) == list(TABLES)
    for table in TABLES:
        lines = list(sources[table].lines())
        start = lines[0][0]
        assert lines == [
            (start, ["id", "name"]),
            (start + 1, ["1", ""]),
            (start + 2, ["2", "a\tb"]),
        ]
        text_ = (sql_export / "tour.sql").read_text().splitlines()[start - 1]
        assert f"COPY tour.{table} " in text_


def test_a_manifest_reads_as_it_was_written(tmp_path: Path) -> None:
    for format_ in Format:
        write_manifest(tmp_path, manifest_of(format_))
        assert read_manifest(tmp_path) == manifest_of(format_)
