"""The officials' files: every entry with its moment, and the reports of commands as JSON."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from services.gateway.admin.entries import entries_page
from services.gateway.downloads.answer import as_file
from services.gateway.downloads.entries import entries_for_officials
from services.gateway.downloads.sheet import Format, file_name
from services.gateway.forms import Reader
from services.gateway.guard import open_to
from services.gateway.store.imports import find_import
from services.gateway.store.validations import latest_validation
from services.gateway.views.words import utc_iso
from services.gateway.visit import Visiting
from shared.context import Role
from shared.errors import NotFound
from shared.events import Json

router = APIRouter(include_in_schema=False)


@router.get("/admin/entries.{form:format}")
@open_to(Role.REFEREE)
async def entries(visit: Visiting, form: Format) -> Response:
    """Of the tournament that ``tournament_id`` names, the withdrawn ones too."""
    reader = Reader(dict(visit.request.query_params))
    tournament_id = reader.row("tournament_id", "The tournament")
    reader.finish()
    page = await entries_page(visit, tournament_id)
    assert page.tournament is not None
    return await as_file(visit, entries_for_officials(page.tournament, page.entries), form)


@router.get("/admin/import/{import_id:uuid}.json")
@open_to(Role.ADMINISTRATOR)
async def import_report(visit: Visiting, import_id: UUID) -> Response:
    """As `tour import --json` prints it, and which import it was; real UTC."""
    async with visit.gateway.database.read() as db:
        found = await find_import(db, import_id)
    if found is None:
        raise NotFound("There is no such import.")
    head, report = found
    finished = utc_iso(head.finished_at) if head.finished_at else None
    told = {
        "import_id": str(import_id),
        "source": head.source,
        "data_hash": head.data_hash,
        "started_at": utc_iso(head.started_at),
        "finished_at": finished,
        **(report or {}),
    }
    return _as_json(file_name("import", f"{head.started_at:%Y-%m-%d}", head.data_hash[:8]), told)


@router.get("/admin/validation.json")
@open_to(Role.ADMINISTRATOR)
async def validation_report(visit: Visiting) -> Response:
    """As `tour validate --json` printed it at its last run, and when that was."""
    async with visit.gateway.database.read() as db:
        stored = await latest_validation(db)
    if stored is None:
        raise NotFound("Nothing has been validated yet.")
    told = {
        **stored.report,
        "checked_at": utc_iso(stored.checked_at),
        "tour_time": utc_iso(stored.tour_time),
    }
    return _as_json(file_name("validation", f"{stored.checked_at:%Y-%m-%d}"), told)


def _as_json(name: str, told: Json) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.json"',
    }
    return JSONResponse(told, headers=headers)
