"""Points and rankings looked at once more: what is wrong is put right as a correction would have,
everything else stays (rules.md sections 6 and 13, decision 62)."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from services.rankings import commands, consequences, queries
from services.rankings.consequences import Consequences
from services.rankings.draws import CompletedDraw, CountedDraw
from services.rankings.queries import WeekState
from shared.errors import Conflict
from shared.terms import AgeCategory, Gender, Stage
from shared.weeks import Week
from shared.work import Work, perform
from tests.integration.rankings.tour import CHIEF, Tour, completed, monday

FINAL = [(1, Stage.W, 3), (2, Stage.F, 2), (3, Stage.SF, 1), (4, Stage.SF, 1), (5, Stage.QF, 0)]
TURNED = [(2, Stage.W, 3), (1, Stage.F, 2), (3, Stage.SF, 1), (4, Stage.SF, 1), (5, Stage.QF, 0)]
DRAWS = [completed(6, FINAL), completed(8, TURNED)]
WRONG_POINTS = {
    "another stage": (
        "UPDATE points_history SET points_earned = 45, stage_result_id = 3 WHERE player_id = 2"
    ),
    "sanctioned": (
        "UPDATE points_history SET points_earned = 0, sanctioned = true WHERE player_id = 1"
    ),
    "wins": "UPDATE points_history SET wins = 5 WHERE player_id = 1 AND draw_id = 8",
    "one missing": "DELETE FROM points_history WHERE player_id = 3 AND draw_id = 6",
    "all missing": "DELETE FROM points_history",
    "one too many": (
        "INSERT INTO points_history (player_id, tournament_id, age_category_id, stage_result_id,"
        " points_earned, tournament_end_date, draw_id, gender_id, category_id, wins)"
        " SELECT 9, tournament_id, 1, 4, 30, tournament_end_date, 6, 1, 1, 1"
        " FROM points_history WHERE player_id = 1 AND draw_id = 6"
    ),
}
# in week 7 players 1 to 5 stand on places 1 to 5
WRONG_WEEKS = {
    "points": "UPDATE weekly_ranking SET total_points = total_points + 1 WHERE ranking_week = 7",
    "places": (
        "SET CONSTRAINTS weekly_ranking_position DEFERRED; UPDATE weekly_ranking"
        " SET rank_position = 3 - rank_position, separated_by = NULL"
        " WHERE ranking_week = 7 AND rank_position < 3"
    ),
    "tournaments": (
        "UPDATE weekly_ranking SET tournaments = 9 WHERE ranking_week = 7 AND player_id = 3"
    ),
    "reason": "UPDATE weekly_ranking SET separated_by = 'BEST_RESULT' WHERE separated_by = 'LOT'",
    "one missing": (
        "DELETE FROM weekly_ranking WHERE ranking_week = 7 AND rank_position = 5;"
        " UPDATE ranking_weeks SET num_players = 4 WHERE ranking_week = 7 AND num_players = 5"
    ),
    "one too many": (
        "INSERT INTO weekly_ranking (player_id, age_category_id, gender_id, ranking_year,"
        " ranking_week, total_points, rank_position, tournaments, separated_by)"
        " VALUES (9, 1, 1, 2026, 7, 0, 6, 1, 'LOT');"
        " UPDATE ranking_weeks SET num_players = 6 WHERE ranking_week = 7 AND num_players = 5"
    ),
    "none published": (
        "DELETE FROM weekly_ranking WHERE ranking_week = 7; UPDATE ranking_weeks"
        " SET state = 'NONE', published_at = NULL, num_players = 0 WHERE ranking_week = 7"
    ),
}


@pytest.fixture
async def played(tour: Tour) -> Tour:
    """The draws of weeks 6 and 8 are over, the rankings of weeks 7 to 10 published."""
    tour.move_clock(Week.iso(2026, 10).at(1, 21))
    for draw in DRAWS:
        await tour.do(partial(commands.award_points, draw=draw))
    for week in (7, 8, 9, 10):
        await tour.publish(week)
    tour.admin.execute("SET search_path = tour")
    tour.admin.execute("DELETE FROM rankings_outbox")
    return tour


def by_hand(tour: Tour, statements: str) -> None:
    """By the owner of the tables, what the constraints let pass."""
    with tour.admin.transaction():
        tour.admin.execute("SET LOCAL ROLE own_rankings")
        tour.admin.execute(statements.encode())


def points(tour: Tour) -> list[Any]:
    return tour.admin.execute(
        "SELECT draw_id, player_id, stage_result_id, points_earned, wins, sanctioned, origin,"
        " tournament_end_date FROM points_history ORDER BY 1, 2"
    ).fetchall()


def ranks(tour: Tour) -> list[Any]:
    return tour.admin.execute(
        "SELECT ranking_week, player_id, total_points, rank_position, tournaments, separated_by"
        " FROM weekly_ranking ORDER BY 1, 4"
    ).fetchall()


def told(tour: Tour) -> list[Any]:
    """Names of the events, with the actor."""
    return tour.admin.execute(
        "SELECT split_part(type, '.', 4), event_key, event_version, actor FROM rankings_outbox"
        " ORDER BY seq"
    ).fetchall()


async def try_points(
    tour: Tour, draws: Sequence[CountedDraw] = DRAWS, first: Week | None = None
) -> Consequences:
    async with tour.database.read() as db:
        return await queries.recalculated_points(db, draws, first)


async def recalculate_points(
    tour: Tour, draws: Sequence[CountedDraw] = DRAWS, first: Week | None = None
) -> Consequences:
    return await tour.do(partial(commands.recalculate_points, draws=draws, first=first))


async def try_rankings(tour: Tour, first: Week | None = None) -> Consequences:
    async with tour.database.read() as db:
        return await queries.recalculated_rankings(db, first)


async def recalculate_rankings(tour: Tour, first: Week | None = None) -> Consequences:
    return await tour.do(partial(commands.recalculate_rankings, first=first))


async def test_what_is_right_is_left_alone_and_nothing_is_told(played: Tour) -> None:
    before = points(played), ranks(played)
    assert await recalculate_points(played) == Consequences()
    assert await recalculate_rankings(played) == Consequences()
    assert (points(played), ranks(played)) == before
    assert told(played) == []


@pytest.mark.parametrize("damage", WRONG_POINTS.values(), ids=WRONG_POINTS)
async def test_wrong_points_are_told_by_a_dry_run_and_put_right_by_a_run(
    played: Tour, damage: str
) -> None:
    right = points(played)
    by_hand(played, damage)
    wrong = points(played)

    tried = await try_points(played)
    assert [(draw.before, draw.after) for draw in tried.points]
    assert points(played) == wrong
    assert told(played) == []

    assert await recalculate_points(played) == tried
    assert points(played) == right
    changed = {(draw.draw.draw_id, row[0]) for draw in tried.points for row in draw.players}
    assert changed == {(row[0], row[1]) for row in set(right) ^ set(wrong)}
    # what the published weeks say was right all the time
    assert told(played) == [
        ("PointsAwarded", f"draw:{draw_id}", 1, "chief")
        for draw_id in sorted({draw for draw, _ in changed})
    ]

    assert await recalculate_points(played) == Consequences()
    assert len(told(played)) == len({draw for draw, _ in changed})


@pytest.mark.parametrize("damage", WRONG_WEEKS.values(), ids=WRONG_WEEKS)
async def test_a_wrong_week_is_told_by_a_dry_run_and_revised_by_a_run(
    played: Tour, damage: str
) -> None:
    right = ranks(played)
    played.admin.execute("ALTER TABLE weekly_ranking DISABLE TRIGGER USER")
    by_hand(played, damage)
    played.admin.execute("ALTER TABLE weekly_ranking ENABLE TRIGGER USER")
    wrong = ranks(played)
    assert wrong != right

    tried = await try_rankings(played)
    assert ranks(played) == wrong
    changed = {
        (week.week.week.number, row.player_id) for week in tried.rankings for row in week.players
    }
    assert changed == {(row[0], row[1]) for row in set(right) ^ set(wrong)}

    assert await recalculate_rankings(played) == tried
    assert ranks(played) == right
    weeks = sorted({week for week, _ in changed})
    assert told(played) == [
        ("RankingPublished", f"ranking:2026-W{week:02}:1:1", 2, "chief") for week in weeks
    ]
    for week in (7, 8, 9, 10):
        ranking = await played.ranking(week)
        assert ranking.state is WeekState.PUBLISHED
        assert ranking.published is not None
        assert ranking.published.revision == (1 if week in weeks else 0)

    assert await recalculate_rankings(played) == Consequences()
    assert len(told(played)) == len(weeks)


@pytest.mark.parametrize("at_once", [1, 3, 4])
async def test_a_long_history_is_compared_in_parts_and_no_week_is_missed(
    played: Tour, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(consequences, "_WEEKS_AT_ONCE", at_once)
    by_hand(played, "UPDATE weekly_ranking SET total_points = total_points + 1")
    found = await recalculate_rankings(played)
    assert [week.week.week.number for week in found.rankings] == [7, 8, 9, 10]
    assert await recalculate_rankings(played) == Consequences()


async def test_points_put_right_revise_the_weeks_that_counted_the_wrong_ones(played: Tour) -> None:
    right = ranks(played)
    by_hand(played, WRONG_POINTS["another stage"])
    await recalculate_rankings(played)
    assert ranks(played) != right
    tried = await try_points(played)
    assert [week.week.week.number for week in tried.rankings] == [7, 8, 9, 10]
    assert await recalculate_points(played) == tried
    assert ranks(played) == right


async def test_the_audit_log_learns_who_stands_elsewhere_than_before(played: Tour) -> None:
    by_hand(played, WRONG_WEEKS["one missing"])
    await recalculate_rankings(played)
    found = played.admin.execute("SELECT before, after FROM rankings_outbox").fetchone()
    assert found == (
        {"revision": 0, "positions": {}, "points": {}},
        {"revision": 1, "num_players": 5, "positions": {"5": 5}, "points": {"5": 0}},
    )


async def test_weeks_before_the_first_one_asked_for_stay_as_they_are(played: Tour) -> None:
    by_hand(played, WRONG_POINTS["another stage"])
    for_later = await recalculate_points(played, DRAWS[1:], Week.iso(2026, 8))
    assert [draw.draw.draw_id for draw in for_later.points] == [8]
    assert [draw.draw.draw_id for draw in (await try_points(played)).points] == [6]
    await recalculate_points(played)

    by_hand(played, WRONG_WEEKS["points"])
    assert await recalculate_rankings(played, Week.iso(2026, 8)) == Consequences()
    assert len((await recalculate_rankings(played, Week.iso(2026, 7))).rankings) == 1


async def test_points_in_a_draw_that_is_open_again_or_has_no_matches_belong_to_nobody(
    played: Tour,
) -> None:
    by_hand(
        played,
        "INSERT INTO points_history (player_id, tournament_id, age_category_id, stage_result_id,"
        " points_earned, tournament_end_date, draw_id, gender_id, category_id, wins)"
        f" VALUES (9, 9, 1, 1, 100, '{completed(9, FINAL).end_date}', 9, 1, 1, 3)",
    )
    reopened = CountedDraw(8, 8, AgeCategory.SIXTY, Gender.MEN, DRAWS[1].end_date, version=2)
    found = await recalculate_points(played, [DRAWS[0], reopened])
    assert [draw.draw.draw_id for draw in found.points] == [8, 9]
    assert {row[0] for row in points(played)} == {6}
    assert await played.order(10) == await played.order(7)


async def test_newer_news_of_a_draw_than_what_was_read_stays(played: Tour) -> None:
    await played.complete(6, TURNED, version=2)
    right = points(played)
    # the matches were read before that correction
    assert await recalculate_points(played) == Consequences()
    assert points(played) == right


async def test_news_that_was_on_its_way_adds_nothing_to_what_was_put_right(played: Tour) -> None:
    corrected = completed(6, TURNED, version=2)
    found = await recalculate_points(played, [corrected, DRAWS[1]])
    assert [draw.draw.draw_id for draw in found.points] == [6]
    right, events = points(played), told(played)
    await played.do(partial(commands.award_points, draw=corrected))
    assert (points(played), told(played)) == (right, events)
    # nor is a later correction missed
    await played.complete(6, FINAL, version=3)
    assert points(played) != right


async def test_a_recalculation_waits_for_a_draw_that_ends_at_the_same_moment(played: Tour) -> None:
    by_hand(played, WRONG_POINTS["one missing"])
    work = Work(played.database, CHIEF)
    await commands.award_points(work, completed(6, TURNED, version=2))
    recalculation = asyncio.create_task(recalculate_points(played))
    await asyncio.sleep(0.3)
    assert not recalculation.done()
    await work.commit()
    await work.close()
    assert await recalculation == Consequences()
    assert dict((await played.ranking(7)).previous) == {}
    assert (await played.order(7))[0] == (2, 100)


async def test_unverified_points_count_as_stored_and_are_never_worked_out(played: Tour) -> None:
    played.admin.execute(
        "UPDATE points_history SET origin = 'unverified', points_earned = 33"
        " WHERE player_id = 3 AND draw_id = 6"
    )
    assert await recalculate_points(played) == Consequences()
    await recalculate_rankings(played)
    assert dict(await played.order(7))[3] == 33


async def test_imported_weeks_stay_as_stored_and_it_is_told_that_they_differ(played: Tour) -> None:
    by_hand(played, WRONG_WEEKS["points"])
    played.admin.execute("UPDATE ranking_weeks SET origin = 'imported' WHERE ranking_week = 7")
    wrong = ranks(played)
    found = await recalculate_rankings(played)
    assert (found.points, found.rankings) == ((), ())
    assert [week.week.week for week in found.kept] == [Week.iso(2026, 7)]
    assert ranks(played) == wrong
    assert told(played) == []


async def test_imported_rows_are_compared_by_what_they_tell(played: Tour) -> None:
    """They tell neither tournaments nor what separated two of equal points."""
    played.admin.execute("ALTER TABLE weekly_ranking DISABLE TRIGGER USER")
    played.admin.execute(
        "UPDATE weekly_ranking SET origin = 'imported', tournaments = NULL, separated_by = NULL"
    )
    played.admin.execute("UPDATE ranking_weeks SET origin = 'imported'")
    assert await recalculate_rankings(played) == Consequences()


async def test_who_is_not_known_yet_is_told_and_nothing_is_changed(played: Tour) -> None:
    stranger: list[CompletedDraw] = [completed(6, [*FINAL, (40, Stage.QF, 0)], version=2)]
    before = points(played)
    with pytest.raises(Conflict, match=r"not heard yet .* \(player 40\)\. Nothing was saved"):
        await recalculate_points(played, [*stranger, DRAWS[1]])
    assert points(played) == before


async def test_a_command_that_fails_in_between_changes_nothing(played: Tour) -> None:
    by_hand(played, WRONG_POINTS["all missing"])

    async def fail(work: Work) -> None:
        await commands.recalculate_points(work, DRAWS, None)
        raise Conflict("the power went")

    with pytest.raises(Conflict):
        await perform(played.database, CHIEF, fail)
    assert points(played) == []
    assert told(played) == []


def test_weeks_of_the_tests_are_what_they_seem() -> None:
    assert [Week.of(draw.end_date) for draw in DRAWS] == [Week(monday(6)), Week(monday(8))]
