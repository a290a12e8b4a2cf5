"""Ways in which files are damaged, each done to one table of a good folder."""

import csv
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Damage: TypeAlias = Callable[[Path], None]
HEADER = b"country_id,code,description\n"


def bytes_of(change: Callable[[bytes], bytes], table: str = "country") -> Damage:
    """Other bytes in that CSV file."""

    def damage(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))

    return damage


def in_its_place(make: Callable[[Path], object], table: str = "country") -> Damage:
    """Something else under the name of that CSV file."""

    def damage(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.unlink()
        make(path)

    return damage


def cell(table: str, column: str, text: str) -> Damage:
    """Another text in the first row."""

    def change(content: bytes) -> bytes:
        rows = list(csv.reader(StringIO(content.decode())))
        rows[1][rows[0].index(column)] = text
        out = StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue().encode()

    return bytes_of(change, table)


def workbook(change: Callable[[Worksheet], object], table: str = "country") -> Damage:
    """The table as a workbook, in which something is changed."""

    def damage(folder: Path) -> None:
        book = as_workbook(folder, table)
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        change(sheet)
        book.save(folder / f"{table}.xlsx")

    return damage


def packed(change: Callable[[dict[str, bytes]], object], table: str = "country") -> Damage:
    """The table as a workbook of which the parts are changed."""

    def damage(folder: Path) -> None:
        as_workbook(folder, table).save(folder / f"{table}.xlsx")
        path = folder / f"{table}.xlsx"
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return damage


def file_of_workbook(change: Callable[[bytes], bytes], table: str = "country") -> Damage:
    """The table as a workbook with other bytes."""

    def damage(folder: Path) -> None:
        as_workbook(folder, table).save(folder / f"{table}.xlsx")
        path = folder / f"{table}.xlsx"
        path.write_bytes(change(path.read_bytes()))

    return damage


def as_workbook(folder: Path, table: str) -> Workbook:
    """The CSV file of the table goes, a workbook with the same cells comes."""
    path = folder / f"{table}.csv"
    book = Workbook()
    fill(book.active, path.read_text(encoding="utf-8"))
    path.unlink()
    return book


def fill(sheet: Any, text: str) -> None:
    """The cells of a CSV text: numbers, booleans and days as a spreadsheet holds them."""
    for row in csv.reader(StringIO(text)):
        sheet.append([_value(cell) for cell in row])


def _value(cell: str) -> object:
    if cell in {"t", "f"}:
        return cell == "t"
    for kind in (int, date.fromisoformat, datetime.fromisoformat):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell or None


def encrypted(path: Path) -> None:
    """Marks the parts of a zip file as encrypted."""
    content = path.read_bytes()
    for start in (b"PK\x01\x02", b"PK\x03\x04"):
        offset = 8 if start == b"PK\x01\x02" else 6
        at = content.find(start)
        while at >= 0:
            content = content[: at + offset] + b"\x01" + content[at + offset + 1 :]
            at = content.find(start, at + 4)
    path.write_bytes(content)


SHEET = "xl/worksheets/sheet1.xml"


def a_bare_number(sheet: Worksheet) -> None:
    sheet["G2"] = 46076
    sheet["G2"].number_format = "General"


def bomb(parts: dict[str, bytes]) -> None:
    parts[SHEET] = parts[SHEET].replace(
        b"<sheetData>", b"<sheetData>" + b'<row r="1"></row>' * 400_000
    )


def entities(parts: dict[str, bytes]) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    start = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'.encode()
    parts[SHEET] = start + parts[SHEET].replace(b"<sheetData>", b"<sheetData>&a9;")


def foreign_entity(parts: dict[str, bytes]) -> None:
    start = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    parts[SHEET] = start + parts[SHEET].replace(b"<sheetData>", b"<sheetData>&a;")


def far_row(parts: dict[str, bytes]) -> None:
    row = b'<row r="900000000"><c r="A900000000"><v>1</v></c></row></sheetData>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row)


def many_parts(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/media/{n}.png": b"" for n in range(2_001)})


# ---- what the tests try: a name, what is done, and what is said

COUNTRIES = b"1,ESP,Spain\n"
CSV_DAMAGE: dict[str, tuple[Damage, str]] = {
    "latin-1": (
        bytes_of(lambda c: c + "9,X,Curaçao\n".encode("latin-1")),
        "country.csv, line 4: this is not UTF-8 text.",
    ),
    "UTF-16": (
        bytes_of(lambda c: c.decode().encode("utf-16")),
        "country.csv, line 1: this is not UTF-8 text.",
    ),
    "UTF-16 without a mark": (
        bytes_of(lambda c: c.decode().encode("utf-16-le")),
        "country.csv holds a NUL character; it is no CSV file.",
    ),
    "UTF-32": (
        bytes_of(lambda c: c.decode().encode("utf-32")),
        "country.csv, line 1: this is not UTF-8 text.",
    ),
    "packed": (
        bytes_of(lambda _: b"\x1f\x8b\x08\x00" + os.urandom(0) + b"\x9c\xed"),
        "country.csv, line 1: this is not UTF-8 text.",
    ),
    "a page of the web": (
        bytes_of(lambda _: b"<!DOCTYPE html><html><body>Not found</body></html>"),
        "country.csv lacks the column country_id, code, description.",
    ),
    "JSON": (bytes_of(lambda _: b'[{"country_id": 1}]'), "country.csv lacks the column"),
    "a missing column": (
        bytes_of(lambda c: c.replace(b",description", b"", 1)),
        "country.csv lacks the column description.",
    ),
    "a column twice": (
        bytes_of(lambda c: c.replace(b"description", b"code", 1)),
        "country.csv names the column code twice.",
    ),
    "a column more": (
        bytes_of(lambda c: c.replace(b"description", b"description,note", 1)),
        "country.csv: the columns must be country_id, code, description, in this order.",
    ),
    "semicolons": (
        bytes_of(lambda c: c.replace(b",", b";")),
        "country.csv separates its cells by semicolons; use commas.",
    ),
    "tabs": (bytes_of(lambda c: c.replace(b",", b"\t")), "country.csv lacks the column"),
    "no header": (bytes_of(lambda _: COUNTRIES), "country.csv lacks the column"),
    "half a line": (bytes_of(lambda c: c + b"9,X"), "country.csv, line 4: 2 cells, not 3."),
    "a cell too many": (
        bytes_of(lambda c: c + b"9,X,Y,Z\n"),
        "country.csv, line 4: 4 cells, not 3.",
    ),
    "a line without anything": (
        bytes_of(lambda c: c.replace(b"\n", b"\n\n", 1)),
        "country.csv, line 2: 0 cells, not 3.",
    ),
    "a quote that stays open": (
        bytes_of(lambda c: c + b'9,X,"Y\n'),
        "country.csv, line 4: unexpected end of data.",
    ),
    "a quote too many": (
        bytes_of(lambda c: c + b'9,X,"Y"Z\n'),
        "country.csv, line 4: ',' expected after '\"'.",
    ),
    "NUL": (
        bytes_of(lambda c: c + b"9,X,\0\n"),
        "country.csv holds a NUL character; it is no CSV file.",
    ),
    "nothing": (bytes_of(lambda _: b""), "country.csv is empty;"),
    "only a mark": (bytes_of(lambda _: b"\xef\xbb\xbf"), "country.csv is empty;"),
    "100,000 lines and half a one": (
        bytes_of(lambda _: HEADER + COUNTRIES * 100_000 + b"2,"),
        "country.csv, line 100002: 2 cells, not 3.",
    ),
    "a cell of two hundred thousand letters": (
        bytes_of(lambda c: c + b"9,X," + b"x" * 200_000),
        "country.csv, line 4: field larger than field limit",
    ),
    "a word for a number": (
        cell("players", "birth_year", "MCMLX"),
        "players.csv, line 2, column birth_year: “MCMLX” is not a whole number.",
    ),
    "a formula for a number": (
        cell("players", "birth_year", "=1960"),
        "players.csv, line 2, column birth_year: “=1960” is not a whole number.",
    ),
    "a number of a thousand figures": (
        cell("players", "birth_year", "9" * 1000),
        f"players.csv, line 2, column birth_year: “{'9' * 40}…” is not a whole number.",
    ),
    "an empty cell that must be filled": (
        cell("players", "last_name", ""),
        "players.csv, line 2, column last_name: an empty cell is not a text.",
    ),
    "a day as a number": (
        cell("matches", "match_date", "46076"),
        "matches.csv, line 2, column match_date: “46076” is not a day like 2026-02-23.",
    ),
    "a day as people write it": (
        cell("matches", "match_date", "23.02.2026"),
        "matches.csv, line 2, column match_date: “23.02.2026” is not a day like 2026-02-23.",
    ),
    "a moment with a zone": (
        cell("entries", "entry_timestamp", "2026-02-17 10:00:00+01:00"),
        "entries.csv, line 2, column entry_timestamp: ",
    ),
    "yes for true": (
        cell("draws", "has_supertiebreak", "yes"),
        "draws.csv, line 2, column has_supertiebreak: “yes” is not t or f.",
    ),
    "a missing file": (in_its_place(lambda _: None), " lacks country.csv. "),
    "a folder for a file": (in_its_place(Path.mkdir), " lacks country.csv. "),
    "a link to itself": (in_its_place(lambda p: p.symlink_to(p)), " lacks country.csv. "),
    "a link to nowhere": (
        in_its_place(lambda p: p.symlink_to(p.with_name("nowhere"))),
        " lacks country.csv. ",
    ),
    "a pipe": (in_its_place(os.mkfifo), " lacks country.csv. "),
    "a workbook under a CSV file's name": (
        in_its_place(lambda p: Workbook().save(p)),
        ": this is not UTF-8 text.",
    ),
}

XLSX_DAMAGE: dict[str, tuple[Damage, str]] = {
    "no zip file": (file_of_workbook(lambda _: HEADER), "country.xlsx is no XLSX workbook."),
    "nothing": (file_of_workbook(lambda _: b""), "country.xlsx is empty."),
    "a document with a password": (
        file_of_workbook(lambda _: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512),
        "country.xlsx is encrypted, or of a program before 2007;",
    ),
    "half a file": (
        file_of_workbook(lambda c: c[: len(c) // 2]),
        "country.xlsx is no XLSX workbook.",
    ),
    "a broken part": (
        file_of_workbook(lambda c: c[:600] + bytes(len(c[600:1200])) + c[1200:]),
        "country.xlsx is a damaged workbook: ",
    ),
    "a bomb": (packed(bomb), "country.xlsx is packed more than 100 times smaller, as no table is."),
    "entities in entities": (packed(entities), "country.xlsx is a damaged workbook: "),
    "an entity from the disk": (packed(foreign_entity), "country.xlsx is a damaged workbook: "),
    "parts without end": (packed(many_parts), "country.xlsx has 2,0"),
    "another kind of zip file": (
        packed(lambda parts: parts.pop("[Content_Types].xml")),
        "country.xlsx is no XLSX workbook.",
    ),
    "no sheet": (packed(lambda parts: parts.pop(SHEET)), "country.xlsx has no sheet."),
    "no book": (
        packed(lambda parts: parts.pop("xl/workbook.xml")),
        "country.xlsx is a damaged workbook: ",
    ),
    "half a sheet": (
        packed(lambda parts: parts.update({SHEET: parts[SHEET][:200]})),
        "country.xlsx is a damaged workbook: ",
    ),
    "a row far below": (packed(far_row), "country.xlsx, row 1004: too many empty rows."),
    "a formula": (
        workbook(lambda sheet: sheet.__setitem__("C2", '=UPPER("x")')),
        "country.xlsx, cell C2: a formula; save its value instead.",
    ),
    "an error": (
        workbook(lambda sheet: sheet.__setitem__("C2", "#REF!")),
        "country.xlsx, cell C2: the error #REF!.",
    ),
    "a duration": (
        workbook(lambda sheet: sheet.__setitem__("C2", timedelta(hours=3))),
        "country.xlsx, cell C2: ",
    ),
    "a number with a fraction": (
        workbook(lambda sheet: sheet.__setitem__("A2", 1.5)),
        "country.xlsx, line 2, column country_id: “1.5” is not a whole number.",
    ),
    "a day as a number": (
        workbook(a_bare_number, "matches"),
        "matches.xlsx, line 2, column match_date: “46076” is not a day like 2026-02-23.",
    ),
    "a day with an hour": (
        workbook(
            lambda sheet: sheet.__setitem__("G2", datetime.fromisoformat("2026-01-05 10:00")),
            "matches",
        ),
        "matches.xlsx, line 2, column match_date: “2026-01-05 10:00:00” is not a day",
    ),
    "an empty row between others": (
        workbook(lambda sheet: sheet.insert_rows(3)),
        "country.xlsx, row 3: an empty row between others.",
    ),
    "a cell beside the table": (
        workbook(lambda sheet: sheet.__setitem__("E2", "note")),
        "country.xlsx, line 2: 5 cells, not 3.",
    ),
    "no header": (workbook(lambda sheet: sheet.delete_rows(1)), "country.xlsx lacks the column"),
    "a missing column": (
        workbook(lambda sheet: sheet.delete_cols(3)),
        "country.xlsx lacks the column description.",
    ),
    "a column twice": (
        workbook(lambda sheet: sheet.__setitem__("C1", "code")),
        "country.xlsx names the column code twice.",
    ),
    "an empty sheet": (
        workbook(lambda sheet: sheet.delete_rows(1, 99)),
        "country.xlsx is empty; its first line must name the columns.",
    ),
    "two sheets": (
        workbook(lambda sheet: sheet.parent and sheet.parent.create_sheet("more")),
        "country.xlsx has 2 sheets; keep the one that is the table country.",
    ),
}
