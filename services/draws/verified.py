"""A verified draw as the contract tells it."""

from collections.abc import Iterable

from services.draws.domain.verification import LineCheck, SeedCheck, Verification
from services.draws.events import draw_message
from services.draws.queries import VerifiedDraw
from shared.wire import to_moment
from tour.common.v1 import common_pb2
from tour.draws.v1 import draws_pb2 as pb


def verified_message(verified: VerifiedDraw) -> pb.VerifyDrawResponse:
    answer = pb.VerifyDrawResponse(draw=draw_message(verified.draw))
    found = verified.verification
    if found is None:
        answer.verdict = pb.VERDICT_NOT_VERIFIABLE
        answer.reason = verified.obstacle.message if verified.obstacle else ""
        return answer
    answer.verdict = pb.VERDICT_VERIFIED if found.is_verified else pb.VERDICT_DIFFERS
    answer.differences.extend(
        common_pb2.Reason(field=each.field, rule=each.rule, message=each.message)
        for each in found.differences
    )
    answer.field.extend(_field(verified, found))
    answer.planned_seeds.extend(_seed(check) for check in found.planned)
    answer.actual_seeds.extend(_seed(check) for check in found.actual)
    answer.lines.extend(_line(check) for check in found.lines)
    answer.lots.extend(
        pb.Lot(
            index=lot.index,
            number=lot.number,
            below=lot.below,
            lot=lot.lot,
            what_for=lot.what_for,
        )
        for lot in found.lots
    )
    return answer


def _field(verified: VerifiedDraw, found: Verification) -> Iterable[pb.FieldPlayer]:
    """Who was drawn, in the order of seeding, then who had an entry at the deadline only."""
    row_of = {row.player_id: row for row in verified.field}
    entry_of = {each.entry.player_id: each.entry for each in verified.entries}
    standing_of = {row.player_id: row.standing for row in verified.field if row.standing}
    order = [*found.seeding.player_ids, *sorted(entry_of.keys() | standing_of.keys())]
    for player_id in dict.fromkeys(order):
        entry = entry_of.get(player_id) or standing_of[player_id]
        place = row_of[player_id].place if player_id in row_of else None
        yield pb.FieldPlayer(
            player_id=player_id,
            entered_at=to_moment(entry.entered_at),
            ranking_position=place.position if place else 0,
            ranking_points=place.points if place else 0,
            stood_at_deadline=player_id in standing_of,
            was_drawn=player_id in entry_of,
        )


def _seed(check: SeedCheck) -> pb.VerifiedSeed:
    stored, computed = check.stored, check.computed
    return pb.VerifiedSeed(
        seed_number=check.number,
        stored_player_id=stored.player_id if stored else 0,
        stored_points=stored.points if stored else 0,
        computed_player_id=computed.player_id if computed else 0,
        computed_points=computed.points if computed else 0,
        agrees=check.agrees,
    )


def _line(check: LineCheck) -> pb.VerifiedLine:
    stored, computed = check.stored, check.computed
    return pb.VerifiedLine(
        line=check.number,
        stored_player_id=(stored.player_id if stored else 0) or 0,
        stored_seed_number=(stored.seed if stored else 0) or 0,
        computed_player_id=(computed.player_id if computed else 0) or 0,
        computed_seed_number=(computed.seed if computed else 0) or 0,
        agrees=check.agrees,
    )
