"""Damaged files of every kind, as a person meets them: one sentence, exit code 2, no traceback."""

import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.command_line import Answer, type_tour
from tests.unit.importing import damage
from tests.unit.importing.foreign import Foreign
from tools.importing import earlier, files
from tools.importing.files import BadFile, TableFile
from tools.importing.reading import read_data_set

Import = Callable[[Path], Answer]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Import:
    """`tour import FOLDER --dry-run`, for which no tour must run."""
    monkeypatch.setenv("TOUR_HOME", str(tmp_path / "home"))

    def answer(folder: Path) -> Answer:
        return type_tour(monkeypatch, capsys, "import", folder, "--dry-run")

    return answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Foreign().write(tmp_path / "data")


def check_refused(answer: Answer, sentence: str) -> None:
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("tour: ")
    assert sentence in answer.err
    assert answer.err.rstrip("\n").endswith(".")
    # one sentence for people, on one line
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("spoil", "sentence"), damage.CSV_DAMAGE.values(), ids=list(damage.CSV_DAMAGE)
)
def test_a_damaged_csv_file_is_refused_in_one_sentence(
    run: Import, folder: Path, spoil: damage.Damage, sentence: str
) -> None:
    spoil(folder)
    check_refused(run(folder), sentence)


@pytest.mark.parametrize(
    ("spoil", "sentence"), damage.XLSX_DAMAGE.values(), ids=list(damage.XLSX_DAMAGE)
)
def test_a_damaged_workbook_is_refused_in_one_sentence(
    run: Import, folder: Path, spoil: damage.Damage, sentence: str
) -> None:
    spoil(folder)
    check_refused(run(folder), sentence)


def test_there_are_more_than_fifty_ways() -> None:
    assert len(damage.CSV_DAMAGE) + len(damage.XLSX_DAMAGE) > 50


def test_a_byte_order_mark_is_no_damage(folder: Path) -> None:
    damage.bytes_of(lambda content: b"\xef\xbb\xbf" + content)(folder)
    assert read_data_set(folder).tables == Foreign().read().tables


def test_a_table_in_two_files_is_refused(run: Import, folder: Path) -> None:
    text = (folder / "country.csv").read_text()
    damage.as_workbook(folder, "country").save(folder / "country.xlsx")
    (folder / "country.csv").write_text(text)
    check_refused(run(folder), "country stands in country.csv and in country.xlsx; keep one.")


def test_a_table_in_two_sheets_is_refused(run: Import, folder: Path) -> None:
    for name in ("one", "two"):
        book = Workbook()
        book.active.title = "country"  # type: ignore[union-attr]
        book.save(folder / f"{name}.xlsx")
    (folder / "country.csv").unlink()
    check_refused(run(folder), "country stands in one.xlsx, sheet country and in two.xlsx")


def test_a_workbook_with_encrypted_parts_is_refused(run: Import, folder: Path) -> None:
    damage.as_workbook(folder, "country").save(folder / "country.xlsx")
    damage.encrypted(folder / "country.xlsx")
    check_refused(run(folder), "country.xlsx is encrypted; save it without a password.")


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("file", "country.xlsx is larger than 0 MB."),
        ("content", "country.xlsx would unpack to more than 0 MB."),
    ],
)
def test_a_workbook_larger_than_any_of_ours_is_not_unpacked(
    run: Import, folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str, sentence: str
) -> None:
    def unpacked(*_: object, **__: object) -> None:
        raise AssertionError("it was unpacked")

    damage.as_workbook(folder, "country").save(folder / "country.xlsx")
    monkeypatch.setattr(files, "WORKBOOKS", replace(files.WORKBOOKS, **{limit: 1000}))
    monkeypatch.setattr("openpyxl.load_workbook", unpacked)
    check_refused(run(folder), sentence)


def test_a_bomb_is_not_unpacked(run: Import, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unpacked(*_: object, **__: object) -> None:
        raise AssertionError("it was unpacked")

    damage.packed(damage.bomb)(folder)
    monkeypatch.setattr(zipfile.ZipFile, "open", unpacked)
    check_refused(run(folder), "is packed more than 100 times smaller")


def test_a_folder_that_may_not_be_listed_is_refused(
    run: Import, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def iterdir(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", iterdir)
    check_refused(run(folder), f"{folder} cannot be read: Permission denied.")


def test_a_workbook_that_may_not_be_read_is_refused(
    run: Import, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage.as_workbook(folder, "country").save(folder / "country.xlsx")

    def open_(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", open_)
    check_refused(run(folder), "country.xlsx cannot be read: Permission denied.")


@pytest.mark.parametrize("wrong", ["nowhere", "data/country.csv"])
def test_what_is_no_folder_is_refused(run: Import, folder: Path, wrong: str) -> None:
    path = folder.parent / wrong
    check_refused(run(path), f"{path} is no folder. Name the folder that holds the CSV files.")


def test_a_workbook_with_any_byte_changed_is_read_or_refused(folder: Path) -> None:
    """A sentence or the rows, never another error."""
    damage.as_workbook(folder, "country").save(folder / "country.xlsx")
    path = folder / "country.xlsx"
    content, lots = path.read_bytes(), random.Random(2026)
    refused = 0
    for _ in range(150):
        changed = bytearray(content)
        for _ in range(lots.choice((1, 1, 4, 64))):
            changed[lots.randrange(len(changed))] = lots.randrange(256)
        path.write_bytes(changed)
        try:
            list(TableFile(path, path.name, "Sheet").lines())
        except BadFile:
            refused += 1
    assert refused > 20


# ---- good workbooks


def test_a_workbook_per_table_reads_like_the_csv_files(folder: Path) -> None:
    for table in earlier.FILES.values():
        damage.as_workbook(folder, table).save(folder / f"{table}.xlsx")
    assert read_data_set(folder).tables == Foreign().read().tables


def test_a_sheet_per_table_reads_like_the_csv_files(folder: Path) -> None:
    book = Workbook()
    book.active.title = "notes of the secretary"  # type: ignore[union-attr]
    for table in earlier.FILES.values():
        path = folder / f"{table}.csv"
        damage.fill(book.create_sheet(table), path.read_text(encoding="utf-8"))
        path.unlink()
    book.save(folder / "the tour.xlsx")
    # what an open workbook leaves beside it
    (folder / "~$the tour.xlsx").write_bytes(b"me")
    first, again = read_data_set(folder), read_data_set(folder)
    assert first.tables == Foreign().read().tables
    assert first.data_hash == again.data_hash


def test_another_cell_of_a_workbook_is_another_data_set(folder: Path) -> None:
    book = damage.as_workbook(folder, "country")
    book.save(folder / "country.xlsx")
    before = read_data_set(folder).data_hash
    book.active["C2"] = "Elsewhere"  # type: ignore[index]
    book.save(folder / "country.xlsx")
    assert read_data_set(folder).data_hash != before


def test_a_text_in_a_workbook_may_start_like_a_formula(folder: Path) -> None:
    book = damage.as_workbook(folder, "venue")
    sheet = book.active
    sheet["C2"] = "=Court 1"  # type: ignore[index]
    sheet["C2"].data_type = "s"  # type: ignore[index]
    book.save(folder / "venue.xlsx")
    assert read_data_set(folder).of(earlier.Venue)[0].row.venue_name == "=Court 1"


def test_a_row_of_a_workbook_knows_its_row(folder: Path) -> None:
    damage.workbook(lambda sheet: sheet.__setitem__("A3", "x"))(folder)
    with pytest.raises(BadFile, match=r"country\.xlsx, line 3, column country_id"):
        read_data_set(folder)
