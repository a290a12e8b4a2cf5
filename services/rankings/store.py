"""The tables of the rankings service and all their SQL.

Guarantees that a list's points or a week's ranking are replaced as a whole, never in part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    MetaData,
    Row,
    SmallInteger,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rankings.domain.ranking import RankedPlayer, Result, SeparatedBy
from shared.tables import SCHEMA, Moment
from shared.terms import AgeCategory, Gender, Stage, TournamentCategory
from shared.weeks import Week

metadata = MetaData(schema=SCHEMA)

points_rules = Table(
    "points_rules",
    metadata,
    Column("points_id", SmallInteger, primary_key=True),
    Column("category_id", SmallInteger, nullable=False),
    Column("stage_result_id", SmallInteger, nullable=False),
    Column("points", Integer, nullable=False),
)
stage_results = Table(
    "stage_results",
    metadata,
    Column("id", SmallInteger, primary_key=True),
    Column("code", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("display_order", SmallInteger, nullable=False),
)
ranking_players = Table(
    "ranking_players",
    metadata,
    Column("player_id", BigInteger, primary_key=True),
    Column("gender_id", SmallInteger, nullable=False),
    Column("birth_year", SmallInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
)
awarded_draws = Table(
    "awarded_draws",
    metadata,
    Column("draw_id", BigInteger, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
points_history = Table(
    "points_history",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("player_id", BigInteger, nullable=False),
    Column("tournament_id", BigInteger, nullable=False),
    Column("age_category_id", SmallInteger, nullable=False),
    Column("stage_result_id", SmallInteger, nullable=False),
    Column("points_earned", Integer, nullable=False),
    Column("tournament_end_date", Date, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("draw_id", BigInteger),
    Column("gender_id", SmallInteger, nullable=False),
    Column("category_id", SmallInteger, nullable=False),
    Column("wins", SmallInteger),
    Column("sanctioned", Boolean, nullable=False),
    Column("origin", Text, nullable=False),
)
ranking_weeks = Table(
    "ranking_weeks",
    metadata,
    Column("ranking_year", SmallInteger, primary_key=True),
    Column("ranking_week", SmallInteger, primary_key=True),
    Column("age_category_id", SmallInteger, primary_key=True),
    Column("gender_id", SmallInteger, primary_key=True),
    Column("state", Text, nullable=False),
    Column("published_at", Moment),
    Column("revision", Integer, nullable=False),
    Column("revised_at", Moment),
    Column("num_players", Integer, nullable=False),
    Column("origin", Text, nullable=False),
)
weekly_ranking = Table(
    "weekly_ranking",
    metadata,
    Column("player_id", BigInteger, primary_key=True),
    Column("age_category_id", SmallInteger, primary_key=True),
    Column("gender_id", SmallInteger, primary_key=True),
    Column("ranking_year", SmallInteger, primary_key=True),
    Column("ranking_week", SmallInteger, primary_key=True),
    Column("total_points", Integer, nullable=False),
    Column("rank_position", Integer, nullable=False),
    Column("tournaments", Integer),
    Column("separated_by", Text),
    Column("origin", Text, nullable=False),
)

PUBLISHED = "PUBLISHED"
NONE = "NONE"


@dataclass(frozen=True, slots=True)
class ListKey:
    """One of the four rankings."""

    category: AgeCategory
    gender: Gender


LISTS = tuple(ListKey(category, gender) for category in AgeCategory for gender in Gender)


@dataclass(frozen=True, slots=True)
class PublishedWeek:
    """How a week's ranking of one list stands; ``published_at`` is None where none was."""

    week: Week
    list: ListKey
    state: str
    published_at: datetime | None
    revision: int
    origin: str


@dataclass(frozen=True, slots=True)
class StoredRank:
    """A row of a ranking as stored; ``tournaments`` is None in imported weeks."""

    player_id: int
    position: int
    points: int
    tournaments: int | None
    separated_by: SeparatedBy | None


@dataclass(frozen=True, slots=True)
class PointsRow:
    """What a player earned in one draw."""

    player_id: int
    tournament_id: int
    category: AgeCategory
    gender: Gender
    stage: Stage
    points: int
    tournament_end_date: date
    tournament_category: TournamentCategory
    draw_id: int | None
    wins: int | None
    sanctioned: bool
    origin: str = "live"

    @property
    def week(self) -> Week:
        return Week.of(self.tournament_end_date)


# --- players ---------------------------------------------------------------------------------


async def save_player(
    db: AsyncConnection, player_id: int, gender: Gender, birth_year: int, version: int
) -> None:
    """Keep the copy of a player, unless a newer one is here already."""
    values = {"gender_id": gender.value, "birth_year": birth_year, "version": version}
    await db.execute(
        pg_insert(ranking_players)
        .values(player_id=player_id, **values)
        .on_conflict_do_update(
            index_elements=[ranking_players.c.player_id],
            set_=values,
            where=ranking_players.c.version < version,
        )
    )


async def birth_years(db: AsyncConnection, player_ids: Iterable[int]) -> dict[int, int]:
    """Birth years of those players that are known here."""
    rows = await db.execute(
        select(ranking_players.c.player_id, ranking_players.c.birth_year).where(
            ranking_players.c.player_id.in_(set(player_ids))
        )
    )
    return {row.player_id: row.birth_year for row in rows}


# --- points ----------------------------------------------------------------------------------


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


async def points_of_draw(db: AsyncConnection, draw_id: int) -> list[PointsRow]:
    rows = await db.execute(
        select(points_history)
        .where(points_history.c.draw_id == draw_id)
        .order_by(points_history.c.player_id)
    )
    return [_points(row) for row in rows]


async def replace_points(db: AsyncConnection, draw_id: int, points: Sequence[PointsRow]) -> None:
    """Store what a draw's players earned, in place of what was stored for it."""
    await db.execute(delete(points_history).where(points_history.c.draw_id == draw_id))
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
    weeks: dict[date, Week] = {}
    results = []
    for row in rows:
        day = row.tournament_end_date
        week = weeks.setdefault(day, Week.of(day))
        results.append(Result(row.player_id, row.tournament_id, week, row.points_earned))
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


# --- rankings --------------------------------------------------------------------------------


async def recorded_weeks(db: AsyncConnection) -> list[PublishedWeek]:
    """Every week of every list that was published or found empty, earliest first."""
    rows = await db.execute(
        select(ranking_weeks).order_by(ranking_weeks.c.ranking_year, ranking_weeks.c.ranking_week)
    )
    return [_week(row) for row in rows]


async def first_recorded(db: AsyncConnection) -> Week | None:
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
    row = (await db.execute(select(ranking_weeks).where(_is(week, ranked)))).one_or_none()
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
    db: AsyncConnection, ranked: ListKey, first: Week, last: Week
) -> list[PublishedWeek]:
    """The list's recorded weeks from the first to the last, earliest first; locked."""
    key = tuple_(ranking_weeks.c.ranking_year, ranking_weeks.c.ranking_week)
    rows = await db.execute(
        select(ranking_weeks)
        .where(
            ranking_weeks.c.age_category_id == ranked.category.value,
            ranking_weeks.c.gender_id == ranked.gender.value,
            key >= (first.year, first.number),
            key <= (last.year, last.number),
        )
        .order_by(ranking_weeks.c.ranking_year, ranking_weeks.c.ranking_week)
        .with_for_update()
    )
    return [_week(row) for row in rows]


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
            **_key(week, ranked),
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
    await db.execute(delete(weekly_ranking).where(_rows_of(week, ranked)))
    await db.execute(
        update(ranking_weeks)
        .where(_is(week, ranked))
        .values(
            state=PUBLISHED if players else NONE,
            published_at=(old.published_at or revised_at) if players else None,
            revision=old.revision + 1,
            revised_at=revised_at,
            num_players=len(players),
        )
    )
    await _add_rows(db, week, ranked, players)


async def ranks(db: AsyncConnection, week: Week, ranked: ListKey) -> list[StoredRank]:
    """A week's ranking as stored, by position."""
    rows = await db.execute(
        select(weekly_ranking)
        .where(_rows_of(week, ranked))
        .order_by(weekly_ranking.c.rank_position)
    )
    return [
        StoredRank(
            row.player_id,
            row.rank_position,
            row.total_points,
            row.tournaments,
            SeparatedBy[row.separated_by] if row.separated_by else None,
        )
        for row in rows
    ]


async def positions(
    db: AsyncConnection, week: Week, ranked: ListKey, player_ids: Iterable[int] | None = None
) -> Mapping[int, tuple[int, int]]:
    """(position, points) by player, of all players or of these."""
    query = select(
        weekly_ranking.c.player_id, weekly_ranking.c.rank_position, weekly_ranking.c.total_points
    ).where(_rows_of(week, ranked))
    if player_ids is not None:
        query = query.where(weekly_ranking.c.player_id.in_(set(player_ids)))
    return {row.player_id: (row.rank_position, row.total_points) for row in await db.execute(query)}


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
    if not players:
        return
    await db.execute(
        insert(weekly_ranking),
        [
            {
                **_key(week, ranked),
                "player_id": player.player_id,
                "total_points": player.points,
                "rank_position": player.position,
                "tournaments": player.tournaments,
                "separated_by": player.separated_by.name if player.separated_by else None,
            }
            for player in players
        ],
    )


def _key(week: Week, ranked: ListKey) -> dict[str, int]:
    return {
        "ranking_year": week.year,
        "ranking_week": week.number,
        "age_category_id": ranked.category.value,
        "gender_id": ranked.gender.value,
    }


def _is(week: Week, ranked: ListKey) -> ColumnElement[bool]:
    return and_(*(ranking_weeks.c[name] == value for name, value in _key(week, ranked).items()))


def _rows_of(week: Week, ranked: ListKey) -> ColumnElement[bool]:
    return and_(*(weekly_ranking.c[name] == value for name, value in _key(week, ranked).items()))


def _week(row: Row[tuple[object, ...]]) -> PublishedWeek:
    return PublishedWeek(
        Week.iso(row.ranking_year, row.ranking_week),
        ListKey(AgeCategory(row.age_category_id), Gender(row.gender_id)),
        row.state,
        row.published_at,
        row.revision,
        row.origin,
    )


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
