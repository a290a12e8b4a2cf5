"""Replicas behind one name: who joins is found, who moves is followed (decision 76)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from shared.grpc_client import open_channel
from shared.grpc_server import Edge
from shared.service import CONNECTION_SECONDS, Health, new_server
from shared.settings import Settings
from tests.integration.engine.names import Names, name_server
from tools.local.ports import free_ports

ONE, TWO = "127.0.0.1", "127.0.0.2"
# each replica tells its own, so that a test knows who answered
STATES = {
    ONE: health_pb2.HealthCheckResponse.SERVING,
    TWO: health_pb2.HealthCheckResponse.NOT_SERVING,
}
# more than between two questions to a name server
LONG_ENOUGH = 1.2


@pytest.fixture
def settings() -> Settings:
    return Settings.model_validate(
        {
            "service": "gateway",
            "database_password": "unused",
            "nats_password": "unused",
            "token": "unused",
        }
    )


async def replica(
    settings: Settings, address: str, port: int, connection_seconds: float
) -> grpc.aio.Server:
    server, health = new_server(Edge(settings), connection_seconds), Health()
    await health.set("", STATES[address])
    health_pb2_grpc.add_HealthServicer_to_server(health, server)
    server.add_insecure_port(f"{address}:{port}")
    await server.start()
    return server


class Caller:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub: Any = health_pb2_grpc.HealthStub(channel)

    async def who(self) -> str:
        """Who answers a call, which no one may fail."""
        answer = await self._stub.Check(health_pb2.HealthCheckRequest(), timeout=3.0)
        return next(address for address, state in STATES.items() if state == answer.status)

    async def answers(self, seconds: float) -> set[str]:
        """Who answered in so many seconds of calls, ten at once."""
        answered: set[str] = set()
        async with asyncio.timeout(10 * seconds):
            end = asyncio.get_running_loop().time() + seconds
            while asyncio.get_running_loop().time() < end:
                answered.update(await asyncio.gather(*(self.who() for _ in range(10))))
        return answered


@asynccontextmanager
async def calling(settings: Settings, names: Names, port: int) -> AsyncIterator[Caller]:
    channel = open_channel(f"dns://{ONE}:{names.port}/peer.tour:{port}", settings)
    try:
        yield Caller(channel)
    finally:
        await channel.close()


@pytest.mark.parametrize(
    ("connection_seconds", "found"), [(0.5, True), (CONNECTION_SECONDS, False)]
)
async def test_a_replica_that_joins_is_found_when_a_connection_has_lived_its_time(
    settings: Settings, connection_seconds: float, found: bool
) -> None:
    """And no call fails while connections end under it. The control: not before."""
    (port,) = free_ports(1)
    async with name_server() as names:
        names.addresses = [ONE]
        one = await replica(settings, ONE, port, connection_seconds)
        async with calling(settings, names, port) as caller:
            assert await caller.who() == ONE
            two = await replica(settings, TWO, port, connection_seconds)
            names.addresses = [ONE, TWO]
            answered = await caller.answers(2 * LONG_ENOUGH)
            assert answered == ({ONE, TWO} if found else {ONE})
            assert (names.asked > 1) is found
        await one.stop(None)
        await two.stop(None)


async def test_who_moved_is_followed_at_once(settings: Settings) -> None:
    """As in an update on AWS: every new task has an address of its own."""
    (port,) = free_ports(1)
    async with name_server() as names:
        names.addresses = [ONE]
        one = await replica(settings, ONE, port, CONNECTION_SECONDS)
        async with calling(settings, names, port) as caller:
            assert await caller.answers(LONG_ENOUGH) == {ONE}
            two = await replica(settings, TWO, port, CONNECTION_SECONDS)
            names.addresses = [TWO]
            await one.stop(None)
            assert await caller.answers(LONG_ENOUGH) == {TWO}
        await two.stop(None)
