"""`/order-of-play`: the matches of a day, of all tournaments or of one."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.peers import Peers
from services.gateway.views.order import OrderPage, OrderQuery, TournamentsDay, next_play
from services.gateway.views.season import Tournament
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from shared.wire import to_date
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2

router = APIRouter()


@router.get("/order-of-play")
@open_to(Role.NOBODY)
async def order_of_play(visit: Visiting) -> Response:
    """``date`` is by default today, or the nearest day of the tournament that ``tournament_id``
    names; 404 for a tournament that is not on the calendar."""
    reader = Reader(visit.request.query_params)
    asked = reader.optional_day("date", "Date")
    tournament_id = reader.optional_row("tournament_id", "Tournament")
    reader.finish()
    page = await read_order(visit, asked, tournament_id)
    return visit.html("order.html", page, Section.ORDER_OF_PLAY, cache="no-cache")


async def read_order(visit: Visit, asked: date | None, tournament_id: int) -> OrderPage:
    """The page; ``tournament_id`` 0 means all. NotFound for one that is not on the calendar."""
    peers, today = visit.peers, visit.now.date()
    one = None
    if tournament_id:
        one = showing.tournament(await queries.tournament_message(peers, tournament_id))
    nearest = min(max(today, one.first_day), one.last_day) if one else today
    query = OrderQuery(asked or nearest, tournament_id)
    shown = [one] if one else await _tournaments_since(peers, query.day)
    in_play = [each for each in shown if each.first_day <= query.day <= each.last_day]
    draws = await sources.draws_of(peers, [each.tournament_id for each in in_play])
    last_day = max((each.last_day for each in in_play), default=query.day)
    on_day, later = await _matches(peers, [draw.draw_id for draw in draws], query.day, last_day)
    known = await sources.people(
        peers, (player for match in on_day for player in (match.player1_id, match.player2_id))
    )
    days = tuple(
        TournamentsDay.of(tournament, own)
        for tournament in in_play
        if (
            own := sources.todays_matches(
                [draw for draw in draws if draw.tournament_id == tournament.tournament_id],
                on_day,
                list(known.values()),
            )
        )
    )
    dated = [(showing.day(match.match_date), match.tournament_id) for match in later]
    return OrderPage(query, today, days, one, next_play(query.day, shown, dated))


async def _matches(
    peers: Peers, draw_ids: Sequence[int], day: date, last_day: date
) -> tuple[list[matches_pb2.Match], list[matches_pb2.Match]]:
    """The matches of these draws on a day, and those of the next day with any up to ``last_day``:
    most draws are played day after day, and the rest of their matches need not be looked at."""
    if not draw_ids:
        return [], []

    async def ask_for(on: date | None) -> list[matches_pb2.Match]:
        asked = matches_pb2.ListMatchesRequest(
            draw_ids=draw_ids, match_date=to_date(on) if on else None
        )
        return list((await ask(peers.matches.ListMatches(asked))).matches)

    if day >= last_day:
        return await ask_for(day), []
    next_day = day + timedelta(days=1)
    on_day, later = await asyncio.gather(ask_for(day), ask_for(next_day))
    if not later and next_day < last_day:
        later = await ask_for(None)
    return on_day, later


async def _tournaments_since(peers: Peers, day: date) -> list[Tournament]:
    """Those that end on that day or later; the page does not tell whether one is over."""
    asked = entries_pb2.ListTournamentsRequest()
    # from is a word of Python
    getattr(asked, "from").CopyFrom(to_date(day))
    found = (await ask(peers.entries.ListTournaments(asked))).tournaments
    return [showing.tournament(each) for each in found]
