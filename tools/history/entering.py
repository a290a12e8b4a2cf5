"""Who enters when: entries as they would have come in, each judged by the rules of live entries.

Guarantees that every entry was allowed at its moment (rules.md section 2), and that they arrive
as section 10 says.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeAlias

from services.draws.domain.sizes import MIN_PLAYERS
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
from shared.terms import PlayerStatus
from shared.weeks import Week
from tools.history.decks import either
from tools.history.records import COMPETITIONS, Ban, Competition, Entry, Person, Tournament, keep
from tools.shares import ENTRY_DAYS, IN_LAST_DAYS, LAST_DAYS

PointsAt: TypeAlias = Callable[[Competition, int, datetime], int]
"""The points of a player in the ranking that was the latest at this moment."""
Entries: TypeAlias = dict[tuple[int, Competition], tuple[Entry, ...]]
"""By tournament id and competition, in the order of entering."""

_DAY: Final = 86_400


class EntryDesk:
    """Takes the entries of all tournaments, in the order of their weeks."""

    def __init__(self, chance: Random, people: Iterable[Person], points_at: PointsAt) -> None:
        self._chance = chance
        self._points_at = points_at
        self._is_late = either(chance, IN_LAST_DAYS)
        self._people: defaultdict[tuple[int, int], list[Person]] = defaultdict(list)
        for person in people:
            if person.status is PlayerStatus.ACTIVE:
                self._people[person.gender, person.birth_year].append(person)
        self._suspensions: defaultdict[int, list[Suspension]] = defaultdict(list)
        self._last_id = 0

    def learn(self, ban: Ban) -> None:
        """From now on this player is suspended, and has not entered for the time of it."""
        found = ban.suspension
        self._suspensions[found.player_id].append(
            Suspension(found.first_day, found.last_day, found.cause)
        )

    def take(self, week: Week, tournaments: Sequence[Tournament], now: datetime) -> Entries:
        """The entries for the tournaments of a week that have come in by ``now`` (UTC)."""
        taken: Entries = {}
        for competition in COMPETITIONS:
            able = self._able(week, competition)
            for left, tournament in zip(
                reversed(range(len(tournaments))), tournaments, strict=True
            ):
                # the later ones of the week find their players, too
                room = len(able) - left * MIN_PLAYERS
                entrants = [able.pop() for _ in range(min(tournament.wanted[competition], room))]
                taken[tournament.tournament_id, competition] = tuple(
                    self._enter(tournament, competition, entrants, now)
                )
        return taken

    def _able(self, week: Week, competition: Competition) -> list[Person]:
        """Who has the age of the competition and may play in that week, in an order by lot."""
        suspended = {
            player_id
            for player_id, suspensions in self._suspensions.items()
            if any(one.touches(week.monday, week.sunday) for one in suspensions)
        }
        able = [
            person
            for (gender, birth_year), those in self._people.items()
            if gender == competition.gender
            and category_for(age_in(week.year, birth_year)) is competition.category
            for person in those
            if person.player_id not in suspended
        ]
        self._chance.shuffle(able)
        return able

    def _enter(
        self,
        tournament: Tournament,
        competition: Competition,
        entrants: Sequence[Person],
        now: datetime,
    ) -> Iterable[Entry]:
        deadline = entry_deadline(tournament.week.monday)
        moments = sorted(deadline - self._time_before() for _ in entrants)
        for standing, (person, moment) in enumerate(zip(entrants, moments, strict=True)):
            if moment > now:
                break
            keep(check_entry(self._attempt(tournament, person, moment, standing)))
            self._last_id += 1
            points = self._points_at(competition, person.player_id, moment)
            yield Entry(self._last_id, person, moment, points)

    def _time_before(self) -> timedelta:
        """From an entry to the deadline, in whole seconds."""
        last = LAST_DAYS * _DAY
        if self._is_late.deal():
            return timedelta(seconds=self._chance.randint(0, last))
        return timedelta(seconds=self._chance.randint(last + 1, ENTRY_DAYS * _DAY))

    def _attempt(
        self, tournament: Tournament, person: Person, moment: datetime, standing: int
    ) -> EntryAttempt:
        return EntryAttempt(
            player=Entrant(person.name, person.birth_year, person.gender, person.status),
            tournament=EnteredTournament(
                tournament.tournament_id, tournament.name, tournament.week
            ),
            now=moment,
            asked_category=None,
            asked_gender=None,
            # whoever has entered one of this week is not asked for another
            entered_that_week=(),
            entry_list=EntryList(ListState.OPEN, standing),
            suspensions=tuple(self._suspensions.get(person.player_id, ())),
        )
