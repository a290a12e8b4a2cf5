"""Tournaments and the four entry lists of each.

Guarantees that dates which follow from the first day are never given, only worked out.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    any_,
    cast,
    false,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries.domain.eligibility import ListState
from services.entries.domain.history import Origin
from services.entries.domain.tournaments import TournamentDetails, draw_deadline, entry_deadline
from services.entries.store.places import VENUE_COLUMNS, VENUES, venue_of
from services.entries.store.rows import ListKey, Tournament
from services.entries.store.tables import entry_lists, tournaments, venue
from shared.errors import NotFound
from shared.terms import AgeCategory, Gender, Surface, TournamentCategory


async def load(db: AsyncConnection, tournament_id: int) -> Tournament | None:
    rows = await db.execute(_select().where(tournaments.c.tournament_id == tournament_id))
    row = rows.one_or_none()
    return None if row is None else _tournament_of(row)


async def read(db: AsyncConnection, tournament_id: int) -> Tournament:
    """The tournament; NotFound if there is none."""
    tournament = await load(db, tournament_id)
    if tournament is None:
        raise NotFound(f"There is no tournament with the number {tournament_id}.")
    return tournament


async def load_all(
    db: AsyncConnection,
    *,
    first: date | None,
    last: date | None,
    category: TournamentCategory | None,
    surface: Surface | None,
    tournament_ids: Sequence[int],
) -> tuple[Tournament, ...]:
    """By first day: those with a day from ``first`` to ``last``, and of what else is given."""
    query = _select().order_by(tournaments.c.start_date, tournaments.c.tournament_id)
    if first is not None:
        query = query.where(tournaments.c.end_date >= first)
    if last is not None:
        query = query.where(tournaments.c.start_date <= last)
    if category is not None:
        query = query.where(tournaments.c.category_id == category)
    if surface is not None:
        query = query.where(tournaments.c.surface_id == surface)
    if tournament_ids:
        wanted = cast(literal(list(tournament_ids)), ARRAY(BigInteger))
        query = query.where(tournaments.c.tournament_id == any_(wanted))
    return tuple(_tournament_of(row) for row in await db.execute(query))


async def lock(db: AsyncConnection, tournament_id: int, *, to_change: bool = False) -> None:
    """Keep the tournament as it is until the transaction ends.

    Whoever means to change it waits for all who lock it, the others do not wait for each other.
    """
    query = select(tournaments.c.tournament_id).where(tournaments.c.tournament_id == tournament_id)
    await db.execute(query.with_for_update(read=not to_change))


async def add(db: AsyncConnection, details: TournamentDetails, by: str) -> int:
    """Store a new tournament with its four entry lists, open; answers the key."""
    added = await db.execute(
        insert(tournaments)
        .values(**_values(details), version=1, changed_by=by, changed_at=datetime.now(UTC))
        .returning(tournaments.c.tournament_id)
    )
    tournament_id: int = added.scalar_one()
    await db.execute(
        insert(entry_lists),
        [
            {
                "tournament_id": tournament_id,
                "age_category_id": category,
                "gender_id": gender,
                "state": ListState.OPEN,
            }
            for category in AgeCategory
            for gender in Gender
        ],
    )
    return tournament_id


async def change(
    db: AsyncConnection, tournament_id: int, details: TournamentDetails, by: str
) -> None:
    await db.execute(
        update(tournaments)
        .where(tournaments.c.tournament_id == tournament_id)
        .values(
            **_values(details),
            version=tournaments.c.version + 1,
            changed_by=by,
            changed_at=datetime.now(UTC),
        )
    )


async def load_list(
    db: AsyncConnection, key: ListKey, *, to_change: bool = False
) -> ListState | None:
    """The list's state; with ``to_change`` entries, closing and freezing wait for each other."""
    query = select(entry_lists.c.state).where(*_is(key))
    state = await db.scalar(query.with_for_update(key_share=True) if to_change else query)
    return None if state is None else ListState(state)


async def load_lists(
    db: AsyncConnection, keys: Collection[ListKey], *, to_change: bool = False
) -> Mapping[ListKey, ListState]:
    """The states of those lists that exist; ``to_change`` as above, in a fixed order."""
    query = (
        select(entry_lists)
        .where(or_(false(), *(and_(*_is(key)) for key in keys)))
        .order_by(*entry_lists.primary_key.columns)
    )
    rows = await db.execute(query.with_for_update(key_share=True) if to_change else query)
    return {
        ListKey(
            row.tournament_id, AgeCategory(row.age_category_id), Gender(row.gender_id)
        ): ListState(row.state)
        for row in rows
    }


async def read_list(db: AsyncConnection, key: ListKey, *, to_change: bool = False) -> ListState:
    """The list's state; NotFound if there is no such list."""
    found = await load_list(db, key, to_change=to_change)
    if found is None:
        raise NotFound(f"Tournament {key.tournament_id} has no such draw.")
    return found


async def set_list(db: AsyncConnection, key: ListKey, state: ListState) -> None:
    await db.execute(update(entry_lists).where(*_is(key)).values(state=state))


def _is(key: ListKey) -> tuple[ColumnElement[bool], ...]:
    return (
        entry_lists.c.tournament_id == key.tournament_id,
        entry_lists.c.age_category_id == key.age_category,
        entry_lists.c.gender_id == key.gender,
    )


def _select() -> Select[Any]:
    return select(*tournaments.c, *VENUE_COLUMNS[1:]).select_from(
        tournaments.join(VENUES, venue.c.venue_id == tournaments.c.venue_id)
    )


def _tournament_of(row: Row[Any]) -> Tournament:
    return Tournament(
        tournament_id=row.tournament_id,
        name=row.name,
        start_date=row.start_date,
        end_date=row.end_date,
        category=TournamentCategory(row.category_id),
        surface=Surface(row.surface_id),
        venue=venue_of(row),
        entry_deadline=row.entry_deadline,
        draw_deadline=row.draw_deadline,
        origin=Origin(row.origin),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _values(details: TournamentDetails) -> dict[str, object]:
    week = details.week
    return {
        "name": details.name,
        "start_date": week.monday,
        "end_date": week.sunday,
        "tournament_year": week.year,
        "tournament_week": week.number,
        "venue_id": details.venue_id,
        "category_id": details.category_id,
        "surface_id": details.surface_id,
        "entry_deadline": entry_deadline(details.start_date),
        "draw_deadline": draw_deadline(details.start_date),
    }
