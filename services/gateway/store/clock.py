"""The one row of the tour clock: how far the tour's time is ahead of real time (decision 3)."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.store.tables import tour_clock


async def lock_offset(db: AsyncConnection) -> float | None:
    """Seconds, and nobody else moves it until the transaction ends; None where it never began."""
    return await db.scalar(select(tour_clock.c.offset_seconds).with_for_update())


async def set_offset(db: AsyncConnection, seconds: float, by: str) -> None:
    await db.execute(update(tour_clock).values(offset_seconds=seconds, moved_by=by))
