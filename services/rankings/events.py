"""The domain events of the rankings service, as messages."""

from collections.abc import Sequence

from services.rankings.messages import points_earned
from services.rankings.store.rows import ListKey, PointsRow
from shared.weeks import Week
from shared.wire import to_enum, to_week
from tour.rankings.v1 import events_pb2


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
