"""The data of a venue and its city (rules.md section 9).

Guarantees that a venue which passes has a legible name in a legible city of a country that exists.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from shared.terms import Violation
from shared.text import check_text, tidy

NAME_LENGTH = 120
CITY_LENGTH = 60


@dataclass(frozen=True, slots=True)
class VenueDetails:
    """What an official states about a venue; the country is still an unchecked key."""

    name: str
    city: str
    country_id: int

    def tidied(self) -> "VenueDetails":
        """The details as they are stored."""
        return replace(self, name=tidy(self.name), city=tidy(self.city))


def check_venue(details: VenueDetails, countries: Collection[int]) -> list[Violation]:
    """Every broken rule of a new venue; ``countries`` are the keys that exist."""
    found = check_text("name", details.name, NAME_LENGTH)
    found += check_text("city", details.city, CITY_LENGTH, "The city")
    if details.country_id not in countries:
        found.append(Violation("country_id", "9", "Please choose a country from the list."))
    return found
