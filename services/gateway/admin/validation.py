"""The last validation of the live tour (rules.md section 9). For administrators."""

from datetime import UTC, datetime

import structlog
from fastapi import APIRouter
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from services.gateway.guard import open_to
from services.gateway.store.validations import StoredValidation, latest_validation
from services.gateway.views.site import Section
from services.gateway.views.validation import CheckLine, ValidationPage, ValidationRun
from services.gateway.visit import Visiting
from shared.context import Role

router = APIRouter()
log = structlog.get_logger()

_CHECKS = TypeAdapter(tuple[CheckLine, ...])
_SECONDS = TypeAdapter(float)


@router.get("/admin/validation")
@open_to(Role.ADMINISTRATOR)
async def show_validation(visit: Visiting) -> Response:
    async with visit.gateway.database.read() as db:
        stored = await latest_validation(db)
    return visit.html(
        "admin/validation.html", ValidationPage(_run(stored) if stored else None), Section.ADMIN
    )


def _run(stored: StoredValidation) -> ValidationRun:
    """The report as the command wrote it: ``{"seconds": 1.2, "checks": [CheckLine …]}``."""
    checks: tuple[CheckLine, ...] = ()
    seconds = 0.0
    try:
        checks = _CHECKS.validate_python(stored.report.get("checks", ()))
        seconds = _SECONDS.validate_python(stored.report.get("seconds", 0))
    except ValidationError as error:
        log.warning("a report of a validation cannot be read", reason=str(error))
    return ValidationRun(stored.checked_at, stored.tour_time, seconds, checks, datetime.now(UTC))
