"""What `tour validate` found, as it wrote it down. The gateway only reads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.store.tables import validation_reports
from shared.events import Json


@dataclass(frozen=True, slots=True)
class StoredValidation:
    """``checked_at`` is real UTC, ``tour_time`` the tour's at that moment."""

    checked_at: datetime
    tour_time: datetime
    report: Json


async def latest_validation(db: AsyncConnection) -> StoredValidation | None:
    """None before the first run."""
    log = validation_reports.c
    row = (
        await db.execute(
            select(log.checked_at, log.tour_time, log.report)
            .order_by(log.report_id.desc())
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else StoredValidation(*row)
