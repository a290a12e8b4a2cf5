"""Matches, each with what it needs of its draw.

Guarantees that a match read in order to change it is locked, in a draw that is locked already.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    any_,
    case,
    cast,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches.domain.bracket import Match
from services.matches.rows import DrawFacts, Origin, StoredMatch, columns_of, match_of
from services.matches.tables import match_draws, matches
from shared.terms import MatchStatus


@dataclass(frozen=True, slots=True)
class MatchFilter:
    """Which matches; what is empty, None or false does not count. ``undecided``: both players are
    known, and nothing is recorded."""

    draw_ids: Sequence[int] = ()
    tournament_id: int | None = None
    player_id: int | None = None
    day: date | None = None
    undecided: bool = False


async def find_match(db: AsyncConnection, match_id: int) -> StoredMatch | None:
    row = (await db.execute(_matches().where(matches.c.match_id == match_id))).one_or_none()
    return match_of(row) if row else None


async def list_matches(db: AsyncConnection, wanted: MatchFilter) -> list[StoredMatch]:
    """The matches found, by draw, round and number."""
    query = _matches()
    if wanted.draw_ids:
        query = query.where(_in_draws(wanted.draw_ids))
    if wanted.tournament_id is not None:
        query = query.where(match_draws.c.tournament_id == wanted.tournament_id)
    if wanted.player_id is not None:
        query = query.where(plays_in(wanted.player_id))
    if wanted.day is not None:
        query = query.where(matches.c.match_date == wanted.day)
    if wanted.undecided:
        query = query.where(
            matches.c.match_status_id == MatchStatus.SCHEDULED,
            matches.c.player1_id.is_not(None),
            matches.c.player2_id.is_not(None),
        )
    return [match_of(row) for row in await db.execute(query)]


async def count_matches(db: AsyncConnection, draw_ids: Sequence[int]) -> dict[int, int]:
    """By draw; one without matches is left out."""
    rows = await db.execute(
        select(matches.c.draw_id, func.count().label("matches"))
        .where(_in_draws(draw_ids))
        .group_by(matches.c.draw_id)
        .order_by(matches.c.draw_id)
    )
    return {row.draw_id: row.matches for row in rows}


def _in_draws(draw_ids: Sequence[int]) -> ColumnElement[bool]:
    """An array, so that the statement is the same for any number of draws."""
    return matches.c.draw_id == any_(cast(literal(list(draw_ids)), ARRAY(BigInteger)))


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


def has_history() -> ColumnElement[bool]:
    """Whether the draw at hand is unverified history or waits for a match that is.

    The index of such matches (matches_waiting_history) is only used where the statement itself
    says what they are.
    """
    other = matches.alias("other")
    return or_(
        match_draws.c.origin == Origin.UNVERIFIED.value,
        exists().where(
            other.c.draw_id == match_draws.c.draw_id,
            other.c.match_status_id == literal(MatchStatus.SCHEDULED.value, literal_execute=True),
            other.c.origin == literal(Origin.UNVERIFIED.value, literal_execute=True),
        ),
    )


def plays_in(player_id: int) -> ColumnElement[bool]:
    return or_(matches.c.player1_id == player_id, matches.c.player2_id == player_id)


def _matches() -> Select[tuple[object, ...]]:
    """Matches with what they need of their draw. Whether history stands in it is only asked
    where a match could still be played, or the row says it.
    """
    is_history = case(
        (matches.c.origin == Origin.UNVERIFIED.value, True),
        (matches.c.match_status_id == MatchStatus.SCHEDULED.value, has_history()),
        else_=false(),
    )
    return (
        select(matches, match_draws.c.tournament_id, is_history.label("is_history"))
        .join(match_draws, matches.c.draw_id == match_draws.c.draw_id)
        .order_by(matches.c.draw_id, matches.c.round_id, matches.c.match_number)
    )
