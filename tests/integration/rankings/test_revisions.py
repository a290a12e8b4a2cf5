"""What changes a published week and what does not (rules.md sections 6 and 13)."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from services.rankings import commands
from services.rankings.queries import WeekState
from shared.terms import Gender, Stage
from shared.weeks import Week
from tests.integration.rankings.tour import NOW, Tour

FINAL = [(1, Stage.W, 3), (2, Stage.F, 2), (3, Stage.SF, 1), (4, Stage.SF, 1)]
TURNED = [(2, Stage.W, 3), (1, Stage.F, 2), (3, Stage.SF, 1), (4, Stage.SF, 1)]


async def publish(tour: Tour, weeks: Sequence[int]) -> None:
    tour.move_clock(Week.iso(2026, max(weeks)).at(1, 20))
    for week in weeks:
        await tour.publish(week)


async def revisions(tour: Tour, weeks: Sequence[int]) -> list[int]:
    found = [(await tour.ranking(week)).published for week in weeks]
    return [week.revision for week in found if week is not None]


async def learn(tour: Tour, player: int, birth_year: int, version: int = 2) -> None:
    await tour.do(lambda work: commands.learn_player(work, player, Gender.MEN, birth_year, version))


async def test_an_unfinished_tournament_is_left_out_and_revises_every_week_once_it_ends(
    tour: Tour,
) -> None:
    await tour.complete(6, FINAL)
    # week 7 is still being played, as late as week 10
    await tour.complete(8, FINAL)
    await publish(tour, [7, 8, 9, 10])
    assert [(await tour.order(week))[0] for week in (7, 8, 9, 10)] == [
        (1, 100),
        (1, 100),
        (1, 200),
        (1, 200),
    ]
    await tour.complete(7, TURNED)
    # from week 8 on it counts
    assert await revisions(tour, [7, 8, 9, 10]) == [0, 1, 1, 1]
    assert dict(await tour.order(8))[2] == 170
    assert dict(await tour.order(10))[1] == 270


async def test_a_correction_revises_only_the_weeks_whose_ranking_it_changes(tour: Tour) -> None:
    for week in (1, 2, 3, 4):
        await tour.complete(week, [(1, Stage.W, 3), (2, Stage.F, 2)])
    await tour.complete(5, [(1, Stage.QF, 1), (2, Stage.SF, 1)])
    await publish(tour, range(5, 11))
    # the fifth result counts for neither: corrected, it changes no total and no place
    await tour.complete(5, [(1, Stage.SF, 1), (2, Stage.QF, 1)], version=2)
    assert await revisions(tour, range(5, 11)) == [0] * 6
    # of the fourth only the later weeks know
    await tour.complete(4, [(2, Stage.W, 3), (1, Stage.F, 2)], version=2)
    assert await revisions(tour, range(5, 11)) == [1] * 6
    assert {event["week"]["number"] for event in tour.outbox("RankingPublished")} == set(
        range(5, 11)
    )


async def test_a_week_keeps_its_moment_of_publication_when_it_is_revised(tour: Tour) -> None:
    await tour.complete(6, FINAL)
    await publish(tour, [7])
    before = (await tour.ranking(7)).published
    tour.move_clock(NOW + timedelta(weeks=3))
    await tour.complete(6, TURNED, version=2)
    after = (await tour.ranking(7)).published
    assert before is not None
    assert after is not None
    assert after.published_at == before.published_at == Week.iso(2026, 7).at(1, 20)
    assert (before.revision, after.revision) == (0, 1)


async def test_a_week_found_empty_has_a_ranking_once_a_tournament_of_its_window_ends(
    tour: Tour,
) -> None:
    await publish(tour, [7])
    assert (await tour.ranking(7)).state is WeekState.NONE
    await tour.complete(6, FINAL)
    ranking = await tour.ranking(7)
    assert ranking.state is WeekState.PUBLISHED
    assert ranking.published is not None
    assert ranking.published.revision == 1


async def test_imported_weeks_are_never_computed_again_not_even_by_a_correction(
    tour: Tour,
) -> None:
    with tour.admin.transaction():
        for week in (8, 9):
            tour.admin.execute(
                "INSERT INTO tour.ranking_weeks (ranking_year, ranking_week, age_category_id,"
                " gender_id, state, published_at, num_players, origin) VALUES (2026, %s, 1, 1,"
                " 'PUBLISHED', %s, 1, 'imported')",
                (week, Week.iso(2026, week).at(1, 20)),
            )
            tour.admin.execute(
                "INSERT INTO tour.weekly_ranking (player_id, age_category_id, gender_id,"
                " ranking_year, ranking_week, total_points, rank_position, tournaments, origin)"
                " VALUES (6, 1, 1, 2026, %s, 500, 1, 3, 'imported')",
                (week,),
            )
    await tour.complete(6, FINAL)
    # the clock has nothing to do for them, and only continues behind
    await publish(tour, [8, 9, 10])
    assert await tour.order(8) == await tour.order(9) == [(6, 500)]
    assert len(await tour.order(10)) == 4
    await tour.complete(6, TURNED, version=2)
    await learn(tour, 6, 1950)
    assert await tour.order(8) == await tour.order(9) == [(6, 500)]
    assert await revisions(tour, [8, 9, 10]) == [0, 0, 1]


async def test_who_turns_65_leaves_with_week_1_and_nobody_else_does(tour: Tour) -> None:
    await learn(tour, 1, 1962)
    await learn(tour, 2, 1963)
    await tour.complete(50, FINAL)
    weeks = [Week.iso(2026, 52), Week.iso(2026, 53), Week.iso(2027, 1)]
    tour.move_clock(weeks[-1].at(1, 20))
    listed = []
    for week in weeks:
        await tour.do(partial(commands.publish_week, week=week))
        rows = tour.admin.execute(
            "SELECT player_id FROM tour.weekly_ranking WHERE ranking_year = %s AND"
            " ranking_week = %s AND age_category_id = 1 ORDER BY 1",
            (week.year, week.number),
        ).fetchall()
        listed.append([row[0] for row in rows])
    assert listed == [[1, 2, 3, 4], [1, 2, 3, 4], [2, 3, 4]]


async def test_a_birth_year_put_right_revises_the_weeks_that_it_touches(tour: Tour) -> None:
    await tour.complete(6, FINAL)
    await publish(tour, [6, 7, 8])
    await learn(tour, 1, 1965)
    assert await revisions(tour, [6, 7, 8]) == [0, 0, 0]
    # 66 in 2026: too old for this list all the time
    await learn(tour, 1, 1960, version=3)
    assert await revisions(tour, [6, 7, 8]) == [0, 1, 1]
    assert (await tour.order(8))[0] == (2, 70)
    # what was known before is no news
    await learn(tour, 1, 1965, version=2)
    assert await revisions(tour, [6, 7, 8]) == [0, 1, 1]
