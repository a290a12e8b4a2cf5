"""`/styleguide`: every component in every state, for who works on the pages; else a 404."""

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.guard import open_to
from services.gateway.views.styleguide import StyleguidePage
from services.gateway.visit import Visiting
from shared.context import Role
from shared.errors import NotFound

router = APIRouter()


@router.get("/styleguide")
@open_to(Role.NOBODY)
async def styleguide(visit: Visiting) -> Response:
    """NotFound unless TOUR_STYLEGUIDE says otherwise."""
    if not visit.gateway.settings.styleguide:
        raise NotFound("Nothing stands under this address.")
    return visit.html("styleguide.html", StyleguidePage.of(visit.guard()))
