"""What a service knows of its own state: events that wait or were given up, and how long.

Guarantees that /metrics and the line that the leading replica logs tell the same.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from shared.database import Database


@dataclass(frozen=True, slots=True)
class Measured:
    """``outbox_oldest_seconds`` is the age of the oldest event not sent yet, 0 without one."""

    outbox_waiting: int
    outbox_oldest_seconds: float
    dead_letters: int


async def measure(database: Database) -> Measured:
    """Ask the service's own tables; Unavailable where the database does not answer."""
    outbox, letters = database.tables.outbox, database.tables.dead_letters
    async with database.read() as db:
        waiting, oldest = (
            await db.execute(
                select(func.count(), func.min(outbox.c.recorded_at)).where(
                    outbox.c.published_at.is_(None)
                )
            )
        ).one()
        dead = await db.scalar(
            select(func.count()).select_from(letters).where(letters.c.retried_at.is_(None))
        )
    age = (datetime.now(UTC) - oldest).total_seconds() if oldest is not None else 0.0
    return Measured(waiting, age, dead or 0)
