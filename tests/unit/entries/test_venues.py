"""The data of a venue, each refusal from both sides."""

from dataclasses import replace

import pytest

from services.entries.domain.venues import VenueDetails, check_venue

NICE = VenueDetails("Nice Tennis Club", "Nice", 1)


def fields(details: VenueDetails) -> list[str]:
    return [violation.field for violation in check_venue(details, {1, 2})]


@pytest.mark.parametrize(
    ("details", "refused"),
    [
        (NICE, []),
        (replace(NICE, name="x" * 120, city="y" * 60), []),
        (replace(NICE, name="x" * 121), ["name"]),
        (replace(NICE, city="y" * 61), ["city"]),
        (replace(NICE, name="\x00club"), ["name"]),
        (replace(NICE, country_id=2), []),
        (replace(NICE, country_id=3), ["country_id"]),
        (VenueDetails("", " ", 0), ["name", "city", "country_id"]),
    ],
)
def test_a_venue_has_a_name_a_city_and_a_country(details: VenueDetails, refused: list[str]) -> None:
    assert fields(details) == refused


def test_names_are_stored_tidied() -> None:
    assert VenueDetails(" Nice Tennis Club ", "Nice\n", 1).tidied() == NICE
