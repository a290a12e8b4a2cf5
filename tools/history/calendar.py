"""Which tournaments are played in which week.

Guarantees a tournament or more in every week, all five categories and every surface in turn, and
never two in one city in a week.
"""

from collections.abc import Iterator
from itertools import count, cycle
from random import Random
from typing import Final

from shared.terms import TournamentCategory
from shared.weeks import WINDOW_WEEKS, Week
from tools.history.decks import Deck
from tools.history.places import GROUNDS
from tools.history.records import COMPETITIONS, Tournament
from tools.history.scope import Frame

_CATEGORIES: Final = {
    TournamentCategory.MT100: 0.3,
    TournamentCategory.MT200: 0.3,
    TournamentCategory.MT400: 0.2,
    TournamentCategory.MT700: 0.1,
    TournamentCategory.MT1000: 0.1,
}
_NAMES: Final = {
    TournamentCategory.MT100: "Cup",
    TournamentCategory.MT200: "Trophy",
    TournamentCategory.MT400: "Open",
    TournamentCategory.MT700: "Masters",
    TournamentCategory.MT1000: "Championships",
}
# how many would enter a draw, where there are as many
_FIELDS: Final = {
    TournamentCategory.MT100: (7, 13),
    TournamentCategory.MT200: (8, 18),
    TournamentCategory.MT400: (14, 28),
    TournamentCategory.MT700: (20, 40),
    TournamentCategory.MT1000: (33, 60),
}


def make_calendar(
    chance: Random, frame: Frame, tournaments_a_year: int
) -> Iterator[tuple[Week, list[Tournament]]]:
    """The tournaments of each week, in order, with ids from 1."""
    ids, grounds = count(1), cycle(chance.sample(GROUNDS, len(GROUNDS)))
    categories = Deck(chance, _CATEGORIES)
    for number, week in enumerate(frame.held):
        held = _by_then(number + 1, tournaments_a_year) - _by_then(number, tournaments_a_year)
        tournaments = []
        for _ in range(held):
            ground, category = next(grounds), categories.deal()
            tournaments.append(
                Tournament(
                    tournament_id=next(ids),
                    name=f"{ground.city} {_NAMES[category]}",
                    week=week,
                    venue_id=ground.venue_id,
                    category=category,
                    surface=ground.surface,
                    wanted={
                        competition: chance.randint(*_FIELDS[category])
                        for competition in COMPETITIONS
                    },
                )
            )
        yield week, tournaments


def _by_then(weeks: int, tournaments_a_year: int) -> int:
    """How many tournaments lie in the first weeks of a year."""
    return weeks * tournaments_a_year // WINDOW_WEEKS
