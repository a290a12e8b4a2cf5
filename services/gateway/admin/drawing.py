"""Making draws and their matches (rules.md sections 3, 4 and 5)."""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.saving import REFUSALS, conflict_of, violations_of
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.draw import SeedOnRecord
from services.gateway.views.drawing import DrawingPage, Preview
from services.gateway.views.site import Section
from services.gateway.views.words import DRAW_STATUS_TEXT, counted
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import TourError
from shared.grpc_client import ask
from shared.terms import DrawStatus
from shared.weeks import Week
from tour.draws.v1 import draws_pb2 as pb
from tour.matches.v1 import matches_pb2

router = APIRouter()


@router.get("/admin/draw/{draw_id:row}")
@open_to(Role.REFEREE)
async def show_drawing(visit: Visiting, draw_id: int) -> Response:
    return visit.html("admin/draw.html", await _drawing_page(visit, draw_id), Section.ADMIN)


@router.post("/admin/generate-draw")
@open_to(Role.REFEREE)
async def generate_draw(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    request = pb.GenerateDrawRequest(
        request_id=reader.request_id(),
        draw_id=reader.row("draw_id", "The draw"),
        expected_version=reader.version() if visit.form.get("expected_version") else 0,
    )
    reader.finish()
    try:
        draw = (await ask(visit.peers.draws.GenerateDraw(request))).draw
    except REFUSALS as error:
        page = await _drawing_page(visit, request.draw_id, error)
        return visit.html("admin/draw.html", page, Section.ADMIN, error.http_status)
    where = f"/admin/draw/{draw.draw_id}"
    if DrawStatus(draw.status) is DrawStatus.CANCELLED:
        return visit.go(where, f"The draw {showing.label_of(draw)} is cancelled: too few players.")
    return visit.go(
        where,
        f"The draw {showing.label_of(draw)} is made, from the random seed {draw.random_seed}. "
        "Its matches follow in a moment.",
        href=f"/draw/{draw.draw_id}",
        link="Look at the draw",
    )


@router.post("/admin/create-skeleton")
@open_to(Role.REFEREE)
async def create_skeleton(visit: Visiting) -> Response:
    """The same as the event of the draw does; once done, doing it again changes nothing."""
    reader = Reader(visit.form)
    request = matches_pb2.CreateSkeletonRequest(
        request_id=reader.request_id(), draw_id=reader.row("draw_id", "The draw")
    )
    reader.finish()
    matches = (await ask(visit.peers.matches.CreateSkeleton(request))).matches
    return visit.go(
        "/admin",
        f"The draw has its {counted(len(matches), 'match', 'matches')}.",
        href=f"/draw/{request.draw_id}",
        link="Look at the draw",
    )


async def _drawing_page(visit: Visit, draw_id: int, error: TourError | None = None) -> DrawingPage:
    detail, preview = await asyncio.gather(
        queries.draw_message(visit.peers, draw_id),
        ask(visit.peers.draws.PreviewDraw(pb.PreviewDrawRequest(draw_id=draw_id))),
    )
    draw = detail.draw
    tournament, known = await asyncio.gather(
        queries.tournament_message(visit.peers, draw.tournament_id),
        queries.people(visit.peers, [seed.player_id for seed in preview.seeds]),
    )
    week = Week.iso(draw.seeding_week.year, draw.seeding_week.number)
    return DrawingPage.of(
        showing.tournament(tournament),
        showing.draw_card(draw, preview.num_players),
        Preview(
            preview.num_players,
            preview.size,
            preview.num_byes,
            preview.byes_by_lot,
            tuple(
                SeedOnRecord(seed.seed_number, known[seed.player_id], seed.points)
                for seed in preview.seeds
            ),
            tuple(preview.seeds_with_bye),
            preview.is_seeded,
            f"week {week.number} of {week.year}",
            tuple(preview.obstacles),
        ),
        visit.guard(draw.version),
        visit.now,
        errors=violations_of(error, ()) if error else (),
        conflict=conflict_of(error, _state(draw)) if error else None,
    )


def _state(draw: pb.Draw) -> str:
    """``Drawn, 45 players``."""
    state = DRAW_STATUS_TEXT[DrawStatus(draw.status)]
    return f"{state}, {counted(draw.num_players, 'player')}." if draw.num_players else f"{state}."
