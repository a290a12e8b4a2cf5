"""The domain events of the rankings service, as messages."""

from collections.abc import Sequence

from services.rankings.domain.window import drops_off
from services.rankings.store.rows import ListKey, PointsRow
from shared.weeks import Week
from shared.wire import to_date, to_enum, to_week
from tour.common.v1 import common_pb2
from tour.rankings.v1 import events_pb2, rankings_pb2

ORIGINS = {
    "live": common_pb2.ORIGIN_LIVE,
    "imported": common_pb2.ORIGIN_IMPORTED,
    "unverified": common_pb2.ORIGIN_UNVERIFIED,
}


def points_earned(row: PointsRow, *, counts: bool = False) -> rankings_pb2.PointsEarned:
    """A row of the points history as the contract tells it."""
    return rankings_pb2.PointsEarned(
        player_id=row.player_id,
        tournament_id=row.tournament_id,
        age_category=to_enum(row.category),
        stage=to_enum(row.stage),
        points=row.points,
        tournament_end_date=to_date(row.tournament_end_date),
        counts=counts,
        drops_off=to_week(drops_off(row.week)),
        origin=ORIGINS[row.origin],
    )


def points_awarded(draw_id: int, points: Sequence[PointsRow]) -> events_pb2.PointsAwarded:
    first = points[0]
    return events_pb2.PointsAwarded(
        draw_id=draw_id,
        tournament_id=first.tournament_id,
        age_category=to_enum(first.category),
        gender=to_enum(first.gender),
        points=[points_earned(row) for row in points],
    )


def ranking_published(
    week: Week, ranked: ListKey, revision: int, num_players: int
) -> events_pb2.RankingPublished:
    return events_pb2.RankingPublished(
        week=to_week(week),
        age_category=to_enum(ranked.category),
        gender=to_enum(ranked.gender),
        revision=revision,
        num_players=num_players,
    )
