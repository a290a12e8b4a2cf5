"""`/search?q=`: players and tournaments by parts of their names."""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.guard import open_to
from services.gateway.views.search import MOST_FOUND, SearchPage, problem_of
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from tour.entries.v1 import entries_pb2

router = APIRouter()


@router.get("/search")
@open_to(Role.NOBODY)
async def search(visit: Visiting) -> Response:
    """The form alone without ``q``; 422 with a sentence at it where nothing can be searched."""
    text = visit.query("q")
    page = await read_search(visit, text)
    status = 422 if page.field.error else 200
    return visit.html("search.html", page, status=status, cache="no-cache")


async def read_search(visit: Visit, text: str) -> SearchPage:
    """What is found by this text."""
    if not text.strip() or problem_of(text):
        return SearchPage.of(text)
    players, tournaments = await asyncio.gather(
        queries.search_players(visit.peers, text, MOST_FOUND),
        ask(visit.peers.entries.ListTournaments(entries_pb2.ListTournamentsRequest())),
    )
    return SearchPage.of(
        text,
        [showing.player_found(each) for each in players.players],
        [showing.tournament(each) for each in tournaments.tournaments],
        has_more_players=bool(players.next_page_token),
    )
