"""The four services that the gateway asks, by their contracts.

``await ask(peers.entries.GetPlayers(request))`` carries the acting official, a deadline and the
correlation id, and raises the TourError that was raised at the other end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from shared.names import ServiceName
from shared.service import EngineRoom
from tour.common.v1.operations_pb2_grpc import OperationsServiceStub
from tour.draws.v1.draws_pb2_grpc import DrawsServiceStub
from tour.entries.v1.entries_pb2_grpc import EntriesServiceStub
from tour.matches.v1.matches_pb2_grpc import MatchesServiceStub
from tour.rankings.v1.rankings_pb2_grpc import RankingsServiceStub

if TYPE_CHECKING:
    from tour.common.v1.operations_pb2_grpc import OperationsServiceAsyncStub
    from tour.draws.v1.draws_pb2_grpc import DrawsServiceAsyncStub
    from tour.entries.v1.entries_pb2_grpc import EntriesServiceAsyncStub
    from tour.matches.v1.matches_pb2_grpc import MatchesServiceAsyncStub
    from tour.rankings.v1.rankings_pb2_grpc import RankingsServiceAsyncStub

PEERS: tuple[ServiceName, ...] = ("entries", "draws", "matches", "rankings")


@dataclass(frozen=True, slots=True)
class Peers:
    """A stub per service, and what each answers about itself (``operations``)."""

    entries: "EntriesServiceAsyncStub"
    draws: "DrawsServiceAsyncStub"
    matches: "MatchesServiceAsyncStub"
    rankings: "RankingsServiceAsyncStub"
    operations: "Mapping[ServiceName, OperationsServiceAsyncStub]"

    @classmethod
    def of(cls, room: EngineRoom) -> Self:
        """The services where the settings say; the channels end with the room."""
        channels = {name: room.channel(name) for name in PEERS}
        return cls(
            EntriesServiceStub(channels["entries"]),
            DrawsServiceStub(channels["draws"]),
            MatchesServiceStub(channels["matches"]),
            RankingsServiceStub(channels["rankings"]),
            {name: OperationsServiceStub(channel) for name, channel in channels.items()},
        )
