"""All public pages, as one router."""

from fastapi import APIRouter

from services.gateway.pages import calendar, draw, player, rankings, tournament

router = APIRouter(include_in_schema=False)
for part in (calendar, tournament, draw, rankings, player):
    router.include_router(part.router)
