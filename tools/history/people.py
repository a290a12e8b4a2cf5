"""The players: men and women of every age that a history needs, from every country."""

from collections.abc import Sequence
from itertools import cycle
from random import Random
from typing import Final

from services.entries.domain.people import PlayerDetails, check_player
from shared.terms import Gender, PlayerStatus
from tools.history.names import NAMES
from tools.history.places import NATIONS
from tools.history.records import Person, keep

# of a hundred players one is inactive and one retired; they have never entered
_STATUS: Final = {50: PlayerStatus.INACTIVE, 0: PlayerStatus.RETIRED}
_COUNTRIES: Final = [nation.country_id for nation in NATIONS]


def make_people(
    chance: Random, number: int, birth_years: Sequence[int], this_year: int
) -> tuple[Person, ...]:
    """So many players, half of them women, as many of each birth year; ids from 1 by chance."""
    each = number // 2
    unnumbered = [
        (gender, nation, *NAMES[nation.code].name(gender, of_nation // len(NATIONS)))
        for gender, players in ((Gender.MEN, number - each), (Gender.WOMEN, each))
        for of_nation, nation in zip(range(players), cycle(NATIONS), strict=False)
    ]
    chance.shuffle(unnumbered)
    born = {gender: cycle(birth_years) for gender in Gender}
    people = tuple(
        Person(
            player_id=player_id,
            country_id=nation.country_id,
            first_name=first_name,
            last_name=last_name,
            birth_year=next(born[gender]),
            gender=gender,
            status=_STATUS.get(player_id % 100, PlayerStatus.ACTIVE),
        )
        for player_id, (gender, nation, first_name, last_name) in enumerate(unnumbered, start=1)
    )
    for person in people:
        keep(check_player(_details(person), this_year, _COUNTRIES))
    return people


def _details(person: Person) -> PlayerDetails:
    return PlayerDetails(
        person.first_name,
        person.last_name,
        person.birth_year,
        person.gender,
        person.country_id,
        person.status,
    )
