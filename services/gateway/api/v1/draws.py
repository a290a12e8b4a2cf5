"""`/api/v1/draws` and `/api/v1/matches`: brackets, matches, seeds, and whether a draw is sound."""

from services.gateway.api.v1 import models, shaping
from services.gateway.api.v1.answering import router_of
from services.gateway.api.v1.parameters import DrawId, MatchId
from services.gateway.guard import open_to
from services.gateway.pages import sources
from services.gateway.pages.draw import read_draw
from services.gateway.pages.verification import read_verification
from services.gateway.queries import draw_message, match_message
from services.gateway.visit import Visiting
from shared.context import Role
from shared.errors import NotFound

router = router_of("draws")


@router.get("/draws/{draw_id:row}", summary="A draw")
@open_to(Role.NOBODY)
async def draw(visit: Visiting, draw_id: DrawId) -> models.Draw:
    """One draw: how it stands and how it was made."""
    return shaping.draw((await draw_message(visit.peers, draw_id)).draw)


@router.get("/draws/{draw_id:row}/bracket", summary="The whole bracket")
@open_to(Role.NOBODY)
async def bracket(visit: Visiting, draw_id: DrawId) -> models.Bracket:
    """Every place of every round; 404 before the draw is made, and for history without one."""
    page = await read_draw(visit, draw_id)
    if page.bracket is None:
        raise NotFound(
            "This draw was taken over from earlier records as a list of matches."
            if page.draw.is_unverified
            else "This draw is not made yet."
            if not page.is_cancelled
            else "This draw was cancelled."
        )
    return shaping.bracket(draw_id, page.bracket)


@router.get("/draws/{draw_id:row}/matches", summary="The matches of a draw")
@open_to(Role.NOBODY)
async def matches(visit: Visiting, draw_id: DrawId) -> models.MatchList:
    """By round and number; a bye is no match."""
    await draw_message(visit.peers, draw_id)
    found = await sources.matches_of(visit.peers, draw_id=draw_id)
    known = await sources.people(visit.peers, shaping.players_in(found))
    return models.MatchList(items=[shaping.match(each, known) for each in found])


@router.get("/draws/{draw_id:row}/seeds", summary="Who is seeded")
@open_to(Role.NOBODY)
async def seeds(visit: Visiting, draw_id: DrawId) -> models.Seeds:
    """As planned at the entry deadline, and as drawn."""
    page = await read_draw(visit, draw_id)
    return models.Seeds(
        draw_url=shaping.url_of("draws", draw_id), seeds=[shaping.seed(row) for row in page.seeding]
    )


@router.get("/draws/{draw_id:row}/verification", summary="The draw made again")
@open_to(Role.NOBODY)
async def verification(visit: Visiting, draw_id: DrawId) -> models.Verification:
    """The draw made again, now, and compared line by line, with every lot."""
    return shaping.verification(await read_verification(visit, draw_id))


@router.get("/matches/{match_id:row}", summary="A match")
@open_to(Role.NOBODY)
async def match(visit: Visiting, match_id: MatchId) -> models.Match:
    """One match."""
    found = await match_message(visit.peers, match_id)
    known = await sources.people(visit.peers, shaping.players_in([found]))
    return shaping.match(found, known)
