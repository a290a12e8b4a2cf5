"""Lists as people hand them in: separators, headers, quotes, encodings, and what is no list."""

import asyncio
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from services.entries.domain.bulk import MOST_ENTRY_LINES, MOST_PLAYER_LINES
from services.gateway.admin.bulk_cells import (
    ENTRIES,
    PLAYERS,
    country_keys,
    entry_line,
    player_line,
)
from services.gateway.admin.bulk_lines import MOST_CELLS, Line, ReadList, Shape, read_list
from services.gateway.admin.bulk_text import MOST_BYTES, handed_in
from services.gateway.views.bulk import MOST_ENTRIES, MOST_PLAYERS
from shared.errors import InvalidInput
from tour.common.v1 import common_pb2 as common
from tour.entries.v1 import entries_pb2 as pb

HEADER = "First name;Last name;Gender;Country;Birth year"
ANNA = {
    "first_name": "Anna",
    "last_name": "Berg",
    "gender": "F",
    "country": "S",
    "birth_year": "1963",
}
COUNTRIES = country_keys(
    [
        pb.Country(country_id=4, code="S", name="Sweden"),
        pb.Country(country_id=7, code="CZ", name="Czechia"),
        # its name is the code of another one
        pb.Country(country_id=9, code="SX", name="CZ"),
    ]
)


def read(text: str, shape: Shape = PLAYERS, most: int = 2000) -> ReadList:
    return read_list(text, shape, most)


def cells(text: str, shape: Shape = PLAYERS) -> list[Mapping[str, str]]:
    return [each.cells for each in read(text, shape).lines]


def refused(text: str, shape: Shape = PLAYERS, most: int = 2000) -> str:
    with pytest.raises(InvalidInput) as caught:
        read(text, shape, most)
    (violation,) = caught.value.violations
    assert violation.field == "lines"
    return violation.message


# --- separators, quotes, blank lines ---------------------------------------------------------


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_is_read_with_each_separator_and_line_end(sign: str, end: str) -> None:
    lines = (HEADER, "Anna;Berg;F;S;1963", "", "Jan;Novak;M;CZ;1960", "")
    found = read(end.join(lines).replace(";", sign))
    assert found.separator == sign
    assert [(each.number, each.cells["first_name"]) for each in found.lines] == [
        (2, "Anna"),
        (4, "Jan"),
    ]
    assert found.lines[0].cells == ANNA


def test_the_separator_is_that_of_most_lines() -> None:
    assert cells("Anna Berg\nNovak, Jan;1960\nEva;Horn;1961", ENTRIES) == [
        {"name": "Anna Berg"},
        {"name": "Novak, Jan", "birth_year": "1960"},
        {"first_name": "Eva", "last_name": "Horn", "birth_year": "1961"},
    ]


def test_quotes_keep_separators_and_quotes_inside_a_cell() -> None:
    (line,) = cells('Anna,"Berg, von ""B""",F,S,1963')
    assert line["last_name"] == 'Berg, von "B"'


def test_an_open_quote_is_said_with_its_line() -> None:
    assert refused(f'{HEADER}\nAnna;"Berg;F;S;1963').startswith("The list, line 2: ")
    assert refused(f'{HEADER}\nAnna;"Be"rg;F;S;1963').startswith("The list, line 2: ")


def test_blank_lines_and_blanks_around_cells_do_not_count() -> None:
    assert cells("\n \n;;;;\n Anna ; Berg;F ;S;  1963\n\t\n") == [ANNA]


def test_a_byte_order_mark_is_no_part_of_the_first_cell() -> None:
    assert cells(f"\ufeff{HEADER}\nAnna;Berg;F;S;1963") == [ANNA]
    assert cells("\ufeffAnna;Berg;F;S;1963") == [ANNA]


@pytest.mark.parametrize("text", ["", "  \n\n", ";;;;", HEADER, "\ufeff"])
def test_an_empty_list_is_refused(text: str) -> None:
    assert refused(text) == "The list is empty: paste its lines, or choose a file."


def test_a_nul_is_refused() -> None:
    assert "NUL" in refused("An\0na;Berg;F;S;1963")


def test_right_to_left_marks_stay_for_the_rules_of_names_to_refuse() -> None:
    (line,) = cells("An\u202ena;Berg;F;S;1963")
    assert line["first_name"] == "An\u202ena"


# --- headers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "first_name;last_name;gender;country;birth_year",
        "FIRST NAME;SURNAME;SEX;NATION;BORN",
        "Given name;Family name;m/f;Country code;Year of birth",
    ],
)
def test_a_header_is_recognised_by_its_words(header: str) -> None:
    assert cells(f"{header}\nAnna;Berg;F;S;1963") == [ANNA]


def test_the_columns_of_a_header_stand_in_any_order_and_others_are_named() -> None:
    found = read("Club;Born;Last name;Gender;;First name;Country\nTC;1963;Berg;F;x;Anna;S")
    assert found.lines[0].cells == ANNA
    assert found.unread == ("“Club”", "no. 5, which has no name")
    # an empty column without a name says nothing
    assert read(f"{HEADER};\nAnna;Berg;F;S;1963;").unread == ()


def test_a_header_that_lacks_a_column_is_refused_with_its_name() -> None:
    text = "First name;Last name;Born\nAnna;Berg;1963"
    assert refused(text) == "The header lacks gender, country."
    text = "Born;Country\n1963;S"
    assert refused(text, ENTRIES) == (
        "The header lacks player number or name or first name, last name."
    )


def test_a_header_that_names_a_column_twice_is_refused() -> None:
    text = "First name;Surname;Gender;Country;Born;Last name\nA;B;F;S;1963;C"
    assert refused(text) == "The header names the column “last name” twice."


def test_who_is_called_like_a_column_is_no_header() -> None:
    assert cells("Max;Born;M;S;1960") == [
        {
            "first_name": "Max",
            "last_name": "Born",
            "gender": "M",
            "country": "S",
            "birth_year": "1960",
        }
    ]


def test_a_single_column_may_have_a_header() -> None:
    assert cells("Name\nAnna Berg\nJan Novak", ENTRIES) == [
        {"name": "Anna Berg"},
        {"name": "Jan Novak"},
    ]
    assert cells("ID\n17", ENTRIES) == [{"player_id": "17"}]


# --- widths ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "count"),
    [("Anna;Berg;F;1963", "4 cells"), ("a;b;c;d;e;f", "6 cells"), ("Anna", "1 cell")],
)
def test_a_line_with_another_number_of_cells_is_refused_alone(line: str, count: str) -> None:
    wrong, right = read(f"{line}\nAnna;Berg;F;S;1963").lines
    assert wrong.fault == (
        f"The line has {count} instead of 5 (first name, last name, gender, country, birth year)."
    )
    assert (wrong.cells, right.cells, right.fault) == ({}, ANNA, "")


def test_empty_cells_at_the_end_do_not_count_as_too_many() -> None:
    assert cells("Anna;Berg;F;S;1963;;") == [ANNA]
    assert cells("Anna;Berg;F;S;") == [{**ANNA, "birth_year": ""}]


def test_below_a_header_a_line_may_end_early_but_not_go_on() -> None:
    short, long = read(f"{HEADER}\nAnna;Berg\nAnna;Berg;F;S;1963;;x").lines
    assert short.cells == {**ANNA, "gender": "", "country": "", "birth_year": ""}
    assert long.fault == "The line has 7 cells, the header 5."


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("17", "player_id"),
        ("Anna Berg", "name"),
        ("Anna Berg;1963", "name birth_year"),
        ("Anna Berg;1963;S", "name birth_year country"),
        ("Anna;Berg", "first_name last_name"),
        ("Anna;Berg;1963", "first_name last_name birth_year"),
        ("Anna;Berg;1963;S", "first_name last_name birth_year country"),
        ("17;Anna Berg", "player_id name"),
        ("17;Anna;Berg", "player_id first_name last_name"),
        ("17;Anna Berg;1963;S", "player_id name birth_year country"),
        ("17;Anna;Berg;1963;S", "player_id first_name last_name birth_year country"),
    ],
)
def test_lines_of_entries_need_no_header(line: str, names: str) -> None:
    assert cells(f"{line}\nx;y", ENTRIES)[0] == dict(
        zip(names.split(), line.split(";"), strict=True)
    )


def test_too_many_cells_for_an_entry_are_refused() -> None:
    (line,) = read("1;2;3;4;5;6", ENTRIES).lines
    assert line.fault == (
        "The line has 6 cells instead of 1 to 5 "
        "(player number, first name, last name, birth year, country)."
    )


# --- length ----------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", f"{HEADER}\n"])
def test_a_list_has_as_many_lines_as_are_taken_and_no_more(header: str) -> None:
    lines = "Anna;Berg;F;S;1963\n"
    assert len(read(header + lines * 20, most=20).lines) == 20
    assert refused(header + lines * 21, most=20) == (
        "The list has 21 lines; 20 at most are taken at once."
    )


def test_ten_thousand_lines_are_refused_with_one_sentence() -> None:
    text = "Anna;Berg;F;S;1963\n" * 10_000
    assert refused(text) == "The list has 10,000 lines; 2,000 at most are taken at once."


def test_the_pages_take_as_many_lines_as_the_service() -> None:
    assert (MOST_PLAYERS, MOST_ENTRIES) == (MOST_PLAYER_LINES, MOST_ENTRY_LINES)


def test_a_line_of_more_cells_than_any_list_has_is_refused_at_once() -> None:
    right = "Anna;Berg;F;S;1963"
    assert len(read(f"{right}\n{right}{';x' * (MOST_CELLS - 5)}").lines) == 2
    assert refused(f"{right}\n{right}{';x' * (MOST_CELLS - 4)}") == (
        "Line 2 has 201 cells; no list has so many."
    )
    # nor does it take long
    assert "250,001 cells" in refused("x" + ";" * 250_000)
    assert "250,001 cells" in refused("born" + ";born" * 250_000)


# --- handing back ----------------------------------------------------------------------------


def test_lines_are_handed_back_below_their_header_and_read_as_before() -> None:
    text = f'{HEADER};Club\nAnna;Berg;F;S;1963;TC\nJan;"No;vak";M;CZ;1960;TC\n"only\nthis";x'
    found = read(text)
    assert [each.number for each in found.lines] == [2, 3, 5]
    back = found.text_of({3, 5})
    assert back.splitlines()[:2] == [f"{HEADER};Club", 'Jan;"No;vak";M;CZ;1960;TC']
    assert [each.cells for each in read(back).lines] == [each.cells for each in found.lines[1:]]
    assert found.text_of(set()) == ""
    assert read("Anna;Berg;F;S;1963\na;b").text_of({2}) == "a;b\n"


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for shape in (PLAYERS, ENTRIES):
        try:
            found = read(text, shape)
        except InvalidInput as refusal:
            assert refusal.violations[0].field == "lines"  # noqa: PT017 - both ways are fine
        else:
            assert all(one.number < other.number for one, other in pairwise(found.lines))
            assert all(bool(each.cells) != bool(each.fault) for each in found.lines)


# --- cells -----------------------------------------------------------------------------------


def of_player(**changed: str) -> tuple[pb.PlayerLine, list[str]]:
    line, wrong = player_line(Line(3, (), {**ANNA, **changed}), COUNTRIES)
    return line, [f"{each.field}: {each.message}" for each in wrong]


def of_entry(**given: str) -> tuple[pb.EntryLine, list[str]]:
    line, wrong = entry_line(Line(3, (), given), COUNTRIES)
    return line, [f"{each.field}: {each.message}" for each in wrong]


def test_a_good_player_is_read_whole() -> None:
    assert of_player() == (
        pb.PlayerLine(
            line=3,
            first_name="Anna",
            last_name="Berg",
            birth_year=1963,
            gender=common.GENDER_WOMEN,
            country_id=4,
        ),
        [],
    )


@pytest.mark.parametrize(
    ("words", "gender"),
    [
        (("f", "F", "w", "Women", "female", "WOMAN"), common.GENDER_WOMEN),
        (("m", "M", "Men", "male", "man"), common.GENDER_MEN),
    ],
)
def test_a_gender_is_read_as_people_write_it(
    words: tuple[str, ...], gender: common.Gender.ValueType
) -> None:
    assert [of_player(gender=word)[0].gender for word in words] == [gender] * len(words)


@pytest.mark.parametrize(
    ("text", "country"),
    [("S", 4), ("s", 4), ("Sweden", 4), ("SWEDEN", 4), ("CZ", 7), ("Czechia", 7)],
)
def test_a_country_is_read_by_code_or_name_and_a_code_comes_first(text: str, country: int) -> None:
    assert of_player(country=text)[0].country_id == country


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        ("gender", "", "gender_id: The gender is missing."),
        ("gender", "x", "gender_id: The gender: “x” is neither M nor F."),
        ("gender", "1", "gender_id: The gender: “1” is neither M nor F."),
        ("country", "", "country_id: The country is missing."),
        ("country", "ZZ", "country_id: The country: “ZZ” is no code and no name of one."),
        ("birth_year", "", "birth_year: The birth year is missing."),
        (
            "birth_year",
            "soon",
            "birth_year: The birth year: “soon” is not a whole number from 0 to 9999.",
        ),
        (
            "birth_year",
            "١٩٦٣",
            "birth_year: The birth year: “١٩٦٣” is not a whole number from 0 to 9999.",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_said_and_counts_as_none(
    cell: str, text: str, said: str
) -> None:
    line, wrong = of_player(**{cell: text})
    assert wrong == [said]
    assert 0 in (line.gender, line.country_id, line.birth_year)


def test_a_good_entry_is_read_whole() -> None:
    given = {
        "player_id": "17",
        "first_name": "Anna",
        "last_name": "Berg",
        "birth_year": "1963",
        "country": "S",
        "gender": "F",
        "age_category": "60+",
    }
    assert of_entry(**given) == (
        pb.EntryLine(
            line=3,
            player_id=17,
            name="Anna Berg",
            birth_year=1963,
            country_id=4,
            gender=common.GENDER_WOMEN,
            age_category=common.AGE_CATEGORY_SIXTY,
        ),
        [],
    )
    assert of_entry(name="Anna Berg", age_category="65")[0] == pb.EntryLine(
        line=3, name="Anna Berg", age_category=common.AGE_CATEGORY_SIXTY_FIVE
    )


def test_what_an_entry_leaves_out_is_not_asked_for() -> None:
    empty = dict.fromkeys(("player_id", "birth_year", "country", "gender", "age_category"), "")
    assert of_entry(name="Anna Berg", **empty) == (pb.EntryLine(line=3, name="Anna Berg"), [])


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        ("player_id", "17x", "player_id: The player number: “17x” is no number of a player."),
        ("player_id", "0", "player_id: The player number: “0” is no number of a player."),
        ("birth_year", "0", "birth_year: The birth year: nobody was born in the year 0."),
        (
            "birth_year",
            "63.0",
            "birth_year: The birth year: “63.0” is not a whole number from 0 to 9999.",
        ),
        ("country", "ZZ", "country_id: The country: “ZZ” is no code and no name of one."),
        ("gender", "x", "gender_id: The gender: “x” is neither M nor F."),
        ("age_category", "70", "age_category_id: The age category: “70” is neither 60 nor 65."),
    ],
)
def test_what_an_entry_says_and_cannot_be_read_is_said(cell: str, text: str, said: str) -> None:
    assert of_entry(name="Anna Berg", **{cell: text})[1] == [said]


# --- files -----------------------------------------------------------------------------------


def text_of(file: bytes, most: int = 2000) -> str:
    return asyncio.run(handed_in("typed", file, most))


def file_refused(file: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        text_of(file)
    (violation,) = caught.value.violations
    assert violation.field == "file"
    return violation.message


def book(*rows: tuple[object, ...], sheets: int = 1) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))  # type: ignore[union-attr]
    for _ in range(sheets - 1):
        made.create_sheet()
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_what_is_typed_counts_where_no_file_is_chosen() -> None:
    assert asyncio.run(handed_in("typed", None, 10)) == "typed"
    assert text_of(b"file") == "file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_file_is_read_as_spreadsheets_save_it(encoding: str) -> None:
    assert text_of("Świątek;Iga".encode(encoding)).removeprefix("\ufeff") == "Świątek;Iga"


@pytest.mark.parametrize("file", ["Müller".encode("cp1252"), b"\xed\xa0\x80"])
def test_a_file_of_another_encoding_is_refused_with_what_to_do(file: bytes) -> None:
    assert file_refused(b"a\n" + file) == (
        "The file, line 2: this is not UTF-8 text. Save it as “CSV UTF-8” or as XLSX."
    )
    assert "no text" in file_refused(b"\xff\xfea")


def test_a_workbook_is_read_with_its_row_numbers() -> None:
    file = book(
        ("First name", "Last name", "Gender", "Country", "Born"),
        (),
        ("Anna", "Berg", "F", "S", 1963),
    )
    assert text_of(file) == "First name;Last name;Gender;Country;Born\n\nAnna;Berg;F;S;1963\n"
    (line,) = read(text_of(file)).lines
    assert (line.number, line.cells) == (3, ANNA)


def test_a_cell_of_a_workbook_with_a_separator_is_quoted() -> None:
    assert cells(text_of(book(("Anna", "Be;rg", "F", "S", 1963)))) == [
        {**ANNA, "last_name": "Be;rg"}
    ]
    assert cells(text_of(book(("Anna", "Berg", "F", "S", date(1963, 1, 2))))) == [
        {**ANNA, "birth_year": "1963-01-02"}
    ]


def test_of_a_workbook_no_more_is_read_than_is_needed_to_refuse_it() -> None:
    file = book(*[("Anna", "Berg", "F", "S", 1963)] * 30)
    assert len(text_of(file, most=5).splitlines()) == 7


def test_a_workbook_of_two_sheets_is_refused() -> None:
    assert file_refused(book(("a",), sheets=2)) == (
        "The file has 2 sheets; keep the one that is the list."
    )


def test_a_formula_a_bomb_and_what_is_no_workbook_are_refused() -> None:
    assert file_refused(book(("=1+1",))) == (
        "The file, cell A1: a formula; save its value instead."
    )
    assert file_refused(b"PK\x03\x04 nonsense") == "The file is no XLSX workbook."
    assert "before 2007" in file_refused(bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 100)
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 12_000_000)
    assert "packed more than 100 times smaller" in file_refused(bomb.getvalue())
    with ZipFile(bomb, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.xml", b" " * 1_000_000, ZIP_DEFLATED)
    assert file_refused(bomb.getvalue()) == "The file would unpack to more than 16 MB."


def test_a_list_is_as_large_as_is_taken_and_no_larger() -> None:
    assert len(text_of(b"x" * MOST_BYTES)) == MOST_BYTES
    assert file_refused(b"x" * (MOST_BYTES + 1)) == (
        "The list is larger than 512 kB; send it in parts."
    )
    with pytest.raises(InvalidInput, match="larger than 512 kB"):
        asyncio.run(handed_in("ś" * (MOST_BYTES // 2 + 1), None, 2000))


def test_a_nul_in_a_file_is_refused() -> None:
    assert file_refused(b"a\0b") == "The list holds a NUL character, which no text may."
