"""Reports of imports, as the import wrote them (rules.md section 13). The gateway only reads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.store.tables import import_reports
from shared.events import Json


@dataclass(frozen=True, slots=True)
class ImportHead:
    """Which import: moments in real UTC."""

    import_id: UUID
    data_hash: str
    source: str
    started_at: datetime
    finished_at: datetime | None


async def list_imports(db: AsyncConnection, most: int = 50) -> list[ImportHead]:
    """The latest first."""
    rows = await db.execute(_heads().order_by(import_reports.c.started_at.desc()).limit(most))
    return [ImportHead(*row) for row in rows]


async def find_import(
    db: AsyncConnection, import_id: UUID
) -> tuple[ImportHead, Json | None] | None:
    """The import and its report, None in the place of the report while it is not finished."""
    row = (
        await db.execute(
            _heads()
            .add_columns(import_reports.c.report)
            .where(import_reports.c.import_id == import_id)
        )
    ).one_or_none()
    return None if row is None else (ImportHead(*row[:-1]), row.report)


def _heads() -> Select[UUID, str, str, datetime, datetime | None]:
    log = import_reports.c
    return select(log.import_id, log.data_hash, log.source, log.started_at, log.finished_at)
