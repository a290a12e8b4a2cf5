"""Points, rankings and breakdowns as the contract tells them."""

from services.rankings.domain.ranking import SeparatedBy, lot, lot_text
from services.rankings.domain.window import drops_off
from services.rankings.queries import Breakdown, Ranking, ShownResult
from services.rankings.store.rows import PointsRow
from shared.wire import to_date, to_enum, to_moment, to_week
from tour.common.v1 import common_pb2
from tour.rankings.v1 import rankings_pb2 as pb

ORIGINS = {
    "live": common_pb2.ORIGIN_LIVE,
    "imported": common_pb2.ORIGIN_IMPORTED,
    "unverified": common_pb2.ORIGIN_UNVERIFIED,
}


def points_earned(row: PointsRow, *, counts: bool = False) -> pb.PointsEarned:
    """A row of the points history as the contract tells it."""
    return pb.PointsEarned(
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


def ranking(ranking: Ranking) -> pb.GetRankingResponse:
    answer = pb.GetRankingResponse(
        state=to_enum(ranking.state), week=to_week(ranking.week) if ranking.week else None
    )
    if ranking.published is None:
        return answer
    if ranking.published.published_at is not None:
        answer.published_at.CopyFrom(to_moment(ranking.published.published_at))
    answer.revision = ranking.published.revision
    answer.origin = ORIGINS[ranking.published.origin]
    answer.total = ranking.published.num_players
    for player in ranking.players:
        previous, _ = ranking.previous.get(player.player_id, (0, 0))
        answer.players.add(
            player_id=player.player_id,
            position=player.position,
            points=player.points,
            tournaments=player.tournaments or 0,
            separated_by=to_enum(player.separated_by),
            previous_position=previous,
        )
    return answer


def breakdown(found: Breakdown) -> pb.GetBreakdownResponse:
    shown, rank, above = found.ranking, found.rank, found.above
    answer = pb.GetBreakdownResponse(
        state=to_enum(shown.state),
        week=to_week(shown.week) if shown.week else None,
        age_category=to_enum(found.list.category),
        gender=to_enum(found.list.gender),
        categories=[to_enum(category) for category in found.categories],
        results=[_counted(each) for each in found.results],
        results_points=sum(each.row.points for each in found.results if each.counts),
        outgrown=to_week(found.outgrown),
    )
    for change in found.changes:
        answer.changes.add(
            week=to_week(change.ranking),
            leaving=[result.tournament_id for result in change.leaving],
            arriving=[result.tournament_id for result in change.arriving],
            points=change.points,
        )
    if shown.published is not None:
        answer.origin = ORIGINS[shown.published.origin]
        answer.revision = shown.published.revision
    if rank is not None:
        answer.position, answer.points = rank.position, rank.points
        answer.separated_by = to_enum(rank.separated_by)
        answer.player_above_id = above.player_id if above else 0
        if above is not None and rank.separated_by is SeparatedBy.LOT:
            answer.lots.CopyFrom(_lots(found, rank.player_id, above.player_id))
    return answer


def _counted(shown: ShownResult) -> pb.CountedResult:
    return pb.CountedResult(
        tournament_id=shown.row.tournament_id,
        week=to_week(shown.row.week),
        stage=to_enum(shown.row.stage),
        points=shown.row.points,
        counts=shown.counts,
        drops_off=to_week(shown.drops_off),
        sanctioned=shown.row.sanctioned,
        origin=ORIGINS[shown.row.origin],
    )


def _lots(found: Breakdown, player_id: int, above_id: int) -> pb.Lots:
    category, week = found.list.category, found.ranking.week
    assert week is not None
    return pb.Lots(
        text=lot_text(player_id, category, week),
        sha256=lot(player_id, category, week),
        text_above=lot_text(above_id, category, week),
        sha256_above=lot(above_id, category, week),
    )
