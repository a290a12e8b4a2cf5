"""Reports of imports (rules.md section 13). For administrators."""

from uuid import UUID

import structlog
from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from services.gateway.guard import open_to
from services.gateway.store.imports import ImportHead, find_import, list_imports
from services.gateway.views.imports import (
    ImportLink,
    ImportPage,
    ImportReport,
    RuleCount,
    TableCount,
)
from services.gateway.views.site import Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.errors import NotFound
from shared.events import Json

router = APIRouter()
log = structlog.get_logger()

_TABLES = TypeAdapter(tuple[TableCount, ...])
_RULES = TypeAdapter(tuple[RuleCount, ...])


@router.get("/admin/import")
@open_to(Role.ADMINISTRATOR)
async def show_latest_import(visit: Visiting) -> Response:
    return await _page(visit, None)


@router.get("/admin/import/{import_id:uuid}")
@open_to(Role.ADMINISTRATOR)
async def show_import(visit: Visiting, import_id: UUID) -> Response:
    return await _page(visit, import_id)


async def _page(visit: Visit, import_id: UUID | None) -> Response:
    async with visit.gateway.database.read() as db:
        heads = await list_imports(db)
        wanted = import_id or (heads[0].import_id if heads else None)
        found = await find_import(db, wanted) if wanted else None
    if import_id is not None and found is None:
        raise NotFound("There is no such import.")
    others = tuple(
        ImportLink(str(each.import_id), each.source, each.started_at)
        for each in heads
        if each.import_id != wanted
    )
    page = ImportPage(_report(*found) if found else None, others)
    return visit.html("admin/import.html", page, Section.ADMIN)


def _report(head: ImportHead, report: Json | None) -> ImportReport:
    """``report`` as the import wrote it: ``{"tables": [TableCount …], "rules": [RuleCount …]}``."""
    tables: tuple[TableCount, ...] = ()
    rules: tuple[RuleCount, ...] = ()
    try:
        tables = _TABLES.validate_python((report or {}).get("tables", ()))
        rules = _RULES.validate_python((report or {}).get("rules", ()))
    except ValidationError as error:
        log.warning("a report of an import cannot be read", reason=str(error))
    return ImportReport(
        str(head.import_id),
        head.source,
        head.data_hash,
        head.started_at,
        head.finished_at,
        tables,
        rules,
    )
