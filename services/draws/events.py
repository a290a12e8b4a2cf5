"""Draws as the contract tells them, and the domain events made of them."""

from collections.abc import Sequence

from services.draws.domain.seeding import Seed
from services.draws.records import Draw, DrawLine, Origin
from shared.wire import to_date, to_enum, to_moment, to_week
from tour.common.v1 import common_pb2
from tour.draws.v1 import draws_pb2, events_pb2

_ORIGINS = {
    Origin.LIVE: common_pb2.ORIGIN_LIVE,
    Origin.IMPORTED: common_pb2.ORIGIN_IMPORTED,
    Origin.UNVERIFIED: common_pb2.ORIGIN_UNVERIFIED,
}


def draw_message(draw: Draw) -> draws_pb2.Draw:
    tournament = draw.tournament
    return draws_pb2.Draw(
        draw_id=draw.draw_id,
        tournament_id=tournament.tournament_id,
        age_category=to_enum(draw.category),
        gender=to_enum(draw.gender),
        status=to_enum(draw.status),
        num_players=draw.num_players or 0,
        size=draw.size or 0,
        has_supertiebreak=draw.has_supertiebreak,
        generated_at=to_moment(draw.generated_at) if draw.generated_at else None,
        random_seed=draw.random_seed or 0,
        algorithm_version=draw.algorithm_version or 0,
        is_seeded=draw.is_seeded or False,
        seeding_week=to_week(tournament.seeding_week),
        version=draw.version,
        origin=_ORIGINS[draw.origin],
        entry_deadline=to_moment(tournament.entry_deadline),
        draw_deadline=to_moment(tournament.draw_deadline),
        start_date=to_date(tournament.start_date),
        end_date=to_date(tournament.end_date),
        tournament_category=to_enum(tournament.category),
    )


def line_message(line: DrawLine) -> draws_pb2.DrawLine:
    return draws_pb2.DrawLine(
        line=line.number,
        player_id=line.player_id or 0,
        seed_number=line.seed_number or 0,
        has_bye=line.has_bye,
        entry_points=line.entry_points,
    )


def seed_message(seed: Seed) -> draws_pb2.Seed:
    return draws_pb2.Seed(seed_number=seed.number, player_id=seed.player_id, points=seed.points)


def draw_opened(draw: Draw) -> events_pb2.DrawOpened:
    return events_pb2.DrawOpened(draw=draw_message(draw))


def entries_closed(draw: Draw, planned: Sequence[Seed]) -> events_pb2.EntriesClosed:
    return events_pb2.EntriesClosed(
        draw=draw_message(draw), planned_seeds=[seed_message(seed) for seed in planned]
    )


def draw_generated(
    draw: Draw, lines: Sequence[DrawLine], actual: Sequence[Seed]
) -> events_pb2.DrawGenerated:
    return events_pb2.DrawGenerated(
        draw=draw_message(draw),
        lines=[line_message(line) for line in lines],
        actual_seeds=[seed_message(seed) for seed in actual],
    )


def draw_cancelled(draw: Draw, num_entries: int) -> events_pb2.DrawCancelled:
    return events_pb2.DrawCancelled(draw=draw_message(draw), num_entries=num_entries)
