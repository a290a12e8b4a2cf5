"""Gathers what decides on entries, for the try and for the entry itself, for one player and for a
list alike.

Guarantees that all are judged by the same facts: the other services are asked first, then the
rows of this one are read in one transaction; and that no fact costs a question per player.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries.domain.bulk import (
    Candidates,
    Description,
    Outcome,
    PlayerLine,
    Verdict,
    identify,
    judge_players,
    likeness,
    name_keys,
    repeated_entry,
    unknown_player,
)
from services.entries.domain.countries import (
    CountryDetails,
    SortedOut,
    check_country,
    sort_out,
)
from services.entries.domain.eligibility import (
    EnteredTournament,
    EntryAttempt,
    EntryList,
    ListState,
    Suspension,
    check_entry,
)
from services.entries.peers import Peers
from services.entries.store import entries, places, players, suspensions, tournaments
from services.entries.store.rows import (
    Country,
    KnownSuspension,
    ListKey,
    Player,
    Tournament,
)
from shared.ages import age_in, category_for
from shared.database import Database
from shared.errors import NotFound, RuleBroken
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
    """A tournament and players, with what the other services say about them.

    By player: ``points`` are 0 where no category holds the age; ``suspensions`` are those of the
    matches service, ``known`` the copies of this one at that time.
    """

    tournament: Tournament
    players: Mapping[int, Player]
    points: Mapping[int, int]
    suspensions: Mapping[int, Mapping[int, Suspension]]
    known: Mapping[int, tuple[KnownSuspension, ...]]

    def category(self, player_id: int) -> AgeCategory | None:
        """None where none holds the player's age."""
        return _category(self.tournament, self.players[player_id])

    def list_key(self, player_id: int) -> ListKey | None:
        category = self.category(player_id)
        if category is None:
            return None
        gender = self.players[player_id].gender
        return ListKey(self.tournament.tournament_id, category, gender)

    @property
    def list_keys(self) -> Collection[ListKey]:
        """The lists that any of the players may enter."""
        return {key for player_id in self.players if (key := self.list_key(player_id))}


@dataclass(frozen=True, slots=True)
class Situation:
    """The rows of this service that decide, as they are at one moment (UTC); by player what is
    entered that week and what is known of suspensions."""

    now: datetime
    entered: Mapping[int, tuple[EnteredTournament, ...]]
    lists: Mapping[ListKey, EntryList]
    known: Mapping[int, tuple[KnownSuspension, ...]]


async def look_into(
    database: Database, peers: Peers, tournament_id: int, player_ids: Sequence[int]
) -> Facts:
    """Read players and tournament, then ask the others; NotFound where one does not exist."""
    async with database.read() as db:
        now = await database.clock.now(db)
        found = await players.load_many(db, player_ids, now.date())
        tournament = await tournaments.load(db, tournament_id)
        known = await suspensions.of_players(db, player_ids)
    by_key = {each.player_id: each for each in found}
    unknown = [unknown_player(player_id) for player_id in player_ids if player_id not in by_key]
    if tournament is None:
        message = f"There is no tournament with the number {tournament_id}."
        unknown.append(Violation("tournament_id", "9", message))
    if tournament is None or unknown:
        raise NotFound(" ".join(violation.message for violation in unknown), unknown)
    in_force = await peers.suspensions(player_ids, tournament.start_date, tournament.end_date)
    points = await _points(peers, tournament, found)
    return Facts(tournament, by_key, points, in_force, known)


async def _points(
    peers: Peers, tournament: Tournament, found: Sequence[Player]
) -> Mapping[int, int]:
    """Of each player in the category that holds the age; 0 where none does."""
    of_list: defaultdict[tuple[AgeCategory, Gender], list[int]] = defaultdict(list)
    for player in found:
        if category := _category(tournament, player):
            of_list[category, player.gender].append(player.player_id)
    answers = await asyncio.gather(*(peers.points(ids, *key) for key, ids in of_list.items()))
    points = dict.fromkeys((player.player_id for player in found), 0)
    for answer in answers:
        points |= answer
    return points


def _category(tournament: Tournament, player: Player) -> AgeCategory | None:
    return category_for(age_in(tournament.week.year, player.birth_year))


async def situation(db: AsyncConnection, facts: Facts, now: datetime) -> Situation:
    """How things stand now; imported history may lack a draw, and nobody can enter that."""
    tournament_id = facts.tournament.tournament_id
    states = await tournaments.load_lists(db, facts.list_keys)
    standing = await entries.count_standing_by_list(db, [tournament_id])
    return Situation(
        now,
        await entries.entered_in_week(db, facts.players, facts.tournament.week),
        {
            key: EntryList(states.get(key, ListState.CLOSED), standing.get(key, 0))
            for key in facts.list_keys
        },
        await suspensions.of_players(db, facts.players),
    )


def attempt(facts: Facts, wish: Wish, as_it_is: Situation, before: int = 0) -> EntryAttempt:
    """The entry as it would be now, after ``before`` others on its list that are not stored yet."""
    player_id, key = wish.player_id, facts.list_key(wish.player_id)
    entry_list = None if key is None else as_it_is.lists[key]
    return EntryAttempt(
        player=facts.players[player_id].entrant,
        tournament=facts.tournament.entered,
        now=as_it_is.now,
        asked_category=wish.asked_category,
        asked_gender=wish.asked_gender,
        entered_that_week=as_it_is.entered[player_id],
        entry_list=entry_list and replace(entry_list, standing=entry_list.standing + before),
        suspensions=merged(
            facts.suspensions[player_id], facts.known[player_id], as_it_is.known[player_id]
        ),
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


# --- lists -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A player to enter; ``line`` is where it stands in the list. The gender of the description
    names the draw as well."""

    line: int
    described: Description
    asked_category: AgeCategory | None


@dataclass(frozen=True, slots=True)
class JudgedEntry:
    """What becomes of a line; ``player`` is None where it is not clear whom it means."""

    line: int
    verdict: Verdict
    player: Player | None = None
    category: AgeCategory | None = None
    points: int = 0

    @property
    def is_accepted(self) -> bool:
        return self.verdict.outcome is Outcome.ACCEPTED


async def look_into_lines(
    database: Database, peers: Peers, tournament_id: int, lines: Sequence[EntryLine]
) -> Facts:
    """The facts about everybody whom a line may mean; NotFound where there is no tournament."""
    numbers = {each.described.player_id for each in lines}
    names = {key for each in lines for key in name_keys(each.described.name)}
    async with database.read() as db:
        named = await players.named(db, numbers, names)
    return await look_into(database, peers, tournament_id, named)


def judge_entries(
    lines: Sequence[EntryLine],
    facts: Facts,
    as_it_is: Situation,
    unsettled: Mapping[int, Violation],
) -> tuple[JudgedEntry, ...]:
    """What becomes of each line, judged one after the other as if they came one by one.

    ``unsettled`` are the players of whom the facts are out of date, and why they cannot enter.
    """
    candidates = Candidates.of(player.candidate for player in facts.players.values())
    before: Counter[ListKey | None] = Counter()
    entered: dict[int, int] = {}
    judged: list[JudgedEntry] = []
    for each in lines:
        meant = identify(each.described, candidates)
        if isinstance(meant, list):
            judged.append(JudgedEntry(each.line, Verdict(Outcome.REFUSED, tuple(meant))))
            continue
        player_id = meant.player_id
        key = facts.list_key(player_id)
        if player_id in entered:
            verdict = repeated_entry(entered[player_id])
        else:
            wish = Wish(
                player_id,
                facts.tournament.tournament_id,
                each.asked_category,
                each.described.gender,
            )
            broken = check_entry(attempt(facts, wish, as_it_is, before[key]))
            if player_id in unsettled:
                broken = [unsettled[player_id]]
            verdict = Verdict(Outcome.REFUSED if broken else Outcome.ACCEPTED, tuple(broken))
        if verdict.outcome is Outcome.ACCEPTED:
            entered[player_id] = each.line
            before[key] += 1
        judged.append(
            JudgedEntry(
                each.line,
                verdict,
                facts.players[player_id],
                facts.category(player_id),
                facts.points[player_id],
            )
        )
    return tuple(judged)


async def judge_player_lines(
    db: AsyncConnection, lines: Sequence[PlayerLine], this_year: int
) -> list[Verdict]:
    """What becomes of each line, by the players as they are now."""
    countries = await places.country_ids(db)
    known = await players.alike(db, {likeness(each.details) for each in lines})
    return judge_players(lines, this_year, countries, known)


def judge_countries(wanted: Iterable[CountryDetails], known: Iterable[Country]) -> SortedOut:
    """Which are to be added; RuleBroken with every rule that any of them breaks."""
    tidied = [each.tidied() for each in wanted]
    if broken := [violation for each in tidied for violation in check_country(each)]:
        raise RuleBroken.of(broken)
    return sort_out(tidied, [each.details for each in known])
