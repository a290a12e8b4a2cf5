"""What players earned, draw by draw.

Guarantees that a draw's points are replaced as a whole, never in part.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rankings.domain.ranking import Result
from services.rankings.store.rows import ListKey, PointsRow
from services.rankings.store.tables import awarded_draws, points_history
from shared.terms import AgeCategory, Gender, Stage, TournamentCategory
from shared.weeks import Week


async def claim_award(db: AsyncConnection, draw_id: int, version: int) -> bool:
    """Whether this completion of the draw is newer than the one awarded; it then counts."""
    taken = await db.scalar(
        pg_insert(awarded_draws)
        .values(draw_id=draw_id, version=version)
        .on_conflict_do_update(
            index_elements=[awarded_draws.c.draw_id],
            set_={"version": version},
            where=awarded_draws.c.version < version,
        )
        .returning(awarded_draws.c.version)
    )
    return taken is not None


async def versions_heard(db: AsyncConnection) -> dict[int, int]:
    """By draw, the version of the newest completion or reopening that was heard of."""
    rows = await db.execute(select(awarded_draws.c.draw_id, awarded_draws.c.version))
    return {row.draw_id: row.version for row in rows}


async def of_draw(db: AsyncConnection, draw_id: int) -> list[PointsRow]:
    rows = await db.execute(
        select(points_history)
        .where(points_history.c.draw_id == draw_id)
        .order_by(points_history.c.player_id)
    )
    return [_points(row) for row in rows]


async def of_draws_from(db: AsyncConnection, first: Week | None) -> list[PointsRow]:
    """The points of all draws of tournaments from this week on (None: of all), by draw and player;
    points of foreign data without a draw are none of them."""
    query = (
        select(points_history)
        .where(points_history.c.draw_id.is_not(None))
        .order_by(points_history.c.draw_id, points_history.c.player_id)
    )
    if first is not None:
        query = query.where(points_history.c.tournament_end_date >= first.monday)
    return [_points(row) for row in await db.execute(query)]


async def replace(db: AsyncConnection, draw_id: int, points: Sequence[PointsRow]) -> None:
    """Store what a draw's players earned (nothing, if it is open again), in place of what was
    stored for it; unverified history stays."""
    await db.execute(
        delete(points_history).where(
            points_history.c.draw_id == draw_id, points_history.c.origin != "unverified"
        )
    )
    if not points:
        return
    created = datetime.now(UTC)
    await db.execute(
        insert(points_history),
        [
            {
                "player_id": row.player_id,
                "tournament_id": row.tournament_id,
                "age_category_id": row.category.value,
                "gender_id": row.gender.value,
                "stage_result_id": row.stage.value,
                "points_earned": row.points,
                "tournament_end_date": row.tournament_end_date,
                "created_at": created,
                "draw_id": row.draw_id,
                "category_id": row.tournament_category.value,
                "wins": row.wins,
                "sanctioned": row.sanctioned,
            }
            for row in points
        ],
    )


async def results_between(
    db: AsyncConnection, ranked: ListKey, first: Week, last: Week
) -> list[Result]:
    """The list's results in tournaments of these weeks, both included."""
    rows = await db.execute(
        select(
            points_history.c.player_id,
            points_history.c.tournament_id,
            points_history.c.tournament_end_date,
            points_history.c.points_earned,
        ).where(
            points_history.c.age_category_id == ranked.category.value,
            points_history.c.gender_id == ranked.gender.value,
            points_history.c.tournament_end_date.between(first.monday, last.sunday),
        )
    )
    # a year has few last days, and many players each
    weeks: dict[date, Week] = {}
    results = []
    for player_id, tournament_id, day, points in rows:
        week = weeks.get(day)
        if week is None:
            week = weeks[day] = Week.of(day)
        results.append(Result(player_id, tournament_id, week, points))
    return results


async def list_points(db: AsyncConnection, player_id: int, tournament_id: int) -> list[PointsRow]:
    """Points of a player or a tournament (0 for any), latest tournament first."""
    query = select(points_history).order_by(
        points_history.c.tournament_end_date.desc(),
        points_history.c.age_category_id,
        points_history.c.gender_id,
        points_history.c.points_earned.desc(),
        points_history.c.stage_result_id,
        points_history.c.player_id,
    )
    if player_id:
        query = query.where(points_history.c.player_id == player_id)
    if tournament_id:
        query = query.where(points_history.c.tournament_id == tournament_id)
    return [_points(row) for row in await db.execute(query)]


def _points(row: Row[tuple[object, ...]]) -> PointsRow:
    return PointsRow(
        player_id=row.player_id,
        tournament_id=row.tournament_id,
        category=AgeCategory(row.age_category_id),
        gender=Gender(row.gender_id),
        stage=Stage(row.stage_result_id),
        points=row.points_earned,
        tournament_end_date=row.tournament_end_date,
        tournament_category=TournamentCategory(row.category_id),
        draw_id=row.draw_id,
        wins=row.wins,
        sanctioned=row.sanctioned,
        origin=row.origin,
    )
