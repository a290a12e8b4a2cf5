"""`/` and `/tournaments`: the calendar with its filters in the address."""

from datetime import date, datetime
from typing import TypeVar

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from services.gateway import showing
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.peers import Peers
from services.gateway.views.season import (
    CalendarFilters,
    CalendarPage,
    Tournament,
    TournamentState,
)
from services.gateway.views.site import Section
from services.gateway.visit import Visiting
from shared.context import Role
from shared.grpc_client import ask
from shared.terms import DrawStatus, Surface, TournamentCategory, Violation
from shared.weeks import Week
from shared.wire import to_date
from tour.entries.v1 import entries_pb2

router = APIRouter()

T = TypeVar("T")

_OVER = {DrawStatus.COMPLETED, DrawStatus.CANCELLED}


@router.get("/")
@open_to(Role.NOBODY)
async def home() -> Response:
    """The earlier system's start page."""
    return RedirectResponse("/tournaments", 307)


@router.get("/tournaments")
@open_to(Role.NOBODY)
async def calendar(visit: Visiting) -> Response:
    """The year of the tour clock, unless the address asks for another one or for all."""
    filters = _filters(visit)
    tournaments = await list_tournaments(visit.peers, visit.now)
    years = sorted({Week.of(each.first_day).year for each in tournaments})
    page = CalendarPage.of(tournaments, filters, years, visit.now)
    return visit.html("tournaments.html", page, Section.TOURNAMENTS, cache="no-cache")


async def list_tournaments(
    peers: Peers, now: datetime, since: date | None = None
) -> list[Tournament]:
    """Every tournament, or those that end on or after ``since``; whether one of this week is over
    follows from its draws."""
    asked = entries_pb2.ListTournamentsRequest()
    if since is not None:
        # from is a word of Python
        getattr(asked, "from").CopyFrom(to_date(since))
    found = (await ask(peers.entries.ListTournaments(asked))).tournaments
    today = now.date()
    running = [
        each.tournament_id
        for each in found
        if showing.day(each.start_date) <= today <= showing.day(each.end_date)
    ]
    draws = await sources.draws_of(peers, running)
    over = {
        tournament_id
        for tournament_id in running
        if (own := [draw for draw in draws if draw.tournament_id == tournament_id])
        and all(DrawStatus(draw.status) in _OVER for draw in own)
    }
    return [showing.tournament(each, is_over=each.tournament_id in over) for each in found]


def _filters(visit: Visiting) -> CalendarFilters:
    """What the address asks for; InvalidInput naming every part that means nothing."""
    reader = Reader(visit.request.query_params)
    year: int | None = Week.of(visit.now.date()).year
    if "year" in visit.request.query_params:
        year = reader.number("year", "Year", 9999) if visit.query("year") else None
    category = _named(reader, "category", {c.name: c for c in TournamentCategory})
    surface = _named(reader, "surface", {s.name.lower(): s for s in Surface})
    state = _named(reader, "state", {s.value: s for s in TournamentState})
    reader.finish()
    return CalendarFilters(year, category, surface, state)


def _named(reader: Reader, field: str, choices: dict[str, T]) -> T | None:
    text = reader.typed(field)
    if text and text not in choices:
        allowed = ", ".join(choices)
        message = f"{field.capitalize()}: “{text[:20]}” is none of {allowed}."
        reader.violations.append(Violation(field, "9", message))
    return choices.get(text)
