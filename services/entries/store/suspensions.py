"""The copies of suspensions, and the entries that they touch.

Guarantees that an older event never overwrites what a newer one told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    and_,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries.domain.eligibility import ListState, Suspension
from services.entries.store.entries import STANDS
from services.entries.store.players import HOLDS, HOLDS_UNTIL
from services.entries.store.rows import KnownSuspension, ListKey
from services.entries.store.tables import (
    entries,
    entry_lists,
    known_suspensions,
    tournaments,
)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An entry that does not fit the suspensions: to be withdrawn by the suspension named, or, if
    none is, to come back."""

    entry_id: int
    suspension_id: int | None


async def store(db: AsyncConnection, known: KnownSuspension) -> bool:
    """Keep the copy if it is new or newer than what is kept; whether it was."""
    values = {
        "player_id": known.player_id,
        "tournament_id": known.tournament_id,
        "start_date": known.suspension.first_day,
        "end_date": known.suspension.last_day,
        "annulled": known.annulled,
        "lifted_on": known.lifted_on,
        "version": known.version,
    }
    kept = await db.scalar(
        insert(known_suspensions)
        .values(suspension_id=known.suspension_id, **values)
        .on_conflict_do_update(
            index_elements=[known_suspensions.c.suspension_id],
            set_=values,
            where=known_suspensions.c.version < known.version,
        )
        .returning(known_suspensions.c.suspension_id)
    )
    return kept is not None


async def of_players(
    db: AsyncConnection, player_ids: Collection[int]
) -> Mapping[int, tuple[KnownSuspension, ...]]:
    """All copies of each player's suspensions, annulled and lifted ones too."""
    wanted = cast(literal(list(player_ids)), ARRAY(BigInteger))
    rows = await db.execute(
        select(known_suspensions)
        .where(known_suspensions.c.player_id == any_(wanted))
        .order_by(known_suspensions.c.suspension_id)
    )
    found: dict[int, tuple[KnownSuspension, ...]] = dict.fromkeys(player_ids, ())
    for row in rows:
        known = KnownSuspension(
            row.suspension_id,
            row.player_id,
            row.tournament_id,
            Suspension(row.start_date, row.end_date),
            row.annulled,
            row.lifted_on,
            row.version,
        )
        found[known.player_id] += (known,)
    return found


async def lock_lists(db: AsyncConnection, player_id: int, today: date) -> None:
    """Keep the lists of the player's tournaments that are not over as they are, whatever their
    state: one that is just being thawed must not be missed."""
    on_list = select(entries.c.entry_id).where(entries.c.player_id == player_id, _same_list())
    not_over = select(tournaments.c.tournament_id).where(
        tournaments.c.tournament_id == entry_lists.c.tournament_id,
        tournaments.c.end_date >= today,
    )
    await db.execute(
        select(entry_lists.c.state)
        .where(on_list.exists(), not_over.exists())
        .order_by(*entry_lists.primary_key.columns)
        .with_for_update(key_share=True)
    )


async def unsettled_of_player(db: AsyncConnection, player_id: int) -> tuple[Unsettled, ...]:
    return await _unsettled(db, entries.c.player_id == player_id)


async def unsettled_on_list(db: AsyncConnection, key: ListKey) -> tuple[Unsettled, ...]:
    on_list = and_(
        entries.c.tournament_id == key.tournament_id,
        entries.c.age_category_id == key.age_category,
        entries.c.gender_id == key.gender,
    )
    return await _unsettled(db, on_list)


async def _unsettled(db: AsyncConnection, of: ColumnElement[bool]) -> tuple[Unsettled, ...]:
    """Entries on lists not drawn that a suspension touches, or no longer touches."""
    touching = (
        select(func.min(known_suspensions.c.suspension_id))
        .where(
            known_suspensions.c.player_id == entries.c.player_id,
            HOLDS,
            known_suspensions.c.start_date <= tournaments.c.end_date,
            tournaments.c.start_date <= HOLDS_UNTIL,
        )
        .scalar_subquery()
    )
    rows = await db.execute(
        select(entries.c.entry_id, touching.label("suspension_id"))
        .join(tournaments, tournaments.c.tournament_id == entries.c.tournament_id)
        .join(entry_lists, _same_list())
        .where(
            of,
            entry_lists.c.state.in_([ListState.OPEN, ListState.CLOSED]),
            or_(
                and_(STANDS, touching.is_not(None)),
                and_(entries.c.withdrawn_by_suspension_id.is_not(None), touching.is_(None)),
            ),
        )
        .order_by(entries.c.entry_id)
    )
    return tuple(Unsettled(row.entry_id, row.suspension_id) for row in rows)


def _same_list() -> ColumnElement[bool]:
    return and_(
        entry_lists.c.tournament_id == entries.c.tournament_id,
        entry_lists.c.age_category_id == entries.c.age_category_id,
        entry_lists.c.gender_id == entries.c.gender_id,
    )
