"""Runs the rankings service: ``python -m services.rankings``."""

from services.rankings.clock_steps import publish_step
from services.rankings.consumers import HANDLERS
from services.rankings.grpc_api import RankingsApi
from shared.service import EngineRoom, Service, run_service
from tour.rankings.v1 import rankings_pb2
from tour.rankings.v1.rankings_pb2_grpc import add_RankingsServiceServicer_to_server


def build(room: EngineRoom) -> Service:
    """The service from its parts; it asks no other service."""
    return Service(
        add_api=lambda server: add_RankingsServiceServicer_to_server(
            RankingsApi(room.database), server
        ),
        full_name=rankings_pb2.DESCRIPTOR.services_by_name["RankingsService"].full_name,
        handlers=HANDLERS,
        steps=(publish_step(room.database),),
    )


if __name__ == "__main__":
    run_service(build)
