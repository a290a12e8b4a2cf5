"""Suspensions.

Guarantees that a player has one row per tournament and cause, whatever becomes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches.rows import Origin, StoredSuspension, suspension_of
from services.matches.tables import player_suspensions


@dataclass(frozen=True, slots=True)
class SuspensionFilter:
    """Which suspensions; what is empty or None does not count. The days are included."""

    player_ids: Sequence[int] = ()
    tournament_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    include_annulled: bool = False


async def list_suspensions(
    db: AsyncConnection, wanted: SuspensionFilter, *, lock: bool = False
) -> list[StoredSuspension]:
    """The suspensions found, by player and first day; locked until the transaction ends if asked.

    Days are asked of those that a suspension covers: a lifted one runs until the day before.
    """
    table = player_suspensions.c
    # PostgreSQL's least passes over what is NULL
    covered_until = func.least(table.suspension_end, table.lifted_on - 1)
    query = select(player_suspensions).order_by(
        table.player_id, table.suspension_start, table.suspension_id
    )
    if wanted.player_ids:
        query = query.where(table.player_id.in_(set(wanted.player_ids)))
    if wanted.tournament_id is not None:
        query = query.where(table.tournament_id == wanted.tournament_id)
    if wanted.first_day is not None:
        query = query.where(covered_until >= wanted.first_day)
    if wanted.last_day is not None:
        query = query.where(table.suspension_start <= wanted.last_day)
    if wanted.first_day is not None or wanted.last_day is not None:
        query = query.where(covered_until >= table.suspension_start)
    if not wanted.include_annulled:
        query = query.where(table.annulled_at.is_(None))
    if lock:
        query = query.with_for_update()
    return [suspension_of(row) for row in await db.execute(query)]


async def lock_suspension(db: AsyncConnection, suspension_id: int) -> StoredSuspension | None:
    """The suspension, locked until the transaction ends; None where there is none."""
    query = select(player_suspensions).where(player_suspensions.c.suspension_id == suspension_id)
    row = (await db.execute(query.with_for_update())).one_or_none()
    return suspension_of(row) if row else None


async def lock_suspensions_over(
    db: AsyncConnection, day: date, most: int
) -> list[StoredSuspension]:
    """Up to ``most`` suspensions whose last day was before ``day`` and that have not ended yet,
    in the order in which they run out; locked. Unverified history stays as it is.
    """
    table = player_suspensions.c
    rows = await db.execute(
        select(player_suspensions)
        .where(
            table.ended_at.is_(None),
            table.annulled_at.is_(None),
            table.suspension_end < day,
            table.origin != Origin.UNVERIFIED.value,
        )
        .order_by(table.suspension_end, table.suspension_id)
        .limit(most)
        .with_for_update()
    )
    return [suspension_of(row) for row in rows]


async def add_suspension(db: AsyncConnection, new: StoredSuspension) -> StoredSuspension:
    """The suspension as stored, with its key."""
    suspension = new.suspension
    added = await db.execute(
        insert(player_suspensions)
        .values(
            player_id=suspension.player_id,
            tournament_id=new.tournament_id,
            reason_match_status_id=suspension.cause.value,
            created_at=new.created_at,
            **_changing(new),
        )
        .returning(player_suspensions)
    )
    return suspension_of(added.one())


async def save_suspension(db: AsyncConnection, stored: StoredSuspension) -> None:
    """Store what becomes of a suspension, under its new version."""
    await db.execute(
        update(player_suspensions)
        .where(player_suspensions.c.suspension_id == stored.suspension_id)
        .values(_changing(stored))
    )


def _changing(stored: StoredSuspension) -> dict[str, object]:
    return {
        "suspension_start": stored.suspension.first_day,
        "suspension_end": stored.suspension.last_day,
        "match_id": stored.match_id,
        "annulled_at": stored.annulled_at,
        "ended_at": stored.ended_at,
        "lifted_on": stored.suspension.lifted_on,
        "version": stored.version,
        "changed_by": stored.changed_by,
        "changed_at": stored.changed_at,
    }
