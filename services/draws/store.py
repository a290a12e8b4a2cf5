"""The tables of the draws service and all their SQL.

Guarantees that a draw, its lines and its seeds are always read by one statement, so that nobody
sees a draw that is half made.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    Row,
    Select,
    SmallInteger,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.draws.domain.seeding import Seed
from services.draws.domain.sizes import has_super_tie_break
from services.draws.records import (
    Draw,
    DrawLine,
    DrawSheet,
    DueDraw,
    Freeze,
    Origin,
    Tournament,
)
from shared.tables import SCHEMA, Moment
from shared.terms import AgeCategory, DrawStatus, Gender, TournamentCategory

metadata = MetaData(schema=SCHEMA)

draw_tournaments = Table(
    "draw_tournaments",
    metadata,
    Column("tournament_id", BigInteger, primary_key=True),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),
    Column("category_id", SmallInteger, nullable=False),
    Column("entry_deadline", Moment, nullable=False),
    Column("draw_deadline", Moment, nullable=False),
    Column("version", BigInteger, nullable=False),
)
draws = Table(
    "draws",
    metadata,
    Column("draw_id", BigInteger, primary_key=True),
    Column("tournament_id", BigInteger, nullable=False),
    Column("age_category_id", SmallInteger, nullable=False),
    Column("gender_id", SmallInteger, nullable=False),
    Column("draw_status_id", SmallInteger, nullable=False),
    Column("num_players", SmallInteger),
    Column("has_supertiebreak", Boolean, nullable=False),
    Column("draw_generated_at", Moment),
    Column("draw_size", SmallInteger),
    Column("is_seeded", Boolean),
    Column("random_seed", BigInteger),
    Column("algorithm_version", SmallInteger),
    Column("closed_at", Moment),
    Column("completion_version", BigInteger, nullable=False),
    Column("origin", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
draw_players = Table(
    "draw_players",
    metadata,
    Column("draw_id", BigInteger, primary_key=True),
    Column("player_id", BigInteger, primary_key=True),
    Column("draw_position", SmallInteger, nullable=False),
    Column("has_bye", Boolean, nullable=False),
    Column("entry_points", Integer, nullable=False),
    Column("entry_timestamp", Moment, nullable=False),
    Column("draw_size", SmallInteger),
    Column("origin", Text, nullable=False),
)
draw_seed = Table(
    "draw_seed",
    metadata,
    Column("draw_id", BigInteger, primary_key=True),
    Column("player_id", BigInteger, nullable=False),
    Column("seed_number", SmallInteger, primary_key=True),
    Column("seeding_points", Integer, nullable=False),
    Column("is_actual_seeding", Boolean, primary_key=True),
    Column("origin", Text, nullable=False),
)
draw_freezes = Table(
    "draw_freezes",
    metadata,
    Column("maker", Uuid, primary_key=True),
    Column("draw_id", BigInteger, nullable=False),
    Column("noted_at", Moment, nullable=False),
)


# written out as in the partial index draws_to_make, or a prepared statement could not use that
_WAITING = bindparam("waiting", [1, 2], SmallInteger, expanding=True, literal_execute=True)
_TOURNAMENT = [
    column for column in draw_tournaments.c if column.name not in ("tournament_id", "version")
]
_DRAWS = select(draws, *_TOURNAMENT).join(
    draw_tournaments, draw_tournaments.c.tournament_id == draws.c.tournament_id
)


async def save_tournament(db: AsyncConnection, tournament: Tournament, version: int) -> bool:
    """Whether it was unknown; an older version than the one stored is ignored."""
    values = {
        "tournament_id": tournament.tournament_id,
        "start_date": tournament.start_date,
        "end_date": tournament.end_date,
        "category_id": tournament.category,
        "entry_deadline": tournament.entry_deadline,
        "draw_deadline": tournament.draw_deadline,
        "version": version,
    }
    added = await db.scalar(
        pg_insert(draw_tournaments)
        .values(values)
        .on_conflict_do_nothing()
        .returning(draw_tournaments.c.tournament_id)
    )
    if added is not None:
        return True
    await db.execute(
        update(draw_tournaments)
        .where(
            draw_tournaments.c.tournament_id == tournament.tournament_id,
            draw_tournaments.c.version < version,
        )
        .values(values)
    )
    return False


async def open_draws(db: AsyncConnection, tournament_id: int, by: str) -> list[Draw]:
    """Add those of the tournament's four draws that there are not yet; answers the new ones."""
    added = await db.scalars(
        pg_insert(draws)
        .values(
            [
                {
                    "tournament_id": tournament_id,
                    "age_category_id": category,
                    "gender_id": gender,
                    "draw_status_id": DrawStatus.OPEN,
                    "has_supertiebreak": has_super_tie_break(category, gender),
                    "changed_by": by,
                    "changed_at": datetime.now(UTC),
                }
                for category in AgeCategory
                for gender in Gender
            ]
        )
        .on_conflict_do_nothing(constraint="draws_once")
        .returning(draws.c.draw_id)
    )
    rows = await db.execute(
        _DRAWS.where(draws.c.draw_id.in_(added.all())).order_by(draws.c.draw_id)
    )
    return [_draw(row) for row in rows]


async def find_draw(db: AsyncConnection, draw_id: int) -> Draw | None:
    row = (await db.execute(_DRAWS.where(draws.c.draw_id == draw_id))).one_or_none()
    return None if row is None else _draw(row)


async def lock_draw(db: AsyncConnection, draw_id: int) -> Draw | None:
    """The draw as it stands now; nobody else changes it before this transaction ends."""
    row = (
        await db.execute(_DRAWS.where(draws.c.draw_id == draw_id).with_for_update(of=draws))
    ).one_or_none()
    return None if row is None else _draw(row)


async def claim_completion(db: AsyncConnection, draw_id: int, version: int) -> bool:
    """Whether this news of the draw's matches is newer than that followed last; it then counts."""
    taken = await db.scalar(
        update(draws)
        .where(draws.c.draw_id == draw_id, draws.c.completion_version < version)
        .values(completion_version=version)
        .returning(draws.c.draw_id)
    )
    return taken is not None


async def list_draws(
    db: AsyncConnection, tournament_ids: Sequence[int], status: DrawStatus | None
) -> list[Draw]:
    """Draws of these tournaments (of all, if none are named) in this state, if one is named."""
    query = _DRAWS.order_by(draws.c.tournament_id, draws.c.age_category_id, draws.c.gender_id)
    if tournament_ids:
        # an array, so that the statement is the same for any number of tournaments
        wanted = cast(literal(list(tournament_ids)), ARRAY(BigInteger))
        query = query.where(draws.c.tournament_id == any_(wanted))
    if status is not None:
        query = query.where(draws.c.draw_status_id == status)
    return [_draw(row) for row in await db.execute(query)]


async def draw_sheet(db: AsyncConnection, draw_id: int) -> DrawSheet | None:
    """The draw, its lines and both seedings, by one statement."""
    query = _DRAWS.add_columns(
        _lines_of_draw().scalar_subquery().label("lines"),
        _seeds_of_draw(actual=False).scalar_subquery().label("planned"),
        _seeds_of_draw(actual=True).scalar_subquery().label("actual"),
    ).where(draws.c.draw_id == draw_id)
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return None
    actual = [Seed(*seed) for seed in row.actual or ()]
    number_of = {seed.player_id: seed.number for seed in actual}
    return DrawSheet(
        draw=_draw(row),
        lines=tuple(
            DrawLine(
                number,
                player_id,
                number_of.get(player_id),
                has_bye,
                entry_points,
                datetime.fromisoformat(entered_at),
            )
            for number, player_id, has_bye, entry_points, entered_at in row.lines or ()
        ),
        planned_seeds=tuple(Seed(*seed) for seed in row.planned or ()),
        actual_seeds=tuple(actual),
    )


def _lines_of_draw() -> Select[Any]:
    players = draw_players.c
    line = func.jsonb_build_array(
        players.draw_position,
        players.player_id,
        players.has_bye,
        players.entry_points,
        players.entry_timestamp,
    )
    return select(
        func.jsonb_agg(aggregate_order_by(line, players.draw_position, players.player_id))
    ).where(players.draw_id == draws.c.draw_id)


def _seeds_of_draw(*, actual: bool) -> Select[Any]:
    seeds = draw_seed.c
    seed = func.jsonb_build_array(seeds.seed_number, seeds.player_id, seeds.seeding_points)
    return select(func.jsonb_agg(aggregate_order_by(seed, seeds.seed_number))).where(
        seeds.draw_id == draws.c.draw_id, seeds.is_actual_seeding.is_(actual)
    )


async def save_draw(db: AsyncConnection, draw: Draw) -> None:
    """Write what closing, making, cancelling and completing change."""
    await db.execute(
        update(draws)
        .where(draws.c.draw_id == draw.draw_id)
        .values(
            draw_status_id=draw.status,
            num_players=draw.num_players,
            draw_generated_at=draw.generated_at,
            draw_size=draw.size,
            is_seeded=draw.is_seeded,
            random_seed=draw.random_seed,
            algorithm_version=draw.algorithm_version,
            closed_at=draw.closed_at,
            version=draw.version,
            changed_by=draw.changed_by,
            changed_at=draw.changed_at,
        )
    )


async def add_lines(db: AsyncConnection, draw: Draw, lines: Iterable[DrawLine]) -> None:
    """Store the players' lines; a bye is the line that has no row."""
    rows = [
        {
            "draw_id": draw.draw_id,
            "player_id": line.player_id,
            "draw_position": line.number,
            "has_bye": line.has_bye,
            "entry_points": line.entry_points,
            "entry_timestamp": line.entered_at,
            "draw_size": draw.size,
        }
        for line in lines
        if line.player_id is not None
    ]
    await db.execute(insert(draw_players), rows)


async def add_seeds(
    db: AsyncConnection, draw_id: int, seeds: Iterable[Seed], *, actual: bool
) -> None:
    rows = [
        {
            "draw_id": draw_id,
            "player_id": seed.player_id,
            "seed_number": seed.number,
            "seeding_points": seed.points,
            "is_actual_seeding": actual,
        }
        for seed in seeds
    ]
    if rows:
        await db.execute(insert(draw_seed), rows)


def due_statement(now: datetime) -> Select[int, bool]:
    """What every tick of the clock asks, see ``due_draws``."""
    tournament = draw_tournaments.c
    is_to_be_made = tournament.draw_deadline <= now
    passed = case((is_to_be_made, tournament.draw_deadline), else_=tournament.entry_deadline)
    return (
        select(draws.c.draw_id, is_to_be_made)
        .join(draw_tournaments, tournament.tournament_id == draws.c.tournament_id)
        .where(
            draws.c.draw_status_id.in_(_WAITING),
            draws.c.origin != Origin.UNVERIFIED,
            or_(
                is_to_be_made,
                and_(draws.c.draw_status_id == DrawStatus.OPEN, tournament.entry_deadline < now),
            ),
        )
        .order_by(passed, draws.c.draw_id)
    )


async def due_draws(db: AsyncConnection, now: datetime) -> list[DueDraw]:
    """What the deadlines ask for at ``now`` (UTC), earliest deadline first.

    Entries close after their deadline, an entry at exactly that moment is in time; a draw is
    made at its deadline. Unverified history is never played on (rules.md sections 2, 3 and 13).
    """
    rows = await db.execute(due_statement(now))
    return [DueDraw(draw_id, is_to_be_made) for draw_id, is_to_be_made in rows]


async def note_freeze(db: AsyncConnection, freeze: Freeze) -> None:
    await db.execute(
        insert(draw_freezes).values(
            maker=freeze.maker, draw_id=freeze.draw_id, noted_at=datetime.now(UTC)
        )
    )


async def forget_freeze(db: AsyncConnection, freeze: Freeze) -> None:
    await db.execute(delete(draw_freezes).where(draw_freezes.c.maker == freeze.maker))


async def forgotten_freezes(db: AsyncConnection, before: datetime) -> list[Freeze]:
    """What was noted before this moment (real time) and is there still, the oldest first."""
    rows = await db.execute(
        select(draw_freezes.c.maker, draw_freezes.c.draw_id)
        .where(draw_freezes.c.noted_at < before)
        .order_by(draw_freezes.c.noted_at)
    )
    return [Freeze(*row) for row in rows]


def _draw(row: Row[Any]) -> Draw:
    return Draw(
        draw_id=row.draw_id,
        tournament=Tournament(
            tournament_id=row.tournament_id,
            start_date=row.start_date,
            end_date=row.end_date,
            category=TournamentCategory(row.category_id),
            entry_deadline=row.entry_deadline,
            draw_deadline=row.draw_deadline,
        ),
        category=AgeCategory(row.age_category_id),
        gender=Gender(row.gender_id),
        status=DrawStatus(row.draw_status_id),
        num_players=row.num_players,
        has_supertiebreak=row.has_supertiebreak,
        generated_at=row.draw_generated_at,
        size=row.draw_size,
        is_seeded=row.is_seeded,
        random_seed=row.random_seed,
        algorithm_version=row.algorithm_version,
        closed_at=row.closed_at,
        origin=Origin(row.origin),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )
