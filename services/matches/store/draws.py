"""Draws, and who of them is absent.

Guarantees that a draw which is to change is locked first, its matches after it, so that
officials, replicas and what follows in other draws wait for each other (``lock_draw``).
"""

from datetime import date

from sqlalchemy import Select, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.progress import Absence
from services.matches.rows import DrawFacts, draw_of
from services.matches.store.matches import has_history, plays_in
from services.matches.tables import draw_absences, match_draws, matches
from shared.terms import AgeCategory, Gender, MatchStatus


async def find_draw(db: AsyncConnection, draw_id: int) -> DrawFacts | None:
    row = (await db.execute(_draw(draw_id))).one_or_none()
    return draw_of(row) if row else None


async def list_draws(db: AsyncConnection, first_day: date | None) -> list[DrawFacts]:
    """The draws of tournaments that begin on this day or later (None: all), earliest first."""
    query = select(match_draws).order_by(match_draws.c.start_date, match_draws.c.draw_id)
    if first_day is not None:
        query = query.where(match_draws.c.start_date >= first_day)
    return [draw_of(row) for row in await db.execute(query)]


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
    """Draws of weeks that touch these days in which the player has a match to play, or was taken
    out by a suspension, by week.
    """
    has_match_left = exists().where(
        matches.c.draw_id == match_draws.c.draw_id,
        matches.c.match_status_id == MatchStatus.SCHEDULED.value,
        plays_in(player_id),
    )
    is_suspended = exists().where(
        draw_absences.c.draw_id == match_draws.c.draw_id,
        draw_absences.c.player_id == player_id,
        draw_absences.c.reason == WalkoverReason.SUSPENDED.name,
    )
    rows = await db.execute(
        select(match_draws.c.draw_id)
        .where(
            match_draws.c.start_date <= last_day,
            match_draws.c.end_date >= first_day,
            or_(has_match_left, is_suspended),
            ~has_history(),
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


async def save_completion(db: AsyncConnection, facts: DrawFacts) -> None:
    """Store whether, and since when, the draw is complete, under its new version."""
    await db.execute(
        update(match_draws)
        .where(match_draws.c.draw_id == facts.draw_id)
        .values(completed_at=facts.completed_at, version=facts.version)
    )


async def absences_of(db: AsyncConnection, draw_id: int) -> list[Absence]:
    rows = await db.execute(
        select(draw_absences)
        .where(draw_absences.c.draw_id == draw_id)
        .order_by(draw_absences.c.player_id)
    )
    return [Absence(row.player_id, WalkoverReason[row.reason]) for row in rows]


async def list_absences(db: AsyncConnection) -> dict[int, list[Absence]]:
    """Who is absent, by draw."""
    rows = await db.execute(
        select(draw_absences).order_by(draw_absences.c.draw_id, draw_absences.c.player_id)
    )
    found: dict[int, list[Absence]] = {}
    for row in rows:
        found.setdefault(row.draw_id, []).append(Absence(row.player_id, WalkoverReason[row.reason]))
    return found


async def add_absence(db: AsyncConnection, draw_id: int, absence: Absence) -> None:
    await db.execute(
        insert(draw_absences).values(
            draw_id=draw_id, player_id=absence.player_id, reason=absence.reason.name
        )
    )


async def remove_absence(db: AsyncConnection, draw_id: int, absence: Absence) -> None:
    await db.execute(
        delete(draw_absences).where(
            draw_absences.c.draw_id == draw_id, draw_absences.c.player_id == absence.player_id
        )
    )


def _draw(draw_id: int) -> Select[tuple[object, ...]]:
    return select(match_draws).where(match_draws.c.draw_id == draw_id)
