"""Runs the entries service: ``python -m services.entries``."""

from functools import partial

from services.entries.consumers import handlers
from services.entries.grpc_api import EntriesApi
from services.entries.peers import GrpcPeers
from shared.service import EngineRoom, Service, run_service
from tour.entries.v1.entries_pb2 import DESCRIPTOR
from tour.entries.v1.entries_pb2_grpc import add_EntriesServiceServicer_to_server


def build(room: EngineRoom) -> Service:
    peers = GrpcPeers(rankings=room.channel("rankings"), matches=room.channel("matches"))
    return Service(
        add_api=partial(add_EntriesServiceServicer_to_server, EntriesApi(room.database, peers)),
        full_name=DESCRIPTOR.services_by_name["EntriesService"].full_name,
        handlers=handlers(),
    )


if __name__ == "__main__":
    run_service(build)
