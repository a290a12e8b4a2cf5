"""The countries that players and cities belong to (rules.md section 9).

Guarantees that a country which passes has a code as tables show it beside a name, and a legible
name, and that no country is added which is there already, by its code or by its name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from shared.terms import Violation
from shared.text import check_text, search_key, tidy

NAME_LENGTH: Final = 60
_CODE: Final = re.compile("[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class CountryDetails:
    """What an administrator states about a country."""

    code: str
    name: str

    def tidied(self) -> "CountryDetails":
        """The details as they are stored."""
        return replace(self, code=tidy(self.code), name=tidy(self.name))


@dataclass(frozen=True, slots=True)
class SortedOut:
    """Of the countries asked for the ``new`` ones; ``kept`` are those there in place of others."""

    new: tuple[CountryDetails, ...]
    kept: tuple[CountryDetails, ...]


def check_country(details: CountryDetails) -> list[Violation]:
    """Every broken rule of a new country."""
    found: list[Violation] = []
    if not tidy(details.code):
        found.append(Violation("code", "9", "The code is missing."))
    elif not _CODE.fullmatch(tidy(details.code)):
        message = "The code must be one to three capital letters from A to Z, like GER."
        found.append(Violation("code", "9", message))
    return found + check_text("name", details.name, NAME_LENGTH)


def sort_out(wanted: Iterable[CountryDetails], known: Iterable[CountryDetails]) -> SortedOut:
    """Which of the countries are not there yet, neither by code nor by name, in their order.

    Accents, case and punctuation of a name do not count. What is wanted twice is new once.
    """
    known = tuple(known)
    by_code = {each.code: each for each in known}
    by_name = {search_key(each.name): each for each in known}
    new: list[CountryDetails] = []
    kept: list[CountryDetails] = []
    for each in wanted:
        name = search_key(each.name)
        there = by_code.get(each.code) or by_name.get(name)
        if there is None:
            new.append(each)
            by_code[each.code] = by_name[name] = each
        elif there not in new and there not in kept:
            kept.append(there)
    return SortedOut(tuple(new), tuple(kept))
