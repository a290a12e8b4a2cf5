"""The players, places and tournaments of a history, before anybody plays."""

from collections import Counter
from datetime import UTC, date, datetime
from random import Random

import pytest

from services.entries.domain.tournaments import NAME_LENGTH
from services.entries.domain.venues import VenueDetails, check_venue
from shared.terms import Gender, PlayerStatus, Surface, TournamentCategory
from shared.text import check_text, name_key
from shared.weeks import Week
from tools.history.calendar import make_calendar
from tools.history.names import DIFFERENT, NAMES
from tools.history.people import make_people
from tools.history.places import GROUNDS, NATIONS
from tools.history.records import COMPETITIONS, Person, Tournament
from tools.history.scope import Scope, frame_of

_NOW = datetime(2026, 11, 28, 6, tzinfo=UTC)
_FRAME = frame_of(Scope(), _NOW)


@pytest.fixture(scope="module")
def people() -> tuple[Person, ...]:
    return make_people(Random(1), 200, _FRAME.birth_years, 2026)


def tournaments(a_year: int, weeks: int = 58) -> list[Tournament]:
    frame = frame_of(Scope(weeks=weeks), _NOW)
    return [one for _, held in make_calendar(Random(1), frame, a_year) for one in held]


def test_both_categories_are_full_in_every_year_and_some_change_theirs_on_new_year(
    people: tuple[Person, ...],
) -> None:
    for year in (2025, 2026, 2027):
        ages = Counter((person.gender, year - person.birth_year) for person in people)
        for gender in Gender:
            assert min(ages[gender, age] for age in range(60, 70)) >= 7
    assert {2026 - person.birth_year for person in people} == set(range(59, 71))


def test_two_hundred_players_have_two_hundred_names_from_every_country(
    people: tuple[Person, ...],
) -> None:
    names = {name_key(person.last_name, person.first_name) for person in people}
    assert len(names) == len(people) == 200
    assert {person.country_id for person in people} == {nation.country_id for nation in NATIONS}


def test_a_country_has_1200_names_for_its_men_and_as_many_for_its_women() -> None:
    assert DIFFERENT == 1200
    for names in NAMES.values():
        for gender in Gender:
            given = [names.name(gender, number) for number in range(DIFFERENT)]
            assert len({name_key(last, first) for first, last in given}) == DIFFERENT
            assert names.name(gender, DIFFERENT) == given[0]


def test_some_players_are_inactive_or_retired_and_none_suspended(
    people: tuple[Person, ...],
) -> None:
    statuses = Counter(person.status for person in people)
    assert statuses[PlayerStatus.INACTIVE] == statuses[PlayerStatus.RETIRED] == 2
    assert statuses[PlayerStatus.SUSPENDED] == 0


def test_venues_and_tournaments_pass_as_officials_would_state_them() -> None:
    countries = [nation.country_id for nation in NATIONS]
    for ground in GROUNDS:
        assert not check_venue(VenueDetails(ground.name, ground.city, ground.country_id), countries)
    for tournament in tournaments(52):
        assert not check_text("name", tournament.name, NAME_LENGTH)
        assert tournament.venue_id in {ground.venue_id for ground in GROUNDS}


def test_58_weeks_the_present_one_and_ten_ahead_have_a_tournament_each() -> None:
    held = tournaments(52)
    assert [one.tournament_id for one in held] == list(range(1, 70))
    present = Week.of(date(2026, 11, 28))
    assert [one.week for one in held] == [present + number for number in range(-58, 11)]
    for tournament in held:
        assert set(tournament.wanted) == set(COMPETITIONS)


def test_every_category_and_surface_is_played() -> None:
    held = [one for one in tournaments(52) if one.week < _FRAME.present]
    assert {one.category for one in held} == set(TournamentCategory)
    assert {one.surface for one in held} == set(Surface)


def test_552_tournaments_a_year_are_ten_or_eleven_a_week_in_as_many_cities() -> None:
    held = tournaments(552, weeks=52)
    past = [one for one in held if one.week < _FRAME.present]
    assert len(past) == 552
    for week in {one.week for one in held}:
        venues = [one.venue_id for one in held if one.week == week]
        assert len(venues) in {10, 11}
        assert len(set(venues)) == len(venues)
