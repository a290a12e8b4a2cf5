"""The questions that the entries service answers, one function each, on a read connection.

Guarantees that nothing is written, and that no question costs a query per row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.entries.domain.bulk import PlayerLine, Verdict
from services.entries.domain.countries import CountryDetails
from services.entries.domain.eligibility import check_entry
from services.entries.judgement import (
    EntryLine,
    Facts,
    JudgedEntry,
    Wish,
    attempt,
    judge_countries,
    judge_entries,
    judge_player_lines,
    look_into,
    look_into_lines,
    situation,
)
from services.entries.peers import Peers
from services.entries.store import entries, places, players, tournaments
from services.entries.store.rows import Country, Entry, ListKey, Player, Tournament, Venue
from shared.database import Database
from shared.terms import AgeCategory, Gender, Surface, TournamentCategory, Violation
from shared.text import search_key


@dataclass(frozen=True, slots=True)
class PlayerSearch:
    """``words`` are folded; each must begin a word of the name. ``size`` is that of a page."""

    words: tuple[str, ...]
    gender: Gender | None
    size: int
    after: players.Place | None


@dataclass(frozen=True, slots=True)
class TournamentSearch:
    """Tournaments with a day from ``first`` to ``last``; what is None or empty does not count."""

    first: date | None
    last: date | None
    category: TournamentCategory | None
    surface: Surface | None
    tournament_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntrySearch:
    """Entries of a tournament, a player, or both; what is None does not count."""

    tournament_id: int | None
    category: AgeCategory | None
    gender: Gender | None
    player_id: int | None
    include_withdrawn: bool


async def reference_data(database: Database) -> tuple[list[Country], list[Venue]]:
    """Countries by name; venues by city and name."""
    async with database.read() as db:
        countries = await places.countries(db)
        venues = await places.venues(db)
    return (
        sorted(countries, key=lambda each: (search_key(each.name), each.country_id)),
        sorted(
            venues,
            key=lambda each: (search_key(each.city), search_key(each.name), each.venue_id),
        ),
    )


async def check_countries(
    database: Database, wanted: Sequence[CountryDetails]
) -> tuple[CountryDetails, ...]:
    """Those that would be added, by the judgement of AddCountries; RuleBroken as there."""
    async with database.read() as db:
        return judge_countries(wanted, await places.countries(db)).new


async def get_players(database: Database, player_ids: Sequence[int]) -> tuple[Player, ...]:
    """Those that exist, in the order asked for."""
    async with database.read() as db:
        now = await database.clock.now(db)
        return await players.load_many(db, player_ids, now.date())


async def search_players(database: Database, search: PlayerSearch) -> players.Page:
    """A page of players by last and first name."""
    async with database.read() as db:
        now = await database.clock.now(db)
        return await players.search(
            db,
            search.words,
            search.gender,
            after=search.after,
            size=search.size,
            today=now.date(),
        )


async def get_tournament(database: Database, tournament_id: int) -> Tournament:
    """The tournament; NotFound if there is none."""
    async with database.read() as db:
        return await tournaments.read(db, tournament_id)


async def list_tournaments(database: Database, search: TournamentSearch) -> tuple[Tournament, ...]:
    """By first day, then key."""
    async with database.read() as db:
        return await tournaments.load_all(
            db,
            first=search.first,
            last=search.last,
            category=search.category,
            surface=search.surface,
            tournament_ids=search.tournament_ids,
        )


async def list_entries(database: Database, search: EntrySearch) -> tuple[Entry, ...]:
    """In the order of entering."""
    async with database.read() as db:
        now = await database.clock.now(db)
        return await entries.load_all(
            db,
            tournament_id=search.tournament_id,
            category=search.category,
            gender=search.gender,
            player_id=search.player_id,
            include_withdrawn=search.include_withdrawn,
            today=now.date(),
        )


async def count_entries(database: Database, tournament_ids: Sequence[int]) -> Mapping[ListKey, int]:
    """How many stand on each list of these tournaments that has any."""
    async with database.read() as db:
        return await entries.count_standing_by_list(db, tournament_ids)


async def check_wish(database: Database, peers: Peers, wish: Wish) -> tuple[Facts, list[Violation]]:
    """What the entry would be, and every reason against it, by the judgement of SubmitEntry.

    NotFound for an unknown player or tournament.
    """
    facts = await look_into(database, peers, wish.tournament_id, [wish.player_id])
    async with database.read() as db:
        now = await database.clock.now(db)
        as_it_is = await situation(db, facts, now)
    return facts, check_entry(attempt(facts, wish, as_it_is))


async def check_players(database: Database, lines: Sequence[PlayerLine]) -> list[Verdict]:
    """What would become of each line, by the judgement of RegisterPlayers."""
    async with database.read() as db:
        now = await database.clock.now(db)
        return await judge_player_lines(db, lines, now.year)


async def check_entries(
    database: Database, peers: Peers, tournament_id: int, lines: Sequence[EntryLine]
) -> tuple[JudgedEntry, ...]:
    """What would become of each line, by the judgement of SubmitEntries; NotFound where there is
    no such tournament."""
    facts = await look_into_lines(database, peers, tournament_id, lines)
    async with database.read() as db:
        now = await database.clock.now(db)
        as_it_is = await situation(db, facts, now)
    return judge_entries(lines, facts, as_it_is, {})
