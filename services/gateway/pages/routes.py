"""All public pages, as one router."""

from fastapi import APIRouter

from services.gateway.pages import (
    calendar,
    draw,
    player,
    rankings,
    styleguide,
    tournament,
    verification,
)

router = APIRouter(include_in_schema=False)
for part in (calendar, tournament, draw, verification, rankings, player, styleguide):
    router.include_router(part.router)
