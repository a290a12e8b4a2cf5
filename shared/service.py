"""Runs a service: database monitor, broker, consumer, leader, gRPC and the ops port.

Guarantees an orderly end: on SIGTERM or SIGINT health turns NOT_SERVING, calls in progress
finish within the grace, and only then the rest goes.
"""

import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

import grpc
import structlog
import uvicorn
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from pydantic import ValidationError
from pydantic_settings import SettingsError
from starlette.applications import Starlette

from shared.broker import Broker
from shared.database import Database
from shared.grpc_client import open_channel
from shared.grpc_server import LONGEST_CALL_SECONDS, Edge, end_server
from shared.inbox import Consumer, Handlers
from shared.leader import ClockStep, Leader
from shared.logs import start_logging
from shared.names import ServiceName
from shared.operations import OperationsApi
from shared.ops import ops_routes
from shared.outbox import Relay
from shared.settings import Settings, troubles, unknown_names, variable
from shared.tasks import end_tasks
from tour.common.v1.operations_pb2_grpc import add_OperationsServiceServicer_to_server

log = structlog.get_logger()

GRACE_SECONDS = 8.0
# a client looks for other replicas when a connection ends, and not before (decision 76)
CONNECTION_SECONDS = 30.0
AGAIN_SECONDS = 1.0

Task = Callable[[asyncio.Event], Coroutine[object, object, None]]


class EngineRoom:
    """What a service is built from: settings, database, broker, and channels to its peers."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings)
        self.broker = Broker(settings)
        self._channels: list[grpc.aio.Channel] = []

    def channel(self, peer: ServiceName) -> grpc.aio.Channel:
        """A channel to another service, closed when this one ends."""
        addresses: str = getattr(self.settings, f"{peer}_address")
        channel = open_channel(addresses, self.settings)
        self._channels.append(channel)
        return channel

    async def close(self) -> None:
        for channel in self._channels:
            await channel.close()
        await self.broker.close()
        await self.database.close()


@dataclass(frozen=True, slots=True)
class Service:
    """What makes a gRPC service itself: its API, the events it takes, what its clock does."""

    add_api: Callable[[grpc.aio.Server], None]
    full_name: str
    handlers: Handlers = field(default_factory=dict)
    steps: Sequence[ClockStep] = ()


class Background:
    """The tasks beside serving: monitor, broker, consumer, leader, and ``more`` by name.

    One that fails by a fault of ours is started again after a pause: a service whose consumer had
    quietly ended would look well and do nothing.
    """

    def __init__(
        self, room: EngineRoom, consumer: Consumer, steps: Sequence[ClockStep], **more: Task
    ) -> None:
        self.stop = asyncio.Event()
        leader = Leader(room.database, Relay(room.database, room.broker), steps)
        work: dict[str, Task] = {
            "monitor": room.database.monitor,
            "broker": lambda _stop: room.broker.connect(),
            "leader": leader.run,
            **more,
        }
        if consumer.handlers or consumer.every:
            work["consumer"] = consumer.run
        self._tasks = [
            asyncio.create_task(self._keep(*each), name=each[0]) for each in work.items()
        ]

    async def _keep(self, name: str, task: Task) -> None:
        while not self.stop.is_set():
            try:
                await task(self.stop)
            except Exception:
                log.exception("background task failed", task=name)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return

    async def end(self) -> None:
        """Let the tasks finish what they are at; cancel what takes longer than three seconds."""
        self.stop.set()
        _, late = await asyncio.wait(self._tasks, timeout=3.0)
        await end_tasks(late)


def read_settings() -> Settings:
    """The settings of this process; ends it with one sentence per wrong setting."""
    try:
        return Settings()
    except (ValidationError, SettingsError) as error:
        for sentence in troubles(error):
            print(sentence, file=sys.stderr)  # noqa: T201 - before there are logs
        raise SystemExit(2) from None


def begin_process() -> Settings:
    """What comes before everything else: settings, logs, and a look whether it can listen. Ends
    the process with a sentence where it cannot run."""
    settings = read_settings()
    _check_address(variable("listen"), settings.listen)
    _check_address(variable("ops_listen"), settings.ops_listen)
    start_logging(settings)
    for name in unknown_names(os.environ):
        # a setting with a slip in its name would be silently without effect
        log.warning("no such setting", name=name)
    return settings


def _check_address(name: str, address: str) -> None:
    """The servers' own words for a port that is taken are a traceback, or nothing at all."""
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), int(port)), family=family).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0) if error.errno in errno.errorcode else error.strerror
        print(f"{name}: this service cannot listen at {address} ({reason}).", file=sys.stderr)  # noqa: T201 - before there are logs
        raise SystemExit(2) from None


def run_service(build: Callable[[EngineRoom], Service]) -> None:
    """The whole life of a gRPC service, for its ``__main__``."""
    settings = begin_process()
    asyncio.run(_run(settings, build))


async def _run(settings: Settings, build: Callable[[EngineRoom], Service]) -> None:
    room = EngineRoom(settings)
    service = build(room)
    consumer = Consumer(room.database, room.broker, service.handlers)
    await room.database.look()
    background = Background(room, consumer, service.steps)

    edge = Edge(settings)
    server = new_server(edge)
    service.add_api(server)
    add_OperationsServiceServicer_to_server(OperationsApi(consumer), server)
    serving = Health()
    health_pb2_grpc.add_HealthServicer_to_server(serving, server)
    names = (service.full_name, "tour.common.v1.OperationsService", health.SERVICE_NAME)
    reflection.enable_server_reflection((*names, reflection.SERVICE_NAME), server)
    server.add_insecure_port(settings.listen)
    await server.start()
    for name in ("", *names):
        await serving.set(name, health_pb2.HealthCheckResponse.SERVING)
    ops = ops_server(room)
    ops_task = asyncio.create_task(ops.serve())
    log.info("serving", listen=settings.listen, ops=settings.ops_listen)

    await until_told_to_stop()
    log.info("stopping")
    await serving.stop()
    await end_server(server, edge, GRACE_SECONDS)
    await background.end()
    ops.should_exit = True
    await ops_task
    await room.close()


def new_server(edge: Edge, connection_seconds: float = CONNECTION_SECONDS) -> grpc.aio.Server:
    """Behind the edge; no connection lives longer than that, and the calls in it end in peace."""
    return grpc.aio.server(
        interceptors=[edge],
        options=[
            ("grpc.so_reuseport", 0),
            ("grpc.max_connection_age_ms", int(1000 * connection_seconds)),
            ("grpc.max_connection_age_grace_ms", int(1000 * LONGEST_CALL_SECONDS)),
        ],
    )


class Health(health.aio.HealthServicer):
    """The library's, but it lets its watchers go at the end: it would hold each stream open, and
    with it the server, until the grace is over."""

    def __init__(self) -> None:
        super().__init__()
        self._watches: set[asyncio.Task[object]] = set()

    async def Watch(  # noqa: N802 - the contract's name
        self,
        request: health_pb2.HealthCheckRequest,
        context: grpc.aio.ServicerContext[
            health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse
        ],
    ) -> None:
        watch = cast("asyncio.Task[object]", asyncio.current_task())
        self._watches.add(watch)
        try:
            await super().Watch(request, context)
        except asyncio.CancelledError:
            if watch in self._watches:
                # the client went
                raise
            await context.write(
                health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.NOT_SERVING)
            )
        finally:
            self._watches.discard(watch)

    async def stop(self) -> None:
        """It serves no more: whoever watches is told, and whoever asks from now on."""
        while self._watches:
            self._watches.pop().cancel()
        await self.enter_graceful_shutdown()


class QuietServer(uvicorn.Server):
    """Leaves the signals to us."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def ops_server(room: EngineRoom) -> uvicorn.Server:
    """The small HTTP server for /metrics and /health."""
    host, _, port = room.settings.ops_listen.rpartition(":")
    app = Starlette(routes=ops_routes(room.database, room.broker))
    return QuietServer(
        uvicorn.Config(
            app, host=host, port=int(port), log_config=None, access_log=False, lifespan="off"
        )
    )


async def until_told_to_stop() -> None:
    """Wait for SIGTERM or SIGINT."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    await told.wait()
