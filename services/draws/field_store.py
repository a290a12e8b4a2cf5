"""What a draw came from, its tables and their SQL: the field of the deadline with the ranking, and
the entries that were frozen when the draw was made.

Guarantees that both are only ever added, so that a draw can be made again from them whatever
becomes of entries and rankings later (rules.md section 4, decisions 10 and 51).
"""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, Integer, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.draws.domain.seeding import RankingPlace, StandingEntry
from services.draws.domain.verification import FrozenEntry
from services.draws.records import FieldRow
from services.draws.store import metadata
from shared.tables import Moment

draw_field = Table(
    "draw_field",
    metadata,
    Column("draw_id", BigInteger, primary_key=True),
    Column("player_id", BigInteger, primary_key=True),
    Column("entry_id", BigInteger),
    Column("entered_at", Moment),
    Column("ranking_position", Integer),
    Column("ranking_points", Integer, nullable=False),
)
draw_entries = Table(
    "draw_entries",
    metadata,
    Column("draw_id", BigInteger, primary_key=True),
    Column("player_id", BigInteger, primary_key=True),
    Column("entry_id", BigInteger, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entry_points", Integer, nullable=False),
)


async def add_field(db: AsyncConnection, draw_id: int, field: Iterable[FieldRow]) -> None:
    """Store the field as it stands at the deadline; it is never empty."""
    rows = [
        {
            "draw_id": draw_id,
            "player_id": row.player_id,
            "entry_id": row.entry_id,
            "entered_at": row.entered_at,
            "ranking_position": row.place.position if row.place else None,
            "ranking_points": row.place.points if row.place else 0,
        }
        for row in field
    ]
    await db.execute(insert(draw_field), rows)


async def field_at_deadline(db: AsyncConnection, draw_id: int) -> list[FieldRow]:
    """The field as it stood when the entries closed, by player id."""
    field = draw_field.c
    rows = await db.execute(
        select(
            field.player_id,
            field.entry_id,
            field.entered_at,
            field.ranking_position,
            field.ranking_points,
        )
        .where(field.draw_id == draw_id)
        .order_by(field.player_id)
    )
    return [
        FieldRow(
            player_id,
            entry_id,
            entered_at,
            None if position is None else RankingPlace(position, points),
        )
        for player_id, entry_id, entered_at, position, points in rows
    ]


async def ranking_at_deadline(db: AsyncConnection, draw_id: int) -> dict[int, RankingPlace]:
    """The seeding week's ranking by player id, as it stood when the entries closed."""
    field = await field_at_deadline(db, draw_id)
    return {row.player_id: row.place for row in field if row.place is not None}


async def add_entries(db: AsyncConnection, draw_id: int, entries: Iterable[FrozenEntry]) -> None:
    """Store the entries that the draw is made from; they are never none."""
    rows = [
        {
            "draw_id": draw_id,
            "player_id": each.entry.player_id,
            "entry_id": each.entry.entry_id,
            "entered_at": each.entry.entered_at,
            "entry_points": each.points,
        }
        for each in entries
    ]
    await db.execute(insert(draw_entries), rows)


async def frozen_entries(db: AsyncConnection, draw_id: int) -> list[FrozenEntry]:
    """The entries that the draw was made from, by player id; none before it is made."""
    entries = draw_entries.c
    rows = await db.execute(
        select(entries.entry_id, entries.player_id, entries.entered_at, entries.entry_points)
        .where(entries.draw_id == draw_id)
        .order_by(entries.player_id)
    )
    return [
        FrozenEntry(StandingEntry(entry_id, player_id, entered_at), points)
        for entry_id, player_id, entered_at, points in rows
    ]
