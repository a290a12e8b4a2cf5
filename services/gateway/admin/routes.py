"""All routes of the officials, as one router."""

from fastapi import APIRouter

from services.gateway.admin import (
    account,
    audit,
    bulk,
    clock,
    corrections,
    countries,
    dashboard,
    dead_letters,
    drawing,
    entries,
    imports,
    moves,
    officials,
    players,
    results,
    suspensions,
    tournaments,
    validation,
)

router = APIRouter()
for part in (
    account,
    dashboard,
    entries,
    drawing,
    results,
    corrections,
    moves,
    suspensions,
    players,
    bulk,
    tournaments,
    countries,
    officials,
    audit,
    dead_letters,
    imports,
    validation,
    clock,
):
    router.include_router(part.router)
