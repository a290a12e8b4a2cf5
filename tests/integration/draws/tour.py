"""A history of commands: what officials, the clock and the other services do, in one line each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

import psycopg
from google.protobuf.message import Message

from services.draws import commands, queries, store
from services.draws.commands import GenerateDraw, MadeDraw
from services.draws.consumers import HANDLERS
from services.draws.records import Draw, DrawSheet, EntryList
from shared.broker import Broker
from shared.context import Actor, Call, Role
from shared.database import Database
from shared.events import Envelope, from_payload, to_payload, type_name
from shared.inbox import Consumer
from shared.leader import CLOCK
from shared.terms import AgeCategory, DrawStatus, Gender
from shared.weeks import Week
from shared.wire import to_date, to_moment, to_week
from shared.work import Work, perform
from tests.integration.draws.dates import AFTER_ENTRIES, MONDAY, SEEDING_WEEK
from tests.integration.draws.peers import FakePeers
from tour.entries.v1 import entries_pb2
from tour.entries.v1 import events_pb2 as entries_events

T = TypeVar("T")
M = TypeVar("M", bound=Message)

ANNA = Call(Actor("anna", Role.REFEREE))
BEN = Call(Actor("ben", Role.REFEREE))
THE_CLOCK = Call(CLOCK)
NICE = 1


@dataclass(frozen=True, slots=True)
class Told:
    """An event in the outbox."""

    envelope: Envelope
    name: str


@dataclass(frozen=True, slots=True)
class Tour:
    database: Database
    peers: FakePeers
    hand: psycopg.AsyncConnection[Any]

    async def sql(self, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
        """SQL of the administrator."""
        cursor = await self.hand.execute(statement.encode(), arguments or None)
        return await cursor.fetchall() if cursor.description else []

    async def make_players(self, players: int) -> None:
        await self.sql("INSERT INTO tour.country VALUES (1, 'F', 'France')")
        await self.sql("INSERT INTO tour.location VALUES (1, 1, 'Nice')")
        await self.sql(
            "INSERT INTO tour.venue (venue_id, location_id, venue_name, changed_by) "
            "VALUES (1, 1, 'Nice Tennis Club', 'test')"
        )
        await self.sql(
            "INSERT INTO tour.players (player_id, gender_id, country_id, first_name, last_name,"
            " birth_year, sort_key, search_key, changed_by) "
            "SELECT n, 1, 1, 'Ada', 'Player ' || n, 1964, n::text, n::text, 'test' "
            "FROM generate_series(1, %s) AS n",
            players,
        )

    async def set_clock(self, now: datetime) -> None:
        """The tour's time is now this (UTC), and runs on."""
        offset = (now - datetime.now(UTC)).total_seconds()
        await self.sql(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test') "
            "ON CONFLICT (only_row) DO UPDATE SET offset_seconds = excluded.offset_seconds",
            offset,
        )

    async def add_tournament(self, number: int = NICE, monday: date = MONDAY) -> None:
        """Store it as entries does, and tell the draws service."""
        week = Week.of(monday)
        await self.sql(
            "INSERT INTO tour.tournaments (tournament_id, name, start_date, end_date,"
            " tournament_year, tournament_week, venue_id, category_id, surface_id,"
            " entry_deadline, draw_deadline, changed_by) "
            "VALUES (%s, %s, %s, %s, %s, %s, 1, 3, 1, %s, %s, 'test')",
            number,
            f"Tournament {number}",
            monday,
            week.sunday,
            week.year,
            week.number,
            (week - 1).at(2, 10),
            (week - 1).at(5, 19),
        )
        await self.hear(tournament_changed(number, monday), version=1)

    async def hear(
        self, event: Message, *, version: int = 1, event_id: object = None, by: Call = ANNA
    ) -> None:
        """Deliver an event as the consumer does."""
        consumer = Consumer(self.database, Broker(self.database.settings), HANDLERS)
        await consumer.handle(
            Envelope(
                event_id=event_id if event_id is not None else uuid4(),  # type: ignore[arg-type]
                type=type_name(type(event)),
                key="test:1",
                version=version,
                occurred_at=datetime.now(UTC),
                call=by,
                payload=to_payload(event),
                before=None,
                after=None,
            )
        )

    async def do(self, command: Callable[[Work], Awaitable[T]], by: Call = ANNA) -> T:
        return await perform(self.database, by, command)

    async def close(self, draw_id: int, by: Call = ANNA) -> Draw:
        return await self.do(lambda work: commands.close_entries(work, self.peers, draw_id), by)

    async def generate(self, draw_id: int, expected_version: int = 0, by: Call = ANNA) -> MadeDraw:
        command = GenerateDraw(draw_id, expected_version)
        return await self.do(lambda work: commands.generate_draw(work, self.peers, command), by)

    async def draw(
        self,
        tournament: int = NICE,
        category: AgeCategory = AgeCategory.SIXTY,
        gender: Gender = Gender.MEN,
    ) -> Draw:
        """The men's 60 by default."""
        wanted = EntryList(tournament, category, gender)
        async with self.database.read() as db:
            draws = await store.list_draws(db, [tournament], None)
        return next(draw for draw in draws if draw.entry_list == wanted)

    async def sheet(self, draw_id: int) -> DrawSheet:
        async with self.database.read() as db:
            return await queries.draw_sheet(db, draw_id)

    async def preview(self, draw_id: int) -> queries.DrawPreview:
        return await queries.preview(self.database, self.peers, draw_id)

    async def told(self) -> list[Envelope]:
        """The outbox, in order."""
        rows = await self.sql(
            "SELECT event_id, type, event_key, event_version, occurred_at, actor, actor_role,"
            " correlation_id, traceparent, payload, before, after "
            "FROM tour.draws_outbox ORDER BY seq"
        )
        return [
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

    async def last_told(self, kind: type[M]) -> tuple[Envelope, M]:
        """The latest event, which must be of this kind."""
        envelope = (await self.told())[-1]
        assert envelope.type == type_name(kind)
        return envelope, from_payload(kind, envelope.payload)

    async def entered(self, players: Sequence[int], ranked: Sequence[int] | None = ()) -> Draw:
        """Nice with these entries in the men's 60, the deadline passed, nobody has closed it yet.

        ``ranked`` players stand in the seeding week's ranking; None: none was published.
        """
        await self.add_tournament()
        draw = await self.draw()
        self.peers.enter(draw.entry_list, players)
        if ranked is None:
            self.peers.confirm_none(SEEDING_WEEK)
        else:
            self.peers.publish(SEEDING_WEEK, ranked)
        await self.set_clock(AFTER_ENTRIES)
        return draw


def tournament_changed(
    number: int = NICE, monday: date = MONDAY, version: int = 1, category: int = 3
) -> entries_events.TournamentChanged:
    week = Week.of(monday)
    return entries_events.TournamentChanged(
        tournament=entries_pb2.Tournament(
            tournament_id=number,
            name=f"Tournament {number}",
            start_date=to_date(monday),
            end_date=to_date(monday + timedelta(days=6)),
            week=to_week(week),
            category=category,  # type: ignore[arg-type]
            entry_deadline=to_moment((week - 1).at(2, 10)),
            draw_deadline=to_moment((week - 1).at(5, 19)),
            version=version,
        )
    )


def status_of(draws: Sequence[Draw]) -> list[DrawStatus]:
    return [draw.status for draw in draws]
