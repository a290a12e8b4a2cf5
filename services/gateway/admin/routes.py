"""All routes of the officials, as one router."""

from fastapi import APIRouter

from services.gateway.admin import (
    account,
    audit,
    dashboard,
    dead_letters,
    drawing,
    entries,
    imports,
    officials,
    players,
    results,
    tournaments,
)

router = APIRouter()
for part in (
    account,
    dashboard,
    entries,
    drawing,
    results,
    players,
    tournaments,
    officials,
    audit,
    dead_letters,
    imports,
):
    router.include_router(part.router)
