"""The players of the demo: men and women of both categories, from every country of ``places``."""

from itertools import cycle
from random import Random
from typing import Final

from services.entries.domain.people import PlayerDetails, check_player
from shared.ages import AGES
from shared.terms import Gender, PlayerStatus
from tools.demo.names import NAMES
from tools.demo.places import NATIONS
from tools.demo.records import Person, keep

_AGES: Final = [age for ages in AGES.values() for age in ages]
# the last man and the last woman
_STATUS: Final = {Gender.MEN: PlayerStatus.INACTIVE, Gender.WOMEN: PlayerStatus.RETIRED}


def make_people(chance: Random, year: int) -> tuple[Person, ...]:
    """110 players who turn 60 to 69 in ``year``, as many of each age; ids from 1 by chance.

    One of them is inactive and one retired. Whoever turns 64 or 69 changes category or leaves the
    tour with the next year.
    """
    named = [(gender, *name) for gender in Gender for name in _named(gender)]
    chance.shuffle(named)
    ages = {gender: cycle(_AGES) for gender in Gender}
    last = {gender: number for number, (gender, *_) in enumerate(named, start=1)}
    return tuple(
        _person(
            Person(
                player_id=number,
                country_id=country_id,
                first_name=first_name,
                last_name=last_name,
                birth_year=year - next(ages[gender]),
                gender=gender,
                status=_STATUS[gender] if number == last[gender] else PlayerStatus.ACTIVE,
                strength=chance.random(),
            ),
            year,
        )
        for number, (gender, country_id, first_name, last_name) in enumerate(named, start=1)
    )


def _named(gender: Gender) -> list[tuple[int, str, str]]:
    """Country, first and last name of every man or woman."""
    found = []
    for nation in NATIONS:
        names = NAMES[nation.code]
        pairs = (
            zip(names.men, names.last_of_men, strict=True)
            if gender is Gender.MEN
            else zip(names.women, names.last_of_women, strict=True)
        )
        found += [(nation.country_id, first, last) for first, last in pairs]
    return found


def _person(person: Person, year: int) -> Person:
    details = PlayerDetails(
        person.first_name,
        person.last_name,
        person.birth_year,
        person.gender,
        person.country_id,
        person.status,
    )
    keep(check_player(details, year, [nation.country_id for nation in NATIONS]))
    return person
