"""The rankings themselves: who stood where with what points.

Guarantees that a week's ranking is stored and replaced as a whole, together with its week.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rankings.domain.ranking import RankedPlayer, SeparatedBy
from services.rankings.store.recorded import is_of, is_of_list, key_of
from services.rankings.store.rows import NONE, PUBLISHED, ListKey, PublishedWeek, StoredRank
from services.rankings.store.tables import ranking_weeks, weekly_ranking
from shared.terms import AgeCategory, Gender
from shared.weeks import Week


async def add_week(
    db: AsyncConnection,
    week: Week,
    ranked: ListKey,
    published_at: datetime,
    players: Sequence[RankedPlayer],
) -> None:
    """Store a week's ranking for the first time."""
    await db.execute(
        insert(ranking_weeks).values(
            **key_of(week, ranked),
            state=PUBLISHED if players else NONE,
            published_at=published_at if players else None,
            revision=0,
            num_players=len(players),
        )
    )
    await _add_rows(db, week, ranked, players)


async def revise_week(
    db: AsyncConnection, old: PublishedWeek, revised_at: datetime, players: Sequence[RankedPlayer]
) -> None:
    """Put another ranking in the place of a published one and mark the week as revised."""
    week, ranked = old.week, old.list
    await db.execute(delete(weekly_ranking).where(is_of(weekly_ranking, week, ranked)))
    await db.execute(
        update(ranking_weeks)
        .where(is_of(ranking_weeks, week, ranked))
        .values(
            state=PUBLISHED if players else NONE,
            published_at=(old.published_at or revised_at) if players else None,
            revision=old.revision + 1,
            revised_at=revised_at,
            num_players=len(players),
        )
    )
    await _add_rows(db, week, ranked, players)


async def ranks(
    db: AsyncConnection, week: Week, ranked: ListKey, skip: int = 0, most: int | None = None
) -> list[StoredRank]:
    """A week's ranking as stored, by position: all of it, or at most so many after the first."""
    query = _ranks(is_of(weekly_ranking, week, ranked)).offset(skip).limit(most)
    return [_stored(row) for row in await db.execute(query)]


async def ranks_beside(
    db: AsyncConnection, week: Week, ranked: ListKey, player_id: int
) -> list[StoredRank]:
    """The player's place in a week's ranking as stored, after the one above; empty for who is not
    in it."""
    of_week = is_of(weekly_ranking, week, ranked)
    own = (
        select(weekly_ranking.c.rank_position)
        .where(of_week, weekly_ranking.c.player_id == player_id)
        .scalar_subquery()
    )
    beside = weekly_ranking.c.rank_position.between(own - 1, own)
    return [_stored(row) for row in await db.execute(_ranks(of_week).where(beside))]


async def ranks_between(
    db: AsyncConnection, ranked: ListKey, first: Week, last: Week
) -> dict[Week, list[StoredRank]]:
    """The list's rankings of these weeks as stored, each by position, in one statement."""
    rows = await db.execute(_ranks(is_of_list(weekly_ranking, ranked, first, last)))
    return {
        Week.iso(*named): [_stored(row) for row in each]
        for named, each in groupby(rows, key=itemgetter(0, 1))
    }


def _ranks(wanted: ColumnElement[bool]) -> Select[tuple[Any, ...]]:
    table = weekly_ranking.c
    return (
        select(
            table.ranking_year,
            table.ranking_week,
            table.player_id,
            table.rank_position,
            table.total_points,
            table.tournaments,
            table.separated_by,
        )
        .where(wanted)
        .order_by(table.ranking_year, table.ranking_week, table.rank_position, table.player_id)
    )


def _stored(row: Row[Any]) -> StoredRank:
    return StoredRank(
        row.player_id,
        row.rank_position,
        row.total_points,
        row.tournaments,
        SeparatedBy[row.separated_by] if row.separated_by else None,
    )


async def positions(
    db: AsyncConnection, week: Week, ranked: ListKey, player_ids: Iterable[int] | None = None
) -> Mapping[int, tuple[int, int]]:
    """(position, points) by player, of all players or of these."""
    query = select(
        weekly_ranking.c.player_id, weekly_ranking.c.rank_position, weekly_ranking.c.total_points
    ).where(is_of(weekly_ranking, week, ranked))
    if player_ids is not None:
        query = query.where(weekly_ranking.c.player_id.in_(set(player_ids)))
    return {row.player_id: (row.rank_position, row.total_points) for row in await db.execute(query)}


async def weeks_of_player(
    db: AsyncConnection, player_id: int, now: datetime
) -> list[tuple[Week, ListKey, int, int]]:
    """(week, list, position, points) of every ranking published by now, latest first."""
    ranks, weeks = weekly_ranking.c, ranking_weeks.c
    rows = await db.execute(
        select(
            ranks.ranking_year,
            ranks.ranking_week,
            ranks.age_category_id,
            ranks.gender_id,
            ranks.rank_position,
            ranks.total_points,
        )
        .join(
            ranking_weeks,
            and_(
                *(
                    ranks[name] == weeks[name]
                    for name in ("ranking_year", "ranking_week", "age_category_id", "gender_id")
                )
            ),
        )
        .where(ranks.player_id == player_id, weeks.state == PUBLISHED, weeks.published_at <= now)
        .order_by(ranks.ranking_year.desc(), ranks.ranking_week.desc(), ranks.age_category_id)
    )
    return [
        (
            Week.iso(row.ranking_year, row.ranking_week),
            ListKey(AgeCategory(row.age_category_id), Gender(row.gender_id)),
            row.rank_position,
            row.total_points,
        )
        for row in rows
    ]


async def count_rows(db: AsyncConnection, week: Week) -> int:
    """Rows of a week in all lists."""
    return (
        await db.scalar(
            select(func.coalesce(func.sum(ranking_weeks.c.num_players), 0)).where(
                ranking_weeks.c.ranking_year == week.year,
                ranking_weeks.c.ranking_week == week.number,
            )
        )
        or 0
    )


async def _add_rows(
    db: AsyncConnection, week: Week, ranked: ListKey, players: Sequence[RankedPlayer]
) -> None:
    """In one statement, a column each: a row at a time takes three times as long."""
    if not players:
        return
    reasons = [player.separated_by.name if player.separated_by else None for player in players]
    new = (
        func.unnest(
            literal([player.player_id for player in players], ARRAY(BigInteger)),
            literal([player.points for player in players], ARRAY(Integer)),
            literal([player.position for player in players], ARRAY(Integer)),
            literal([player.tournaments for player in players], ARRAY(Integer)),
            literal(reasons, ARRAY(Text)),
        )
        .table_valued("player_id", "points", "position", "tournaments", "separated_by", name="new")
        .render_derived()
    )
    key = key_of(week, ranked)
    columns = (
        "player_id",
        "total_points",
        "rank_position",
        "tournaments",
        "separated_by",
    )
    await db.execute(
        insert(weekly_ranking).from_select(
            [*key, *columns], select(*(literal(part) for part in key.values()), *new.c)
        )
    )
