"""The copies of players: the gender and birth year that a ranking needs.

Guarantees that an older event never overwrites what a newer one told.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rankings.store.rows import KnownPlayer
from services.rankings.store.tables import ranking_players
from shared.terms import Gender


async def save(
    db: AsyncConnection, player_id: int, gender: Gender, birth_year: int, version: int
) -> None:
    """Keep the copy of a player, unless a newer one is here already."""
    values = {"gender_id": gender.value, "birth_year": birth_year, "version": version}
    await db.execute(
        insert(ranking_players)
        .values(player_id=player_id, **values)
        .on_conflict_do_update(
            index_elements=[ranking_players.c.player_id],
            set_=values,
            where=ranking_players.c.version < version,
        )
    )


async def find(db: AsyncConnection, player_id: int) -> KnownPlayer | None:
    row = (
        await db.execute(select(ranking_players).where(ranking_players.c.player_id == player_id))
    ).one_or_none()
    return KnownPlayer(Gender(row.gender_id), row.birth_year) if row else None


async def birth_years(db: AsyncConnection, player_ids: Iterable[int]) -> dict[int, int]:
    """Birth years of those players that are known here."""
    rows = await db.execute(
        select(ranking_players.c.player_id, ranking_players.c.birth_year).where(
            ranking_players.c.player_id.in_(set(player_ids))
        )
    )
    return {row.player_id: row.birth_year for row in rows}
