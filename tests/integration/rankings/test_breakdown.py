"""Why a player stands where: what counts, what drops off when, and what a new year means."""

from typing import Any, cast

import pytest

from services.rankings import commands
from services.rankings.domain.ranking import lot
from services.rankings.grpc_api import RankingsApi
from shared.errors import InvalidInput, NotFound
from shared.terms import AgeCategory, Gender, Stage
from shared.weeks import Week
from shared.wire import from_week, to_week
from tests.integration.rankings.tour import Tour
from tour.common.v1 import common_pb2
from tour.rankings.v1 import rankings_pb2 as pb

NONE = cast(Any, None)


class Asking:
    """Asks through the contract; ``week`` is one of 2026."""

    def __init__(self, tour: Tour) -> None:
        self._api = RankingsApi(tour.database)

    async def __call__(
        self, player_id: int, age_category: int = 1, week: int | Week | None = None
    ) -> pb.GetBreakdownResponse:
        wanted = Week.iso(2026, week) if isinstance(week, int) else week
        request = pb.GetBreakdownRequest(
            player_id=player_id,
            age_category=cast(Any, age_category),
            week=to_week(wanted) if wanted else None,
        )
        return await self._api.GetBreakdown(request, NONE)


@pytest.fixture
async def ask(tour: Tour) -> Asking:
    """Six tournaments are played, and weeks 9 and 10 are published; it is week 10."""
    for week in (3, 4, 5, 6):
        await tour.complete(week, [(1, Stage.W, 3), (2, Stage.F, 2), (3, Stage.QF, 0)])
    await tour.complete(7, [(1, Stage.SF, 1), (2, Stage.W, 3)], sanctioned=[1])
    await tour.complete(8, [(1, Stage.QF, 1), (2, Stage.SF, 1), (4, Stage.QF, 0)])
    tour.move_clock(Week.iso(2026, 10).at(1, 20))
    for week in (9, 10):
        await tour.publish(week)
    return Asking(tour)


def results(found: pb.GetBreakdownResponse) -> list[tuple[int, int, bool]]:
    return [(each.tournament_id, each.points, each.counts) for each in found.results]


async def test_the_results_of_the_window_are_told_in_the_order_in_which_they_count(
    ask: Asking,
) -> None:
    found = await ask(1)
    assert found.state == pb.WEEK_STATE_PUBLISHED
    assert from_week(found.week, "week") == Week.iso(2026, 10)
    assert (found.position, found.points, found.results_points) == (1, 400, 400)
    assert results(found) == [
        (6, 100, True),
        (5, 100, True),
        (4, 100, True),
        (3, 100, True),
        (8, 30, False),
        (7, 0, False),
    ]
    assert [each.sanctioned for each in found.results] == [False] * 5 + [True]
    assert [each.stage for each in found.results] == [1, 1, 1, 1, 4, 3]
    drops = [from_week(each.drops_off, "week") for each in found.results]
    assert drops[0] == Week.iso(2027, 6)  # after the 53 weeks of 2026
    assert from_week(found.results[0].week, "week") == Week.iso(2026, 6)


async def test_what_the_points_will_be_after_each_drop_off_is_told_in_order(ask: Asking) -> None:
    found = await ask(1)
    told = [
        (from_week(each.week, "week"), list(each.leaving), list(each.arriving), each.points)
        for each in found.changes
    ]
    assert told == [
        (Week.iso(2027, 3), [3], [], 330),
        (Week.iso(2027, 4), [4], [], 230),
        (Week.iso(2027, 5), [5], [], 130),
        (Week.iso(2027, 6), [6], [], 30),
        (Week.iso(2027, 7), [7], [], 30),
        (Week.iso(2027, 8), [8], [], 0),
    ]


async def test_a_result_known_already_comes_in_with_the_next_ranking(
    tour: Tour, ask: Asking
) -> None:
    await tour.complete(10, [(4, Stage.W, 3), (3, Stage.F, 2)])
    found = await ask(4)
    assert found.points == 0
    change = found.changes[0]
    assert from_week(change.week, "week") == Week.iso(2026, 11)
    assert (list(change.leaving), list(change.arriving), change.points) == ([], [10], 100)


async def test_only_the_latest_week_looks_ahead(ask: Asking) -> None:
    found = await ask(1, week=9)
    assert found.points == 400
    assert not found.changes


async def test_a_tie_names_who_stands_above_and_what_separated_them(
    tour: Tour, ask: Asking
) -> None:
    # 3 has four zeros in the window, 4 has one: fewer tournaments stand first
    found = await ask(3)
    assert (found.position, found.points, found.player_above_id) == (4, 0, 4)
    assert found.separated_by == pb.SEPARATED_BY_FEWER_TOURNAMENTS
    assert not found.HasField("lots")
    assert (await ask(1)).player_above_id == 0
    assert (await ask(4)).separated_by == pb.SEPARATED_BY_UNSPECIFIED


async def test_a_lot_can_be_recomputed_from_what_is_told(tour: Tour, ask: Asking) -> None:
    await tour.complete(9, [(5, Stage.L16, 1), (6, Stage.L16, 1), (7, Stage.W, 3)])
    week = Week.iso(2026, 10)
    first, second = sorted((5, 6), key=lambda player: lot(player, AgeCategory.SIXTY, week))
    found = await ask(second)
    assert found.separated_by == pb.SEPARATED_BY_LOT
    assert found.player_above_id == first
    assert found.lots.text == f"{second}:1:2026:10"
    assert found.lots.text_above == f"{first}:1:2026:10"
    assert found.lots.sha256 == lot(second, AgeCategory.SIXTY, week)
    assert found.lots.sha256_above < found.lots.sha256


async def test_a_revised_week_says_so(tour: Tour, ask: Asking) -> None:
    assert (await ask(1)).revision == 0
    await tour.complete(9, [(5, Stage.L16, 1), (6, Stage.L16, 1)])
    assert (await ask(1)).revision == 1
    assert (await ask(1, week=9)).revision == 0


async def test_an_imported_week_tells_its_own_points_and_those_on_record(
    tour: Tour, ask: Asking
) -> None:
    with tour.admin.transaction():
        tour.admin.execute(
            "INSERT INTO tour.ranking_weeks (ranking_year, ranking_week, age_category_id,"
            " gender_id, state, published_at, num_players, origin) VALUES"
            " (2026, 8, 1, 1, 'PUBLISHED', '2026-02-16 20:00+00', 1, 'imported')"
        )
        tour.admin.execute(
            "INSERT INTO tour.weekly_ranking (player_id, age_category_id, gender_id, ranking_year,"
            " ranking_week, total_points, rank_position, tournaments, origin)"
            " VALUES (2, 1, 1, 2026, 8, 500, 1, 3, 'imported')"
        )
    found = await ask(2, week=8)
    assert found.origin == common_pb2.ORIGIN_IMPORTED
    assert (found.position, found.points, found.results_points) == (1, 500, 100 + 3 * 70)
    missing = await ask(1, week=8)
    assert (missing.position, missing.points, missing.results_points) == (0, 0, 400)


async def test_who_outgrew_the_category_has_nothing_that_counts_there(
    tour: Tour, ask: Asking
) -> None:
    await tour.do(lambda work: commands.learn_player(work, 1, Gender.MEN, 1962, 2))
    assert from_week((await ask(1)).outgrown, "week") == Week.iso(2027, 1)
    assert not (await ask(1)).changes  # all of them come after the 60+
    week = Week.iso(2027, 1)
    tour.move_clock(week.at(1, 20))
    await tour.do(lambda work: commands.publish_week(work, week))
    old = await ask(1)
    assert from_week(old.week, "week") == week
    assert (old.position, old.points, old.results_points) == (0, 0, 0)
    assert [each.counts for each in old.results] == [False] * 6
    assert not old.changes
    # the new category starts at zero: nothing is carried over
    new = await ask(1, age_category=0)
    assert new.age_category == common_pb2.AGE_CATEGORY_SIXTY_FIVE
    assert new.state == pb.WEEK_STATE_NONE
    assert not new.results
    assert list(new.categories) == [common_pb2.AGE_CATEGORY_SIXTY]


@pytest.mark.parametrize(
    ("birth_year", "category"),
    [(1966, AgeCategory.SIXTY), (1961, AgeCategory.SIXTY_FIVE), (1956, AgeCategory.SIXTY)],
)
async def test_without_a_category_it_is_that_of_the_age_or_of_the_results(
    tour: Tour, ask: Asking, birth_year: int, category: AgeCategory
) -> None:
    await tour.do(lambda work: commands.learn_player(work, 1, Gender.MEN, birth_year, 2))
    assert AgeCategory((await ask(1, age_category=0)).age_category) is category


async def test_a_week_without_ranking_or_before_it_has_no_results(ask: Asking) -> None:
    for week, state in ((8, pb.WEEK_STATE_NONE), (11, pb.WEEK_STATE_PENDING)):
        found = await ask(1, week=week)
        assert found.state == state
        assert from_week(found.week, "week") == Week.iso(2026, week)
        assert not found.results
        assert Gender(found.gender) is Gender.MEN


async def test_nobody_and_no_week_are_told_as_such(ask: Asking) -> None:
    with pytest.raises(NotFound):
        await ask(999)
    with pytest.raises(InvalidInput, match="Age category"):
        await ask(1, age_category=3)
