"""`/player/{id}/against/{other}`: what the meetings of two players came to."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.profile import players_matches
from services.gateway.queries import known_players
from services.gateway.views.meetings import MeetingsPage
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import NotFound
from tour.matches.v1 import matches_pb2

router = APIRouter()


@router.get("/player/{player_id:row}/against/{other_id:row}")
@open_to(Role.NOBODY)
async def against(visit: Visiting, player_id: int, other_id: int) -> Response:
    """404 for a player whom nobody knows, and for a player against himself or herself."""
    page, _ = await read_meetings(visit, player_id, other_id)
    return visit.html("meetings.html", page, Section.RANKINGS, cache="no-cache")


async def read_meetings(
    visit: Visit, player_id: int, other_id: int
) -> tuple[MeetingsPage, Sequence[matches_pb2.Match]]:
    """The page and its meetings as the matches service has them, in the same order.

    NotFound where one is unknown, or both are the same.
    """
    if player_id == other_id:
        raise NotFound("Nobody meets himself or herself: name two different players.")
    peers = visit.peers
    player, other = await known_players(peers, (player_id, other_id))
    both = {player_id, other_id}
    matches = [
        each
        for each in await sources.matches_of_player(peers, player_id)
        if {each.player1_id, each.player2_id} == both
    ]
    page = MeetingsPage.of(
        player, other, await players_matches(peers, player_id, matches), visit.now.date()
    )
    by_id = {each.match_id: each for each in matches}
    return page, [by_id[each.match.match_id] for each in page.meetings]
