"""What can be asked about points and rankings. Nothing here writes.

A ranking is visible from its own Monday 20:00 on, an imported one too (rules.md section 13).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rankings import consequences
from services.rankings.consequences import Consequences
from services.rankings.domain import window
from services.rankings.domain.breakdown import PointsChange, changes_after, explain
from services.rankings.domain.ranking import Result
from services.rankings.draws import CountedDraw
from services.rankings.store import history, known_players, recorded, standings
from services.rankings.store.rows import NONE, ListKey, PointsRow, PublishedWeek, StoredRank
from shared.ages import age_in, category_for
from shared.errors import NotFound
from shared.terms import AgeCategory
from shared.weeks import Week


class WeekState(IntEnum):
    """Numbered as in the contract."""

    PUBLISHED = 1
    NONE = 2
    PENDING = 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """A week's ranking; without ``published`` there are no players."""

    state: WeekState
    week: Week | None
    published: PublishedWeek | None
    players: Sequence[StoredRank]
    previous: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A result in a ranking's window; ``drops_off`` is the first ranking without it."""

    row: PointsRow
    counts: bool
    drops_off: Week


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Why a player stands where he or she stands.

    ``rank`` is None for who is not listed, ``above`` where nobody stands directly above with
    equal points. ``results`` are in the order in which they count, ``changes`` those to come;
    from ``outgrown`` on the player is too old for the list.
    """

    ranking: Ranking
    list: ListKey
    categories: Sequence[AgeCategory]
    rank: StoredRank | None
    above: StoredRank | None
    results: Sequence[ShownResult]
    changes: Sequence[PointsChange]
    outgrown: Week


async def ranking(
    db: AsyncConnection,
    now: datetime,
    ranked: ListKey,
    week: Week | None,
    *,
    skip: int = 0,
    most: int | None = None,
    beside: int | None = None,
) -> Ranking:
    """The ranking of a week, or the latest visible one: whole, or at most so many places after the
    first, or only the place of the player ``beside`` and the one above.

    NONE is a confirmation: no ranking was published for this week and none will be. PENDING means
    that it is not published yet (rules.md section 4: seeding waits for it).
    """
    published = (
        await recorded.latest_week(db, ranked, now)
        if week is None
        else await recorded.find_week(db, week, ranked)
    )
    if published is None:
        if week is None:
            return Ranking(WeekState.NONE, None, None, (), {})
        first = await recorded.first_week(db)
        before_all = first is not None and week < first
        return Ranking(WeekState.NONE if before_all else WeekState.PENDING, week, None, (), {})
    if window.published_at(published.week) > now:
        return Ranking(WeekState.PENDING, week, None, (), {})
    if published.state == NONE:
        return Ranking(WeekState.NONE, published.week, published, (), {})
    if beside is None:
        players = await standings.ranks(db, published.week, ranked, skip, most)
    else:
        players = await standings.ranks_beside(db, published.week, ranked, beside)
    is_whole = most is None and beside is None
    asked_for = None if is_whole else [player.player_id for player in players]
    return Ranking(
        WeekState.PUBLISHED,
        published.week,
        published,
        players,
        await standings.positions(db, published.week - 1, ranked, asked_for),
    )


async def player_points(
    db: AsyncConnection, now: datetime, ranked: ListKey, player_ids: Sequence[int]
) -> tuple[Week | None, Mapping[int, tuple[int, int]]]:
    """The latest visible week and (position, points) of those players that stand in it."""
    latest = await recorded.latest_week(db, ranked, now)
    if latest is None:
        return None, {}
    return latest.week, await standings.positions(db, latest.week, ranked, player_ids)


async def points_history(
    db: AsyncConnection, now: datetime, player_id: int, tournament_id: int
) -> list[tuple[PointsRow, bool]]:
    """Points of a player or a tournament with whether they count in the latest ranking.

    What counts is told for a player only: it takes all of the player's results to know it.
    """
    rows = await history.list_points(db, player_id, tournament_id)
    counting: set[tuple[int, ListKey]] = set()
    if player_id and not tournament_id:
        for ranked in {ListKey(row.category, row.gender) for row in rows}:
            counting |= await _counting(db, now, ranked, rows)
    return [
        (row, (row.tournament_id, ListKey(row.category, row.gender)) in counting) for row in rows
    ]


async def _counting(
    db: AsyncConnection, now: datetime, ranked: ListKey, rows: Sequence[PointsRow]
) -> set[tuple[int, ListKey]]:
    latest = await recorded.latest_week(db, ranked, now)
    if latest is None:
        return set()
    results = [_result(row) for row in rows if ListKey(row.category, row.gender) == ranked]
    return {
        (explained.result.tournament_id, ranked)
        for explained in explain(latest.week, results)
        if explained.counts
    }


def _result(row: PointsRow) -> Result:
    return Result(row.player_id, row.tournament_id, row.week, row.points)


async def breakdown(
    db: AsyncConnection,
    now: datetime,
    player_id: int,
    category: AgeCategory | None,
    week: Week | None,
) -> Breakdown:
    """A player's place and points in a ranking (the latest without ``week``), from the results on
    record. Raises NotFound.

    Without a category it is the one that holds the player's age then, or the latest in which the
    player has results.
    """
    player = await known_players.find(db, player_id)
    if player is None:
        raise NotFound(f"There is no player {player_id} in the rankings.")
    rows = await history.list_points(db, player_id, 0)
    categories = sorted({row.category for row in rows if row.gender is player.gender})
    if category is None:
        year = (week or window.due_week(now)).year
        category = category_for(age_in(year, player.birth_year)) or max(
            categories, default=AgeCategory.SIXTY
        )
    ranked = ListKey(category, player.gender)
    shown = await ranking(db, now, ranked, week, beside=player_id)
    rank = next((each for each in shown.players if each.player_id == player_id), None)
    outgrown = window.outgrown_in(category, player.birth_year)
    own = [row for row in rows if ListKey(row.category, row.gender) == ranked]
    results: list[ShownResult] = []
    changes: list[PointsChange] = []
    if shown.state is WeekState.PUBLISHED and shown.week is not None:
        is_listed = rank is not None or shown.week < outgrown
        results = _explained(shown.week, own, is_listed=is_listed)
        latest = await recorded.latest_week(db, ranked, now)
        if latest is not None and latest.week == shown.week:
            changes = changes_after(shown.week, outgrown, [_result(row) for row in own])
    return Breakdown(
        shown, ranked, categories, rank, _level_above(shown, rank), results, changes, outgrown
    )


def _explained(week: Week, rows: Sequence[PointsRow], *, is_listed: bool) -> list[ShownResult]:
    """Nothing counts for who is no longer listed."""
    by_tournament = {row.tournament_id: row for row in rows}
    return [
        ShownResult(
            by_tournament[each.result.tournament_id], each.counts and is_listed, each.drops_off
        )
        for each in explain(week, [_result(row) for row in rows])
    ]


def _level_above(shown: Ranking, rank: StoredRank | None) -> StoredRank | None:
    if rank is None:
        return None
    return next(
        (
            each
            for each in shown.players
            if (each.position, each.points) == (rank.position - 1, rank.points)
        ),
        None,
    )


async def visible_weeks(db: AsyncConnection, now: datetime) -> list[Week]:
    """Weeks that have a ranking in any list, latest first."""
    return await recorded.visible_weeks(db, now)


async def weeks_of_player(
    db: AsyncConnection, now: datetime, player_id: int
) -> list[tuple[Week, ListKey, int, int]]:
    """(week, list, position, points) of every visible ranking with the player, latest first."""
    return await standings.weeks_of_player(db, player_id, now)


async def recorded_weeks(db: AsyncConnection) -> list[PublishedWeek]:
    """Every week of every list that was published or found empty, earliest first."""
    return await recorded.weeks(db)


async def recalculated_points(
    db: AsyncConnection, draws: Iterable[CountedDraw], first: Week | None
) -> Consequences:
    """What recalculating the points would change now; the arguments are those of the command."""
    return await consequences.recalculate_points(db, draws, first, lock=False)


async def recalculated_rankings(db: AsyncConnection, first: Week | None) -> Consequences:
    """What recalculating the rankings would change now."""
    return await consequences.recalculate_rankings(db, first, lock=False)
