"""Runs the draws service: ``python -m services.draws``."""

from services.draws.clock_steps import deadlines_step, thaw_step
from services.draws.consumers import HANDLERS
from services.draws.grpc_api import DrawsApi
from services.draws.peers import GrpcPeers
from shared.service import EngineRoom, Service, run_service
from tour.draws.v1 import draws_pb2
from tour.draws.v1.draws_pb2_grpc import add_DrawsServiceServicer_to_server


def build(room: EngineRoom) -> Service:
    """The service from its parts; it asks entries and rankings."""
    peers = GrpcPeers(room)
    return Service(
        add_api=lambda server: add_DrawsServiceServicer_to_server(
            DrawsApi(room.database, peers), server
        ),
        full_name=draws_pb2.DESCRIPTOR.services_by_name["DrawsService"].full_name,
        handlers=HANDLERS,
        steps=(deadlines_step(room.database, peers), thaw_step(room.database, peers)),
    )


if __name__ == "__main__":
    run_service(build)
