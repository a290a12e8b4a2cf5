"""Entries: their rows, in the order of entering.

Guarantees one meaning of *standing* everywhere, that of the database: neither withdrawn before the
draw nor released by a cancelled one, and no unverified history. Who withdrew after the draw still
has a line in it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Row,
    Select,
    any_,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.entries.domain.eligibility import EnteredTournament
from services.entries.domain.history import Origin
from services.entries.domain.people import EnteredDraw
from services.entries.domain.withdrawal import WithdrawalType
from services.entries.store.players import player_of, with_suspensions
from services.entries.store.rows import Entry, ListKey, Player, StandingEntry, Tournament
from services.entries.store.tables import entries, players, tournaments
from shared.errors import NotFound
from shared.terms import AgeCategory, Gender
from shared.weeks import Week

_IN_ORDER = (entries.c.entry_timestamp, entries.c.entry_id)
STANDS = entries.c.standing_gender_id.is_not(None)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """``entered_at`` is UTC."""

    player: Player
    tournament: Tournament
    category: AgeCategory
    points: int
    entered_at: datetime


async def read(db: AsyncConnection, entry_id: int, today: date) -> Entry:
    """The entry; NotFound if there is none."""
    found = await _read(db, _select(today).where(entries.c.entry_id == entry_id), today)
    if not found:
        raise NotFound(f"There is no entry with the number {entry_id}.")
    return found[0]


async def load_many(
    db: AsyncConnection, entry_ids: Sequence[int], today: date
) -> tuple[Entry, ...]:
    """Those that exist, in the order asked for."""
    found = await _read(
        db, _select(today).where(entries.c.entry_id == any_(_keys(entry_ids))), today
    )
    by_key = {each.entry_id: each for each in found}
    return tuple(by_key[entry_id] for entry_id in entry_ids if entry_id in by_key)


async def load_all(
    db: AsyncConnection,
    *,
    tournament_id: int | None,
    category: AgeCategory | None,
    gender: Gender | None,
    player_id: int | None,
    include_withdrawn: bool,
    today: date,
) -> tuple[Entry, ...]:
    """Entries of what is given, in the order of entering."""
    query = _select(today)
    if tournament_id is not None:
        query = query.where(entries.c.tournament_id == tournament_id)
    if category is not None:
        query = query.where(entries.c.age_category_id == category)
    if gender is not None:
        query = query.where(entries.c.gender_id == gender)
    if player_id is not None:
        query = query.where(entries.c.player_id == player_id)
    if not include_withdrawn:
        query = query.where(entries.c.withdrawn_at.is_(None))
    return await _read(db, query, today)


async def lock(db: AsyncConnection, entry_id: int) -> None:
    """Keep the entry as it is until the transaction ends."""
    await db.execute(
        select(entries.c.entry_id)
        .where(entries.c.entry_id == entry_id)
        .with_for_update(key_share=True)
    )


async def standing(db: AsyncConnection, key: ListKey) -> tuple[StandingEntry, ...]:
    """What the draw is made of, in the order of entering."""
    rows = await db.execute(select(entries).where(*_on(key), STANDS).order_by(*_IN_ORDER))
    return tuple(
        StandingEntry(row.entry_id, row.player_id, row.entry_timestamp, row.entry_points)
        for row in rows
    )


async def count_standing(db: AsyncConnection, key: ListKey) -> int:
    return (
        await db.scalar(select(func.count()).select_from(entries).where(*_on(key), STANDS))
    ) or 0


async def count_standing_by_list(
    db: AsyncConnection, tournament_ids: Sequence[int]
) -> dict[ListKey, int]:
    """By tournament, category and gender; a list on which nobody stands is left out."""
    of_list = (entries.c.tournament_id, entries.c.age_category_id, entries.c.gender_id)
    rows = await db.execute(
        select(*of_list, func.count())
        .where(entries.c.tournament_id == any_(_keys(tournament_ids)), STANDS)
        .group_by(*of_list)
        .order_by(*of_list)
    )
    return {
        ListKey(tournament_id, AgeCategory(category), Gender(gender)): count
        for tournament_id, category, gender, count in rows
    }


async def count_standing_in(db: AsyncConnection, tournament_id: int) -> int:
    """Standing entries in all four lists."""
    query = (
        select(func.count())
        .select_from(entries)
        .where(entries.c.tournament_id == tournament_id, STANDS)
    )
    return await db.scalar(query) or 0


async def entered_in_week(
    db: AsyncConnection, player_ids: Collection[int], week: Week
) -> Mapping[int, tuple[EnteredTournament, ...]]:
    """The tournaments of the week in which each of the players has a standing entry."""
    rows = await db.execute(
        select(entries.c.player_id, tournaments.c.tournament_id, tournaments.c.name)
        .join(entries, entries.c.tournament_id == tournaments.c.tournament_id)
        .where(
            entries.c.player_id == any_(_keys(player_ids)),
            entries.c.start_date.between(week.monday, week.sunday),
            STANDS,
        )
        .order_by(tournaments.c.tournament_id)
    )
    found: dict[int, tuple[EnteredTournament, ...]] = dict.fromkeys(player_ids, ())
    for row in rows:
        found[row.player_id] += (EnteredTournament(row.tournament_id, row.name, week),)
    return found


async def entered_draws(db: AsyncConnection, player_id: int) -> tuple[EnteredDraw, ...]:
    """Every draw in which the player has a standing entry."""
    rows = await db.execute(
        select(
            tournaments.c.name,
            tournaments.c.tournament_year,
            entries.c.age_category_id,
            entries.c.gender_id,
        )
        .join(entries, entries.c.tournament_id == tournaments.c.tournament_id)
        .where(entries.c.player_id == player_id, STANDS)
        .order_by(tournaments.c.start_date, tournaments.c.tournament_id)
    )
    return tuple(
        EnteredDraw(
            row.name, row.tournament_year, AgeCategory(row.age_category_id), Gender(row.gender_id)
        )
        for row in rows
    )


async def add(db: AsyncConnection, new: Sequence[NewEntry], by: str) -> tuple[int, ...]:
    """Store new entries; answers their keys, in order. IntegrityError where the database knows
    better."""
    now = datetime.now(UTC)
    added = await db.scalars(
        insert(entries).returning(entries.c.entry_id, sort_by_parameter_order=True),
        [{**_values(each), "version": 1, "changed_by": by, "changed_at": now} for each in new],
    )
    return tuple(added)


async def withdraw(
    db: AsyncConnection,
    entry_id: int,
    kind: WithdrawalType,
    at: datetime,
    by: str,
    *,
    suspension_id: int | None = None,
) -> None:
    """Mark the entry withdrawn at this moment (UTC), by a suspension if one is named."""
    await _change(
        db,
        [entry_id],
        by,
        withdrawn_at=at,
        withdrawal_type=kind,
        withdrawn_by_suspension_id=suspension_id,
    )


async def bring_back(db: AsyncConnection, entry_id: int, by: str) -> None:
    """The entry stands again, as it was made."""
    await _change(
        db,
        [entry_id],
        by,
        withdrawn_at=None,
        withdrawal_type=None,
        withdrawn_by_suspension_id=None,
    )


async def release(db: AsyncConnection, entry_ids: Iterable[int], by: str) -> None:
    """The draw was cancelled: the players may enter elsewhere."""
    await _change(db, list(entry_ids), by, released=True)


async def withdrawn_after_draw(db: AsyncConnection, key: ListKey) -> tuple[int, ...]:
    """The entries of the list that were withdrawn while it was frozen."""
    after = entries.c.withdrawal_type == WithdrawalType.AFTER_DRAW
    rows = await db.scalars(
        select(entries.c.entry_id).where(*_on(key), after, STANDS).order_by(entries.c.entry_id)
    )
    return tuple(rows)


async def _change(db: AsyncConnection, entry_ids: Sequence[int], by: str, **values: object) -> None:
    await db.execute(
        update(entries)
        .where(entries.c.entry_id == any_(_keys(entry_ids)))
        .values(
            **values,
            version=entries.c.version + 1,
            changed_by=by,
            changed_at=datetime.now(UTC),
        )
    )


def _values(new: NewEntry) -> dict[str, object]:
    return {
        "player_id": new.player.player_id,
        "tournament_id": new.tournament.tournament_id,
        "age_category_id": new.category,
        "gender_id": new.player.gender,
        "entry_points": new.points,
        "entry_timestamp": new.entered_at,
        "start_date": new.tournament.start_date,
        "birth_year": new.player.birth_year,
        "released": False,
    }


def _keys(numbers: Collection[int]) -> ColumnElement[Any]:
    return cast(literal(list(numbers)), ARRAY(BigInteger))


def _on(key: ListKey) -> tuple[ColumnElement[bool], ...]:
    return (
        entries.c.tournament_id == key.tournament_id,
        entries.c.age_category_id == key.age_category,
        entries.c.gender_id == key.gender,
    )


def _select(today: date) -> Select[Any]:
    joined, columns = with_suspensions(today)
    own = [column for column in entries.c if column.name not in {"player_id", "birth_year"}]
    return (
        select(*own, *columns)
        .select_from(joined.join(entries, entries.c.player_id == players.c.player_id))
        .order_by(*_IN_ORDER)
    )


async def _read(db: AsyncConnection, query: Select[Any], today: date) -> tuple[Entry, ...]:
    return tuple(_entry_of(row, today) for row in await db.execute(query))


def _entry_of(row: Row[Any], today: date) -> Entry:
    kind = row.withdrawal_type
    return Entry(
        entry_id=row.entry_id,
        player=player_of(row, today),
        tournament_id=row.tournament_id,
        age_category=AgeCategory(row.age_category_id),
        gender=Gender(row.gender_id),
        entry_points=row.entry_points,
        entered_at=row.entry_timestamp,
        withdrawn_at=row.withdrawn_at,
        withdrawal_type=None if kind is None else WithdrawalType(kind),
        withdrawn_by_suspension_id=row.withdrawn_by_suspension_id,
        released=row.released,
        origin=Origin(row.origin),
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )
