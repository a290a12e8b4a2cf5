"""Recalculates by the services' own commands and queries, as each of them at its own tables.

Guarantees that a dry run only reads, that each service's tables are written under its own login in
one transaction, and that what comes in meanwhile is neither lost nor counted twice
(docs/decisions/0062).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches import queries as match_queries
from services.matches.commands import suspensions as suspension_commands
from services.matches.queries import DrawNews
from services.rankings import commands as ranking_commands
from services.rankings import queries as ranking_queries
from services.rankings.consequences import Consequences
from services.rankings.consumers import completed_draw, reopened_draw
from services.rankings.draws import CountedDraw
from shared.context import Actor, Call, Role
from shared.database import Database, translated
from shared.weeks import Week
from shared.work import perform
from tools.local.database import Target, environment_target, local_target
from tools.local.folder import data_folder
from tools.local.service import at_service
from tools.recalculating.differences import Difference, of_matches, of_rankings
from tour.matches.v1.events_pb2 import DrawCompleted

ACTOR: Final = Actor("tour recalculate", Role.SYSTEM)


class Kind(StrEnum):
    """What can be recalculated."""

    POINTS = "points"
    RANKINGS = "rankings"
    SUSPENSIONS = "suspensions"


LOGINS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.POINTS: ("svc_matches", "svc_rankings"),
    Kind.RANKINGS: ("svc_rankings",),
    Kind.SUSPENSIONS: ("svc_matches",),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was changed, or would be; ``kept``: how many rows of imported rankings are not what the
    points on record make of them, and stay as stored."""

    # asyncio.run writes out what it answers, to throw that away: thousands of rows take a second
    differences: Sequence[Difference] = field(repr=False)
    kept: int = 0


def target_of(kind: Kind) -> Target:
    """The database that the environment names, or that of the tour on this machine; Problem where
    none runs or a password is missing."""
    named = [environment_target(login=login) for login in LOGINS[kind]]
    if named[0] is None:
        return local_target(data_folder())
    passwords = {login: word for one in named if one for login, word in one.passwords.items()}
    return replace(named[0], passwords=passwords)


async def recalculate(target: Target, kind: Kind, first: Week | None, *, dry_run: bool) -> Found:
    """Recalculate from the week ``first`` on (None: everything), or only tell what would change.

    TourError where a service refuses, Unavailable where the database is away.
    """
    match kind:
        case Kind.POINTS:
            return _told(await _points(target, first, dry_run=dry_run))
        case Kind.RANKINGS:
            return _told(await _rankings(target, first, dry_run=dry_run))
        case Kind.SUSPENSIONS:
            return await _suspensions(target, first, dry_run=dry_run)


async def _points(target: Target, first: Week | None, *, dry_run: bool) -> Consequences:
    """First what matches knows, then what rankings makes of it."""
    async with at_service(target, "matches") as matches, _snapshot(matches) as db:
        first_day = first.monday if first else None
        draws = [_draw(news) for news in await match_queries.news_of_draws(db, first_day)]
    async with at_service(target, "rankings") as rankings:
        if dry_run:
            async with _snapshot(rankings) as db:
                return await ranking_queries.recalculated_points(db, draws, first)
        command = partial(ranking_commands.recalculate_points, draws=draws, first=first)
        return await perform(rankings, Call(ACTOR), command)


async def _rankings(target: Target, first: Week | None, *, dry_run: bool) -> Consequences:
    async with at_service(target, "rankings") as rankings:
        if dry_run:
            async with _snapshot(rankings) as db:
                return await ranking_queries.recalculated_rankings(db, first)
        command = partial(ranking_commands.recalculate_rankings, first=first)
        return await perform(rankings, Call(ACTOR), command)


async def _suspensions(target: Target, first: Week | None, *, dry_run: bool) -> Found:
    first_day = first.monday if first else None
    async with at_service(target, "matches") as matches:
        if dry_run:
            async with _snapshot(matches) as db:
                now = await matches.clock.now(db)
                found = await match_queries.recalculated_suspensions(db, now, first_day)
        else:
            command = partial(suspension_commands.recalculate_suspensions, first_day=first_day)
            found = await perform(matches, Call(ACTOR), command)
    return Found(list(of_matches(found)))


def _told(found: Consequences) -> Found:
    kept = sum(len(revision.players) for revision in found.kept)
    return Found(list(of_rankings(found)), kept)


def _draw(news: DrawNews) -> CountedDraw:
    """As rankings would hear it."""
    if isinstance(news.told, DrawCompleted):
        return completed_draw(news.told, news.version)
    return reopened_draw(news.told, news.version)


@asynccontextmanager
async def _snapshot(database: Database) -> AsyncIterator[AsyncConnection]:
    """One moment of the database, to read only."""
    with translated():
        async with database.engine.connect() as plain:
            db = await plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            async with db.begin():
                yield db
