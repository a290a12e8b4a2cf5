"""The contract of the draws service: protobuf in and out, nothing else."""

from collections.abc import Iterable, Iterator
from typing import Any

import grpc

from services.draws import commands, queries
from services.draws.commands import GenerateDraw
from services.draws.events import draw_message, line_message, seed_message
from services.draws.peers import Peers
from services.draws.verified import verified_message
from shared.context import Role
from shared.database import Database
from shared.errors import InvalidInput
from shared.grpc_server import write
from shared.terms import DrawStatus, Violation
from shared.wire import from_optional_enum
from shared.work import Work
from tour.draws.v1 import draws_pb2 as pb
from tour.draws.v1.draws_pb2_grpc import DrawsServiceServicer

Context = grpc.aio.ServicerContext[Any, Any]

MOST_TOURNAMENTS = 1000


class DrawsApi(DrawsServiceServicer):
    def __init__(self, database: Database, peers: Peers) -> None:
        self.database = database
        self.peers = peers

    async def ListDraws(
        self, request: pb.ListDrawsRequest, context: Context
    ) -> pb.ListDrawsResponse:
        wrong = list(_wrong_tournaments(request))
        status: DrawStatus | None = None
        try:
            status = from_optional_enum(DrawStatus, request.status, "status")
        except InvalidInput as error:
            wrong.extend(error.violations)
        _refuse(wrong)
        async with self.database.read() as db:
            draws = await queries.list_draws(db, request.tournament_ids, status)
        return pb.ListDrawsResponse(draws=[draw_message(draw) for draw in draws])

    async def GetDraw(self, request: pb.GetDrawRequest, context: Context) -> pb.GetDrawResponse:
        _refuse(_wrong_draw(request.draw_id))
        async with self.database.read() as db:
            sheet = await queries.draw_sheet(db, request.draw_id)
        return pb.GetDrawResponse(
            draw=draw_message(sheet.draw),
            lines=[line_message(line) for line in sheet.lines],
            planned_seeds=[seed_message(seed) for seed in sheet.planned_seeds],
            actual_seeds=[seed_message(seed) for seed in sheet.actual_seeds],
        )

    async def CloseEntries(
        self, request: pb.CloseEntriesRequest, context: Context
    ) -> pb.CloseEntriesResponse:
        _refuse(_wrong_draw(request.draw_id))

        async def close(work: Work) -> pb.CloseEntriesResponse:
            draw = await commands.close_entries(work, self.peers, request.draw_id)
            return pb.CloseEntriesResponse(draw=draw_message(draw))

        return await write(self.database, request, close, role=Role.REFEREE)

    async def PreviewDraw(
        self, request: pb.PreviewDrawRequest, context: Context
    ) -> pb.PreviewDrawResponse:
        _refuse(_wrong_draw(request.draw_id))
        found = await queries.preview(self.database, self.peers, request.draw_id)
        answer = pb.PreviewDrawResponse(
            num_players=found.num_players,
            size=found.size,
            num_byes=found.byes,
            obstacles=[violation.message for violation in found.obstacles],
        )
        if found.preview is not None:
            answer.byes_by_lot = found.preview.byes_by_lot
            answer.is_seeded = found.preview.is_seeded
            for seed in found.preview.seeds:
                answer.seeds.add(
                    seed_number=seed.number, player_id=seed.player_id, points=seed.points
                )
                if seed.has_bye:
                    answer.seeds_with_bye.append(seed.number)
        return answer

    async def GenerateDraw(
        self, request: pb.GenerateDrawRequest, context: Context
    ) -> pb.GenerateDrawResponse:
        wrong = list(_wrong_draw(request.draw_id))
        if request.expected_version < 0:
            wrong.append(
                Violation("expected_version", "9", "The expected version is a number from 0 on.")
            )
        _refuse(wrong)
        command = GenerateDraw(request.draw_id, request.expected_version)

        async def generate(work: Work) -> pb.GenerateDrawResponse:
            made = await commands.generate_draw(work, self.peers, command)
            return pb.GenerateDrawResponse(
                draw=draw_message(made.draw),
                lines=[line_message(line) for line in made.lines],
                actual_seeds=[seed_message(seed) for seed in made.seeds],
            )

        return await write(self.database, request, generate, role=Role.REFEREE)

    async def VerifyDraw(
        self, request: pb.VerifyDrawRequest, context: Context
    ) -> pb.VerifyDrawResponse:
        _refuse(_wrong_draw(request.draw_id))
        async with self.database.read() as db:
            return verified_message(await queries.verified_draw(db, request.draw_id))


def _wrong_draw(draw_id: int) -> Iterator[Violation]:
    if draw_id <= 0:
        yield Violation("draw_id", "9", "Name the draw: its number is greater than 0.")


def _wrong_tournaments(request: pb.ListDrawsRequest) -> Iterator[Violation]:
    field = "tournament_ids"
    if len(request.tournament_ids) > MOST_TOURNAMENTS:
        yield Violation(
            field, "9", f"At most {MOST_TOURNAMENTS} tournaments can be asked for at once."
        )
    if any(tournament_id <= 0 for tournament_id in request.tournament_ids):
        yield Violation(field, "9", "The number of a tournament is greater than 0.")


def _refuse(wrong: Iterable[Violation]) -> None:
    if found := list(wrong):
        raise InvalidInput.of(found)
