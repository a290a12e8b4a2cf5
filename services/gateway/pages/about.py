"""`/about` and `/rules`: what the tour is, and its rules in plain words."""

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.guard import open_to
from services.gateway.views.rules import RulesPage
from services.gateway.visit import Visiting
from shared.context import Role

router = APIRouter()


@router.get("/about")
@open_to(Role.NOBODY)
async def about(visit: Visiting) -> Response:
    """What the tour is."""
    return visit.html("about.html", RulesPage(), cache="no-cache")


@router.get("/rules")
@open_to(Role.NOBODY)
async def rules(visit: Visiting) -> Response:
    """The rules, for players."""
    return visit.html("rules.html", RulesPage(), cache="no-cache")
