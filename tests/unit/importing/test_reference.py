"""Reference tables against the tour's own, and countries, cities and venues."""

import pytest

from tests.unit.importing.foreign import Foreign, all_stored, aside, normalised, stored, told
from tests.unit.importing.season import REFERENCE
from tools import rows

DIFFERENT = [
    ("gender", "gender_id", 3),
    ("gender", "code", "W"),
    ("agecategory", "age_category_id", 3),
    ("agecategory", "code", "70"),
    ("agecategory", "min_age", 61),
    ("agecategory", "max_age", 65),
    ("playerstatus", "status_id", 5),
    ("playerstatus", "status_description", "active"),
    ("matchstatus", "match_status_id", 7),
    ("matchstatus", "code", "Done"),
    ("drawstatus", "status_id", 0),
    ("drawstatus", "status_name", "Opened"),
    ("surfaces", "surface_id", 5),
    ("surfaces", "surface_name", "Sand"),
    ("tournamentcategory", "category_id", 2),
    ("tournamentcategory", "description", "MT150"),
    ("matchrounds", "round_id", 7),
    ("matchrounds", "code", "R128"),
    ("stageresults", "id", 8),
    ("stageresults", "code", "Winner"),
    ("seedingrules", "min_players", 4),
    ("seedingrules", "max_players", 9),
    ("seedingrules", "num_seeds", 4),
    ("pointsrules", "category_id", 2),
    ("pointsrules", "stage_result_id", 2),
    ("pointsrules", "points", 101),
]
SAME = [
    ("gender", "description", "Men"),
    ("agecategory", "description", "sixty"),
    ("matchstatus", "description", "x"),
    ("drawstatus", "description", "x"),
    ("surfaces", "surface_name", "CLAY"),
    ("matchrounds", "label", "First round"),
    ("stageresults", "description", "Champion"),
    ("stageresults", "display_order", 9),
    ("seedingrules", "id", 9),
    ("pointsrules", "points_id", 99),
]


@pytest.mark.parametrize(("table", "column", "cell"), DIFFERENT)
def test_where_a_number_means_something_else_the_tours_own_stays_and_it_is_told(
    table: str, column: str, cell: object
) -> None:
    foreign = Foreign()
    foreign.tables[table][0][column] = str(cell)
    book = foreign.judge()
    assert told(book) == {normalised(table, 2, "1", "differs from the tour's own, which stays")}
    assert book.rows == Foreign().judge().rows


@pytest.mark.parametrize(("table", "column", "cell"), SAME)
def test_descriptions_may_differ(table: str, column: str, cell: object) -> None:
    foreign = Foreign()
    foreign.tables[table][0][column] = str(cell)
    assert told(foreign.judge()) == set()


@pytest.mark.parametrize("table", REFERENCE)
def test_a_reference_table_may_lack_rows(table: str) -> None:
    foreign = Foreign()
    foreign.tables[table].clear()
    assert told(foreign.judge()) == set()


@pytest.mark.parametrize("code", ["f", "FRAN", "F1", "F ", "É", "-"])
def test_a_country_has_a_code_of_one_to_three_capital_letters(code: str) -> None:
    foreign = Foreign()
    line = foreign.copy("country", {"country_id": 1}, country_id=3, code=code)
    book = foreign.judge()
    assert told(book) == {aside("country", line, "9", "has no country code of its own")}
    assert len(all_stored(book, rows.Country)) == 2


@pytest.mark.parametrize("code", ["D", "DE", "DEU"])
def test_a_country_with_such_a_code_is_stored(code: str) -> None:
    foreign = Foreign()
    foreign.copy("country", {"country_id": 1}, country_id=3, code=code)
    book = foreign.judge()
    assert told(book) == set()
    assert stored(book, rows.Country, country_id=3) == rows.Country(3, code, "France")


def test_a_line_end_belongs_to_no_code() -> None:
    foreign = Foreign()
    foreign.copy("country", {"country_id": 1}, country_id=3, code="D\n")
    # the row ends a line further down
    assert told(foreign.judge()) == {aside("country", 5, "9", "has no country code of its own")}


def test_two_countries_have_two_codes() -> None:
    foreign = Foreign()
    line = foreign.copy("country", {"country_id": 1}, country_id=3)
    assert told(foreign.judge()) == {aside("country", line, "9", "has no country code of its own")}


# table, column, what makes the row another one, the most characters it may have
TEXTS = [
    ("country", "description", {"country_id": 9, "code": "XX"}, 60),
    ("location", "city", {"location_id": 9}, 60),
    ("venue", "venue_name", {"venue_id": 9}, 120),
]
BAD = ["<b>x</b>", "=1+1", "@x", "-1", "a\u202eb", "a\tb", "   ", "…", "a;b"]


@pytest.mark.parametrize(("table", "column", "other", "most"), TEXTS)
def test_a_text_that_nobody_could_read_or_that_acts_is_set_aside(
    table: str, column: str, other: dict[str, object], most: int
) -> None:
    for text in [*BAD, "x" * (most + 1)]:
        foreign = Foreign()
        foreign.tables[table].append(
            foreign.tables[table][0]
            | {key: str(value) for key, value in other.items()}
            | {column: text}
        )
        expected = aside(
            table, len(foreign.tables[table]) + 1, "9", "holds a text that may not be stored"
        )
        assert told(foreign.judge()) == {expected}, text


@pytest.mark.parametrize(("table", "column", "other", "most"), TEXTS)
def test_a_text_of_the_greatest_length_in_any_script_is_stored(
    table: str, column: str, other: dict[str, object], most: int
) -> None:
    for text in ["x" * most, "Świątek’s 2", "東京", "نادي التنس"]:
        foreign = Foreign()
        foreign.tables[table].append(
            foreign.tables[table][0]
            | {key: str(value) for key, value in other.items()}
            | {column: text}
        )
        book = foreign.judge()
        assert told(book) == set(), text
        kind = {"country": rows.Country, "location": rows.Location, "venue": rows.Venue}[table]
        assert getattr(all_stored(book, kind)[-1], column) == text


@pytest.mark.parametrize(("table", "column", "other", "most"), TEXTS)
@pytest.mark.parametrize(("text", "kept"), [(" Nancy ", "Nancy"), ("Be\u0301ziers", "Béziers")])
def test_a_text_is_stored_composed_and_without_blanks_at_its_ends(
    table: str, column: str, other: dict[str, object], most: int, text: str, kept: str
) -> None:
    foreign = Foreign()
    foreign.tables[table].append(
        foreign.tables[table][0]
        | {key: str(value) for key, value in other.items()}
        | {column: text}
    )
    book = foreign.judge()
    line = len(foreign.tables[table]) + 1
    assert told(book) == {normalised(table, line, "9", "the text was tidied")}
    kind = {"country": rows.Country, "location": rows.Location, "venue": rows.Venue}[table]
    assert getattr(all_stored(book, kind)[-1], column) == kept


def test_a_city_lies_in_a_country_that_is_stored() -> None:
    foreign = Foreign()
    line = foreign.copy("location", {"location_id": 1}, location_id=3, country_id=9)
    assert told(foreign.judge()) == {aside("location", line, "9", "names an unknown country")}


def test_a_city_stands_in_its_country_once_however_it_is_written() -> None:
    foreign = Foreign()
    line = foreign.copy("location", {"location_id": 2}, location_id=3, city=" Gene\u0300ve")
    assert told(foreign.judge()) == {aside("location", line, "9", "stands in the table twice")}


def test_two_countries_may_have_cities_of_one_name() -> None:
    foreign = Foreign()
    foreign.copy("location", {"location_id": 1}, location_id=3, country_id=2)
    book = foreign.judge()
    assert told(book) == set()
    assert stored(book, rows.Location, location_id=3) == rows.Location(3, 2, "Nice")


def test_a_venue_lies_in_a_city_that_is_stored() -> None:
    foreign = Foreign()
    line = foreign.copy("venue", {"venue_id": 1}, venue_id=3, location_id=9)
    assert told(foreign.judge()) == {aside("venue", line, "9", "names an unknown city")}


def test_a_venue_stands_in_its_city_once_however_it_is_written() -> None:
    foreign = Foreign()
    line = foreign.copy("venue", {"venue_id": 1}, venue_id=3, venue_name="Nice Lawn Tennis Club ")
    assert told(foreign.judge()) == {aside("venue", line, "9", "stands in the table twice")}


def test_two_cities_may_have_venues_of_one_name() -> None:
    foreign = Foreign()
    foreign.copy("venue", {"venue_id": 1}, venue_id=3, location_id=2)
    assert told(foreign.judge()) == set()


def test_a_country_set_aside_takes_its_cities_and_venues_along() -> None:
    foreign = Foreign()
    country = foreign.copy("country", {"country_id": 1}, country_id=3, code="xx")
    city = foreign.copy("location", {"location_id": 1}, location_id=3, country_id=3)
    venue = foreign.copy("venue", {"venue_id": 1}, venue_id=3, location_id=3)
    assert told(foreign.judge()) == {
        aside("country", country, "9", "has no country code of its own"),
        aside("location", city, "9", "names an unknown country"),
        aside("venue", venue, "9", "names an unknown city"),
    }


def test_the_code_of_a_country_set_aside_is_free_for_the_next() -> None:
    foreign = Foreign()
    foreign.copy("country", {"country_id": 1}, country_id=3, code="D", description="<D>")
    foreign.copy("country", {"country_id": 1}, country_id=4, code="D", description="Germany")
    book = foreign.judge()
    assert len(told(book)) == 1
    assert stored(book, rows.Country, code="D").country_id == 4
