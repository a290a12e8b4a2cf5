"""What can be done to points and rankings; each function is one unit of work.

Guarantees that a published week changes only as a revision, and an imported one never.
"""

from collections import defaultdict
from collections.abc import Iterable

from services.rankings import consequences, events
from services.rankings.consequences import Consequences, Revision
from services.rankings.domain.ranking import RankedPlayer
from services.rankings.domain.window import published_at
from services.rankings.draws import CompletedDraw, CountedDraw
from services.rankings.store import history, known_players, recorded, standings
from services.rankings.store.rows import LISTS, ListKey, PointsRow, StoredRank
from shared.errors import RuleBroken
from shared.inbox import Later
from shared.terms import Gender
from shared.weeks import Week
from shared.work import Work, lock_for_transaction

# awarding points and publishing weeks wait for each other: a draw that ends at Monday 20:00 is
# either in the published week or revises it, never neither
_LOCK = "rankings"


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
    await _put_points(work, draw)


async def take_points_back(work: Work, draw: CountedDraw) -> None:
    """Remove the points of a draw that is open again and revise the published weeks they were in.

    rules.md sections 5 and 6: a result of it was taken back. Older news of the draw than what was
    heard last is ignored.
    """
    db = await work.begin()
    await lock_for_transaction(db, _LOCK)
    if await history.claim_award(db, draw.draw_id, draw.version):
        await _put_points(work, draw)


async def recalculate_points(
    work: Work, draws: Iterable[CountedDraw], first: Week | None
) -> Consequences:
    """Put right what is wrong in the points of these draws, from the week ``first`` on, and revise
    the published weeks that count them; answers what was changed.

    ``draws`` is what matches knows by now of all of them; newer news that was heard of stays.
    Source: rules.md section 6.
    """
    db = await work.begin()
    await lock_for_transaction(db, _LOCK)
    found = await consequences.recalculate_points(db, draws, first, lock=True)
    for change in found.points:
        # news of this version, should it still be on its way, then has nothing to add
        await history.claim_award(db, change.draw.draw_id, change.draw.version)
    await _carry_out(work, found)
    return found


async def recalculate_rankings(work: Work, first: Week | None) -> Consequences:
    """Publish anew what is wrong in the rankings from the week ``first`` on, as a correction would
    have; answers what was changed. Source: rules.md sections 6 and 13.
    """
    db = await work.begin()
    await lock_for_transaction(db, _LOCK)
    found = await consequences.recalculate_rankings(db, first, lock=True)
    await _carry_out(work, found)
    return found


async def _put_points(work: Work, draw: CountedDraw) -> None:
    """Put the points that the draw earns in the place of those that it had."""
    found = await consequences.follow(await work.begin(), draw)
    await _carry_out(work, found)


async def _carry_out(work: Work, found: Consequences) -> None:
    """Store these points and publish these weeks anew, marked as revised."""
    db = await work.begin()
    for change in found.points:
        draw = change.draw
        await history.replace(db, draw.draw_id, change.after)
        work.publish(
            events.points_awarded(
                draw.draw_id, draw.tournament_id, draw.category, draw.gender, change.after
            ),
            key=f"draw:{draw.draw_id}",
            version=draw.version,
            before={"points": _by_player(change.before)} if change.before else None,
            after={"points": _by_player(change.after)},
        )
    for revision in found.rankings:
        await standings.revise_week(db, revision.week, work.now, revision.after)
        _announce(
            work, revision.week.week, revision.week.list, len(revision.after), revised=revision
        )


def _by_player(rows: Iterable[PointsRow]) -> dict[int, int]:
    return {row.player_id: row.points for row in rows}


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
        players = (await consequences.rankings(db, ranked, [week]))[week]
        await standings.add_week(db, week, ranked, published_at(week), players)
        if players:
            _announce(work, week, ranked, len(players))
    return await standings.count_rows(db, week)


def _announce(
    work: Work, week: Week, ranked: ListKey, num_players: int, *, revised: Revision | None = None
) -> None:
    """Tell of a week published for the first time, or ``revised``: the audit log then holds who
    stands elsewhere or with other points than before."""
    revision = revised.week.revision + 1 if revised else 0
    before: dict[str, object] | None = None
    after: dict[str, object] = {"revision": revision, "num_players": num_players}
    if revised is not None:
        old = [each.before for each in revised.players if each.before]
        new = [each.after for each in revised.players if each.after]
        before = {"revision": revised.week.revision, **_places(old)}
        after |= _places(new)
    work.publish(
        events.ranking_published(week, ranked, revision, num_players),
        key=f"ranking:{week}:{ranked.category.value}:{ranked.gender.value}",
        version=revision + 1,
        before=before,
        after=after,
    )


def _places(players: Iterable[StoredRank | RankedPlayer]) -> dict[str, object]:
    """Position and points by player."""
    listed = list(players)
    return {
        "positions": {player.player_id: player.position for player in listed},
        "points": {player.player_id: player.points for player in listed},
    }


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
        found = await consequences.revisions_of(db, ranked, min(played), max(played), lock=True)
        await _carry_out(work, Consequences(rankings=tuple(found)))
