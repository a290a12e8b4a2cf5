"""What the reader takes, and the sentence with which it refuses everything else."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.unit.importing.foreign import Foreign
from tests.unit.importing.season import TEXTS
from tools.importing import earlier
from tools.importing.earlier import FILES
from tools.importing.files import BadFile
from tools.importing.reading import Numbered, read_data_set, read_table

GENDERS = "gender_id,code,description\n1,M,Male\n2,F,Female\n"


def read(text: str | bytes, kind: type = earlier.Gender) -> list[Numbered[object]]:
    content = text if isinstance(text, bytes) else text.encode()
    return list(read_table(kind, f"{FILES[kind]}.csv", content))


def refusal(text: str | bytes, kind: type = earlier.Gender) -> str:
    with pytest.raises(BadFile) as caught:
        read(text, kind)
    return str(caught.value)


def refused_cell(table: str, column: str, cell: str) -> str:
    """What is said of the small season with this cell on the first line of that table."""
    foreign = Foreign()
    foreign.tables[table][0][column] = cell
    with pytest.raises(BadFile) as caught:
        foreign.read()
    return str(caught.value)


def test_the_small_season_is_read_whole() -> None:
    data = Foreign().read()
    assert {FILES[kind]: len(rows) for kind, rows in data.tables.items()} == {
        table: len(text.splitlines()) - 1 for table, text in TEXTS.items()
    }


def test_every_row_knows_its_line_and_the_header_is_line_1() -> None:
    assert [numbered.line for numbered in read(GENDERS)] == [2, 3]


def test_a_row_after_a_cell_of_two_lines_stands_where_an_editor_shows_it() -> None:
    assert [n.line for n in read('gender_id,code,description\n1,M,"Ma\nle"\n2,F,Female\n')] == [
        3,
        4,
    ]


GOOD_TEXTS = {
    "line feeds": GENDERS,
    "carriage returns and line feeds": GENDERS.replace("\n", "\r\n"),
    "carriage returns": GENDERS.replace("\n", "\r"),
    "both in one file": GENDERS.replace("\n", "\r\n", 2),
    "no line end at the end": GENDERS.rstrip("\n"),
    "a byte order mark": "\ufeff" + GENDERS,
    "every cell in quotes": '"gender_id","code","description"\n"1","M","Male"\n"2","F","Female"\n',
}


@pytest.mark.parametrize("text", GOOD_TEXTS.values(), ids=GOOD_TEXTS)
def test_any_way_to_end_lines_and_to_quote_reads_the_same(text: str) -> None:
    assert [numbered.row for numbered in read(text)] == [
        earlier.Gender(1, "M", "Male"),
        earlier.Gender(2, "F", "Female"),
    ]


@pytest.mark.parametrize(
    "name", ["Genève", "Plaza, court 1", 'The "Oval"', "a\nb", "a\u2028b", "a\x0bb\x85c", " x "]
)
def test_a_text_is_read_as_it_stands(name: str) -> None:
    foreign = Foreign()
    foreign.tables["venue"][0]["venue_name"] = name
    assert foreign.read().of(earlier.Venue)[0].row.venue_name == name


BAD_TEXTS = {
    "nothing": ("", "gender.csv is empty; its first line must name the columns."),
    "only a byte order mark": (
        "\ufeff",
        "gender.csv is empty; its first line must name the columns.",
    ),
    "no header": (
        "1,M,Male\n",
        "gender.csv lacks the column gender_id, code, description.",
    ),
    "a column too few": (
        GENDERS.replace(",description", ""),
        "gender.csv lacks the column description.",
    ),
    "a column twice": (
        GENDERS.replace("description", "code"),
        "gender.csv names the column code twice.",
    ),
    "a column too many": (
        GENDERS.replace("description", "description,note"),
        "gender.csv: the columns must be gender_id, code, description, in this order.",
    ),
    "another order": (
        GENDERS.replace("code,description", "description,code"),
        "gender.csv: the columns must be gender_id, code, description, in this order.",
    ),
    "another case": (
        GENDERS.replace("code", "Code"),
        "gender.csv lacks the column code.",
    ),
    "semicolons": (
        GENDERS.replace(",", ";"),
        "gender.csv separates its cells by semicolons; use commas.",
    ),
    "a cell too few": (GENDERS + "3,X\n", "gender.csv, line 4: 2 cells, not 3."),
    "a cell too many": (GENDERS + "3,X,Y,Z\n", "gender.csv, line 4: 4 cells, not 3."),
    "an empty line": (GENDERS + "\n", "gender.csv, line 4: 0 cells, not 3."),
    "a quote that stays open": (
        GENDERS + '3,X,"Y\n',
        "gender.csv, line 4: unexpected end of data.",
    ),
    "a quote inside a quoted cell": (
        GENDERS + '3,X,"Y"Z"\n',
        "gender.csv, line 4: ',' expected after '\"'.",
    ),
    "a NUL character": (
        GENDERS + "3,X,\0\n",
        "gender.csv holds a NUL character; it is no CSV file.",
    ),
    "Latin-1": (
        (GENDERS + "3,X,Genève\n").encode("latin-1"),
        "gender.csv, line 4: this is not UTF-8 text.",
    ),
    "UTF-16": (GENDERS.encode("utf-16"), "gender.csv, line 1: this is not UTF-8 text."),
    "a lone surrogate": (
        b"gender_id,code,description\n1,M,\xed\xa0\x80\n",
        "gender.csv, line 2: this is not UTF-8 text.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_file_that_is_not_as_the_layout_says_is_refused_with_its_line(
    text: str | bytes, sentence: str
) -> None:
    assert refusal(text) == sentence


def test_a_cell_longer_than_any_text_is_refused_by_its_line() -> None:
    text = "x" * (csv.field_size_limit() + 1)
    assert refusal(f"{GENDERS}3,X,{text}\n").startswith("gender.csv, line 4: field larger than")


REQUIRED = [
    (table, column)
    for kind, table in FILES.items()
    for column, hint in kind.__annotations__.items()
    if "None" not in str(hint)
]
OPTIONAL = [
    (table, column)
    for kind, table in FILES.items()
    for column, hint in kind.__annotations__.items()
    if "None" in str(hint)
]


def test_every_required_cell_must_be_filled() -> None:
    for table, column in REQUIRED:
        said = refused_cell(table, column, "")
        assert said.startswith(f"{table}.csv, line 2, column {column}: an empty cell is not ")


def test_every_other_cell_may_be_empty() -> None:
    for table, column in OPTIONAL:
        foreign = Foreign()
        foreign.tables[table][0][column] = ""
        kind = next(kind for kind, name in FILES.items() if name == table)
        numbered: Numbered[object] = foreign.read().of(kind)[0]
        assert getattr(numbered.row, column) is None


@pytest.mark.parametrize(
    "cell",
    ["one", "1.0", "1e3", "+1", "--1", "-", " 1", "1 ", "1_000", "0x1", "１", "²", "NaN", "NULL"],
)
def test_a_whole_number_is_figures_and_nothing_else(cell: str) -> None:
    assert refused_cell("gender", "gender_id", cell) == (
        f"gender.csv, line 2, column gender_id: “{cell}” is not a whole number."
    )


@pytest.mark.parametrize(("cell", "number"), [("007", 7), ("0", 0), ("-0", 0), ("-12", -12)])
def test_a_whole_number_may_have_zeros_and_a_minus_in_front(cell: str, number: int) -> None:
    foreign = Foreign()
    foreign.tables["gender"][0]["gender_id"] = cell
    assert foreign.read().of(earlier.Gender)[0].row.gender_id == number


@pytest.mark.parametrize("number", [2**62, -(2**62)])
def test_a_number_that_every_column_could_hold_is_read(number: int) -> None:
    assert read(f"gender_id,code,description\n{number},M,x\n")[0].row == earlier.Gender(
        number, "M", "x"
    )


@pytest.mark.parametrize("number", [2**62 + 1, -(2**62) - 1, 10**39])
def test_a_larger_number_is_refused(number: int) -> None:
    said = refused_cell("gender", "gender_id", str(number))
    assert said == f"gender.csv, line 2, column gender_id: “{number}” is not a whole number."


def test_a_number_of_ten_thousand_figures_is_refused_and_shown_shortened() -> None:
    assert refused_cell("gender", "gender_id", "9" * 10_000) == (
        f"gender.csv, line 2, column gender_id: “{'9' * 40}…” is not a whole number."
    )


@pytest.mark.parametrize("cell", ["true", "T", "F", "0", "1", "yes", " t", "tf"])
def test_a_truth_value_is_t_or_f(cell: str) -> None:
    assert refused_cell("drawseed", "is_actual_seeding", cell) == (
        f"drawseed.csv, line 2, column is_actual_seeding: “{cell}” is not t or f."
    )


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30",
        "2026-13-01",
        "2025-02-29",
        "23.02.2026",
        "2026-2-3",
        "2026-02-23 10:00:00",
        "02/23/2026",
        "0000-01-01",
        "10000-01-01",
        "２０２６-02-23",
        "46076",
        "soon",
    ],
)
def test_a_day_is_one_of_the_calendar_written_year_first(cell: str) -> None:
    assert refused_cell("matches", "match_date", cell) == (
        f"matches.csv, line 2, column match_date: “{cell}” is not a day like 2026-02-23."
    )


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-17 25:00:00",
        "2026-02-17 10:60:00",
        "2026-02-30 10:00:00",
        "10:00:00",
        "today",
        "17.02.2026 10:00",
        "2026-02-17 10:00:00+01:00",
        "2026-02-17T10:00:00Z",
        "infinity",
    ],
)
def test_a_moment_is_in_utc_and_says_no_zone(cell: str) -> None:
    assert refused_cell("entries", "entry_timestamp", cell) == (
        f"entries.csv, line 2, column entry_timestamp: “{cell}” is not a moment like "
        "2026-02-17 10:00:00 (UTC)."
    )


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-02-17 10:00:00", datetime(2026, 2, 17, 10, tzinfo=UTC)),
        ("2026-02-17T10:00:00", datetime(2026, 2, 17, 10, tzinfo=UTC)),
        ("2026-02-17 10:00:00.000001", datetime(2026, 2, 17, 10, 0, 0, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01 00:00:00", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_to_the_microsecond(cell: str, moment: datetime) -> None:
    foreign = Foreign()
    foreign.tables["entries"][0]["entry_timestamp"] = cell
    assert foreign.read().of(earlier.Entry)[0].row.entry_timestamp == moment


def test_a_day_is_read_as_that_day() -> None:
    assert Foreign().read().of(earlier.Match)[0].row.match_date == date(2026, 1, 5)


def test_an_optional_cell_is_read_like_a_required_one_where_it_is_filled() -> None:
    foreign = Foreign()
    foreign.change("entries", {"entry_id": 1}, entry_points="12")
    assert foreign.read().of(earlier.Entry)[0].row.entry_points == 12
    said = refused_cell("entries", "entry_points", "many")
    assert said == "entries.csv, line 2, column entry_points: “many” is not a whole number."
    assert refused_cell("draws", "draw_generated_at", "later").endswith("(UTC).")


# ---- the folder


def test_a_folder_is_read_with_its_name_and_all_its_tables(tmp_path: Path) -> None:
    data = read_data_set(Foreign().write(tmp_path))
    assert data.source == str(tmp_path)
    assert data.tables == Foreign().read().tables


def test_every_one_of_the_24_files_is_needed(tmp_path: Path) -> None:
    folder = Foreign().write(tmp_path)
    for table in TEXTS:
        path = folder / f"{table}.csv"
        path.rename(folder / "away")
        with pytest.raises(BadFile) as caught:
            read_data_set(folder)
        assert str(caught.value) == f"{folder} lacks {table}.csv. All 24 tables are needed."
        (folder / "away").rename(path)


def test_all_files_that_are_missing_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        read_data_set(tmp_path)
    for table in TEXTS:
        assert f"{table}.csv" in str(caught.value)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gender.csv").write_text(GENDERS)
    for wrong in (tmp_path / "gender.csv", tmp_path / "nowhere"):
        with pytest.raises(BadFile) as caught:
            read_data_set(wrong)
        assert str(caught.value) == (
            f"{wrong} is no folder. Name the folder that holds the CSV files."
        )


def test_a_folder_in_place_of_a_file_counts_as_missing(tmp_path: Path) -> None:
    folder = Foreign().write(tmp_path)
    (folder / "gender.csv").unlink()
    (folder / "gender.csv").mkdir()
    with pytest.raises(BadFile, match=r"lacks gender\.csv"):
        read_data_set(folder)


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Foreign().write(tmp_path)
    as_usual = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "venue.csv":
            raise PermissionError(13, "Permission denied")
        return as_usual(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(BadFile) as caught:
        read_data_set(folder)
    assert str(caught.value) == f"{folder / 'venue.csv'} cannot be read: Permission denied."


def test_the_same_files_have_the_same_hash_wherever_they_lie(tmp_path: Path) -> None:
    hashes = {
        read_data_set(Foreign().write(tmp_path / name)).data_hash for name in ("here", "there")
    }
    (one,) = hashes
    assert len(one) == 64


def exchange_two_lines(folder: Path) -> None:
    path = folder / "country.csv"
    header, first, second = path.read_text().splitlines()
    path.write_text(f"{header}\n{second}\n{first}\n")


def use_other_line_ends(folder: Path) -> None:
    path = folder / "gender.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("change", [exchange_two_lines, use_other_line_ends])
def test_any_other_byte_is_another_data_set(tmp_path: Path, change: Callable[[Path], None]) -> None:
    folder = Foreign().write(tmp_path)
    before = read_data_set(folder).data_hash
    change(folder)
    assert read_data_set(folder).data_hash != before
