import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig

from shared.names import ServiceName
from tools.local.nats import EmbeddedNats
from tools.local.nats_config import STREAM

Enter = Callable[[ServiceName], Awaitable[Client]]


async def _quiet(_error: Exception) -> None:
    """The server's refusals are what these tests are about."""


@pytest.fixture
async def enter(fresh_nats_server: EmbeddedNats) -> AsyncIterator[Enter]:
    """Sign a service in, as shared.broker does."""
    clients: list[Client] = []

    async def connect(service: ServiceName) -> Client:
        client = await nats.connect(
            fresh_nats_server.url,
            user=f"svc_{service}",
            password=fresh_nats_server.passwords[service],
            inbox_prefix=f"_INBOX_{service}".encode(),
            error_cb=_quiet,
            max_reconnect_attempts=1,
        )
        clients.append(client)
        return client

    yield connect
    for client in clients:
        await client.close()


async def _make_stream(client: Client) -> None:
    await client.jetstream().add_stream(StreamConfig(name=STREAM, subjects=["tour.>"]))


async def _take(client: Client, durable: str) -> list[str]:
    js = client.jetstream(timeout=1)
    config = ConsumerConfig(
        durable_name=durable, filter_subjects=["tour.draws.v1.>"], ack_policy=AckPolicy.EXPLICIT
    )
    await js.add_consumer(STREAM, config)
    subscription = await js.pull_subscribe_bind(durable=durable, stream=STREAM)
    messages = await subscription.fetch(10, timeout=1)
    for message in messages:
        await message.ack_sync()
    return [message.subject for message in messages]


async def test_a_service_publishes_its_own_events_and_reads_those_of_others(enter: Enter) -> None:
    draws, matches = await enter("draws"), await enter("matches")
    await _make_stream(draws)
    await draws.jetstream().publish("tour.draws.v1.DrawGenerated", b"{}")
    assert await _take(matches, "matches") == ["tour.draws.v1.DrawGenerated"]


async def test_a_service_cannot_publish_in_the_name_of_another(enter: Enter) -> None:
    draws, matches = await enter("draws"), await enter("matches")
    await _make_stream(draws)
    with pytest.raises(NatsError):
        await matches.jetstream(timeout=0.5).publish("tour.draws.v1.DrawGenerated", b"{}")
    assert (await draws.jetstream().stream_info(STREAM)).state.messages == 0


async def test_a_service_cannot_use_the_durable_of_another(enter: Enter) -> None:
    draws, matches = await enter("draws"), await enter("matches")
    await _make_stream(draws)
    await draws.jetstream().publish("tour.draws.v1.DrawGenerated", b"{}")
    with pytest.raises((NatsError, TimeoutError)):
        await _take(draws, "matches")
    assert await _take(matches, "matches") == ["tour.draws.v1.DrawGenerated"]


async def test_a_service_cannot_delete_the_stream_or_make_another(enter: Enter) -> None:
    draws = await enter("draws")
    await _make_stream(draws)
    js = draws.jetstream(timeout=0.5)
    with pytest.raises(NatsError):
        await js.delete_stream(STREAM)
    with pytest.raises(NatsError):
        await js.purge_stream(STREAM)
    with pytest.raises(NatsError):
        await js.add_stream(StreamConfig(name="OTHER", subjects=["other"]))
    assert (await js.stream_info(STREAM)).config.name == STREAM


@pytest.mark.parametrize(("service", "hears"), [("gateway", True), ("rankings", False)])
async def test_only_the_gateway_hears_events_as_they_pass(
    enter: Enter, service: ServiceName, hears: bool
) -> None:
    draws, listener = await enter("draws"), await enter(service)
    await _make_stream(draws)
    heard: list[str] = []
    arrived = asyncio.Event()

    async def take(message: Msg) -> None:
        heard.append(message.subject)
        arrived.set()

    await listener.subscribe("tour.>", cb=take)
    await listener.flush()
    await draws.jetstream().publish("tour.draws.v1.DrawGenerated", b"{}")
    expected = ["tour.draws.v1.DrawGenerated"] if hears else []
    # who hears nothing is given the time in which it could have
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(arrived.wait(), 10.0 if hears else 0.5)
    assert heard == expected


@pytest.mark.parametrize(
    ("user", "password"), [("svc_draws", "wrong"), ("admin", "x"), (None, None)]
)
async def test_nobody_gets_in_without_a_password(
    fresh_nats_server: EmbeddedNats, user: str | None, password: str | None
) -> None:
    client = Client()
    with pytest.raises(NatsError):
        await client.connect(
            fresh_nats_server.url,
            user=user,
            password=password,
            error_cb=_quiet,
            allow_reconnect=False,
            connect_timeout=1,
        )
    await client.close()


async def test_acknowledged_events_survive_kill_9(tmp_path: Path) -> None:
    with EmbeddedNats(tmp_path / "a tour for Zürich") as server:

        async def connect() -> Client:
            return await nats.connect(
                server.url,
                user="svc_draws",
                password=server.passwords["draws"],
                inbox_prefix=b"_INBOX_draws",
                error_cb=_quiet,
                allow_reconnect=False,
            )

        draws = await connect()
        await _make_stream(draws)
        for number in range(50):
            await draws.jetstream().publish("tour.draws.v1.DrawGenerated", str(number).encode())
        server.part.send(signal.SIGKILL)
        assert server.part.wait(10)
        await draws.close()
        server.start()
        draws = await connect()
        assert (await draws.jetstream().stream_info(STREAM)).state.messages == 50
        await draws.close()
