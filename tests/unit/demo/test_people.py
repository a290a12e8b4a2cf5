"""The players, places and tournaments of the demo, before anybody plays."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from services.entries.domain.tournaments import NAME_LENGTH
from services.entries.domain.venues import VenueDetails, check_venue
from shared.terms import PlayerStatus, Surface, TournamentCategory
from shared.text import check_text, name_key
from shared.weeks import Week
from tools.demo.calendar import make_calendar
from tools.demo.people import make_people
from tools.demo.places import GROUNDS, NATIONS
from tools.demo.records import Person

_WEEK = Week.of(date(2026, 2, 16))


@pytest.fixture
def people() -> tuple[Person, ...]:
    return make_people(Random(1), 2026)


def test_both_categories_are_full_and_some_leave_theirs_with_the_year(
    people: tuple[Person, ...],
) -> None:
    ages = Counter((person.gender, 2026 - person.birth_year) for person in people)
    assert set(ages) == {(gender, age) for gender in (1, 2) for age in range(60, 70)}
    assert min(ages.values()) >= 5


def test_players_of_one_name_do_not_occur(people: tuple[Person, ...]) -> None:
    names = {name_key(person.last_name, person.first_name) for person in people}
    assert len(names) == len(people) == 110
    assert {person.country_id for person in people} == {nation.country_id for nation in NATIONS}


def test_one_player_is_inactive_and_one_retired(people: tuple[Person, ...]) -> None:
    statuses = Counter(person.status for person in people)
    assert statuses[PlayerStatus.INACTIVE] == statuses[PlayerStatus.RETIRED] == 1
    assert statuses[PlayerStatus.SUSPENDED] == 0


def test_venues_and_tournaments_pass_as_officials_would_state_them() -> None:
    countries = [nation.country_id for nation in NATIONS]
    for ground in GROUNDS:
        assert not check_venue(VenueDetails(ground.name, ground.city, ground.country_id), countries)
    for tournament in make_calendar(_WEEK):
        assert not check_text("name", tournament.name, NAME_LENGTH)
        assert tournament.venue_id in {ground.venue_id for ground in GROUNDS}


def test_every_category_and_surface_is_played() -> None:
    tournaments = make_calendar(_WEEK)
    begun = [tournament for tournament in tournaments if tournament.week <= _WEEK]
    assert {tournament.category for tournament in begun} == set(TournamentCategory)
    assert {tournament.surface for tournament in tournaments} == set(Surface)
    assert [tournament.week for tournament in tournaments] == sorted(
        tournament.week for tournament in tournaments
    )
