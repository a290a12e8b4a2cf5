"""Tables for spreadsheets: what starts like a formula stays a text, in CSV and in workbooks."""

import csv
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from shared.spreadsheets import Cell, csv_text, starts_formula, xlsx_bytes

FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "=", "-", " =1", "\u00a0=1", "  @x", "\t=1", "\r=1", "\nx"),
    *(
        "＝1",
        "＋1",
        "－1",
        "＠x",
        '=HYPERLINK("x";"y")',
        "=cmd|' /C calc'!A0",
        "\u0085=1",
        "\x7f=1",
    ),
]
TEXTS = [
    "",
    "Świątek",
    "1-0",
    "a=b",
    "'quoted",
    "x@example.org",
    "6-4 6-2",
    "#1",
    " x",
    "−1",
    "1+1",
]


def read_csv(text: str) -> list[list[str]]:
    assert text[0] == "\ufeff"
    return list(csv.reader(StringIO(text[1:], newline=""), strict=True))


def sheet_of(content: bytes) -> Worksheet:
    sheet = load_workbook(BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def naive(*parts: int) -> datetime:
    """As spreadsheets have moments: without a time zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_starts_like_a_formula_stands_behind_an_apostrophe_in_csv(text: str) -> None:
    assert starts_formula(text)
    assert read_csv(csv_text(["name"], [[text]])) == [["name"], [f"'{text}"]]


@pytest.mark.parametrize("text", TEXTS)
def test_any_other_text_is_written_as_it_stands(text: str) -> None:
    assert not starts_formula(text)
    assert read_csv(csv_text(["name", "x"], [[text, 1]])) == [["name", "x"], [text, "1"]]


def test_numbers_are_numbers_also_below_0() -> None:
    rows: list[list[Cell]] = [[-1, 0, True, None]]
    assert read_csv(csv_text(["a", "b", "c", "d"], rows))[1] == ["-1", "0", "True", ""]
    cells = next(sheet_of(xlsx_bytes("x", ["a", "b", "c", "d"], rows)).iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [-1, 0, True, None]


def test_a_number_that_a_spreadsheet_would_round_is_a_text_in_a_workbook() -> None:
    rows = [[2**53 - 1, 2**53, -(2**62)]]
    cells = next(sheet_of(xlsx_bytes("x", ["a", "b", "c"], rows)).iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [2**53 - 1, str(2**53), str(-(2**62))]


# XML makes spaces of line ends and tabs
@pytest.mark.parametrize("text", [*(t for t in FORMULAS if t[0] > " "), "#N/A", "#REF!", "#DIV/0!"])
def test_in_a_workbook_it_is_a_cell_of_text_and_stays_one_when_edited(text: str) -> None:
    content = xlsx_bytes("x", ["name"], [[text]])
    cell = sheet_of(content)["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    with ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_header_is_escaped_like_every_text() -> None:
    assert read_csv(csv_text(["=x"], [])) == [["'=x"]]
    assert sheet_of(xlsx_bytes("x", ["=x"], []))["A1"].data_type == "s"


def test_days_and_moments_are_such_in_a_workbook_and_iso_in_csv() -> None:
    moment, day = datetime(2026, 2, 17, 10, tzinfo=UTC), date(2026, 2, 23)
    assert read_csv(csv_text(["a", "b"], [[moment, day]]))[1] == [
        "2026-02-17 10:00:00",
        "2026-02-23",
    ]
    row = next(sheet_of(xlsx_bytes("x", ["a", "b", "c"], [[moment, day, 7]])).iter_rows(min_row=2))
    assert [cell.value for cell in row] == [naive(2026, 2, 17, 10), naive(2026, 2, 23), 7]
    assert [cell.is_date for cell in row] == [True, True, False]  # type: ignore[union-attr]


def test_moments_are_in_utc_wherever_they_come_from() -> None:
    moment = datetime(2026, 2, 17, 1, tzinfo=timezone(timedelta(hours=2)))
    assert read_csv(csv_text(["a"], [[moment]]))[1] == ["2026-02-16 23:00:00"]
    assert sheet_of(xlsx_bytes("x", ["a"], [[moment]]))["A2"].value == naive(2026, 2, 16, 23)


@pytest.mark.parametrize("write", [csv_text, partial(xlsx_bytes, "x")])
def test_a_moment_without_a_time_zone_is_refused(write: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        write(["a"], [[naive(2026, 2, 17, 10)]])


def test_the_same_rows_are_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[Cell]] = [["Świątek", 1, date(2026, 2, 23)], ["=x", None, None]]
    first = xlsx_bytes("x", ["a", "b", "c"], rows)
    later = time.localtime(time.time() + 3600)
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert xlsx_bytes("x", ["a", "b", "c"], rows) == first
    assert xlsx_bytes("x", ["a", "b", "c"], rows[:1]) != first
    with ZipFile(BytesIO(first)) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


def test_the_header_stays_in_sight_and_columns_are_as_wide_as_their_texts() -> None:
    sheet = sheet_of(xlsx_bytes("x", ["No.", "Name", "Note"], [[1, "Iga Świątek", "n" * 300]]))
    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [5, 13, 60]


def test_quotes_commas_and_line_ends_do_not_leave_their_cell() -> None:
    text = 'The "Oval", court\n1'
    assert read_csv(csv_text(["a", "b"], [[text, "x"]]))[1] == [text, "x"]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Rankings", "Rankings"),
        ("M60: [final]", "M60   final"),
        ("x" * 40, "x" * 31),
        ("'", "Sheet"),
    ],
)
def test_a_sheet_has_a_title_that_spreadsheets_take(title: str, kept: str) -> None:
    assert sheet_of(xlsx_bytes(title, ["a"], [])).title == kept


def test_a_text_that_no_workbook_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        xlsx_bytes("x", ["a"], [["a\x01b"]])
    with pytest.raises(ValueError, match="cannot hold"):
        xlsx_bytes("x", ["a"], [["\x01"]])
