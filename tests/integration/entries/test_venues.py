"""Registering venues and their cities."""

import asyncio

import pytest

from shared.errors import RuleBroken
from tests.integration.entries.tour import FRANCE, SPAIN, Tour, fields
from tour.entries.v1 import events_pb2


async def test_a_new_city_comes_with_its_venue(tour: Tour) -> None:
    venue = await tour.register_venue("Club de Tenis", "Málaga", SPAIN)
    assert (venue.name, venue.city, venue.country.code) == ("Club de Tenis", "Málaga", "E")
    ((envelope, event),) = await tour.told(events_pb2.VenueRegistered)
    assert envelope.key == f"venue:{venue.venue_id}"
    assert event.venue.city == "Málaga"


@pytest.mark.parametrize("spelled", ["Málaga", "malaga", " MALAGA "])
async def test_a_city_is_found_however_it_is_spelled(tour: Tour, spelled: str) -> None:
    first = await tour.register_venue("Club de Tenis", "Málaga", SPAIN)
    second = await tour.register_venue("Real Club", spelled, SPAIN)
    assert (second.location_id, second.city) == (first.location_id, "Málaga")


async def test_cities_of_one_name_in_two_countries_are_two(tour: Tour) -> None:
    french = await tour.register_venue("Parc", "Santiago", FRANCE)
    spanish = await tour.register_venue("Parque", "Santiago", SPAIN)
    assert french.location_id != spanish.location_id


@pytest.mark.parametrize("name", ["Nice Tennis Club", "nice tennis club", "Nice Tennis-Club"])
async def test_a_city_has_a_venue_once(tour: Tour, name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        await tour.register_venue(name, "Nice")
    assert fields(refused.value) == ["name"]
    assert (await tour.register_venue(name, "Paris")).name == name


async def test_every_broken_rule_of_a_venue_is_told(tour: Tour) -> None:
    with pytest.raises(RuleBroken) as refused:
        await tour.register_venue("=cmd|", "", 99)
    assert set(fields(refused.value)) == {"name", "city", "country_id"}
    assert await tour.sql("SELECT count(*) FROM tour.location") == [(1,)]


async def test_one_venue_registered_twice_at_once_is_stored_once(tour: Tour) -> None:
    outcomes = await asyncio.gather(
        *(tour.register_venue(name, "Lyon") for name in ("Tennis Club", "TENNIS CLUB")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(RuleBroken) == 1
    assert await tour.sql(
        "SELECT count(*), count(DISTINCT location_id) FROM tour.venue WHERE venue_name ILIKE 't%'"
    ) == [(1, 1)]
