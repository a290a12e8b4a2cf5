"""`/order-of-play`: the matches of a day, of all tournaments or of one."""

from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import showing
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.calendar import list_tournaments
from services.gateway.views.order import OrderPage, OrderQuery, TournamentsDay, next_play
from services.gateway.views.season import Tournament
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import NotFound

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
    every = await list_tournaments(peers, visit.now)
    one = _one(every, tournament_id) if tournament_id else None
    nearest = min(max(today, one.first_day), one.last_day) if one else today
    query = OrderQuery(asked or nearest, tournament_id)
    shown = [each for each in every if one is None or each == one]
    in_play = [each for each in shown if each.first_day <= query.day <= each.last_day]
    draws = await sources.draws_of(peers, [each.tournament_id for each in in_play])
    matches = await sources.matches_of_draws(peers, [draw.draw_id for draw in draws])
    on_day = [match for match in matches if showing.day(match.match_date) == query.day]
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
    dated = [(showing.day(match.match_date), match.tournament_id) for match in matches]
    return OrderPage(query, today, days, one, next_play(query.day, shown, dated))


def _one(every: list[Tournament], tournament_id: int) -> Tournament:
    found = next((each for each in every if each.tournament_id == tournament_id), None)
    if found is None:
        raise NotFound(f"There is no tournament {tournament_id}.")
    return found
