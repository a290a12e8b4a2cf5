"""`/tournament/{id}/calendar.ics` and `/player/{id}/calendar.ics`, for calendars to subscribe to.

Guarantees that who has the calendar as it stands is told so (304): its mark leaves out when it was
written.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.api.v1.answering import check_accepted, marked
from services.gateway.feeds.events import Site, match_event, tournament_events
from services.gateway.feeds.icalendar import MEDIA_TYPE, Event, write_calendar
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.queries import player, tournament_message
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2

router = APIRouter(include_in_schema=False)

_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@router.get("/tournament/{tournament_id:row}/calendar.ics")
@open_to(Role.NOBODY)
async def tournament_calendar(visit: Visiting, tournament_id: int) -> Response:
    """Its days, its deadlines and every match that is dated."""
    tournament, matches = await asyncio.gather(
        tournament_message(visit.peers, tournament_id),
        sources.matches_of(visit.peers, tournament_id=tournament_id),
    )
    events = [
        *tournament_events(_site(visit), tournament),
        *await _match_events(visit, matches, [tournament]),
    ]
    return _answer(visit, tournament.name, f"tournament-{tournament_id}", events)


@router.get("/player/{player_id:row}/calendar.ics")
@open_to(Role.NOBODY)
async def player_calendar(visit: Visiting, player_id: int) -> Response:
    """Every match of the player, those played too."""
    found, matches = await asyncio.gather(
        player(visit.peers, player_id),
        ask(visit.peers.matches.ListMatches(matches_pb2.ListMatchesRequest(player_id=player_id))),
    )
    keys = sorted({match.tournament_id for match in matches.matches})
    tournaments: Sequence[entries_pb2.Tournament] = ()
    if keys:
        asked = entries_pb2.ListTournamentsRequest(tournament_ids=keys)
        tournaments = (await ask(visit.peers.entries.ListTournaments(asked))).tournaments
    events = await _match_events(visit, matches.matches, tournaments)
    name = f"{found.first_name} {found.last_name}: matches"
    return _answer(visit, name, f"player-{player_id}", events)


async def _match_events(
    visit: Visit,
    matches: Sequence[matches_pb2.Match],
    tournaments: Sequence[entries_pb2.Tournament],
) -> list[Event]:
    """The earliest day first."""
    by_key = {each.tournament_id: each for each in tournaments}
    draws, known = await asyncio.gather(
        sources.draws_of(visit.peers, sorted(by_key)),
        sources.people(visit.peers, (p for m in matches for p in (m.player1_id, m.player2_id))),
    )
    by_draw = {each.draw_id: each for each in draws}
    events = [
        match_event(_site(visit), match, by_draw[match.draw_id], by_key[match.tournament_id], known)
        for match in matches
    ]
    return sorted(events, key=lambda each: (str(each.start), each.uid))


def _site(visit: Visit) -> Site:
    url = visit.request.url
    return Site(
        f"{url.scheme}://{url.netloc}",
        visit.gateway.settings.public_hosts.partition(",")[0].strip(),
    )


def _answer(visit: Visit, name: str, file_name: str, events: Sequence[Event]) -> Response:
    request = visit.request
    check_accepted(request.headers.get("accept", ""), MEDIA_TYPE)
    answer = Response(
        write_calendar(name, events, datetime.now(UTC)),
        media_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{file_name}.ics"'},
    )
    return marked(request, answer, write_calendar(name, events, _ANY_TIME).encode())
