"""A service as a process of its own: how it comes up, what it tells about itself, how it ends."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import grpc
import httpx
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from shared.context import Actor, Call, Role, enter_call
from shared.errors import RuleBroken, Unavailable
from shared.grpc_client import ask, open_channel
from shared.grpc_server import LONGEST_CALL_SECONDS
from tests.integration.engine.edge import hashes
from tests.integration.engine.engine import Engine, settings_of, until
from tools.local.database import Target
from tools.local.folder import PROJECT
from tools.local.ports import free_ports
from tour.common.v1 import common_pb2 as common
from tour.rankings.v1 import rankings_pb2 as pb
from tour.rankings.v1.rankings_pb2_grpc import RankingsServiceStub

if TYPE_CHECKING:
    from tour.rankings.v1.rankings_pb2_grpc import RankingsServiceAsyncStub

CHIEF = Call(Actor("chief", Role.ADMINISTRATOR))
HEALTH = health_pb2.HealthCheckResponse
PAST = common.Week(year=2026, number=8)
FUTURE = common.Week(year=2199, number=8)


@dataclass(frozen=True, slots=True)
class Process:
    """The rankings service; its broker is away, which is no reason not to serve."""

    popen: "subprocess.Popen[bytes]"
    output: Path
    channel: grpc.aio.Channel
    ops: int

    @property
    def rankings(self) -> "RankingsServiceAsyncStub":
        return RankingsServiceStub(self.channel)

    def lines(self) -> list[dict[str, Any]]:
        """Its log; every line is JSON."""
        return [json.loads(line) for line in self.output.read_text().splitlines()]

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(f"http://127.0.0.1:{self.ops}{path}")

    async def ended(self) -> int:
        async def has() -> bool:
            return self.popen.poll() is not None

        await until(has, "the process has ended")
        return self.popen.wait()


def environment(target: Target, address: str, ops: int) -> Mapping[str, str]:
    settings = settings_of("rankings", target)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("TOUR_")},
        "PYTHONPATH": os.pathsep.join((str(PROJECT), str(PROJECT / "shared" / "gen"))),
        "TOUR_SERVICE": "rankings",
        "TOUR_DATABASE_HOST": settings.database_host,
        "TOUR_DATABASE_PORT": str(settings.database_port),
        "TOUR_DATABASE_NAME": settings.database_name,
        "TOUR_DATABASE_PASSWORD": settings.database_password.get_secret_value(),
        "TOUR_NATS_URL": settings.nats_url,
        "TOUR_NATS_PASSWORD": "unused",
        "TOUR_TOKEN": settings.token.get_secret_value(),
        "TOUR_CALLER_HASHES": json.dumps(hashes()),
        "TOUR_LISTEN": address,
        "TOUR_OPS_LISTEN": f"127.0.0.1:{ops}",
        "TOUR_DATABASE_POLL": "8",
    }


@asynccontextmanager
async def started(engine: Engine, folder: Path) -> AsyncIterator[Process]:
    """The process, once it serves."""
    port, ops = free_ports(2)
    address, output = f"127.0.0.1:{port}", folder / "log"
    with output.open("wb") as log:
        popen = subprocess.Popen(  # noqa: ASYNC220 - takes no time
            [sys.executable, "-m", "services.rankings"],
            env=environment(engine.target, address, ops),
            cwd=PROJECT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    channel = open_channel(address, settings_of("gateway", engine.target))
    process = Process(popen, output, channel, ops)

    async def serves() -> bool:
        assert popen.poll() is None, output.read_text()
        with contextlib.suppress(httpx.TransportError):
            return (await process.get("/health/ready")).status_code == 200
        return False

    try:
        await until(serves, "the process serves")
        enter_call(CHIEF)
        yield process
    finally:
        await channel.close()
        if popen.poll() is None:
            popen.kill()
            popen.wait()


def publish(week: common.Week) -> pb.PublishRankingRequest:
    return pb.PublishRankingRequest(request_id=str(uuid4()), week=week)


async def test_a_service_tells_about_itself(engine: Engine, tmp_path: Path) -> None:
    async with started(engine, tmp_path) as process:
        await its_health(process)
        await its_contracts(process)
        await ask(process.rankings.ListWeeks(pb.ListWeeksRequest()))
        with pytest.raises(RuleBroken):
            await ask(process.rankings.PublishRanking(publish(FUTURE)))
        await its_numbers(process)
        process.popen.send_signal(signal.SIGTERM)
        assert await process.ended() == 0
        its_log(process.lines())


async def its_health(process: Process) -> None:
    for path in ("/health/live", "/health/ready", "/health/promoted"):
        answer = await process.get(path)
        assert answer.status_code == 200
        assert answer.json() == {"service": "rankings", "database": "ready", "broker": "away"}
    checks: Any = health_pb2_grpc.HealthStub(process.channel)
    for service in ("", "tour.rankings.v1.RankingsService"):
        answer = await checks.Check(health_pb2.HealthCheckRequest(service=service))
        assert answer.status == HEALTH.SERVING
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await checks.Check(health_pb2.HealthCheckRequest(service="tour.draws.v1.DrawsService"))
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND


async def its_contracts(process: Process) -> None:
    channel: Any = process.channel
    stub: Any = reflection_pb2_grpc.ServerReflectionStub(channel)
    requests = [reflection_pb2.ServerReflectionRequest(list_services="")]
    listed = [
        service.name
        async for answer in stub.ServerReflectionInfo(iter(requests))
        for service in answer.list_services_response.service
    ]
    assert set(listed) >= {
        "tour.rankings.v1.RankingsService",
        "tour.common.v1.OperationsService",
        "grpc.health.v1.Health",
    }


async def its_numbers(process: Process) -> None:
    page = (await process.get("/metrics")).text
    refused = 'code="FAILED_PRECONDITION",method="PublishRanking",service="rankings"'
    for line in (
        'grpc_calls_total{code="OK",method="ListWeeks",service="rankings"} 1.0',
        f"grpc_calls_total{{{refused}}} 1.0",
        'grpc_call_seconds_count{method="ListWeeks",service="rankings"} 1.0',
        'outbox_waiting{service="rankings"} 0.0',
        'outbox_oldest_seconds{service="rankings"} 0.0',
        'dead_letters{service="rankings"} 0.0',
        'leading{service="rankings"} 1.0',
        'read_only{service="rankings"} 0.0',
    ):
        assert f"\ntour_{line}\n" in page
    for name in ("tour_outbox_sent_total", "tour_events_total", "tour_clock_steps_total"):
        assert f"# TYPE {name.removesuffix('_total')}" in page


def its_log(lines: list[dict[str, Any]]) -> None:
    assert {line["service"] for line in lines} == {"rankings"}
    assert all(line["event"] and line["level"] and line["timestamp"] for line in lines)
    events = [line["event"] for line in lines]
    assert events.index("serving") < events.index("stopping")
    (slip,) = [line for line in lines if line["event"] == "no such setting"]
    assert slip["name"] == "TOUR_DATABASE_POLL"
    (refused,) = [line for line in lines if line["event"] == "refused"]
    assert refused["correlation_id"] == CHIEF.correlation_id
    assert (refused["actor"], refused["method"]) == ("chief", "PublishRanking")


async def test_on_sigterm_calls_in_progress_finish_and_no_new_ones_are_sent_here(
    engine: Engine, tmp_path: Path
) -> None:
    async with started(engine, tmp_path) as process:
        states: list[int] = []

        async def watch() -> None:
            stub: Any = health_pb2_grpc.HealthStub(process.channel)
            async for answer in stub.Watch(health_pb2.HealthCheckRequest()):
                states.append(answer.status)  # noqa: PERF401 - read while it grows

        watching = asyncio.create_task(watch())
        await until(holds(lambda: states == [HEALTH.SERVING]), "its health is watched")
        async with held(engine):
            call = await in_progress(engine, process)
            process.popen.send_signal(signal.SIGTERM)
            # who only watches its health is told, and let go in peace; it is not waited for
            await watching
            assert states == [HEALTH.SERVING, HEALTH.NOT_SERVING]
            assert not call.done()
        assert (await call).week == PAST
        assert await process.ended() == 0
    assert "Traceback" not in process.output.read_text()


def holds(what: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        return what()

    return so


async def in_progress(engine: Engine, process: Process) -> asyncio.Task[Any]:
    """A call that waits for a lock; on a busy machine the database may be late, and it says so."""

    def asked() -> asyncio.Task[Any]:
        # the deadline that comes with every call would be over before the lock is given free
        call = process.rankings.PublishRanking(publish(PAST), timeout=LONGEST_CALL_SECONDS)
        return asyncio.create_task(ask(call))

    call = asked()

    async def waits() -> bool:
        nonlocal call
        if call.done():
            assert isinstance(call.exception(), Unavailable), call
            call = asked()
        return await engine.waiting_for_locks() > 0

    await until(waits, "the call is in progress")
    return call


@asynccontextmanager
async def held(engine: Engine) -> AsyncIterator[None]:
    """Nobody takes a claim at the rankings service while the block lasts."""
    await engine.hand.execute("BEGIN")
    await engine.hand.execute("LOCK TABLE tour.rankings_inbox IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        await engine.hand.execute("COMMIT")
