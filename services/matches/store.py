"""All SQL of the matches service.

Guarantees that a draw which is to change is locked first, its matches after it, so that
officials, replicas and what follows in other draws wait for each other (``lock_draw``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, exists, false, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches.domain.bracket import Match, WalkoverReason
from services.matches.domain.progress import Absence
from services.matches.domain.suspensions import Suspension
from services.matches.rows import (
    DrawFacts,
    Origin,
    StoredMatch,
    StoredSuspension,
    columns_of,
    draw_of,
    match_of,
    suspension_of,
)
from services.matches.tables import draw_absences, match_draws, matches, player_suspensions
from shared.terms import AgeCategory, Gender, MatchStatus


@dataclass(frozen=True, slots=True)
class MatchFilter:
    """Which matches; what is empty or None does not count."""

    draw_ids: Sequence[int] = ()
    tournament_id: int | None = None
    player_id: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SuspensionFilter:
    """Which suspensions; what is empty or None does not count. The days are included."""

    player_ids: Sequence[int] = ()
    tournament_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    include_annulled: bool = False


# --- draws -----------------------------------------------------------------------------------


async def find_draw(db: AsyncConnection, draw_id: int) -> DrawFacts | None:
    row = (await db.execute(_draw(draw_id))).one_or_none()
    return draw_of(row) if row else None


async def lock_draw(db: AsyncConnection, draw_id: int) -> DrawFacts | None:
    """The draw, locked until the transaction ends."""
    row = (await db.execute(_draw(draw_id).with_for_update())).one_or_none()
    return draw_of(row) if row else None


async def find_draw_id(
    db: AsyncConnection, tournament_id: int, category: AgeCategory, gender: Gender
) -> int | None:
    """The tournament's draw of this category and gender, once its matches exist."""
    return await db.scalar(
        select(match_draws.c.draw_id).where(
            match_draws.c.tournament_id == tournament_id,
            match_draws.c.age_category_id == category.value,
            match_draws.c.gender_id == gender.value,
        )
    )


async def draws_of_player_between(
    db: AsyncConnection, player_id: int, first_day: date, last_day: date
) -> list[int]:
    """Draws of weeks that touch these days in which the player has a match to play, by week."""
    rows = await db.execute(
        select(match_draws.c.draw_id)
        .where(
            match_draws.c.start_date <= last_day,
            match_draws.c.end_date >= first_day,
            exists().where(
                matches.c.draw_id == match_draws.c.draw_id,
                matches.c.match_status_id == MatchStatus.SCHEDULED.value,
                _plays_in(player_id),
            ),
            ~_has_history(),
        )
        .order_by(match_draws.c.start_date, match_draws.c.draw_id)
    )
    return [row.draw_id for row in rows]


async def add_draw(db: AsyncConnection, facts: DrawFacts) -> None:
    await db.execute(
        insert(match_draws).values(
            draw_id=facts.draw_id,
            tournament_id=facts.tournament_id,
            age_category_id=facts.category.value,
            gender_id=facts.gender.value,
            category_id=facts.tournament_category.value,
            start_date=facts.start_date,
            end_date=facts.end_date,
            draw_size=facts.size,
            num_players=facts.num_players,
            has_supertiebreak=facts.has_supertiebreak,
            version=facts.version,
        )
    )


async def complete_draw(db: AsyncConnection, draw_id: int, at: datetime, version: int) -> None:
    await db.execute(
        update(match_draws)
        .where(match_draws.c.draw_id == draw_id)
        .values(completed_at=at, version=version)
    )


# --- absences --------------------------------------------------------------------------------


async def absences_of(db: AsyncConnection, draw_id: int) -> list[Absence]:
    rows = await db.execute(
        select(draw_absences)
        .where(draw_absences.c.draw_id == draw_id)
        .order_by(draw_absences.c.player_id)
    )
    return [Absence(row.player_id, WalkoverReason[row.reason]) for row in rows]


async def add_absence(db: AsyncConnection, draw_id: int, absence: Absence) -> None:
    await db.execute(
        insert(draw_absences).values(
            draw_id=draw_id, player_id=absence.player_id, reason=absence.reason.name
        )
    )


# --- matches ---------------------------------------------------------------------------------


async def find_match(db: AsyncConnection, match_id: int) -> StoredMatch | None:
    row = (await db.execute(_matches().where(matches.c.match_id == match_id))).one_or_none()
    return match_of(row) if row else None


async def list_matches(db: AsyncConnection, wanted: MatchFilter) -> list[StoredMatch]:
    """The matches found, by draw, round and number."""
    query = _matches()
    if wanted.draw_ids:
        query = query.where(matches.c.draw_id.in_(set(wanted.draw_ids)))
    if wanted.tournament_id is not None:
        query = query.where(match_draws.c.tournament_id == wanted.tournament_id)
    if wanted.player_id is not None:
        query = query.where(_plays_in(wanted.player_id))
    if wanted.day is not None:
        query = query.where(matches.c.match_date == wanted.day)
    return [match_of(row) for row in await db.execute(query)]


async def lock_matches(db: AsyncConnection, draw_id: int) -> list[StoredMatch]:
    """The matches of a draw that is locked already, by round and number; locked, too."""
    query = _matches().where(matches.c.draw_id == draw_id).with_for_update(of=matches)
    return [match_of(row) for row in await db.execute(query)]


async def add_matches(
    db: AsyncConnection, facts: DrawFacts, played: Iterable[Match], changed_by: str, at: datetime
) -> None:
    await db.execute(
        insert(matches),
        [
            {
                "draw_id": facts.draw_id,
                "round_id": match.place.round.value,
                "match_number": match.place.number,
                "start_date": facts.start_date,
                "draw_size": facts.size,
                "has_supertiebreak": facts.has_supertiebreak,
                "version": 1,
                "changed_by": changed_by,
                "changed_at": at,
                **columns_of(match),
            }
            for match in played
        ],
    )


async def save_match(db: AsyncConnection, stored: StoredMatch) -> None:
    """Store what the play of a match changes, under its new version."""
    await db.execute(
        update(matches)
        .where(matches.c.match_id == stored.match_id)
        .values(
            version=stored.version,
            changed_by=stored.changed_by,
            changed_at=stored.changed_at,
            **columns_of(stored.match),
        )
    )


# --- suspensions -----------------------------------------------------------------------------


async def list_suspensions(db: AsyncConnection, wanted: SuspensionFilter) -> list[StoredSuspension]:
    """The suspensions found, by player and first day."""
    table = player_suspensions.c
    query = select(player_suspensions).order_by(
        table.player_id, table.suspension_start, table.suspension_id
    )
    if wanted.player_ids:
        query = query.where(table.player_id.in_(set(wanted.player_ids)))
    if wanted.tournament_id is not None:
        query = query.where(table.tournament_id == wanted.tournament_id)
    if wanted.first_day is not None:
        query = query.where(table.suspension_end >= wanted.first_day)
    if wanted.last_day is not None:
        query = query.where(table.suspension_start <= wanted.last_day)
    if not wanted.include_annulled:
        query = query.where(table.annulled_at.is_(None))
    return [suspension_of(row) for row in await db.execute(query)]


async def add_suspension(
    db: AsyncConnection,
    tournament_id: int,
    suspension: Suspension,
    match_id: int | None,
    *,
    created_at: datetime,
    changed_by: str,
    at: datetime,
) -> StoredSuspension | None:
    """The suspension as stored; None where this player has one of this cause there already."""
    row = (
        await db.execute(
            pg_insert(player_suspensions)
            .values(
                player_id=suspension.player_id,
                tournament_id=tournament_id,
                reason_match_status_id=suspension.cause.value,
                suspension_start=suspension.first_day,
                suspension_end=suspension.last_day,
                match_id=match_id,
                created_at=created_at,
                version=1,
                changed_by=changed_by,
                changed_at=at,
            )
            .on_conflict_do_nothing(constraint="player_suspensions_once")
            .returning(player_suspensions)
        )
    ).one_or_none()
    return suspension_of(row) if row else None


async def lock_suspensions_over(
    db: AsyncConnection, day: date, most: int
) -> list[StoredSuspension]:
    """Up to ``most`` suspensions whose last day was before ``day`` and that have not ended yet,
    in the order in which they run out; locked. Unverified history stays as it is.
    """
    table = player_suspensions.c
    rows = await db.execute(
        select(player_suspensions)
        .where(
            table.ended_at.is_(None),
            table.annulled_at.is_(None),
            table.suspension_end < day,
            table.origin != Origin.UNVERIFIED.value,
        )
        .order_by(table.suspension_end, table.suspension_id)
        .limit(most)
        .with_for_update()
    )
    return [suspension_of(row) for row in rows]


async def end_suspension(
    db: AsyncConnection, ended: StoredSuspension, changed_by: str, at: datetime
) -> None:
    await db.execute(
        update(player_suspensions)
        .where(player_suspensions.c.suspension_id == ended.suspension_id)
        .values(
            ended_at=ended.ended_at, version=ended.version, changed_by=changed_by, changed_at=at
        )
    )


def _draw(draw_id: int) -> Select[tuple[object, ...]]:
    return select(match_draws).where(match_draws.c.draw_id == draw_id)


def _matches() -> Select[tuple[object, ...]]:
    """Matches with what they need of their draw. Whether history stands in it is only asked
    where a match could still be played, or the row says it.
    """
    is_history = case(
        (matches.c.origin == Origin.UNVERIFIED.value, True),
        (matches.c.match_status_id == MatchStatus.SCHEDULED.value, _has_history()),
        else_=false(),
    )
    return (
        select(matches, match_draws.c.tournament_id, is_history.label("is_history"))
        .join(match_draws, matches.c.draw_id == match_draws.c.draw_id)
        .order_by(matches.c.draw_id, matches.c.round_id, matches.c.match_number)
    )


def _has_history() -> ColumnElement[bool]:
    """Whether the draw at hand is unverified history or waits for a match that is."""
    other = matches.alias("other")
    return or_(
        match_draws.c.origin == Origin.UNVERIFIED.value,
        exists().where(
            other.c.draw_id == match_draws.c.draw_id,
            other.c.match_status_id == MatchStatus.SCHEDULED.value,
            other.c.origin == Origin.UNVERIFIED.value,
        ),
    )


def _plays_in(player_id: int) -> ColumnElement[bool]:
    return or_(matches.c.player1_id == player_id, matches.c.player2_id == player_id)
