"""Who enters when: entries as they would have come in, each judged by the rules of live entries.

Guarantees that every entry was allowed at its moment (rules.md section 2).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeAlias

from services.entries.domain.eligibility import (
    EnteredTournament,
    Entrant,
    EntryAttempt,
    EntryList,
    ListState,
    Suspension,
    check_entry,
)
from services.entries.domain.tournaments import entry_deadline
from shared.ages import age_in, category_for
from shared.weeks import Week
from tools.demo.records import Ban, Competition, Entry, Person, Tournament

PointsAt: TypeAlias = Callable[[Competition, int, datetime], int]
"""The points of a player in the ranking that was the latest at this moment."""

# section 10: in the 30 days before the deadline, seven of ten in the last 14
_DAYS: Final = 30
_LAST_DAYS: Final = 14
_SHARE_OF_LAST_DAYS: Final = 0.7


class EntryDesk:
    """Takes the entries of all tournaments, in the order of their weeks."""

    def __init__(self, chance: Random, people: Iterable[Person], points_at: PointsAt) -> None:
        self._chance = chance
        self._people = tuple(people)
        self._points_at = points_at
        self._entered: defaultdict[tuple[Week, int], list[EnteredTournament]] = defaultdict(list)
        self._suspensions: defaultdict[int, list[Suspension]] = defaultdict(list)
        self._last_id = 0

    def learn(self, ban: Ban) -> None:
        """From now on this player is suspended."""
        found = ban.suspension
        self._suspensions[found.player_id].append(
            Suspension(found.first_day, found.last_day, found.cause)
        )

    def take(
        self, tournament: Tournament, competition: Competition, now: datetime
    ) -> tuple[Entry, ...]:
        """The entries that have come in by ``now`` (UTC), in the order of entering."""
        candidates = self._candidates(tournament, competition)
        moments = self._moments(tournament, competition)
        taken: list[Entry] = []
        for moment in moments:
            if moment > now:
                break
            while candidates:
                person = candidates.pop()
                if not check_entry(self._attempt(tournament, person, moment, len(taken))):
                    taken.append(self._enter(tournament, competition, person, moment))
                    break
        return tuple(taken)

    def _candidates(self, tournament: Tournament, competition: Competition) -> list[Person]:
        year = tournament.week.year
        able = [
            person
            for person in self._people
            if person.gender is competition.gender
            and category_for(age_in(year, person.birth_year)) is competition.category
        ]
        self._chance.shuffle(able)
        return able

    def _moments(self, tournament: Tournament, competition: Competition) -> list[datetime]:
        deadline = entry_deadline(tournament.week.monday)
        return sorted(
            deadline - timedelta(seconds=int(86_400 * self._days_before()))
            for _ in range(tournament.wanted[competition])
        )

    def _days_before(self) -> float:
        if self._chance.random() < _SHARE_OF_LAST_DAYS:
            return self._chance.uniform(0, _LAST_DAYS)
        return self._chance.uniform(_LAST_DAYS, _DAYS)

    def _attempt(
        self, tournament: Tournament, person: Person, moment: datetime, standing: int
    ) -> EntryAttempt:
        return EntryAttempt(
            player=Entrant(person.name, person.birth_year, person.gender, person.status),
            tournament=_entered(tournament),
            now=moment,
            asked_category=None,
            asked_gender=None,
            entered_that_week=tuple(self._entered[tournament.week, person.player_id]),
            entry_list=EntryList(ListState.OPEN, standing),
            suspensions=tuple(self._suspensions[person.player_id]),
        )

    def _enter(
        self, tournament: Tournament, competition: Competition, person: Person, moment: datetime
    ) -> Entry:
        self._last_id += 1
        self._entered[tournament.week, person.player_id].append(_entered(tournament))
        points = self._points_at(competition, person.player_id, moment)
        return Entry(self._last_id, person, moment, points)


def _entered(tournament: Tournament) -> EnteredTournament:
    return EnteredTournament(tournament.tournament_id, tournament.name, tournament.week)
