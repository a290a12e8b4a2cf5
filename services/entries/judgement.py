"""Gathers what decides on an entry, for the try and for the entry itself alike.

Guarantees that both are judged by the same facts: the other services are asked first, then the
rows of this one are read in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries.domain.eligibility import (
    EntryAttempt,
    EntryList,
    ListState,
    Suspension,
)
from services.entries.peers import Peers
from services.entries.store import entries, players, suspensions, tournaments
from services.entries.store.rows import KnownSuspension, ListKey, Player, Tournament
from shared.ages import age_in, category_for
from shared.database import Database
from shared.errors import NotFound
from shared.terms import AgeCategory, Gender, Violation


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to enter where; category and gender are set where the request names a draw."""

    player_id: int
    tournament_id: int
    asked_category: AgeCategory | None
    asked_gender: Gender | None


@dataclass(frozen=True, slots=True)
class Facts:
    """A player and a tournament, with what the other services say about the two.

    ``category`` is None where none holds the player's age. ``suspensions`` are those of the
    matches service, ``known`` the copies of this one at that time.
    """

    player: Player
    tournament: Tournament
    category: AgeCategory | None
    points: int
    suspensions: Mapping[int, Suspension]
    known: tuple[KnownSuspension, ...]

    @property
    def list_key(self) -> ListKey | None:
        if self.category is None:
            return None
        return ListKey(self.tournament.tournament_id, self.category, self.player.gender)


async def look_into(database: Database, peers: Peers, wish: Wish) -> Facts:
    """Read player and tournament, then ask the others; NotFound where one does not exist."""
    async with database.read() as db:
        now = await database.clock.now(db)
        player = await players.load(db, wish.player_id, now.date())
        tournament = await tournaments.load(db, wish.tournament_id)
        known = await suspensions.of_player(db, wish.player_id)
    if player is None or tournament is None:
        raise _unknown(wish, player, tournament)
    category = category_for(age_in(tournament.week.year, player.birth_year))
    in_force = await peers.suspensions(wish.player_id, tournament.start_date, tournament.end_date)
    points = 0
    if category is not None:
        points = await peers.points(wish.player_id, category, player.gender)
    return Facts(player, tournament, category, points, in_force, known)


async def attempt(db: AsyncConnection, facts: Facts, wish: Wish, now: datetime) -> EntryAttempt:
    """The entry as it would be at this moment (UTC), by the rows as they are now."""
    known = await suspensions.of_player(db, wish.player_id)
    return EntryAttempt(
        player=facts.player.entrant,
        tournament=facts.tournament.entered,
        now=now,
        asked_category=wish.asked_category,
        asked_gender=wish.asked_gender,
        entered_that_week=await entries.entered_in_week(db, wish.player_id, facts.tournament.week),
        entry_list=None if facts.list_key is None else await _list_of(db, facts.list_key),
        suspensions=merged(facts.suspensions, facts.known, known),
    )


def merged(
    asked: Mapping[int, Suspension],
    before: Sequence[KnownSuspension],
    after: Sequence[KnownSuspension],
) -> tuple[Suspension, ...]:
    """The suspensions in force: as the matches service said, and what its events have told since.

    ``before`` and ``after`` are the copies before it was asked and now. A copy that was there
    before may be out of date, so the answer counts; one that came since was not yet seen by the
    consumer that withdraws entries, so it counts as well.
    """
    news = [copy for copy in after if copy not in before]
    told = {copy.suspension_id for copy in news}
    return (
        *(suspension for key, suspension in asked.items() if key not in told),
        *(held for copy in news if (held := copy.in_force)),
    )


async def _list_of(db: AsyncConnection, key: ListKey) -> EntryList:
    found = await tournaments.load_list(db, key)
    # imported history may lack a draw; nobody can enter it
    state = ListState.CLOSED if found is None else found
    return EntryList(state, await entries.count_standing(db, key))


def _unknown(wish: Wish, player: Player | None, tournament: Tournament | None) -> NotFound:
    broken: list[Violation] = []
    if player is None:
        broken.append(
            Violation("player_id", "9", f"There is no player with the number {wish.player_id}.")
        )
    if tournament is None:
        message = f"There is no tournament with the number {wish.tournament_id}."
        broken.append(Violation("tournament_id", "9", message))
    return NotFound(" ".join(violation.message for violation in broken), broken)
