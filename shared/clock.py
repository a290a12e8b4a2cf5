"""The tour clock: real UTC, or in demo and test mode real UTC plus one stored offset.

Every rule reads its time here. The offset lives in the database and is read within the
transaction that needs it, so a move of the clock holds for all services at once. Sessions,
limits, locks and logs use real time instead.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class TourClock:
    """``movable`` is true in demo and test mode only."""

    def __init__(self, *, movable: bool) -> None:
        self.movable = movable

    async def now(self, db: AsyncConnection) -> datetime:
        """The tour's time in UTC, as this transaction sees it."""
        real = datetime.now(UTC)
        if not self.movable:
            return real
        seconds = await db.scalar(text("SELECT offset_seconds FROM tour.tour_clock"))
        return real + timedelta(seconds=float(seconds or 0))
