"""Moving matches to other days of their week (rules.md section 5)."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin import recorded
from services.gateway.admin.saving import REFUSALS, conflict_of, violations_of
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.views.moving import MovePage, WeekDay
from services.gateway.views.site import FlashKind, Section
from services.gateway.views.words import day
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import TourError
from shared.grpc_client import ask
from shared.terms import Violation
from shared.wire import to_date
from tour.matches.v1 import matches_pb2 as pb

router = APIRouter()


@router.get("/admin/move/{match_id:row}")
@open_to(Role.REFEREE)
async def show_move(visit: Visiting, match_id: int) -> Response:
    match = await queries.match_message(visit.peers, match_id)
    if recorded.is_over(match):
        text = "Only a match still to be played can be moved."
        return visit.go(f"/admin/result/{match_id}", text, FlashKind.NOTE)
    return await _page(visit, match)


@router.post("/admin/move-match")
@open_to(Role.REFEREE)
async def move_match(visit: Visiting) -> Response:
    reader = Reader(visit.form)
    match_id = reader.row("match_id", "The match")
    reader.finish()
    match = await queries.match_message(visit.peers, match_id)
    try:
        saved = await _move(visit, match)
    except REFUSALS as error:
        return await _page(visit, await queries.match_message(visit.peers, match_id), error)
    desk = await recorded.on_desk(visit, saved)
    return visit.go(
        f"/admin/results?{urlencode({'tournament_id': saved.tournament_id})}",
        f"{' v '.join(desk.sides)} ({desk.round_text.lower()}) is moved to {day(desk.day)}.",
        href=f"/draw/{saved.draw_id}?view=list",
        link="Look at the draw",
    )


async def _move(visit: Visit, match: pb.Match) -> pb.Match:
    reader = Reader(visit.form)
    to = reader.day("match_date", "The new day")
    request = pb.MoveMatchRequest(
        request_id=reader.request_id(),
        expected_version=reader.version(),
        match_id=match.match_id,
        match_date=to_date(to) if to else None,
    )
    reader.finish()
    return (await ask(visit.peers.matches.MoveMatch(request))).match


async def _page(visit: Visit, match: pb.Match, error: TourError | None = None) -> Response:
    request = pb.CheckMoveRequest(match_id=match.match_id)
    answer = await ask(visit.peers.matches.CheckMove(request))
    desk = await recorded.on_desk(visit, match)
    days = [
        WeekDay(showing.day(each.match_date), tuple(one.message for one in each.reasons))
        for each in answer.days
    ]
    errors = violations_of(error, ()) if error else ()
    known = {each.message for each in errors}
    page = MovePage.of(
        desk,
        visit.guard(match.version),
        days,
        visit.form.get("match_date", ""),
        errors=(
            *errors,
            *(
                Violation(each.field, each.rule, each.message)
                for each in answer.reasons
                if each.message not in known
            ),
        ),
        conflict=conflict_of(
            error,
            await recorded.recorded(visit, match) or f"The match is on {day(desk.day)}.",
        )
        if error
        else None,
    )
    return visit.html("admin/move.html", page, Section.ADMIN, error.http_status if error else 200)
