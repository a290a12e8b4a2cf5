"""What can be done to points and rankings; each function is one unit of work.

Guarantees that a published week changes only as a revision, and an imported one never.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.rankings import events
from services.rankings.domain.points import points_for
from services.rankings.domain.ranking import RankedPlayer, make_rankings
from services.rankings.domain.window import (
    first_counted,
    first_counting,
    last_counted,
    last_counting,
    published_at,
)
from services.rankings.store import history, known_players, recorded, standings
from services.rankings.store.rows import LISTS, ListKey, PointsRow, PublishedWeek, StoredRank
from shared.errors import RuleBroken
from shared.inbox import Later
from shared.terms import AgeCategory, Gender, Stage, TournamentCategory
from shared.weeks import Week
from shared.work import Work, lock_for_transaction

# awarding points and publishing weeks wait for each other: a draw that ends at Monday 20:00 is
# either in the published week or revises it, never neither
_LOCK = "rankings"


@dataclass(frozen=True, slots=True)
class Finish:
    """How far a player came in a draw."""

    player_id: int
    stage: Stage
    wins: int
    sanctioned: bool


@dataclass(frozen=True, slots=True)
class CountedDraw:
    """A draw in the rankings; ``version`` grows whenever it is complete anew or open again."""

    draw_id: int
    tournament_id: int
    category: AgeCategory
    gender: Gender
    end_date: date
    version: int


@dataclass(frozen=True, slots=True)
class CompletedDraw(CountedDraw):
    """A draw whose matches are all over."""

    tournament_category: TournamentCategory
    finishes: Sequence[Finish]


async def award_points(work: Work, draw: CompletedDraw) -> None:
    """Write the points of a complete draw and revise the published weeks that count it.

    rules.md section 6. Older news of the draw than what was heard last is ignored; Later is raised
    where a player is not known here yet.
    """
    db = await work.begin()
    await lock_for_transaction(db, _LOCK)
    if not await history.claim_award(db, draw.draw_id, draw.version):
        return
    known = await known_players.birth_years(db, [finish.player_id for finish in draw.finishes])
    if missing := [f.player_id for f in draw.finishes if f.player_id not in known]:
        raise Later(f"players {missing} of draw {draw.draw_id} are not known yet")
    await _put_points(work, draw, [_points(draw, finish) for finish in draw.finishes])


async def take_points_back(work: Work, draw: CountedDraw) -> None:
    """Remove the points of a draw that is open again and revise the published weeks they were in.

    rules.md sections 5 and 6: a result of it was taken back. Older news of the draw than what was
    heard last is ignored.
    """
    db = await work.begin()
    await lock_for_transaction(db, _LOCK)
    if await history.claim_award(db, draw.draw_id, draw.version):
        await _put_points(work, draw, [])


async def _put_points(work: Work, draw: CountedDraw, points: Sequence[PointsRow]) -> None:
    """Put these points in the place of those that the draw had, except unverified history, which
    counts as stored (rules.md section 13)."""
    db = await work.begin()
    before = await history.of_draw(db, draw.draw_id)
    kept = {row.player_id for row in before if row.origin == "unverified"}
    points = [row for row in points if row.player_id not in kept]
    if not before and not points:
        return
    await history.replace(db, draw.draw_id, points)
    work.publish(
        events.points_awarded(draw.draw_id, draw.tournament_id, draw.category, draw.gender, points),
        key=f"draw:{draw.draw_id}",
        version=draw.version,
        before={"points": {row.player_id: row.points for row in before}} if before else None,
        after={"points": {row.player_id: row.points for row in points}},
    )
    week = Week.of(draw.end_date)
    await _revise(work, ListKey(draw.category, draw.gender), week, week)


def _points(draw: CompletedDraw, finish: Finish) -> PointsRow:
    return PointsRow(
        player_id=finish.player_id,
        tournament_id=draw.tournament_id,
        category=draw.category,
        gender=draw.gender,
        stage=finish.stage,
        points=points_for(draw.tournament_category, finish.stage, finish.wins, finish.sanctioned),
        tournament_end_date=draw.end_date,
        tournament_category=draw.tournament_category,
        draw_id=draw.draw_id,
        wins=finish.wins,
        sanctioned=finish.sanctioned,
    )


async def _revise(work: Work, ranked: ListKey, first: Week, last: Week) -> None:
    """Republish the weeks that count a tournament of these weeks, where they are no longer right.

    rules.md section 6: a correction that touches published weeks republishes them.
    """
    db = await work.begin()
    counting = await recorded.weeks_of_list(db, ranked, first_counting(first), last_counting(last))
    # imported rankings stay as stored (rules.md section 13)
    own = [week for week in counting if week.origin == "live"]
    if not own:
        return
    rankings = await _compute(work, ranked, [week.week for week in own])
    for week in own:
        players = rankings[week.week]
        if _same(await standings.ranks(db, week.week, ranked), players):
            continue
        await standings.revise_week(db, week, work.now, players)
        _announce(work, week.week, ranked, week.revision + 1, len(players), old=week)


def _same(stored: Sequence[StoredRank], players: Sequence[RankedPlayer]) -> bool:
    return [(r.player_id, r.points, r.tournaments, r.separated_by) for r in stored] == [
        (p.player_id, p.points, p.tournaments, p.separated_by) for p in players
    ]


async def _compute(
    work: Work, ranked: ListKey, weeks: Sequence[Week]
) -> dict[Week, list[RankedPlayer]]:
    db = await work.begin()
    results = await history.results_between(
        db, ranked, first_counted(min(weeks)), last_counted(max(weeks))
    )
    known = await known_players.birth_years(db, [result.player_id for result in results])
    return make_rankings(weeks, ranked.category, results, known)


async def publish_week(work: Work, week: Week) -> int:
    """Publish the four rankings of a week that is due; answers the number of rows it has.

    RuleBroken before Monday 20:00 of the week. What is published already stays as it is.
    """
    db = await work.begin()
    if work.now < published_at(week):
        raise RuleBroken.rule(
            "week",
            "6",
            f"The ranking of week {week.number} of {week.year} is published on "
            f"Monday {week.monday} at 20:00 UTC, not before.",
        )
    await lock_for_transaction(db, _LOCK)
    for ranked in LISTS:
        if await recorded.find_week(db, week, ranked) is not None:
            continue
        players = (await _compute(work, ranked, [week]))[week]
        await standings.add_week(db, week, ranked, published_at(week), players)
        if players:
            _announce(work, week, ranked, 0, len(players))
    return await standings.count_rows(db, week)


def _announce(
    work: Work,
    week: Week,
    ranked: ListKey,
    revision: int,
    num_players: int,
    *,
    old: PublishedWeek | None = None,
) -> None:
    work.publish(
        events.ranking_published(week, ranked, revision, num_players),
        key=f"ranking:{week}:{ranked.category.value}:{ranked.gender.value}",
        version=revision + 1,
        before={"revision": old.revision} if old else None,
        after={"revision": revision, "num_players": num_players},
    )


async def learn_player(
    work: Work, player_id: int, gender: Gender, birth_year: int, version: int
) -> None:
    """Keep the birth year and gender of a player, as the entries service told them.

    A birth year put right revises the published weeks that it touches: it decides who is listed.
    """
    db = await work.begin()
    await lock_for_transaction(db, _LOCK)
    before = await known_players.find(db, player_id)
    await known_players.save(db, player_id, gender, birth_year, version)
    after = await known_players.find(db, player_id)
    if before is None or after is None or before.birth_year == after.birth_year:
        return
    weeks: defaultdict[ListKey, set[Week]] = defaultdict(set)
    for row in await history.list_points(db, player_id, 0):
        weeks[ListKey(row.category, row.gender)].add(row.week)
    for ranked, played in weeks.items():
        await _revise(work, ranked, min(played), max(played))
