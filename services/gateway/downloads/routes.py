"""The files of the public pages, beside their pages' addresses and read by their pages' readers.

Guarantees that a file holds what its page shows to the same visitor, whole.
"""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.downloads.answer import as_file
from services.gateway.downloads.entries import entries_of_draw, entries_of_tournament
from services.gateway.downloads.lines import lines_sheet
from services.gateway.downloads.ranking import ranking_sheet
from services.gateway.downloads.results import results_of_draw, results_of_tournament
from services.gateway.downloads.sheet import Format
from services.gateway.guard import open_to
from services.gateway.pages.draw import read_draw
from services.gateway.pages.rankings import read_ranking
from services.gateway.pages.tournament import read_tournament
from services.gateway.visit import Visiting
from shared.context import Role
from shared.errors import NotFound

router = APIRouter(include_in_schema=False)

# as the pages
_CACHE = "no-cache"


@router.get("/rankings.{form:format}")
@open_to(Role.NOBODY)
async def ranking(visit: Visiting, form: Format) -> Response:
    """By the parameters of ``/rankings``; 404 where no ranking was published."""
    page = await read_ranking(visit)
    if not page.is_published:
        raise NotFound(f"No {page.query.label} ranking was published for {page.week_text.lower()}.")
    return await as_file(visit, ranking_sheet(page), form, _CACHE)


@router.get("/tournament/{tournament_id:row}/entries.{form:format}")
@open_to(Role.NOBODY)
async def tournament_entries(visit: Visiting, tournament_id: int, form: Format) -> Response:
    """The standing entries of all its draws."""
    page = await read_tournament(visit, tournament_id)
    return await as_file(visit, entries_of_tournament(page), form, _CACHE)


@router.get("/tournament/{tournament_id:row}/results.{form:format}")
@open_to(Role.NOBODY)
async def tournament_results(visit: Visiting, tournament_id: int, form: Format) -> Response:
    """The matches of all its draws."""
    page = await read_tournament(visit, tournament_id)
    draws = await asyncio.gather(*(read_draw(visit, draw.draw_id) for draw in page.draws))
    return await as_file(visit, results_of_tournament(page.tournament, draws), form, _CACHE)


@router.get("/draw/{draw_id:row}.{form:format}")
@open_to(Role.NOBODY)
async def draw(visit: Visiting, draw_id: int, form: Format) -> Response:
    """Its lines; 404 before it is made, and for history that forms no bracket (section 13)."""
    page = await read_draw(visit, draw_id)
    if page.bracket is None:
        raise NotFound(
            "This draw was taken over from earlier records as a list of matches: it has no lines."
            if page.draw.is_unverified
            else "This draw is not made: it has no lines."
        )
    return await as_file(visit, lines_sheet(page, page.bracket), form, _CACHE)


@router.get("/draw/{draw_id:row}/entries.{form:format}")
@open_to(Role.NOBODY)
async def draw_entries(visit: Visiting, draw_id: int, form: Format) -> Response:
    """What the page shows before the draw is made; 404 afterwards."""
    page = await read_draw(visit, draw_id)
    if page.entries is None:
        raise NotFound("This draw is made: its lines stand in the place of the entry list.")
    return await as_file(visit, entries_of_draw(page, page.entries), form, _CACHE)


@router.get("/draw/{draw_id:row}/results.{form:format}")
@open_to(Role.NOBODY)
async def draw_results(visit: Visiting, draw_id: int, form: Format) -> Response:
    page = await read_draw(visit, draw_id)
    return await as_file(visit, results_of_draw(page), form, _CACHE)
