"""A small tour for the tests: what belongs to other services is stored by the administrator."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import psycopg

from services.rankings import commands, queries
from services.rankings.draws import CompletedDraw, Finish
from services.rankings.store.rows import ListKey
from shared.context import Actor, Call, Role
from shared.database import Database
from shared.terms import AgeCategory, Gender, Stage, TournamentCategory
from shared.weeks import Week
from shared.work import Work, perform

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MEN_60 = ListKey(AgeCategory.SIXTY, Gender.MEN)
CHIEF = Call(Actor("chief", Role.ADMINISTRATOR))
# tournament n is played in week n of 2026; men 1 to 20 were born in 1964, women 21 to 40 in 1958
_WEEKS = range(1, 54)


def monday(week: int) -> date:
    return Week.iso(2026, week).monday


@dataclass(frozen=True, slots=True)
class Tour:
    database: Database
    admin: psycopg.Connection[Any]

    async def do(self, command: Callable[[Work], Awaitable[T]]) -> T:
        return await perform(self.database, CHIEF, command)

    def move_clock(self, now: datetime) -> None:
        self.admin.execute(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test')"
            " ON CONFLICT (only_row) DO UPDATE SET offset_seconds = excluded.offset_seconds",
            ((now - datetime.now(UTC)).total_seconds(),),
        )

    async def complete(
        self,
        week: int,
        finishes: Sequence[tuple[int, Stage, int]],
        *,
        version: int = 1,
        sanctioned: Sequence[int] = (),
    ) -> None:
        """The men's 60 draw of the week's tournament ends: (player, stage, wins) each."""
        draw = completed(week, finishes, version=version, sanctioned=sanctioned)
        await self.do(lambda work: commands.award_points(work, draw))

    async def publish(self, week: int) -> int:
        return await self.do(lambda work: commands.publish_week(work, Week.iso(2026, week)))

    async def ranking(self, week: int | None = None) -> queries.Ranking:
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            wanted = Week.iso(2026, week) if week else None
            return await queries.ranking(db, now, MEN_60, wanted)

    async def order(self, week: int | None = None) -> list[tuple[int, int]]:
        """(player, points) by position."""
        return [(rank.player_id, rank.points) for rank in (await self.ranking(week)).players]

    def outbox(self, name: str) -> list[dict[str, Any]]:
        """Payloads of the events of this name, in order."""
        rows = self.admin.execute(
            "SELECT payload FROM tour.rankings_outbox WHERE type = %s ORDER BY seq",
            (f"tour.rankings.v1.{name}",),
        ).fetchall()
        return [row[0] for row in rows]


def completed(
    week: int,
    finishes: Sequence[tuple[int, Stage, int]],
    *,
    version: int = 1,
    sanctioned: Sequence[int] = (),
) -> CompletedDraw:
    """The men's 60 draw of the week's tournament, all matches over: (player, stage, wins) each."""
    return CompletedDraw(
        draw_id=week,
        tournament_id=week,
        category=AgeCategory.SIXTY,
        gender=Gender.MEN,
        tournament_category=TournamentCategory.MT100,
        end_date=monday(week) + timedelta(days=6),
        finishes=[
            Finish(player, stage, wins, player in sanctioned) for player, stage, wins in finishes
        ],
        version=version,
    )


def lay_out(admin: psycopg.Connection[Any]) -> None:
    for statement in (
        "INSERT INTO tour.country (country_id, code, description) VALUES (1, 'F', 'France')",
        "INSERT INTO tour.location (location_id, country_id, city) VALUES (1, 1, 'Nice')",
        (
            "INSERT INTO tour.venue (venue_id, location_id, venue_name, changed_by)"
            " VALUES (1, 1, 'Nice Tennis Club', 'test')"
        ),
        (
            "INSERT INTO tour.players (player_id, gender_id, country_id, first_name, last_name,"
            " birth_year, sort_key, search_key, changed_by)"
            " SELECT n, 1 + (n > 20)::int, 1, 'P', 'P' || n,"
            " CASE WHEN n > 20 THEN 1958 ELSE 1964 END, n::text, n::text, 'test'"
            " FROM generate_series(1, 40) n"
        ),
        (
            "INSERT INTO tour.ranking_players (player_id, gender_id, birth_year, version)"
            " SELECT player_id, gender_id, birth_year, 1 FROM tour.players WHERE player_id <= 39"
        ),
    ):
        admin.execute(statement)
    for week in _WEEKS:
        start = monday(week)
        admin.execute(
            "INSERT INTO tour.tournaments (tournament_id, name, start_date, end_date,"
            " tournament_year, tournament_week, venue_id, category_id, surface_id, entry_deadline,"
            " draw_deadline, changed_by) VALUES (%s, 'T', %s, %s, 2026, %s, 1, 1, 1,"
            " tour.entry_deadline_of(%s), tour.draw_deadline_of(%s), 'test')",
            (week, start, start + timedelta(days=6), week, start, start),
        )
        admin.execute(
            "INSERT INTO tour.draw_tournaments SELECT tournament_id, start_date, end_date,"
            " category_id, entry_deadline, draw_deadline, 1 FROM tour.tournaments"
            " WHERE tournament_id = %s",
            (week,),
        )
        admin.execute(
            "INSERT INTO tour.draws (draw_id, tournament_id, age_category_id, gender_id,"
            " has_supertiebreak, changed_by) VALUES (%s, %s, 1, 1, false, 'test')",
            (week, week),
        )
    admin.execute(
        "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'test')",
        ((NOW - datetime.now(UTC)).total_seconds(),),
    )
