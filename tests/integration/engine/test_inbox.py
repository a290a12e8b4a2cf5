"""Consumers: each event has its effect once, and none is lost, whatever its handler does."""

import asyncio
from typing import cast
from uuid import uuid4

import grpc
import pytest
from sqlalchemy import select

from shared.broker import Broker
from shared.context import NOBODY, Actor, Call, Role, call_in_progress, enter_call
from shared.database import Database
from shared.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Unavailable,
)
from shared.events import Envelope
from shared.inbox import MAX_DELIVERIES, Consumer, Later
from shared.operations import OperationsApi
from shared.work import Work
from tests.integration.engine.engine import Engine, until
from tests.integration.engine.events import (
    Handler,
    all_settled,
    consumer,
    consuming,
    lose,
    progress,
    quietly,
    send,
    withdrawn,
    write_down,
)
from tools.local.nats import EmbeddedNats
from tour.common.v1 import operations_pb2 as operations
from tour.entries.v1.events_pb2 import EntryWithdrawn

NOT_ASKED = cast("grpc.aio.ServicerContext[object, object]", None)
CHIEF = Call(Actor("chief", Role.ADMINISTRATOR))


@pytest.fixture
def entries(engine: Engine) -> Database:
    return engine.database()


@pytest.fixture
async def broker(engine: Engine, fresh_nats_server: EmbeddedNats) -> Broker:
    return await engine.broker(fresh_nats_server)


def failing(times: int, error: Exception, entry: int = 1) -> Handler:
    """Writes the effect down, but fails so many times with this entry's event."""
    failed = 0

    async def handler(work: Work, event: EntryWithdrawn) -> None:
        nonlocal failed
        await write_down(work, event)
        if event.entry_id == entry and failed < times:
            failed += 1
            raise error

    return handler


# --- once ------------------------------------------------------------------------------------


class LosesAcknowledgements(Consumer):
    """The process dies after the commit, before the acknowledgement, four times."""

    deaths = 0

    async def handle(self, envelope: Envelope) -> None:
        await super().handle(envelope)
        if self.deaths < 4:
            self.deaths += 1
            raise RuntimeError("killed before the acknowledgement")


class WithoutInbox(LosesAcknowledgements):
    """What the inbox is there to prevent."""

    async def handle(self, envelope: Envelope) -> None:
        await super().handle(withdrawn(int(envelope.payload["entry_id"])))


@pytest.mark.parametrize(
    "kind",
    [
        LosesAcknowledgements,
        pytest.param(
            WithoutInbox,
            marks=pytest.mark.xfail(
                strict=True, raises=AssertionError, reason="control: duplicates without the inbox"
            ),
        ),
    ],
)
async def test_an_event_delivered_five_times_has_one_effect(
    engine: Engine, entries: Database, broker: Broker, kind: type[Consumer]
) -> None:
    await send(broker, withdrawn(1))
    taker = consumer(entries, broker, write_down, kind)
    async with consuming(taker):
        await all_settled(broker)
    info = await progress(broker)
    assert info.delivered is not None
    assert info.delivered.consumer_seq == 5
    assert await engine.effects() == ["entry 1"]


async def test_an_event_without_effect_here_is_remembered_all_the_same(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    async def nothing(_work: Work, _event: EntryWithdrawn) -> None:
        return

    event = withdrawn(1)
    await consumer(entries, broker, nothing).handle(event)
    await consumer(entries, broker, write_down).handle(event)
    assert await engine.effects() == []


async def test_an_event_is_acknowledged_only_after_its_commit(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def slow(work: Work, event: EntryWithdrawn) -> None:
        await write_down(work, event)
        written.set()
        await go_on.wait()

    await send(broker, withdrawn(1))
    async with consuming(consumer(entries, broker, slow)):
        await written.wait()
        assert (await progress(broker)).num_ack_pending == 1
        assert await engine.effects() == []
        go_on.set()
        await all_settled(broker)
    assert await engine.effects() == ["entry 1"]


async def test_replicas_share_the_events(engine: Engine, fresh_nats_server: EmbeddedNats) -> None:
    taken: dict[int, int] = {0: 0, 1: 0}

    def counting(replica: int) -> Handler:
        async def handler(work: Work, event: EntryWithdrawn) -> None:
            taken[replica] += 1
            await write_down(work, event)

        return handler

    replicas = [
        consumer(engine.database(), await engine.broker(fresh_nats_server), counting(replica))
        for replica in taken
    ]
    broker = replicas[0].broker
    async with consuming(*replicas):
        await send(broker, *(withdrawn(entry) for entry in range(60)))
        await all_settled(broker)
    assert sorted(await engine.effects()) == sorted(f"entry {entry}" for entry in range(60))
    assert sum(taken.values()) == 60
    assert all(taken.values())


async def test_the_handler_acts_for_whoever_caused_the_event(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    seen: list[tuple[Call, Call | None]] = []

    async def handler(work: Work, _event: EntryWithdrawn) -> None:
        seen.append((work.call, call_in_progress()))

    await send(broker, withdrawn(1, CHIEF))
    async with consuming(consumer(entries, broker, handler)):
        await all_settled(broker)
    assert seen == [(CHIEF, CHIEF)]


# --- trouble ---------------------------------------------------------------------------------


async def test_a_handler_that_failed_is_tried_again_and_its_half_effect_is_gone(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    await send(broker, withdrawn(1))
    async with consuming(consumer(entries, broker, failing(3, ValueError("fault")))):
        await all_settled(broker)
    assert await engine.effects() == ["entry 1"]


async def test_what_an_event_builds_on_may_arrive_after_it(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    async def after_the_first(work: Work, event: EntryWithdrawn) -> None:
        if event.entry_id == 2 and "entry 1" not in await engine.effects():
            raise Later("entry 1 is not known yet")
        await write_down(work, event)

    taker = consumer(entries, broker, after_the_first)
    async with consuming(taker):
        await send(broker, withdrawn(2))

        async def waited_long() -> bool:
            info = await progress(broker)
            return info.delivered is not None and info.delivered.consumer_seq > MAX_DELIVERIES

        await until(lambda: quietly(waited_long), "the event was tried more than ten times")
        await send(broker, withdrawn(1))
        await all_settled(broker)
    assert await engine.effects() == ["entry 1", "entry 2"]
    assert await taker.dead_letters() == []


async def test_while_what_a_handler_asks_is_away_the_event_waits_and_dies_not(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    taker = consumer(entries, broker, failing(MAX_DELIVERIES + 5, Unavailable()))
    await send(broker, withdrawn(1))
    async with consuming(taker):
        await all_settled(broker)
    assert await engine.effects() == ["entry 1"]
    assert await taker.dead_letters() == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"{}"),
        ({"Nats-Msg-Id": "no uuid"}, b"{}"),
        (withdrawn(1).headers(), b"\xff\x00 no json"),
        (withdrawn(1).headers(), b"[]"),
        (withdrawn(1).headers() | {"Tour-Role": "emperor"}, withdrawn(1).body()),
    ],
)
async def test_what_is_no_event_is_put_aside_and_the_next_one_taken(
    engine: Engine, entries: Database, broker: Broker, headers: dict[str, str], body: bytes
) -> None:
    taker = consumer(entries, broker, write_down)
    await broker.ensure_stream()
    await broker.js.publish("tour.entries.v1.EntryWithdrawn", body, headers=headers)
    await send(broker, withdrawn(2))
    async with consuming(taker):
        await all_settled(broker)
    info = await progress(broker)
    assert info.delivered is not None
    assert info.delivered.consumer_seq == 2
    assert await engine.effects() == ["entry 2"]
    assert await taker.dead_letters() == []


async def test_consumers_go_on_after_the_broker_lost_its_store(
    engine: Engine, entries: Database, broker: Broker, fresh_nats_server: EmbeddedNats
) -> None:
    async with consuming(consumer(entries, broker, write_down)):
        await send(broker, withdrawn(1))
        await all_settled(broker)
        lose(fresh_nats_server)
        fresh_nats_server.start()

        async def sent_again() -> bool:
            await send(broker, withdrawn(2, event_id=second))
            return True

        second = uuid4()
        await until(lambda: quietly(sent_again), "the broker takes events again")

        async def both() -> bool:
            return await engine.effects() == ["entry 1", "entry 2"]

        await until(both, "the second event had its effect")


# --- dead letters ----------------------------------------------------------------------------


async def test_one_event_in_a_hundred_that_always_fails_becomes_a_dead_letter_and_the_others_not(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    taker = consumer(entries, broker, failing(10_000, ValueError("fault"), entry=41))
    async with consuming(taker):
        await send(broker, *(withdrawn(entry) for entry in range(100)))
        await all_settled(broker)
    assert len(await engine.effects()) == 99
    (letter,) = await taker.dead_letters()
    assert (letter.deliveries, letter.error) == (MAX_DELIVERIES, "ValueError: fault")
    assert letter.type == "tour.entries.v1.EntryWithdrawn"


async def test_an_administrator_sees_dead_letters_and_has_them_tried_again(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    taker = consumer(entries, broker, failing(MAX_DELIVERIES + 1, ValueError("fault")))
    event = withdrawn(1)
    await send(broker, event)
    async with consuming(taker):
        await all_settled(broker)
    api = OperationsApi(taker)
    enter_call(CHIEF)
    (letter,) = await letters(api)
    assert (letter.event_id, letter.deliveries) == (str(event.event_id), MAX_DELIVERIES)
    with pytest.raises(ValueError, match="fault"):
        await retry(api, letter.event_id)
    assert len(await letters(api)) == 1
    await retry(api, letter.event_id)
    assert await letters(api) == []
    assert await engine.effects() == ["entry 1"]
    await retry(api, letter.event_id)
    assert await engine.effects() == ["entry 1"]


async def test_who_had_a_dead_letter_handled_stands_in_the_outbox_once(
    engine: Engine, entries: Database, broker: Broker
) -> None:
    taker = consumer(entries, broker, failing(MAX_DELIVERIES + 1, ValueError("fault")))
    event = withdrawn(1)
    await send(broker, event)
    async with consuming(taker):
        await all_settled(broker)
    api = OperationsApi(taker)
    enter_call(CHIEF)
    with pytest.raises(ValueError, match="fault"):
        await retry(api, str(event.event_id))
    assert await told(entries) == []
    await retry(api, str(event.event_id))
    await retry(api, str(event.event_id))
    ((actor, key, after),) = await told(entries)
    assert (actor, key) == (CHIEF.actor.name, f"event:{event.event_id}")
    assert (after["event"], after["about"]) == (event.name, event.key)
    assert after["error"] == "ValueError: fault"


async def told(entries: Database) -> list[tuple[str, str, dict[str, str]]]:
    """Who had which dead letter handled, as the audit log will have it."""
    outbox = entries.tables.outbox
    async with entries.read() as db:
        rows = await db.execute(
            select(outbox.c.actor, outbox.c.event_key, outbox.c.after).where(
                outbox.c.type == "tour.entries.v1.DeadLetterRetried"
            )
        )
        return [tuple(row) for row in rows]


async def test_a_service_says_what_waits_and_what_was_given_up(
    entries: Database, broker: Broker
) -> None:
    taker = consumer(entries, broker, failing(10_000, ValueError("fault")))
    api = OperationsApi(taker)
    enter_call(Call(Actor("anna", Role.REFEREE)))
    before = await api.GetState(operations.GetStateRequest(), NOT_ASKED)
    assert (before.outbox_waiting, before.outbox_oldest_seconds, before.dead_letters) == (0, 0, 0)
    await send(broker, withdrawn(1))
    async with consuming(taker):
        await all_settled(broker)
    assert (await api.GetState(operations.GetStateRequest(), NOT_ASKED)).dead_letters == 1
    enter_call(Call(NOBODY))
    with pytest.raises(NotAllowed):
        await api.GetState(operations.GetStateRequest(), NOT_ASKED)


async def test_a_dead_letter_whose_ground_is_still_missing_says_so(
    entries: Database, broker: Broker
) -> None:
    taker = consumer(entries, broker, failing(10_000, Later("entry 0 is missing")))
    await send(broker, withdrawn(1))
    async with consuming(taker):
        await all_settled(broker)
    (letter,) = await taker.dead_letters()
    with pytest.raises(Conflict, match="entry 0 is missing"):
        await taker.retry(letter.event_id)
    assert len(await taker.dead_letters()) == 1


async def test_a_dead_letter_that_does_not_exist_is_told(entries: Database, broker: Broker) -> None:
    api = OperationsApi(consumer(entries, broker, write_down))
    enter_call(CHIEF)
    with pytest.raises(NotFound):
        await retry(api, str(withdrawn(1).event_id))
    with pytest.raises(InvalidInput):
        await retry(api, "the first one")


@pytest.mark.parametrize("role", [Role.NOBODY, Role.REFEREE])
async def test_only_an_administrator_may_look_after_dead_letters(
    entries: Database, broker: Broker, role: Role
) -> None:
    api = OperationsApi(consumer(entries, broker, write_down))
    enter_call(Call(Actor("anna", role)))
    with pytest.raises(NotAllowed):
        await letters(api)
    with pytest.raises(NotAllowed):
        await retry(api, str(withdrawn(1).event_id))


async def letters(api: OperationsApi) -> list[operations.DeadLetter]:
    answer = await api.ListDeadLetters(operations.ListDeadLettersRequest(), NOT_ASKED)
    return list(answer.dead_letters)


async def retry(api: OperationsApi, event_id: str) -> None:
    await api.RetryDeadLetter(operations.RetryDeadLetterRequest(event_id=event_id), NOT_ASKED)
