"""Points, weekly rankings and revisions against a real database (rules.md section 6)."""

from datetime import UTC, datetime, timedelta

import pytest

from services.rankings import commands, queries
from services.rankings.domain.window import weeks_due
from services.rankings.queries import WeekState
from services.rankings.store.rows import LISTS, ListKey, PublishedWeek
from shared.errors import RuleBroken
from shared.inbox import Later
from shared.terms import AgeCategory, Gender, Stage
from shared.weeks import Week
from shared.wire import from_week
from tests.integration.rankings.tour import MEN_60, NOW, Tour, monday

FINAL = [(1, Stage.W, 3), (2, Stage.F, 2), (3, Stage.SF, 1), (4, Stage.SF, 1), (5, Stage.QF, 0)]


async def test_every_player_of_a_complete_draw_has_points_zeros_included(tour: Tour) -> None:
    await tour.complete(7, FINAL)
    rows = tour.admin.execute(
        "SELECT player_id, points_earned FROM tour.points_history ORDER BY 1"
    ).fetchall()
    assert rows == [(1, 100), (2, 70), (3, 45), (4, 45), (5, 0)]
    [event] = tour.outbox("PointsAwarded")
    assert len(event["points"]) == 5


async def test_a_sanction_costs_the_points_of_earlier_rounds(tour: Tour) -> None:
    await tour.complete(7, FINAL, sanctioned=[2])
    points = tour.admin.execute(
        "SELECT points_earned FROM tour.points_history WHERE player_id = 2"
    ).fetchone()
    assert points == (0,)


async def test_the_same_completion_twice_awards_once_and_an_older_one_nothing(tour: Tour) -> None:
    await tour.complete(7, FINAL, version=2)
    await tour.complete(7, [(1, Stage.F, 2), (2, Stage.W, 3)], version=2)
    await tour.complete(7, [(1, Stage.F, 2), (2, Stage.W, 3)], version=1)
    assert len(tour.outbox("PointsAwarded")) == 1
    await tour.complete(7, [(1, Stage.F, 2), (2, Stage.W, 3)], version=3)
    rows = tour.admin.execute("SELECT count(*), sum(points_earned) FROM tour.points_history")
    assert rows.fetchone() == (2, 170)


async def test_points_wait_for_a_player_who_is_not_known_yet(tour: Tour) -> None:
    with pytest.raises(Later):
        await tour.complete(7, [(40, Stage.W, 3)])
    assert tour.outbox("PointsAwarded") == []
    await tour.do(lambda work: commands.learn_player(work, 40, Gender.MEN, 1964, 1))
    await tour.complete(7, [(40, Stage.W, 3)])
    assert len(tour.outbox("PointsAwarded")) == 1


async def test_a_week_is_published_at_monday_20_00_and_not_a_second_before(tour: Tour) -> None:
    await tour.complete(7, FINAL)
    moment = datetime.combine(monday(10), datetime.min.time(), tzinfo=UTC) + timedelta(hours=20)
    tour.move_clock(moment - timedelta(seconds=1))
    with pytest.raises(RuleBroken, match="20:00"):
        await tour.publish(10)
    tour.move_clock(moment)
    assert await tour.publish(10) == 5
    assert await tour.order(10) == [(1, 100), (2, 70), *sorted_level(tour, [3, 4]), (5, 0)]


def sorted_level(_tour: Tour, players: list[int]) -> list[tuple[int, int]]:
    """Two players of equal merit stand by lot, which anyone can recompute."""
    from services.rankings.domain.ranking import lot

    week = Week.iso(2026, 10)
    return [(p, 45) for p in sorted(players, key=lambda p: lot(p, AgeCategory.SIXTY, week))]


async def test_a_week_is_published_once(tour: Tour) -> None:
    await tour.complete(7, FINAL)
    tour.move_clock(NOW + timedelta(days=1))
    await tour.publish(10)
    await tour.publish(10)
    assert len(tour.outbox("RankingPublished")) == 1


async def test_a_tournament_that_ends_late_revises_the_week_and_only_then(tour: Tour) -> None:
    tour.move_clock(NOW + timedelta(days=1))
    await tour.complete(7, FINAL)
    await tour.publish(10)
    await tour.complete(9, [(5, Stage.W, 3), (1, Stage.F, 2)])
    ranking = await tour.ranking(10)
    assert ranking.published is not None
    assert ranking.published.revision == 1
    assert (await tour.order(10))[:2] == [(1, 170), (5, 100)]
    # a week that does not count the tournament stands
    await tour.complete(10, [(5, Stage.W, 3), (1, Stage.F, 2)])
    again = await tour.ranking(10)
    assert again.published is not None
    assert again.published.revision == 1
    assert [event.get("revision", 0) for event in tour.outbox("RankingPublished")] == [0, 1]


async def test_an_imported_week_is_never_revised(tour: Tour) -> None:
    with tour.admin.transaction():
        tour.admin.execute(
            "INSERT INTO tour.ranking_weeks (ranking_year, ranking_week, age_category_id,"
            " gender_id, state, published_at, num_players, origin) VALUES"
            " (2026, 9, 1, 1, 'PUBLISHED', '2026-02-23 20:00+00', 1, 'imported')"
        )
        tour.admin.execute(
            "INSERT INTO tour.weekly_ranking (player_id, age_category_id, gender_id, ranking_year,"
            " ranking_week, total_points, rank_position, tournaments, origin)"
            " VALUES (6, 1, 1, 2026, 9, 500, 1, 3, 'imported')"
        )
    await tour.complete(7, FINAL)
    assert await tour.order(9) == [(6, 500)]


async def test_a_ranking_is_visible_from_its_own_monday_20_00_on(tour: Tour) -> None:
    tour.admin.execute(
        "INSERT INTO tour.ranking_weeks (ranking_year, ranking_week, age_category_id, gender_id,"
        " state, published_at, num_players, origin) VALUES"
        " (2026, 10, 1, 1, 'PUBLISHED', '2026-03-02 20:00+00', 0, 'imported')"
    )
    assert (await tour.ranking(10)).state is WeekState.PENDING
    tour.move_clock(datetime(2026, 3, 2, 20, tzinfo=UTC))
    assert (await tour.ranking(10)).state is WeekState.PUBLISHED


async def test_no_ranking_is_confirmed_only_once_the_week_was_dealt_with(tour: Tour) -> None:
    assert (await tour.ranking(9)).state is WeekState.PENDING
    tour.move_clock(NOW + timedelta(days=1))
    await tour.publish(9)
    assert (await tour.ranking(9)).state is WeekState.NONE
    assert (await tour.ranking(8)).state is WeekState.NONE
    assert (await tour.ranking(10)).state is WeekState.PENDING


async def test_a_stop_of_weeks_is_caught_up_in_order_without_gaps(tour: Tour) -> None:
    tour.move_clock(NOW)
    await tour.publish(8)
    later = NOW + timedelta(weeks=3)
    tour.move_clock(later)
    async with tour.database.read() as db:
        due = weeks_due(done(await queries.recorded_weeks(db)), LISTS, later)
    assert [week.number for week in due] == [9, 10, 11, 12]
    for week in due:
        await tour.publish(week.number)
    async with tour.database.read() as db:
        assert weeks_due(done(await queries.recorded_weeks(db)), LISTS, later) == []


def done(recorded: list[PublishedWeek]) -> list[tuple[Week, ListKey]]:
    return [(week.week, week.list) for week in recorded]


async def test_results_leave_the_window_after_52_weeks(tour: Tour) -> None:
    await tour.complete(1, FINAL)
    for week, expected in ((2, 5), (53, 5)):
        tour.move_clock(Week.iso(2026, week).at(1, 20))
        assert await tour.publish(week) == expected
    tour.move_clock(Week.iso(2027, 1).at(1, 20))
    assert await tour.do(lambda work: commands.publish_week(work, Week.iso(2027, 1))) == 0


async def test_the_points_history_says_what_counts_and_when_it_drops_off(tour: Tour) -> None:
    for week in (3, 4, 5, 6, 7):
        await tour.complete(week, [(1, Stage.W, 3), (2, Stage.F, 2)])
    await tour.complete(8, [(1, Stage.QF, 0), (2, Stage.W, 3)])
    tour.move_clock(NOW + timedelta(days=1))
    await tour.publish(10)
    async with tour.database.read() as db:
        rows = await queries.points_history(db, NOW + timedelta(days=1), 1, 0)
    assert [(row.tournament_id, counts) for row, counts in rows] == [
        (8, False),
        (7, True),
        (6, True),
        (5, True),
        (4, True),
        (3, False),
    ]


async def test_the_latest_points_of_players_are_told_zero_for_the_unranked(tour: Tour) -> None:
    await tour.complete(7, FINAL)
    tour.move_clock(NOW + timedelta(days=1))
    await tour.publish(10)
    async with tour.database.read() as db:
        week, known = await queries.player_points(db, NOW + timedelta(days=1), MEN_60, [2, 9])
    assert week == Week.iso(2026, 10)
    assert known == {2: (2, 70)}


async def test_the_event_of_a_ranking_names_its_week(tour: Tour) -> None:
    from tour.common.v1 import common_pb2

    await tour.complete(7, FINAL)
    tour.move_clock(NOW + timedelta(days=1))
    await tour.publish(10)
    [event] = tour.outbox("RankingPublished")
    week = common_pb2.Week(**event["week"])
    assert from_week(week, "week") == Week.iso(2026, 10)


async def test_a_players_places_are_told_week_by_week_once_they_are_visible(tour: Tour) -> None:
    await tour.complete(7, FINAL)
    tour.move_clock(NOW + timedelta(weeks=1, days=1))
    await tour.publish(10)
    await tour.complete(10, [(5, Stage.W, 3), (2, Stage.F, 2)])
    await tour.publish(11)
    async with tour.database.read() as db:
        late = await tour.database.clock.now(db)
        weeks = [Week.iso(2026, 11), Week.iso(2026, 10)]
        assert await queries.weeks_of_player(db, late, 2) == [
            (weeks[0], MEN_60, 1, 140),
            (weeks[1], MEN_60, 2, 70),
        ]
        assert await queries.weeks_of_player(db, NOW - timedelta(weeks=9), 2) == []
        assert await queries.weeks_of_player(db, late, 99) == []


async def test_a_part_of_a_ranking_tells_the_places_and_movements_that_the_whole_tells(
    tour: Tour,
) -> None:
    await tour.complete(7, FINAL)
    await tour.publish(8)
    await tour.complete(8, [(3, Stage.W, 3), (1, Stage.F, 2)])
    tour.move_clock(
        datetime.combine(monday(9), datetime.min.time(), tzinfo=UTC) + timedelta(days=1)
    )
    await tour.publish(9)
    whole = await tour.ranking(9)
    assert len(whole.players) == 5
    for skip, most in ((0, 2), (2, 2), (4, 2), (5, 2)):
        async with tour.database.read() as db:
            now = await tour.database.clock.now(db)
            part = await queries.ranking(db, now, MEN_60, Week.iso(2026, 9), skip=skip, most=most)
        assert part.players == whole.players[skip : skip + most]
        told = [player.player_id for player in part.players]
        assert part.previous == {key: whole.previous[key] for key in told}
        assert part.published is not None
        assert part.published.num_players == 5
