"""The cells of a list's lines to the lines of the contract.

Guarantees one sentence for every cell that cannot be read, in the words of the single form, and
that a line with such a cell never counts as one that leaves it out.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from services.gateway.admin.bulk_lines import Line, Shape, column
from services.gateway.forms import Reader, shortened
from shared.terms import AgeCategory, Gender, Violation
from shared.text import search_key
from shared.wire import to_enum
from tour.entries.v1 import entries_pb2 as pb

_LATEST_YEAR: Final = 9999
_FIRST = column("first_name", "first name", "given name", "given names", "forename", "firstname")
_LAST = column("last_name", "last name", "surname", "family name", "lastname")
_GENDER = column("gender", "gender", "sex", "m/f", "gender_id")
_COUNTRY = column("country", "country", "country code", "nation", "nationality", "nat", "noc")
_BIRTH_YEAR = column(
    "birth_year", "birth year", "year of birth", "born", "yob", "birthyear", is_number=True
)
_NUMBER = column("player_id", "player number", "player id", "id", "number", is_number=True)
_NAME = column("name", "name", "player", "player name", "full name")
_CATEGORY = column("age_category", "age category", "category")

PLAYERS: Final = Shape(
    (_FIRST, _LAST, _GENDER, _COUNTRY, _BIRTH_YEAR),
    needed=(("first_name", "last_name", "gender", "country", "birth_year"),),
    orders=(("first_name", "last_name", "gender", "country", "birth_year"),),
)
_WHO: Final = (("name",), ("first_name", "last_name"))
_APART: Final = ((), ("birth_year",), ("birth_year", "country"))
ENTRIES: Final = Shape(
    (_NUMBER, _NAME, _FIRST, _LAST, _BIRTH_YEAR, _COUNTRY, _GENDER, _CATEGORY),
    needed=(("player_id",), ("name",), ("first_name", "last_name")),
    orders=(
        ("player_id",),
        *(
            (*number, *who, *apart)
            for number in ((), ("player_id",))
            for who in _WHO
            for apart in _APART
        ),
    ),
)

_GENDERS: Final = {
    **dict.fromkeys(("m", "man", "men", "male"), Gender.MEN),
    **dict.fromkeys(("f", "w", "woman", "women", "female"), Gender.WOMEN),
}
_CATEGORIES: Final = {"60": AgeCategory.SIXTY, "65": AgeCategory.SIXTY_FIVE}


def country_keys(countries: Sequence[pb.Country]) -> Mapping[str, int]:
    """The countries by their codes and by their names, folded; a code comes before a name."""
    by_name = {search_key(each.name): each.country_id for each in countries}
    return by_name | {search_key(each.code): each.country_id for each in countries}


def player_line(line: Line, countries: Mapping[str, int]) -> tuple[pb.PlayerLine, list[Violation]]:
    """The line, and what of it cannot be read: that is 0 there, which the service refuses too."""
    reader = Reader(line.cells)
    read = pb.PlayerLine(
        line=line.number,
        first_name=reader.typed("first_name"),
        last_name=reader.typed("last_name"),
        gender=to_enum(_gender(reader)),
        country_id=_country(reader, countries),
        birth_year=reader.number("birth_year", "The birth year", _LATEST_YEAR),
    )
    return read, reader.violations


def entry_line(line: Line, countries: Mapping[str, int]) -> tuple[pb.EntryLine, list[Violation]]:
    """The line, and what of it cannot be read; with anything of that it must not be sent."""
    reader = Reader(line.cells)
    names = (reader.typed(name) for name in ("name", "first_name", "last_name"))
    read = pb.EntryLine(
        line=line.number,
        player_id=_number(reader),
        name=" ".join(filter(None, names)),
        birth_year=_birth_year(reader) if reader.typed("birth_year") else 0,
        country_id=_country(reader, countries) if reader.typed("country") else 0,
        gender=to_enum(_gender(reader) if reader.typed("gender") else None),
        age_category=to_enum(_category(reader) if reader.typed("age_category") else None),
    )
    return read, reader.violations


def _birth_year(reader: Reader) -> int:
    found = reader.number("birth_year", "The birth year", _LATEST_YEAR)
    if not found and not reader.violations:
        reader.refuse("birth_year", "The birth year: nobody was born in the year 0.")
    return found


def _gender(reader: Reader) -> Gender | None:
    text = reader.typed("gender")
    found = _GENDERS.get(search_key(text))
    if not text:
        reader.refuse("gender_id", "The gender is missing.")
    elif found is None:
        reader.refuse("gender_id", f"The gender: “{shortened(text)}” is neither M nor F.")
    return found


def _country(reader: Reader, countries: Mapping[str, int]) -> int:
    text = reader.typed("country")
    if not text:
        return reader.refuse("country_id", "The country is missing.")
    found = countries.get(search_key(text), 0)
    if not found:
        message = f"The country: “{shortened(text)}” is no code and no name of one."
        reader.refuse("country_id", message)
    return found


def _category(reader: Reader) -> AgeCategory | None:
    text = reader.typed("age_category")
    found = _CATEGORIES.get(text.removesuffix("+").strip())
    if found is None:
        message = f"The age category: “{shortened(text)}” is neither 60 nor 65."
        reader.refuse("age_category_id", message)
    return found


def _number(reader: Reader) -> int:
    text = reader.typed("player_id")
    found = reader.chosen("player_id")
    if text and not found:
        reader.refuse(
            "player_id", f"The player number: “{shortened(text)}” is no number of a player."
        )
    return found
