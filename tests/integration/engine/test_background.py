"""The tasks beside serving: one that falls gets up again, and all end in order."""

import asyncio

import pytest

from shared import service
from shared.inbox import Consumer
from shared.service import Background, EngineRoom
from tests.integration.engine.engine import Engine, settings_of, until
from tests.integration.engine.events import write_down
from tools.local.nats import EmbeddedNats
from tour.entries.v1.events_pb2 import EntryWithdrawn


class Stumbling(Consumer):
    """Falls twice by a fault of ours before it works."""

    runs = 0

    async def run(self, stop: asyncio.Event) -> None:
        self.runs += 1
        if self.runs <= 2:
            raise ValueError("a fault of ours")
        await super().run(stop)


async def test_a_task_that_falls_starts_again_and_all_end_when_told(
    engine: Engine, fresh_nats_server: EmbeddedNats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AGAIN_SECONDS", 0.0)
    room = EngineRoom(settings_of("entries", engine.target, fresh_nats_server))
    consumer = Stumbling(room.database, room.broker, {EntryWithdrawn: write_down})
    background = Background(room, consumer, ())

    async def works() -> bool:
        return consumer.runs == 3 and room.database.available and room.broker.connected

    await until(works, "the consumer runs, the database and the broker are there")
    async with asyncio.timeout(10):
        await background.end()
    await room.close()
    assert consumer.runs == 3
