"""Corrected and reopened draws: points follow, published weeks are revised (rules.md 5 and 6)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from google.protobuf.message import Message

from services.rankings.consumers import HANDLERS
from shared.broker import Broker
from shared.events import Envelope, to_payload, type_name
from shared.inbox import Consumer
from shared.terms import Stage
from shared.wire import to_date
from tests.integration.rankings.tour import CHIEF, NOW, Tour, monday
from tour.common.v1 import common_pb2 as common
from tour.matches.v1 import events_pb2

FINAL = [(1, Stage.W, 3), (2, Stage.F, 2), (3, Stage.SF, 1)]
CORRECTED = [(1, Stage.F, 2), (2, Stage.W, 3), (3, Stage.SF, 1)]


async def hear(tour: Tour, event: Message, version: int) -> None:
    """Deliver an event as the consumer does."""
    consumer = Consumer(tour.database, Broker(tour.database.settings), HANDLERS)
    await consumer.handle(
        Envelope(
            event_id=uuid4(),
            type=type_name(type(event)),
            key="draw:7",
            version=version,
            occurred_at=datetime.now(UTC),
            call=CHIEF,
            payload=to_payload(event),
            before=None,
            after=None,
        )
    )


async def reopen(tour: Tour, version: int) -> None:
    """A result of the draw in week 7 is taken back."""
    event = events_pb2.DrawReopened(
        draw_id=7,
        tournament_id=7,
        age_category=common.AGE_CATEGORY_SIXTY,
        gender=common.GENDER_MEN,
        end_date=to_date(monday(7) + timedelta(days=6)),
    )
    await hear(tour, event, version)


def points(tour: Tour) -> dict[int, int]:
    rows = tour.admin.execute("SELECT player_id, points_earned FROM tour.points_history")
    return dict(rows.fetchall())


async def published(tour: Tour) -> None:
    """Week 10 is published; it counts the draws of weeks 7 and 8."""
    await tour.complete(7, FINAL, version=2)
    await tour.complete(8, [(3, Stage.W, 3), (2, Stage.F, 2)])
    tour.move_clock(NOW + timedelta(days=1))
    await tour.publish(10)


async def test_a_corrected_final_changes_points_and_revises_the_published_week(tour: Tour) -> None:
    await published(tour)
    assert await tour.order(10) == [(3, 145), (2, 140), (1, 100)]
    await tour.complete(7, CORRECTED, version=3)
    assert await tour.order(10) == [(2, 170), (3, 145), (1, 70)]
    ranking = await tour.ranking(10)
    assert ranking.published is not None
    assert ranking.published.revision == 1
    before, after = tour.admin.execute(
        "SELECT before, after FROM tour.rankings_outbox WHERE event_key = 'draw:7'"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchone() or (None, None)
    assert before == {"points": {"1": 100, "2": 70, "3": 45}}
    assert after == {"points": {"1": 70, "2": 100, "3": 45}}


async def test_a_correction_that_changes_no_points_revises_nothing(tour: Tour) -> None:
    await published(tour)
    await tour.complete(7, FINAL, version=3)
    ranking = await tour.ranking(10)
    assert ranking.published is not None
    assert ranking.published.revision == 0


async def test_a_reopened_draw_has_no_points_and_the_week_is_revised_without_it(
    tour: Tour,
) -> None:
    await published(tour)
    await reopen(tour, 3)
    assert await tour.order(10) == [(3, 100), (2, 70)]
    ranking = await tour.ranking(10)
    assert ranking.published is not None
    assert ranking.published.revision == 1
    told = tour.outbox("PointsAwarded")[-1]
    assert (told["draw_id"], told["gender"]) == ("7", "GENDER_MEN")
    assert "points" not in told


async def test_a_week_that_counted_nothing_else_has_no_ranking_until_the_draw_ends(
    tour: Tour,
) -> None:
    await tour.complete(7, FINAL, version=2)
    tour.move_clock(NOW + timedelta(days=1))
    await tour.publish(10)
    await reopen(tour, 3)
    assert await tour.order(10) == []
    await tour.complete(7, CORRECTED, version=4)
    assert await tour.order(10) == [(2, 100), (1, 70), (3, 45)]
    ranking = await tour.ranking(10)
    assert ranking.published is not None
    assert ranking.published.revision == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_newest_news_of_a_draw_decides_in_whatever_order_it_comes(
    tour: Tour, order: tuple[int, ...]
) -> None:
    for index in order:
        if index == 1:
            await reopen(tour, 3)
        else:
            await tour.complete(7, CORRECTED if index == 2 else FINAL, version=index + 2)
    assert points(tour) == {1: 70, 2: 100, 3: 45}


async def test_a_completion_that_comes_after_its_reopening_awards_nothing(tour: Tour) -> None:
    await reopen(tour, 3)
    await tour.complete(7, FINAL, version=2)
    assert points(tour) == {}
    assert tour.outbox("PointsAwarded") == []


async def test_points_of_unverified_history_stay_as_stored(tour: Tour) -> None:
    await tour.complete(7, FINAL, version=2)
    tour.admin.execute(
        "UPDATE tour.points_history SET origin = 'unverified', points_earned = 33"
        " WHERE player_id = 3"
    )
    await tour.complete(7, CORRECTED, version=3)
    assert points(tour) == {1: 70, 2: 100, 3: 33}
    await reopen(tour, 4)
    assert points(tour) == {3: 33}


async def test_an_imported_week_stays_as_it_is_when_a_draw_in_it_is_corrected(tour: Tour) -> None:
    await published(tour)
    tour.admin.execute("UPDATE tour.ranking_weeks SET origin = 'imported'")
    before = await tour.order(10)
    await tour.complete(7, CORRECTED, version=3)
    await reopen(tour, 4)
    assert await tour.order(10) == before
