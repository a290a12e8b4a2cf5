"""What follows from the points of draws: which rows change, and which published weeks with them.

Guarantees that who only looks and who stores learn of the same changes: everything is worked out
here, and nothing is written. Unverified history and imported rankings are as they are stored
(rules.md section 13).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rankings.domain.ranking import RankedPlayer, Result, make_rankings
from services.rankings.domain.window import (
    first_counted,
    first_counting,
    last_counted,
    last_counting,
)
from services.rankings.draws import CountedDraw
from services.rankings.store import history, known_players, recorded, standings
from services.rankings.store.rows import LISTS, ListKey, PointsRow, PublishedWeek, StoredRank
from shared.errors import Conflict
from shared.weeks import Week

# each reads the points of 52 weeks more; a long history does not fit into memory at once
_WEEKS_AT_ONCE: Final = 104


@dataclass(frozen=True, slots=True)
class DrawPoints:
    """The points of a draw that are not unverified history: as stored and as they should be."""

    draw: CountedDraw
    before: Sequence[PointsRow]
    after: Sequence[PointsRow]

    @property
    def players(self) -> list[tuple[int, PointsRow | None, PointsRow | None]]:
        """Each player whose row changes, with the row before and after, by player."""
        before = {row.player_id: row for row in self.before}
        after = {row.player_id: row for row in self.after}
        return [
            (player, before.get(player), after.get(player))
            for player in sorted(before.keys() | after.keys())
            if not _is_same(before.get(player), after.get(player))
        ]


@dataclass(frozen=True, slots=True)
class RankChange:
    """A player's row of a ranking, as stored and as it should be; None where there is none."""

    player_id: int
    before: StoredRank | None
    after: RankedPlayer | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A week whose ranking is not what the points make of it."""

    week: PublishedWeek
    before: Sequence[StoredRank]
    after: Sequence[RankedPlayer]

    @property
    def is_due(self) -> bool:
        """Whether the week is to be published anew: imported ones stay as they are stored."""
        return self.week.origin == "live"

    @property
    def players(self) -> list[RankChange]:
        """Whose row changes: as listed now, then those who are not listed yet."""
        before = {rank.player_id: rank for rank in self.before}
        after = {player.player_id: player for player in self.after}
        changes = (
            RankChange(player, before.get(player), after.get(player)) for player in before | after
        )
        return [
            each
            for each in changes
            if each.before is None or each.after is None or not _stands(each.before, each.after)
        ]


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that changes. ``kept``: imported weeks, which stay as stored although the points on
    record would make another ranking of them."""

    points: tuple[DrawPoints, ...] = ()
    rankings: tuple[Revision, ...] = ()
    kept: tuple[Revision, ...] = ()


async def follow(db: AsyncConnection, draw: CountedDraw) -> Consequences:
    """What follows from this draw as it stands now, complete or open again: the transaction holds
    the lock of the rankings. Nothing where it had no points and earns nobody any."""
    rows = await history.of_draw(db, draw.draw_id)
    change = _weighed(draw, rows)
    if not rows and not change.after:
        return Consequences()
    return Consequences((change,), await _revisions_after(db, [change], lock=True))


async def recalculate_points(
    db: AsyncConnection, draws: Iterable[CountedDraw], first: Week | None, *, lock: bool
) -> Consequences:
    """What is wrong in the points of tournaments from the week ``first`` on, and in the weeks that
    count them; ``draws`` are all of those tournaments."""
    changes = await _wrong_points(db, draws, first)
    return Consequences(changes, await _revisions_after(db, changes, lock=lock))


async def recalculate_rankings(
    db: AsyncConnection, first: Week | None, *, lock: bool
) -> Consequences:
    """What is wrong in the rankings from the week ``first`` on, by the points on record."""
    found: list[Revision] = []
    for ranked in LISTS:
        weeks = await recorded.weeks_of_list(db, ranked, first, None, lock=lock)
        for start in range(0, len(weeks), _WEEKS_AT_ONCE):
            found += await _compare(db, ranked, weeks[start : start + _WEEKS_AT_ONCE])
    found.sort(key=_in_order)
    return Consequences(
        rankings=tuple(each for each in found if each.is_due),
        kept=tuple(each for each in found if not each.is_due),
    )


async def revisions_of(
    db: AsyncConnection,
    ranked: ListKey,
    first: Week,
    last: Week,
    changes: Sequence[DrawPoints] = (),
    *,
    lock: bool,
) -> list[Revision]:
    """The published weeks that count a tournament of these weeks and are not right any more, or
    would not be after ``changes`` of this list's points.

    rules.md section 6: a correction that touches published weeks republishes them.
    """
    counting = await recorded.weeks_of_list(
        db, ranked, first_counting(first), last_counting(last), lock=lock
    )
    # imported rankings stay as stored: they need not be worked out
    return await _compare(db, ranked, [week for week in counting if week.origin == "live"], changes)


async def rankings(
    db: AsyncConnection,
    ranked: ListKey,
    weeks: Sequence[Week],
    changes: Sequence[DrawPoints] = (),
) -> dict[Week, list[RankedPlayer]]:
    """The rankings of these weeks from the points on record, or as they are after ``changes``.

    Conflict where a player is not known yet whose points they would count.
    """
    results = await history.results_between(
        db, ranked, first_counted(min(weeks)), last_counted(max(weeks))
    )
    results = _changed(results, changes)
    players = {result.player_id for result in results}
    known = await known_players.birth_years(db, players)
    if missing := sorted(players - known.keys()):
        raise Conflict(
            "The rankings have not heard yet of everybody who has points on record "
            f"({_named(missing)}). Nothing was saved; try again in a minute."
        )
    return make_rankings(weeks, ranked.category, results, known)


async def _wrong_points(
    db: AsyncConnection, draws: Iterable[CountedDraw], first: Week | None
) -> tuple[DrawPoints, ...]:
    """The draws whose points are not what their matches make of them, in the order of weeks.

    ``draws`` are all of tournaments from the week ``first`` on. What was heard of a draw after
    that is newer and stays; points of live play in a draw without matches belong to nobody.
    """
    told = {draw.draw_id: draw for draw in draws}
    heard = await history.versions_heard(db)
    rows: defaultdict[int, list[PointsRow]] = defaultdict(list)
    for row in await history.of_draws_from(db, first):
        assert row.draw_id is not None
        rows[row.draw_id].append(row)
        if row.draw_id not in told and row.origin == "live":
            told[row.draw_id] = _without_matches(row)
    weighed = (
        _weighed(draw, rows[draw_id])
        for draw_id, draw in told.items()
        if heard.get(draw_id, 0) <= draw.version
    )
    wrong = [change for change in weighed if change.players]
    return tuple(sorted(wrong, key=lambda change: (change.draw.end_date, change.draw.draw_id)))


async def _revisions_after(
    db: AsyncConnection, changes: Sequence[DrawPoints], *, lock: bool
) -> tuple[Revision, ...]:
    """The published weeks that these points, once stored, make wrong, earliest first."""
    by_list: defaultdict[ListKey, list[DrawPoints]] = defaultdict(list)
    for change in changes:
        by_list[change.draw.list].append(change)
    found: list[Revision] = []
    for ranked, own in by_list.items():
        played = [change.draw.week for change in own]
        found += await revisions_of(db, ranked, min(played), max(played), own, lock=lock)
    return tuple(sorted(found, key=_in_order))


async def _compare(
    db: AsyncConnection,
    ranked: ListKey,
    weeks: Sequence[PublishedWeek],
    changes: Sequence[DrawPoints] = (),
) -> list[Revision]:
    """Those of the weeks whose ranking is another one."""
    if not weeks:
        return []
    named = [week.week for week in weeks]
    stored = await standings.ranks_between(db, ranked, min(named), max(named))
    due = await rankings(db, ranked, named, changes)
    return [
        Revision(week, stored.get(week.week, ()), due[week.week])
        for week in weeks
        if not _stand(stored.get(week.week, ()), due[week.week])
    ]


def _stand(stored: Sequence[StoredRank], due: Sequence[RankedPlayer]) -> bool:
    return len(stored) == len(due) and all(map(_stands, stored, due))


def _stands(stored: StoredRank, due: RankedPlayer) -> bool:
    """Whether the row says what it should; imported ones tell neither tournaments nor reason."""
    if stored.tournaments is None:
        return (stored.player_id, stored.position, stored.points) == due[:3]
    return (
        stored.player_id == due.player_id
        and stored.position == due.position
        and stored.points == due.points
        and stored.tournaments == due.tournaments
        and stored.separated_by is due.separated_by
    )


def _in_order(revision: Revision) -> tuple[Week, int]:
    return revision.week.week, LISTS.index(revision.week.list)


def _changed(results: list[Result], changes: Sequence[DrawPoints]) -> list[Result]:
    gone = {(row.player_id, row.tournament_id) for change in changes for row in change.before}
    kept = [each for each in results if (each.player_id, each.tournament_id) not in gone]
    return kept + [
        Result(row.player_id, row.tournament_id, change.draw.week, row.points)
        for change in changes
        for row in change.after
    ]


def _weighed(draw: CountedDraw, rows: Sequence[PointsRow]) -> DrawPoints:
    """Rows of unverified history count as stored and are never worked out (rules.md 13)."""
    kept = {row.player_id for row in rows if row.origin == "unverified"}
    return DrawPoints(
        draw,
        before=[row for row in rows if row.player_id not in kept],
        after=[row for row in draw.points if row.player_id not in kept],
    )


def _is_same(before: PointsRow | None, after: PointsRow | None) -> bool:
    if before is None or after is None:
        return before is after
    return replace(before, origin=after.origin) == after


def _without_matches(row: PointsRow) -> CountedDraw:
    """The draw of a row that no match can have earned; older than anything told of it."""
    assert row.draw_id is not None
    return CountedDraw(
        draw_id=row.draw_id,
        tournament_id=row.tournament_id,
        category=row.category,
        gender=row.gender,
        end_date=row.tournament_end_date,
        version=0,
    )


def _named(players: Sequence[int]) -> str:
    return f"player{'s' if len(players) > 1 else ''} {', '.join(map(str, players))}"
