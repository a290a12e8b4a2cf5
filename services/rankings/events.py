"""The domain events of the rankings service, as messages."""

from collections.abc import Sequence

from services.rankings.messages import points_earned
from services.rankings.store.rows import ListKey, PointsRow
from shared.terms import AgeCategory, Gender
from shared.weeks import Week
from shared.wire import to_enum, to_week
from tour.rankings.v1 import events_pb2


def points_awarded(
    draw_id: int,
    tournament_id: int,
    category: AgeCategory,
    gender: Gender,
    points: Sequence[PointsRow],
) -> events_pb2.PointsAwarded:
    return events_pb2.PointsAwarded(
        draw_id=draw_id,
        tournament_id=tournament_id,
        age_category=to_enum(category),
        gender=to_enum(gender),
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
