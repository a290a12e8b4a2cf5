"""What can be asked about points and rankings. Nothing here writes.

A ranking is visible from its own Monday 20:00 on, an imported one too (rules.md section 13).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rankings.domain import window
from services.rankings.domain.breakdown import explain
from services.rankings.domain.ranking import Result
from services.rankings.store import history, recorded, standings
from services.rankings.store.rows import NONE, ListKey, PointsRow, PublishedWeek, StoredRank
from shared.weeks import Week


class WeekState(IntEnum):
    """Numbered as in the contract."""

    PUBLISHED = 1
    NONE = 2
    PENDING = 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """A week's ranking; without ``published`` there are no players."""

    state: WeekState
    week: Week | None
    published: PublishedWeek | None
    players: Sequence[StoredRank]
    previous: Mapping[int, tuple[int, int]]


async def ranking(
    db: AsyncConnection, now: datetime, ranked: ListKey, week: Week | None
) -> Ranking:
    """The ranking of a week, or the latest visible one.

    NONE is a confirmation: no ranking was published for this week and none will be. PENDING means
    that it is not published yet (rules.md section 4: seeding waits for it).
    """
    published = (
        await recorded.latest_week(db, ranked, now)
        if week is None
        else await recorded.find_week(db, week, ranked)
    )
    if published is None:
        if week is None:
            return Ranking(WeekState.NONE, None, None, (), {})
        first = await recorded.first_week(db)
        before_all = first is not None and week < first
        return Ranking(WeekState.NONE if before_all else WeekState.PENDING, week, None, (), {})
    if window.published_at(published.week) > now:
        return Ranking(WeekState.PENDING, week, None, (), {})
    if published.state == NONE:
        return Ranking(WeekState.NONE, published.week, published, (), {})
    return Ranking(
        WeekState.PUBLISHED,
        published.week,
        published,
        await standings.ranks(db, published.week, ranked),
        await standings.positions(db, published.week - 1, ranked),
    )


async def player_points(
    db: AsyncConnection, now: datetime, ranked: ListKey, player_ids: Sequence[int]
) -> tuple[Week | None, Mapping[int, tuple[int, int]]]:
    """The latest visible week and (position, points) of those players that stand in it."""
    latest = await recorded.latest_week(db, ranked, now)
    if latest is None:
        return None, {}
    return latest.week, await standings.positions(db, latest.week, ranked, player_ids)


async def points_history(
    db: AsyncConnection, now: datetime, player_id: int, tournament_id: int
) -> list[tuple[PointsRow, bool]]:
    """Points of a player or a tournament with whether they count in the latest ranking.

    What counts is told for a player only: it takes all of the player's results to know it.
    """
    rows = await history.list_points(db, player_id, tournament_id)
    counting: set[tuple[int, ListKey]] = set()
    if player_id and not tournament_id:
        for ranked in {ListKey(row.category, row.gender) for row in rows}:
            counting |= await _counting(db, now, ranked, rows)
    return [
        (row, (row.tournament_id, ListKey(row.category, row.gender)) in counting) for row in rows
    ]


async def _counting(
    db: AsyncConnection, now: datetime, ranked: ListKey, rows: Sequence[PointsRow]
) -> set[tuple[int, ListKey]]:
    latest = await recorded.latest_week(db, ranked, now)
    if latest is None:
        return set()
    results = [
        Result(row.player_id, row.tournament_id, row.week, row.points)
        for row in rows
        if ListKey(row.category, row.gender) == ranked
    ]
    return {
        (explained.result.tournament_id, ranked)
        for explained in explain(latest.week, results)
        if explained.counts
    }


async def visible_weeks(db: AsyncConnection, now: datetime) -> list[Week]:
    """Weeks that have a ranking in any list, latest first."""
    return await recorded.visible_weeks(db, now)


async def recorded_weeks(db: AsyncConnection) -> list[PublishedWeek]:
    """Every week of every list that was published or found empty, earliest first."""
    return await recorded.weeks(db)
