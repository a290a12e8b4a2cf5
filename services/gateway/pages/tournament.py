"""`/tournament/{id}`: dates, the four draws, entries, what is on today."""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import showing
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.views.site import Section
from services.gateway.views.tournament import TournamentPage
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from shared.terms import DrawStatus, Round
from tour.entries.v1 import entries_pb2

router = APIRouter()

_OVER = {DrawStatus.COMPLETED, DrawStatus.CANCELLED}


@router.get("/tournament/{tournament_id:row}")
@open_to(Role.NOBODY)
async def tournament(visit: Visiting, tournament_id: int) -> Response:
    """The page; 404 for a tournament that is not on the calendar."""
    page = await read_tournament(visit, tournament_id)
    return visit.html("tournament.html", page, Section.TOURNAMENTS, cache="no-cache")


async def read_tournament(visit: Visit, tournament_id: int) -> TournamentPage:
    """NotFound for one that is not on the calendar."""
    peers = visit.peers
    asked = entries_pb2.GetTournamentRequest(tournament_id=tournament_id)
    found, draws, entries, matches = await asyncio.gather(
        ask(peers.entries.GetTournament(asked)),
        sources.draws_of(peers, [tournament_id]),
        sources.entries_of(peers, tournament_id),
        sources.matches_of(peers, tournament_id=tournament_id),
    )
    today = [m for m in matches if showing.day(m.match_date) == visit.now.date()]
    shown = [*today, *(m for m in matches if Round(m.round) is Round.F)]
    tables, known = await asyncio.gather(
        sources.entry_tables(peers, entries),
        sources.people(peers, (p for m in shown for p in (m.player1_id, m.player2_id))),
    )
    standing = {
        draw.draw_id: sum(
            (e.age_category, e.gender) == (draw.age_category, draw.gender) for e in entries
        )
        for draw in draws
    }
    champions = sources.champions(shown, known)
    return TournamentPage.of(
        showing.tournament(
            found.tournament,
            is_over=bool(draws) and all(DrawStatus(d.status) in _OVER for d in draws),
        ),
        tuple(
            showing.draw_card(draw, standing[draw.draw_id], champions.get(draw.draw_id))
            for draw in draws
        ),
        tables,
        sources.todays_matches(draws, today, list(known.values())),
        visit.now,
    )
