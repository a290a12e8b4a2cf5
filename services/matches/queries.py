"""What can be asked about matches and suspensions. Nothing here writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches import events, recalculation
from services.matches.consequences import Consequences, OpenDraw, read_draw, read_draws
from services.matches.domain.stages import is_complete
from services.matches.domain.submission import Submission
from services.matches.judgement import Judgement, judge, judge_move, no_match
from services.matches.rows import StoredMatch, StoredSuspension
from services.matches.store import matches as match_rows
from services.matches.store import suspensions as suspension_rows
from services.matches.store.matches import MatchFilter
from services.matches.store.suspensions import SuspensionFilter
from services.matches.weighing import Weighed, weigh
from shared.context import Actor
from shared.terms import Violation
from shared.weeks import Week
from tour.matches.v1.events_pb2 import DrawCompleted, DrawReopened


@dataclass(frozen=True, slots=True)
class DrawNews:
    """What an event of this version says of a draw."""

    version: int
    told: DrawCompleted | DrawReopened


async def list_matches(db: AsyncConnection, wanted: MatchFilter) -> list[StoredMatch]:
    """The matches found, by draw, round and number."""
    return await match_rows.list_matches(db, wanted)


async def count_matches(db: AsyncConnection, draw_ids: Sequence[int]) -> Mapping[int, int]:
    """How many matches each of these draws has; one without any is left out."""
    return await match_rows.count_matches(db, draw_ids)


async def get_match(db: AsyncConnection, match_id: int) -> StoredMatch:
    """The match; NotFound where there is none."""
    stored = await match_rows.find_match(db, match_id)
    if stored is None:
        raise no_match(match_id)
    return stored


async def check_result(
    db: AsyncConnection, now: datetime, actor: Actor, match_id: int, handed_in: Submission
) -> Judgement:
    """What a result would be if ``actor`` recorded it now, and every reason against it.

    NotFound for no match. Source: rules.md section 5.
    """
    return judge(await get_match(db, match_id), handed_in, now, actor)


async def check_correction(
    db: AsyncConnection, now: datetime, actor: Actor, match_id: int, handed_in: Submission | None
) -> Weighed:
    """What a correction would store if ``actor`` made it now (None takes the result back), every
    reason against it and all that would follow.

    NotFound for no match. Source: rules.md section 5.
    """
    seen = await get_match(db, match_id)
    draw = await read_draw(db, seen.draw_id, lock=False)
    if draw is None:
        raise no_match(match_id)
    stored = draw.match(match_id)
    return await weigh(db, draw, stored, handed_in, actor, now=now, lock=False)


async def check_move(db: AsyncConnection, match_id: int) -> Mapping[date, Sequence[Violation]]:
    """The days of the tournament's week with every reason why the match cannot be moved there.

    NotFound for no match. Source: rules.md section 5.
    """
    seen = await get_match(db, match_id)
    draw = await read_draw(db, seen.draw_id, lock=False)
    if draw is None:
        raise no_match(match_id)
    monday = Week.of(draw.facts.start_date).monday
    days = [monday + timedelta(days=number) for number in range(7)]
    return {day: judge_move(draw, draw.match(match_id), day) for day in days}


async def list_suspensions(db: AsyncConnection, wanted: SuspensionFilter) -> list[StoredSuspension]:
    """The suspensions found, by player and first day."""
    return await suspension_rows.list_suspensions(db, wanted)


async def recalculated_suspensions(
    db: AsyncConnection, now: datetime, first_day: date | None
) -> Consequences:
    """What recalculating the suspensions of tournaments from this day on would change at this tour
    time, UTC."""
    return await recalculation.recalculate_suspensions(db, first_day, now=now, lock=False)


async def news_of_draws(db: AsyncConnection, first_day: date | None) -> list[DrawNews]:
    """What would be told of each draw of tournaments from this day on, as its matches stand: that
    it is complete, with what its players reached, or that it is open.

    Nothing of draws as an import brought them: their walkovers keep no reasons, so that matches
    cannot tell who was sanctioned, and their points stay as published (rules.md section 13).
    """
    draws = read_draws(db, first_day)
    return [_news(draw) async for draw in draws if not draw.facts.is_as_imported]


def _news(draw: OpenDraw) -> DrawNews:
    bracket = draw.bracket
    told = (
        events.draw_completed(draw.facts, bracket)
        if is_complete(bracket)
        else events.draw_reopened(draw.facts)
    )
    return DrawNews(draw.facts.version, told)
