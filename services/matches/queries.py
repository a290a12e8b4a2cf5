"""What can be asked about matches and suspensions. Nothing here writes."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches import store
from services.matches.domain.submission import Submission
from services.matches.judgement import Judgement, judge
from services.matches.rows import StoredMatch, StoredSuspension
from services.matches.store import MatchFilter, SuspensionFilter
from shared.context import Actor
from shared.errors import NotFound


async def list_matches(db: AsyncConnection, wanted: MatchFilter) -> list[StoredMatch]:
    """The matches found, by draw, round and number."""
    return await store.list_matches(db, wanted)


async def get_match(db: AsyncConnection, match_id: int) -> StoredMatch:
    """The match; NotFound where there is none."""
    stored = await store.find_match(db, match_id)
    if stored is None:
        raise NotFound(f"There is no match {match_id}.")
    return stored


async def check_result(
    db: AsyncConnection, now: datetime, actor: Actor, match_id: int, handed_in: Submission
) -> Judgement:
    """What a result would be if ``actor`` recorded it now, and every reason against it.

    NotFound for no match. Source: rules.md section 5.
    """
    return judge(await get_match(db, match_id), handed_in, now, actor)


async def list_suspensions(db: AsyncConnection, wanted: SuspensionFilter) -> list[StoredSuspension]:
    """The suspensions found, by player and first day."""
    return await store.list_suspensions(db, wanted)
