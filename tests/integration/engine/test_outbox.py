"""The relay: every committed event reaches the stream, whatever happens to the broker."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from nats.aio.msg import Msg

from shared import outbox
from shared.broker import Broker
from shared.database import Database
from shared.errors import TooLarge
from shared.events import LARGEST_BODY, STREAM, SUBJECTS, Envelope
from shared.outbox import BATCH, Relay
from shared.tasks import end_tasks
from shared.work import Work, perform
from tests.integration.engine.engine import ANNA, Engine, note, until, withdraw
from tests.integration.engine.events import lose, quietly, send, withdrawn
from tools.local.nats import EmbeddedNats
from tour.entries.v1.events_pb2 import EntryWithdrawn

# longer than a test takes: what wakes the relay is then not the poll
NEVER = 600.0


@pytest.fixture
def entries(engine: Engine) -> Database:
    return engine.database()


@pytest.fixture
async def broker(engine: Engine, fresh_nats_server: EmbeddedNats) -> Broker:
    return await engine.broker(fresh_nats_server)


@asynccontextmanager
async def relaying(
    database: Database, broker: Broker, poll_seconds: float = 0.1
) -> AsyncIterator[None]:
    connection = await database.dedicated()
    task = asyncio.create_task(Relay(database, broker, poll_seconds=poll_seconds).run(connection))
    try:
        yield
    finally:
        await end_tasks([task])
        await connection.close()


async def overheard(engine: Engine, nats: EmbeddedNats) -> list[Msg]:
    """A list that fills with all that is sent, dropped repetitions included."""
    heard: list[Msg] = []

    async def hear(message: Msg) -> None:
        heard.append(message)

    gateway = await engine.broker(nats, "gateway")
    await gateway.client.subscribe(SUBJECTS, cb=hear)
    await gateway.client.flush()
    return heard


async def in_stream(broker: Broker) -> int:
    return (await broker.js.stream_info(STREAM)).state.messages


async def commit(database: Database, entry: int) -> None:
    await perform(database, ANNA, withdraw(entry))


async def sent(engine: Engine) -> None:
    await until(engine.all_sent, "all events sent")


# --- sending ---------------------------------------------------------------------------------


async def test_events_are_sent_in_order_with_all_that_is_known_of_them(
    engine: Engine, entries: Database, broker: Broker, fresh_nats_server: EmbeddedNats
) -> None:
    heard = await overheard(engine, fresh_nats_server)

    async def many(work: Work) -> str:
        await note(work, "many")
        for entry in range(1, BATCH + 51):
            work.publish(
                EntryWithdrawn(entry_id=entry),
                key=f"entry:{entry}",
                version=entry,
                before={"name": "Świątek"},
            )
        return ""

    await perform(entries, ANNA, many)
    async with relaying(entries, broker):
        await sent(engine)
    assert await in_stream(broker) == BATCH + 50
    envelopes = [Envelope.parse(message.headers or {}, message.data) for message in heard]
    assert [each.version for each in envelopes] == list(range(1, BATCH + 51))
    first = envelopes[0]
    row = (await engine.outbox())[0]
    assert (first.event_id, first.occurred_at) == (row.event_id, row.occurred_at)
    assert (first.key, first.call, first.before) == ("entry:1", ANNA, {"name": "Świątek"})
    assert (first.type, first.service, first.name) == (
        heard[0].subject,
        "entries",
        "EntryWithdrawn",
    )


class Killed(Exception):
    """The process ends here."""


async def told_by_the_outbox(database: Database, _broker: Broker, entry: int) -> None:
    await commit(database, entry)
    raise Killed


async def told_after_the_commit(database: Database, broker: Broker, entry: int) -> None:
    """What the outbox is there to prevent."""

    async def silent(work: Work) -> str:
        await note(work, f"entry {entry}")
        return ""

    await perform(database, ANNA, silent)
    if entry == 2:
        raise Killed
    await send(broker, withdrawn(entry))


@pytest.mark.parametrize(
    "change",
    [
        told_by_the_outbox,
        pytest.param(
            told_after_the_commit,
            marks=pytest.mark.xfail(
                strict=True, raises=AssertionError, reason="control: loses without the outbox"
            ),
        ),
    ],
)
async def test_a_change_is_told_though_the_process_ends_right_after_its_commit(
    engine: Engine,
    entries: Database,
    broker: Broker,
    change: Callable[[Database, Broker, int], Awaitable[None]],
) -> None:
    for entry in (1, 2, 3):
        with contextlib.suppress(Killed):
            await change(entries, broker, entry)
    async with relaying(entries, broker):
        await sent(engine)
    assert await engine.effects() == ["entry 1", "entry 2", "entry 3"]
    assert await in_stream(broker) == 3


async def test_an_event_larger_than_the_broker_takes_is_refused_and_the_largest_is_sent(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    """Once stored, it could only be tried again for ever."""

    def large(size: int) -> Callable[[Work], Awaitable[str]]:
        async def command(work: Work) -> str:
            await note(work, f"{size} bytes")
            event = Envelope(uuid4(), "", "", 1, work.now, ANNA, {}, None, {"text": ""})
            text = "a" * (size - len(event.body()))
            work.publish(EntryWithdrawn(), key="entry:1", after={"text": text})
            return ""

        return command

    with pytest.raises(TooLarge, match="Nothing was saved; send less at a time"):
        await perform(entries, ANNA, large(LARGEST_BODY + 1))
    assert (await engine.effects(), await engine.outbox()) == ([], [])
    await perform(entries, ANNA, large(LARGEST_BODY))
    async with relaying(entries, broker):
        await sent(engine)
    assert await in_stream(broker) == 1


async def test_a_commit_wakes_the_relay(engine: Engine, entries: Database, broker: Broker) -> None:
    await commit(entries, 1)
    async with relaying(entries, broker, NEVER):
        await sent(engine)
        # it waits for the next notification now
        await commit(entries, 2)
        await sent(engine)
    assert await in_stream(broker) == 2


async def test_without_a_notification_the_poll_finds_the_event(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    await commit(entries, 1)
    async with relaying(entries, broker):
        await sent(engine)
        # nothing is told of an update
        await engine.hand.execute("UPDATE tour.entries_outbox SET published_at = NULL")
        await sent(engine)


async def test_an_event_that_was_sent_but_not_marked_is_sent_again_and_dropped_by_the_broker(
    engine: Engine, entries: Database, broker: Broker, fresh_nats_server: EmbeddedNats
) -> None:
    heard = await overheard(engine, fresh_nats_server)
    await commit(entries, 1)

    async def was_sent() -> bool:
        return len(heard) == 1

    async with await psycopg.AsyncConnection.connect(
        engine.target.url(engine.target.admin)
    ) as other:
        await other.execute("SELECT FROM tour.entries_outbox FOR UPDATE")
        async with relaying(entries, broker):
            # killed between sending and marking
            await until(was_sent, "the event is sent")
        await other.rollback()
    assert not await engine.all_sent()
    async with relaying(entries, broker):
        await sent(engine)
    first, again = heard
    assert first.headers is not None
    assert again.headers is not None
    assert first.headers["Nats-Msg-Id"] == again.headers["Nats-Msg-Id"]
    assert await in_stream(broker) == 1


async def test_an_event_that_is_committed_later_under_a_lower_number_is_not_skipped(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    async def late_and_low() -> bool:
        return [row.published_at is None for row in await engine.outbox()] == [False]

    async with (
        relaying(entries, broker),
        await psycopg.AsyncConnection.connect(engine.target.url("svc_entries")) as slow,
    ):
        await slow.execute(
            "INSERT INTO entries_outbox (event_id, type, event_key, event_version, occurred_at,"
            " actor, actor_role, correlation_id, traceparent, payload)"
            " VALUES (%s, 'tour.entries.v1.EntryWithdrawn', 'entry:1', 1, %s,"
            " 'anna', 'referee', 'c', 't', '{}')",
            (uuid4(), datetime.now(UTC)),
        )
        await commit(entries, 2)
        await until(late_and_low, "the second one is sent alone")
        await slow.commit()
        await sent(engine)
    low, high = await engine.outbox()
    assert (low.event_key, high.event_key) == ("entry:1", "entry:2")
    assert low.published_at > high.published_at
    assert await in_stream(broker) == 2


# --- the broker away -------------------------------------------------------------------------


async def test_while_the_broker_is_away_writes_go_on_and_events_wait(
    engine: Engine, entries: Database, broker: Broker, fresh_nats_server: EmbeddedNats
) -> None:
    async with relaying(entries, broker):
        await commit(entries, 1)
        await sent(engine)
        fresh_nats_server.stop()
        await commit(entries, 2)
        await commit(entries, 3)
        waiting = [row.event_key for row in await engine.outbox() if row.published_at is None]
        assert waiting == ["entry:2", "entry:3"]
        fresh_nats_server.start()
        await sent(engine)
    assert await in_stream(broker) == 3


async def test_a_connection_ends_in_order_though_the_broker_has_gone(
    engine: Engine, broker: Broker, fresh_nats_server: EmbeddedNats
) -> None:
    assert broker.connected
    fresh_nats_server.stop()
    await broker.close()
    assert not broker.connected


async def test_a_stream_that_was_lost_is_rebuilt_from_all_that_is_kept(
    engine: Engine, entries: Database, broker: Broker, fresh_nats_server: EmbeddedNats
) -> None:
    for entry in range(5):
        await commit(entries, entry)
    async with relaying(entries, broker):
        await sent(engine)
        lose(fresh_nats_server)
        fresh_nats_server.start()

        async def rebuilt() -> bool:
            return broker.connected and await engine.all_sent() and await in_stream(broker) == 5

        await until(lambda: quietly(rebuilt), "the stream is rebuilt")


async def test_a_stream_that_stays_is_not_sent_again_after_a_restart_of_the_relay(
    engine: Engine, entries: Database, broker: Broker, fresh_nats_server: EmbeddedNats
) -> None:
    await commit(entries, 1)
    async with relaying(entries, broker):
        await sent(engine)
    heard = await overheard(engine, fresh_nats_server)
    async with relaying(entries, broker):
        await commit(entries, 2)
        await sent(engine)
    assert len(heard) == 1


async def test_a_stream_that_another_service_made_anew_is_noticed(
    engine: Engine,
    entries: Database,
    broker: Broker,
    fresh_nats_server: EmbeddedNats,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "COMPARE_SECONDS", 0.0)
    await commit(entries, 1)
    await commit(entries, 2)
    async with relaying(entries, broker, NEVER):
        await sent(engine)
        # the relay sleeps all the while: it sees neither the broker go nor the stream come
        lose(fresh_nats_server)
        fresh_nats_server.start()
        draws = await engine.broker(fresh_nats_server, "draws")
        await draws.ensure_stream()

        async def back() -> bool:
            return broker.connected

        await until(back, "the connection is back")
        await commit(entries, 3)

        async def rebuilt() -> bool:
            return await in_stream(broker) == 3

        await until(rebuilt, "the earlier events are in the new stream")
