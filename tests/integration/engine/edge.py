"""A service whose one call does what a test says, behind the real edge and a real client."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc

from shared.grpc_client import open_channel
from shared.grpc_server import Edge
from shared.names import SERVICES, ServiceName
from shared.settings import Settings
from tests.integration.engine.engine import settings_of
from tools.local.database import Target
from tour.entries.v1 import entries_pb2 as pb
from tour.entries.v1.entries_pb2_grpc import (
    EntriesServiceServicer,
    EntriesServiceStub,
    add_EntriesServiceServicer_to_server,
)

if TYPE_CHECKING:
    from tour.entries.v1.entries_pb2_grpc import EntriesServiceAsyncStub

Behaviour = Callable[[Any], Awaitable[Any]]


class Entries(EntriesServiceServicer):
    """Registering, withdrawing and searching, each as ``behaviour`` says."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour

    async def WithdrawEntry(  # noqa: N802 - the name of the contract
        self, request: pb.WithdrawEntryRequest, context: object
    ) -> pb.WithdrawEntryResponse:
        answer: pb.WithdrawEntryResponse = await self.behaviour(request)
        return answer

    async def SearchPlayers(  # noqa: N802 - the name of the contract
        self, request: pb.SearchPlayersRequest, context: object
    ) -> pb.SearchPlayersResponse:
        answer: pb.SearchPlayersResponse = await self.behaviour(request)
        return answer

    async def RegisterVenue(  # noqa: N802 - the name of the contract
        self, request: pb.RegisterVenueRequest, context: object
    ) -> pb.RegisterVenueResponse:
        answer: pb.RegisterVenueResponse = await self.behaviour(request)
        return answer


def hashes() -> dict[ServiceName, str]:
    """Everybody's credential, as a called service knows it."""
    return {
        service: hashlib.sha256(f"token of {service}".encode()).hexdigest() for service in SERVICES
    }


@dataclass(frozen=True, slots=True)
class Edged:
    """The server's address, and a client that calls as the gateway."""

    address: str
    stub: "EntriesServiceAsyncStub"
    target: Target

    def caller(self, **more: Any) -> Settings:
        return settings_of("gateway", self.target, **more)


def edge_of_entries(target: Target, **more: Any) -> Edge:
    return Edge(settings_of("entries", target, caller_hashes=hashes(), **more))


async def served(edge: Edge, behaviour: Behaviour, port: int = 0) -> tuple[grpc.aio.Server, int]:
    """The entries service and its port; the caller stops it."""
    server = grpc.aio.server(interceptors=[edge], options=[("grpc.so_reuseport", 0)])
    add_EntriesServiceServicer_to_server(Entries(behaviour), server)  # type: ignore[abstract]
    port = server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    return server, port


@asynccontextmanager
async def edged(target: Target, behaviour: Behaviour, **more: Any) -> AsyncIterator[Edged]:
    """The entries service, for as long as the block lasts."""
    server, port = await served(edge_of_entries(target, **more), behaviour)
    address = f"127.0.0.1:{port}"
    async with open_channel(address, settings_of("gateway", target)) as channel:
        yield Edged(address, EntriesServiceStub(channel), target)
    await server.stop(None)
