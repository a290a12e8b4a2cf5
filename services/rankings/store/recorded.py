"""The weeks of each list: which were published, which found empty, how often revised.

Guarantees that what is asked for the visitors is visible by the moment they ask at.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Row, Table, and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rankings.store.rows import PUBLISHED, ListKey, PublishedWeek
from services.rankings.store.tables import ranking_weeks
from shared.terms import AgeCategory, Gender
from shared.weeks import Week


def key_of(week: Week, ranked: ListKey) -> dict[str, int]:
    """The columns that name a week of a list, here and in the ranks."""
    return {
        "ranking_year": week.year,
        "ranking_week": week.number,
        "age_category_id": ranked.category.value,
        "gender_id": ranked.gender.value,
    }


def is_of(table: Table, week: Week, ranked: ListKey) -> ColumnElement[bool]:
    """The table's rows of this week and list."""
    return and_(*(table.c[name] == value for name, value in key_of(week, ranked).items()))


def is_of_list(
    table: Table, ranked: ListKey, first: Week | None, last: Week | None
) -> ColumnElement[bool]:
    """The table's rows of this list, from the first to the last week (None: without end)."""
    week = tuple_(table.c.ranking_year, table.c.ranking_week)
    wanted = [
        table.c.age_category_id == ranked.category.value,
        table.c.gender_id == ranked.gender.value,
    ]
    if first is not None:
        wanted.append(week >= (first.year, first.number))
    if last is not None:
        wanted.append(week <= (last.year, last.number))
    return and_(*wanted)


async def weeks(db: AsyncConnection) -> list[PublishedWeek]:
    """Every week of every list that was published or found empty, earliest first."""
    rows = await db.execute(
        select(ranking_weeks).order_by(ranking_weeks.c.ranking_year, ranking_weeks.c.ranking_week)
    )
    return [_week(row) for row in rows]


async def first_week(db: AsyncConnection) -> Week | None:
    """The earliest week recorded for any list."""
    row = (
        await db.execute(
            select(ranking_weeks.c.ranking_year, ranking_weeks.c.ranking_week)
            .order_by(ranking_weeks.c.ranking_year, ranking_weeks.c.ranking_week)
            .limit(1)
        )
    ).one_or_none()
    return Week.iso(row.ranking_year, row.ranking_week) if row else None


async def find_week(db: AsyncConnection, week: Week, ranked: ListKey) -> PublishedWeek | None:
    row = (
        await db.execute(select(ranking_weeks).where(is_of(ranking_weeks, week, ranked)))
    ).one_or_none()
    return _week(row) if row else None


async def latest_week(db: AsyncConnection, ranked: ListKey, now: datetime) -> PublishedWeek | None:
    """The latest week of the list that is published by this moment."""
    row = (
        await db.execute(
            select(ranking_weeks)
            .where(
                ranking_weeks.c.age_category_id == ranked.category.value,
                ranking_weeks.c.gender_id == ranked.gender.value,
                ranking_weeks.c.state == PUBLISHED,
                ranking_weeks.c.published_at <= now,
            )
            .order_by(ranking_weeks.c.ranking_year.desc(), ranking_weeks.c.ranking_week.desc())
            .limit(1)
        )
    ).one_or_none()
    return _week(row) if row else None


async def visible_weeks(db: AsyncConnection, now: datetime) -> list[Week]:
    """Weeks that have a published ranking in any list, latest first."""
    rows = await db.execute(
        select(ranking_weeks.c.ranking_year, ranking_weeks.c.ranking_week)
        .where(ranking_weeks.c.state == PUBLISHED, ranking_weeks.c.published_at <= now)
        .distinct()
        .order_by(ranking_weeks.c.ranking_year.desc(), ranking_weeks.c.ranking_week.desc())
    )
    return [Week.iso(row.ranking_year, row.ranking_week) for row in rows]


async def weeks_of_list(
    db: AsyncConnection, ranked: ListKey, first: Week | None, last: Week | None, *, lock: bool
) -> list[PublishedWeek]:
    """The list's recorded weeks from the first to the last (None: without end), earliest first;
    locked until the transaction ends if asked."""
    query = (
        select(ranking_weeks)
        .where(is_of_list(ranking_weeks, ranked, first, last))
        .order_by(ranking_weeks.c.ranking_year, ranking_weeks.c.ranking_week)
    )
    if lock:
        query = query.with_for_update()
    return [_week(row) for row in await db.execute(query)]


def _week(row: Row[tuple[object, ...]]) -> PublishedWeek:
    return PublishedWeek(
        Week.iso(row.ranking_year, row.ranking_week),
        ListKey(AgeCategory(row.age_category_id), Gender(row.gender_id)),
        row.state,
        row.published_at,
        row.revision,
        row.origin,
        row.num_players,
    )
