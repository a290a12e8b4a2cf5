"""The contract of the rankings service: protobuf in and out, nothing else."""

from typing import Any

import grpc

from services.rankings import commands, messages, queries
from services.rankings.store.rows import ListKey
from shared.context import Role
from shared.database import Database
from shared.errors import InvalidInput
from shared.grpc_server import write
from shared.terms import AgeCategory, Gender, Violation
from shared.weeks import Week
from shared.wire import from_enum, from_optional_enum, from_week, to_enum, to_week
from shared.work import Work
from tour.rankings.v1 import rankings_pb2 as pb
from tour.rankings.v1.rankings_pb2_grpc import RankingsServiceServicer

Context = grpc.aio.ServicerContext[Any, Any]

MOST_PLAYERS = 1000


class RankingsApi(RankingsServiceServicer):
    def __init__(self, database: Database) -> None:
        self.database = database

    async def GetRanking(
        self, request: pb.GetRankingRequest, context: Context
    ) -> pb.GetRankingResponse:
        ranked = _list(request.age_category, request.gender)
        week = from_week(request.week, "week") if request.HasField("week") else None
        wrong = [
            Violation(field, "9", f"{field} is a number of places, from 0 on.")
            for field in ("skip", "most")
            if getattr(request, field) < 0
        ]
        if wrong:
            raise InvalidInput.of(wrong)
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            found = await queries.ranking(
                db, now, ranked, week, skip=request.skip, most=request.most or None
            )
        return messages.ranking(found)

    async def ListWeeks(
        self, request: pb.ListWeeksRequest, context: Context
    ) -> pb.ListWeeksResponse:
        async with self.database.read() as db:
            weeks = await queries.visible_weeks(db, await self.database.clock.now(db))
        return pb.ListWeeksResponse(weeks=[to_week(week) for week in weeks])

    async def GetPlayerPoints(
        self, request: pb.GetPlayerPointsRequest, context: Context
    ) -> pb.GetPlayerPointsResponse:
        ranked = _list(request.age_category, request.gender)
        if len(request.player_ids) > MOST_PLAYERS:
            raise InvalidInput.field(
                "player_ids", f"At most {MOST_PLAYERS} players can be asked for at once."
            )
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            week, known = await queries.player_points(db, now, ranked, request.player_ids)
        answer = pb.GetPlayerPointsResponse(week=to_week(week) if week else None)
        for player_id in request.player_ids:
            position, points = known.get(player_id, (0, 0))
            answer.players.add(player_id=player_id, points=points, position=position)
        return answer

    async def ListPointsHistory(
        self, request: pb.ListPointsHistoryRequest, context: Context
    ) -> pb.ListPointsHistoryResponse:
        if request.player_id <= 0 and request.tournament_id <= 0:
            raise InvalidInput.of(
                [
                    Violation(field, "9", "Name a player, a tournament, or both.")
                    for field in ("player_id", "tournament_id")
                ]
            )
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            rows = await queries.points_history(db, now, request.player_id, request.tournament_id)
        return pb.ListPointsHistoryResponse(
            points=[messages.points_earned(row, counts=counts) for row, counts in rows]
        )

    async def GetBreakdown(
        self, request: pb.GetBreakdownRequest, context: Context
    ) -> pb.GetBreakdownResponse:
        category = from_optional_enum(AgeCategory, request.age_category, "age_category")
        week = from_week(request.week, "week") if request.HasField("week") else None
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            found = await queries.breakdown(db, now, request.player_id, category, week)
        return messages.breakdown(found)

    async def ListPlayerRankings(
        self, request: pb.ListPlayerRankingsRequest, context: Context
    ) -> pb.ListPlayerRankingsResponse:
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            found = await queries.weeks_of_player(db, now, request.player_id)
        answer = pb.ListPlayerRankingsResponse()
        for week, ranked, position, points in found:
            answer.rankings.add(
                week=to_week(week),
                age_category=to_enum(ranked.category),
                gender=to_enum(ranked.gender),
                position=position,
                points=points,
            )
        return answer

    async def PublishRanking(
        self, request: pb.PublishRankingRequest, context: Context
    ) -> pb.PublishRankingResponse:
        week = from_week(request.week, "week")
        return await write(
            self.database,
            request,
            lambda work: _publish(work, week),
            role=Role.ADMINISTRATOR,
        )


async def _publish(work: Work, week: Week) -> pb.PublishRankingResponse:
    rows = await commands.publish_week(work, week)
    return pb.PublishRankingResponse(week=to_week(week), num_players=rows)


def _list(age_category: int, gender: int) -> ListKey:
    """The list asked for; InvalidInput naming every field that is wrong."""
    wrong: list[Violation] = []
    found: list[Any] = []
    for kind, number, field in (
        (AgeCategory, age_category, "age_category"),
        (Gender, gender, "gender"),
    ):
        try:
            found.append(from_enum(kind, number, field))
        except InvalidInput as error:
            wrong.extend(error.violations)
    if wrong:
        raise InvalidInput.of(wrong)
    return ListKey(*found)
