"""Players: their rows, and which of them a text finds.

Guarantees that a list of players costs one query, countries and suspensions included.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Row,
    Select,
    Text,
    and_,
    any_,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries.domain.bulk import Likeness
from services.entries.domain.eligibility import Suspension
from services.entries.domain.people import PlayerDetails, shown_status, suspended_until
from services.entries.store.rows import Country, Player
from services.entries.store.tables import country, known_suspensions, players
from shared.errors import NotFound
from shared.terms import Gender, PlayerStatus
from shared.text import name_key, search_key

# An annulled suspension holds on no day, a lifted one until the day before that; PostgreSQL's least
# passes over what is NULL.
HOLDS_UNTIL = func.least(known_suspensions.c.end_date, known_suspensions.c.lifted_on - 1)
HOLDS = and_(known_suspensions.c.annulled.is_(False), known_suspensions.c.start_date <= HOLDS_UNTIL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of players ended: the keys of its last one."""

    sort_key: str
    player_id: int


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is None on the last page."""

    players: tuple[Player, ...]
    next: Place | None


def with_suspensions(today: date) -> tuple[FromClause, Sequence[Any]]:
    """What to select from and which columns, for ``player_of``."""
    running = known_suspensions
    days = (
        select(
            func.array_agg(aggregate_order_by(running.c.start_date, running.c.suspension_id))
            .cast(ARRAY(Date))
            .label("first_days"),
            func.array_agg(aggregate_order_by(HOLDS_UNTIL, running.c.suspension_id))
            .cast(ARRAY(Date))
            .label("last_days"),
        )
        .where(
            running.c.player_id == players.c.player_id,
            today <= HOLDS_UNTIL,
            HOLDS,
        )
        .lateral("days")
    )
    joined = players.join(country, country.c.country_id == players.c.country_id).join(days, true())
    columns = (
        players.c.player_id,
        players.c.first_name,
        players.c.last_name,
        players.c.birth_year,
        players.c.gender_id.label("player_gender_id"),
        players.c.status_id,
        players.c.sort_key,
        players.c.version.label("player_version"),
        players.c.changed_by.label("player_changed_by"),
        players.c.changed_at.label("player_changed_at"),
        country.c.country_id,
        country.c.code,
        country.c.description,
        *days.c,
    )
    return joined, columns


def player_of(row: Row[Any], today: date) -> Player:
    """The player of a row that has the columns of ``with_suspensions``."""
    suspensions = [
        Suspension(first, last)
        for first, last in zip(row.first_days or (), row.last_days or (), strict=True)
    ]
    status = PlayerStatus(row.status_id)
    return Player(
        player_id=row.player_id,
        first_name=row.first_name,
        last_name=row.last_name,
        birth_year=row.birth_year,
        gender=Gender(row.player_gender_id),
        country=Country(row.country_id, row.code, row.description),
        status=status,
        shown_status=shown_status(status, suspensions, today),
        suspended_until=suspended_until(suspensions, today),
        version=row.player_version,
        changed_by=row.player_changed_by,
        changed_at=row.player_changed_at,
    )


async def load(db: AsyncConnection, player_id: int, today: date) -> Player | None:
    found = await load_many(db, [player_id], today)
    return found[0] if found else None


async def read(db: AsyncConnection, player_id: int, today: date) -> Player:
    """The player; NotFound if there is none."""
    player = await load(db, player_id, today)
    if player is None:
        raise NotFound(f"There is no player with the number {player_id}.")
    return player


async def load_many(
    db: AsyncConnection, player_ids: Sequence[int], today: date
) -> tuple[Player, ...]:
    """Those that exist, in the order asked for."""
    rows = await db.execute(_select(today).where(players.c.player_id == any_(_numbers(player_ids))))
    found = {row.player_id: player_of(row, today) for row in rows}
    return tuple(found[player_id] for player_id in player_ids if player_id in found)


async def lock(db: AsyncConnection, *player_ids: int) -> None:
    """Keep the players as they are until the transaction ends, and let one at a time do so.

    In the order of their keys, so that two who lock several never wait for each other.
    """
    await db.execute(
        select(players.c.player_id)
        .where(players.c.player_id == any_(_numbers(player_ids)))
        .order_by(players.c.player_id)
        .with_for_update(key_share=True)
    )


async def named(
    db: AsyncConnection, player_ids: Collection[int], sort_keys: Collection[str]
) -> tuple[int, ...]:
    """The keys of the players who have one of these keys or sort by one of these names."""
    names = cast(literal(list(sort_keys)), ARRAY(Text))
    found = await db.scalars(
        select(players.c.player_id)
        .where(
            or_(
                players.c.player_id == any_(_numbers(player_ids)),
                players.c.sort_key == any_(names),
            )
        )
        .order_by(players.c.player_id)
    )
    return tuple(found)


async def alike(db: AsyncConnection, wanted: Collection[Likeness]) -> Mapping[Likeness, int]:
    """Of those who are registered already the key; the first where there are namesakes."""
    names = cast(literal(sorted({each.name for each in wanted})), ARRAY(Text))
    rows = await db.execute(
        select(
            players.c.sort_key,
            players.c.birth_year,
            players.c.country_id,
            func.min(players.c.player_id).label("player_id"),
        )
        .where(players.c.sort_key == any_(names))
        .group_by(players.c.sort_key, players.c.birth_year, players.c.country_id)
    )
    found = {Likeness(row.sort_key, row.birth_year, row.country_id): row.player_id for row in rows}
    return {each: found[each] for each in wanted if each in found}


async def search(
    db: AsyncConnection,
    words: Sequence[str],
    gender: Gender | None,
    *,
    after: Place | None,
    size: int,
    today: date,
) -> Page:
    """Players each of whose ``words`` (folded) begins a word of the name, by their sort key."""
    query = _select(today).order_by(players.c.sort_key, players.c.player_id).limit(size + 1)
    beginnings = literal(" ") + players.c.search_key
    for word in words:
        query = query.where(beginnings.contains(f" {word}", autoescape=True))
    if gender is not None:
        query = query.where(players.c.gender_id == gender)
    if after is not None:
        place = tuple_(players.c.sort_key, players.c.player_id)
        query = query.where(place > tuple_(literal(after.sort_key), literal(after.player_id)))
    rows = (await db.execute(query)).all()
    page = rows[:size]
    last = page[-1] if len(rows) > size else None
    return Page(
        tuple(player_of(row, today) for row in page),
        Place(last.sort_key, last.player_id) if last else None,
    )


async def add(db: AsyncConnection, new: Sequence[PlayerDetails], by: str) -> tuple[int, ...]:
    """Store new players; answers their keys, in order."""
    now = datetime.now(UTC)
    added = await db.scalars(
        insert(players).returning(players.c.player_id, sort_by_parameter_order=True),
        [{**_values(each), "version": 1, "changed_by": by, "changed_at": now} for each in new],
    )
    return tuple(added)


async def change(db: AsyncConnection, player_id: int, details: PlayerDetails, by: str) -> None:
    await db.execute(
        update(players)
        .where(players.c.player_id == player_id)
        .values(
            **_values(details),
            version=players.c.version + 1,
            changed_by=by,
            changed_at=datetime.now(UTC),
        )
    )


def _numbers(player_ids: Collection[int]) -> ColumnElement[Any]:
    return cast(literal(list(player_ids)), ARRAY(BigInteger))


def _select(today: date) -> Select[Any]:
    joined, columns = with_suspensions(today)
    return select(*columns).select_from(joined)


def _values(details: PlayerDetails) -> dict[str, object]:
    return {
        "gender_id": details.gender_id,
        "country_id": details.country_id,
        "status_id": details.status_id,
        "first_name": details.first_name,
        "last_name": details.last_name,
        "birth_year": details.birth_year,
        "sort_key": name_key(details.last_name, details.first_name),
        "search_key": search_key(f"{details.first_name} {details.last_name}"),
    }
