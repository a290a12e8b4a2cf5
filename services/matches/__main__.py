"""Runs the matches service: ``python -m services.matches``."""

from services.matches.clock_steps import end_suspensions_step
from services.matches.consumers import HANDLERS
from services.matches.grpc_api import MatchesApi
from services.matches.peers import GrpcPeers
from shared.service import EngineRoom, Service, run_service
from tour.matches.v1 import matches_pb2
from tour.matches.v1.matches_pb2_grpc import add_MatchesServiceServicer_to_server


def build(room: EngineRoom) -> Service:
    """The service from its parts; it asks the draws service for draws."""
    peers = GrpcPeers(room)
    return Service(
        add_api=lambda server: add_MatchesServiceServicer_to_server(
            MatchesApi(room.database, peers), server
        ),
        full_name=matches_pb2.DESCRIPTOR.services_by_name["MatchesService"].full_name,
        handlers=HANDLERS,
        steps=(end_suspensions_step(room.database),),
    )


if __name__ == "__main__":
    run_service(build)
