"""A history of commands: what officials, the draws service and events do, in one line each."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest
from google.protobuf.message import Message

from services.entries import queries
from services.entries.commands import entries, entry_lists, players, tournaments, venues
from services.entries.commands.entries import WithdrawEntry
from services.entries.commands.players import ChangePlayer
from services.entries.commands.tournaments import ChangeTournament
from services.entries.consumers import handlers
from services.entries.domain.people import PlayerDetails
from services.entries.domain.tournaments import TournamentDetails
from services.entries.domain.venues import VenueDetails
from services.entries.judgement import Wish
from services.entries.queries import EntrySearch
from services.entries.store.rows import Entry, ListKey, Player, StandingEntry, Tournament, Venue
from shared.broker import Broker
from shared.context import Actor, Call, Role
from shared.database import Database
from shared.errors import TourError
from shared.events import Envelope, from_payload, to_payload, type_name
from shared.inbox import Consumer
from shared.leader import CLOCK
from shared.terms import (
    AgeCategory,
    Gender,
    MatchStatus,
    PlayerStatus,
    Surface,
    TournamentCategory,
)
from shared.wire import to_date, to_enum
from shared.work import Work, perform
from tests.integration.entries.dates import MONDAY
from tests.integration.entries.peers import FakePeers
from tour.draws.v1 import draws_pb2
from tour.draws.v1 import events_pb2 as draws_events
from tour.matches.v1 import events_pb2 as matches_events
from tour.matches.v1 import matches_pb2

T = TypeVar("T")
M = TypeVar("M", bound=Message)

ANNA = Call(Actor("anna", Role.REFEREE))
BEN = Call(Actor("ben", Role.ADMINISTRATOR))
THE_CLOCK = Call(CLOCK)
FRANCE, SPAIN, POLAND = 1, 2, 3
NICE_CLUB = 1
GATEWAY_TOKEN = "token of gateway"
CALLER_HASHES = {"gateway": hashlib.sha256(GATEWAY_TOKEN.encode()).hexdigest()}

ADA = PlayerDetails("Ada", "Berg", 1964, Gender.WOMEN, FRANCE, PlayerStatus.ACTIVE)
NICE = TournamentDetails("Nice Open", MONDAY, TournamentCategory.MT400, Surface.CLAY, NICE_CLUB)


@dataclass(frozen=True, slots=True)
class Tour:
    database: Database
    peers: FakePeers
    hand: psycopg.AsyncConnection[Any]
    dsn: str

    async def sql(self, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
        """SQL of the administrator."""
        cursor = await self.hand.execute(statement.encode(), arguments or None)
        return await cursor.fetchall() if cursor.description else []

    async def make_places(self) -> None:
        await self.sql(
            "INSERT INTO tour.country (code, description) "
            "VALUES ('F', 'France'), ('E', 'Spain'), ('PL', 'Poland')"
        )
        await self.sql("INSERT INTO tour.location (country_id, city) VALUES (1, 'Nice')")
        await self.sql(
            "INSERT INTO tour.venue (location_id, venue_name, changed_by) "
            "VALUES (1, 'Nice Tennis Club', 'test')"
        )

    async def set_clock(self, now: datetime) -> None:
        """The tour's time is now this (UTC), and runs on."""
        offset = (now - datetime.now(UTC)).total_seconds()
        await self.sql(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test') "
            "ON CONFLICT (only_row) DO UPDATE SET offset_seconds = excluded.offset_seconds",
            offset,
        )

    # what officials do

    async def do(self, command: Callable[[Work], Awaitable[T]], by: Call = ANNA) -> T:
        return await perform(self.database, by, command)

    async def register(self, details: PlayerDetails = ADA, **changes: Any) -> Player:
        wanted = replace(details, **changes)
        return await self.do(lambda work: players.register_player(work, wanted))

    async def change_player(self, player: Player, *, by: Call = ANNA, **changes: Any) -> Player:
        """``player`` as the official saw it."""
        details = PlayerDetails(
            player.first_name,
            player.last_name,
            player.birth_year,
            player.gender,
            player.country.country_id,
            player.status,
        )
        command = ChangePlayer(player.player_id, player.version, replace(details, **changes))
        return await self.do(lambda work: players.change_player(work, command), by)

    async def register_venue(self, name: str, city: str, country_id: int = FRANCE) -> Venue:
        details = VenueDetails(name, city, country_id)
        return await self.do(lambda work: venues.register_venue(work, details), BEN)

    async def create(self, details: TournamentDetails = NICE, **changes: Any) -> Tournament:
        wanted = replace(details, **changes)
        return await self.do(lambda work: tournaments.create_tournament(work, wanted), BEN)

    async def change_tournament(self, seen: Tournament, **changes: Any) -> Tournament:
        """``seen`` as the administrator saw it."""
        details = TournamentDetails(
            seen.name, seen.start_date, seen.category, seen.surface, seen.venue.venue_id
        )
        command = ChangeTournament(seen.tournament_id, seen.version, replace(details, **changes))
        return await self.do(lambda work: tournaments.change_tournament(work, command), BEN)

    async def enter(
        self,
        player: Player,
        tournament: Tournament,
        category: AgeCategory | None = None,
        gender: Gender | None = None,
    ) -> Entry:
        wish = Wish(player.player_id, tournament.tournament_id, category, gender)
        return await self.do(lambda work: entries.submit_entry(work, self.peers, wish))

    async def check(self, player: Player, tournament: Tournament) -> list[str]:
        """What CheckEntry has against it."""
        wish = Wish(player.player_id, tournament.tournament_id, None, None)
        _, broken = await queries.check_wish(self.database, self.peers, wish)
        return [violation.message for violation in broken]

    async def withdraw(self, seen: Entry, by: Call = ANNA) -> Entry:
        command = WithdrawEntry(seen.entry_id, seen.version)
        return await self.do(lambda work: entries.withdraw_entry(work, self.peers, command), by)

    async def entered(self, **changes: Any) -> tuple[Player, Tournament, Entry]:
        """Ada (or who is described) is entered in Nice."""
        player, tournament = await self.register(**changes), await self.create()
        return player, tournament, await self.enter(player, tournament)

    async def crowd(self, size: int, tournament: Tournament) -> list[Entry]:
        """Players of the women's 60 registered and entered, one after the other."""
        return [
            await self.enter(await self.register(last_name=f"Number {number}"), tournament)
            for number in range(1, size + 1)
        ]

    # what the draws service does

    async def close(self, key: ListKey) -> tuple[StandingEntry, ...]:
        return await self.do(lambda work: entry_lists.close_entry_list(work, key), THE_CLOCK)

    async def freeze(self, key: ListKey) -> tuple[StandingEntry, ...]:
        return await self.do(lambda work: entry_lists.freeze_entry_list(work, key))

    async def thaw(self, key: ListKey) -> None:
        await self.do(lambda work: entry_lists.thaw_entry_list(work, key))

    # what events do

    async def hear(self, event: Message, *, version: int = 1, event_id: UUID | None = None) -> None:
        """Deliver an event as the consumer does."""
        consumer = Consumer(self.database, Broker(self.database.settings), handlers())
        await consumer.handle(
            Envelope(
                event_id=event_id or uuid4(),
                type=type_name(type(event)),
                key="test:1",
                version=version,
                occurred_at=datetime.now(UTC),
                call=THE_CLOCK,
                payload=to_payload(event),
                before=None,
                after=None,
            )
        )

    async def suspend(
        self,
        player: Player,
        tournament: Tournament,
        first: date,
        last: date,
        *,
        key: int = 1,
        version: int = 1,
    ) -> None:
        await self.hear(
            matches_events.PlayerSuspended(
                suspension=suspension(player, tournament, first, last, key=key)
            ),
            version=version,
        )

    async def annul(
        self,
        player: Player,
        tournament: Tournament,
        first: date,
        last: date,
        *,
        key: int = 1,
        version: int = 2,
    ) -> None:
        ended = suspension(player, tournament, first, last, key=key)
        ended.annulled = True
        await self.hear(matches_events.SuspensionEnded(suspension=ended), version=version)

    async def cancel_draw(self, key: ListKey) -> None:
        draw = draws_pb2.Draw(
            draw_id=1,
            tournament_id=key.tournament_id,
            age_category=to_enum(key.age_category),
            gender=to_enum(key.gender),
        )
        await self.hear(draws_events.DrawCancelled(draw=draw, num_entries=1))

    # what can be seen

    async def player(self, player: Player) -> Player:
        (found,) = await queries.get_players(self.database, [player.player_id])
        return found

    async def entry(self, entry: Entry) -> Entry:
        found = await self.entries(player_id=entry.player.player_id)
        return next(each for each in found if each.entry_id == entry.entry_id)

    async def entries(
        self, *, tournament_id: int | None = None, player_id: int | None = None
    ) -> tuple[Entry, ...]:
        search = EntrySearch(tournament_id, None, None, player_id, include_withdrawn=True)
        return await queries.list_entries(self.database, search)

    async def until_somebody_waits(self) -> None:
        """Until a transaction waits for a lock of another."""
        waiting = (
            "SELECT 1 FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        for _ in range(500):
            if await self.sql(waiting):
                return
            await asyncio.sleep(0.02)
        pytest.fail("nobody waits for a lock")

    async def state_of(self, key: ListKey) -> str:
        ((state,),) = await self.sql(
            "SELECT state FROM tour.entry_lists "
            "WHERE tournament_id = %s AND age_category_id = %s AND gender_id = %s",
            key.tournament_id,
            key.age_category.value,
            key.gender.value,
        )
        return str(state)

    async def told(self, kind: type[M]) -> list[tuple[Envelope, M]]:
        """The outbox's events of this kind, in order; each payload fits its message."""
        rows = await self.sql(
            "SELECT event_id, type, event_key, event_version, occurred_at, actor, actor_role,"
            " correlation_id, traceparent, payload, before, after "
            "FROM tour.entries_outbox WHERE type = %s ORDER BY seq",
            type_name(kind),
        )
        envelopes = [
            Envelope(
                event_id=row[0],
                type=row[1],
                key=row[2],
                version=row[3],
                occurred_at=row[4],
                call=Call(Actor(row[5], Role(row[6])), row[7], row[8]),
                payload=row[9],
                before=row[10],
                after=row[11],
            )
            for row in rows
        ]
        return [(envelope, from_payload(kind, envelope.payload)) for envelope in envelopes]


def suspension(
    player: Player, tournament: Tournament, first: date, last: date, *, key: int = 1
) -> matches_pb2.Suspension:
    """As the matches service tells it."""
    return matches_pb2.Suspension(
        suspension_id=key,
        player_id=player.player_id,
        tournament_id=tournament.tournament_id,
        cause=to_enum(MatchStatus.WALKOVER),
        start_date=to_date(first),
        end_date=to_date(last),
    )


def fields(error: TourError) -> Sequence[str]:
    """The fields that an error names."""
    return [violation.field for violation in error.violations]
