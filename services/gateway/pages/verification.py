"""`/draw/{id}/verify`: the draw made again from entries, ranking and random seed."""

import asyncio
from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import showing
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.draw import making_of
from services.gateway.views.people import Person
from services.gateway.views.site import Section
from services.gateway.views.verification import (
    FieldRow,
    LineRow,
    LotRow,
    Standing,
    Verdict,
    VerificationPage,
)
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from shared.wire import from_moment
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2

router = APIRouter()

_VERDICTS: Final = {
    draws_pb2.VERDICT_VERIFIED: Verdict.VERIFIED,
    draws_pb2.VERDICT_DIFFERS: Verdict.DIFFERS,
    draws_pb2.VERDICT_NOT_VERIFIABLE: Verdict.NOT_VERIFIABLE,
}


@router.get("/draw/{draw_id:row}/verify")
@open_to(Role.NOBODY)
async def verify(visit: Visiting, draw_id: int) -> Response:
    page = await read_verification(visit, draw_id)
    return visit.html("draw_verify.html", page, Section.TOURNAMENTS, cache="no-cache")


async def read_verification(visit: Visit, draw_id: int) -> VerificationPage:
    """NotFound where there is no such draw."""
    peers = visit.peers
    found = await ask(peers.draws.VerifyDraw(draws_pb2.VerifyDrawRequest(draw_id=draw_id)))
    tournament, known = await asyncio.gather(
        ask(
            peers.entries.GetTournament(
                entries_pb2.GetTournamentRequest(tournament_id=found.draw.tournament_id)
            )
        ),
        sources.people(peers, _player_ids(found)),
    )
    verdict = _VERDICTS[found.verdict]
    return VerificationPage(
        tournament=showing.tournament(tournament.tournament),
        draw=showing.draw_card(found.draw),
        verdict=verdict,
        reason=found.reason,
        making=None if verdict is Verdict.NOT_VERIFIABLE else making_of(found.draw),
        differences=tuple(dict.fromkeys(each.message for each in found.differences)),
        field=tuple(_field(found, known)),
        lines=tuple(_line(line, known) for line in found.lines),
        lots=tuple(
            LotRow(lot.index, f"{lot.number:016x}", lot.below, lot.lot, lot.what_for)
            for lot in found.lots
        ),
    )


def _player_ids(found: draws_pb2.VerifyDrawResponse) -> list[int]:
    return [
        *(player.player_id for player in found.field),
        *(line.stored_player_id for line in found.lines),
        *(line.computed_player_id for line in found.lines),
    ]


def _field(found: draws_pb2.VerifyDrawResponse, known: dict[int, Person]) -> Iterable[FieldRow]:
    planned = {seed.stored_player_id: seed.seed_number for seed in found.planned_seeds}
    actual = {seed.stored_player_id: seed.seed_number for seed in found.actual_seeds}
    for player in found.field:
        yield FieldRow(
            person=known[player.player_id],
            position=player.ranking_position,
            points=player.ranking_points,
            entered_at=from_moment(player.entered_at),
            planned_seed=planned.get(player.player_id, 0),
            seed=actual.get(player.player_id, 0),
            stood_at_deadline=player.stood_at_deadline,
            was_drawn=player.was_drawn,
        )


def _line(line: draws_pb2.VerifiedLine, known: dict[int, Person]) -> LineRow:
    return LineRow(
        line.line,
        Standing(known.get(line.stored_player_id), line.stored_seed_number),
        Standing(known.get(line.computed_player_id), line.computed_seed_number),
        line.agrees,
    )
