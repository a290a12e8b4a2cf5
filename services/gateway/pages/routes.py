"""All public pages, as one router."""

from fastapi import APIRouter

from services.gateway.pages import (
    about,
    calendar,
    draw,
    meetings,
    order,
    player,
    profile,
    rankings,
    search,
    styleguide,
    tournament,
    verification,
)

router = APIRouter(include_in_schema=False)
for part in (
    calendar,
    tournament,
    order,
    draw,
    verification,
    rankings,
    search,
    player,
    profile,
    meetings,
    about,
    styleguide,
):
    router.include_router(part.router)
