"""Against a hot standby: reads are answered, writes refused with a sentence, everything else rests;
and after the promotion all of it works, without a restart."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from shared.context import Call
from shared.database import Database
from shared.errors import ReadOnly
from shared.inbox import Consumer
from shared.leader import ClockStep
from shared.service import Background, EngineRoom
from shared.work import perform
from tests.integration.engine.engine import ANNA, Engine, settings_of, until, withdraw
from tests.integration.engine.standby import standby_of
from tools.local.database import Target
from tools.local.nats import EmbeddedNats
from tools.local.postgres import EmbeddedPostgres


@pytest.fixture
def standby(engine: Engine, postgres_server: EmbeddedPostgres, tmp_path: Path) -> Iterator[Target]:
    """The engine's database as the standby has it."""
    with standby_of(postgres_server, tmp_path / "standby") as server:
        yield replace(engine.target, port=server.port)


async def test_a_standby_answers_reads_and_wakes_with_its_promotion(
    engine: Engine, standby: Target, fresh_nats_server: EmbeddedNats
) -> None:
    ticks = 0

    async def tick(_call: Call) -> None:
        nonlocal ticks
        ticks += 1

    room = EngineRoom(settings_of("entries", standby, fresh_nats_server))
    await room.database.look()
    background = Background(
        room, Consumer(room.database, room.broker, {}), (ClockStep("tick", tick),)
    )
    try:
        assert room.database.available
        assert room.database.read_only
        assert await count(room.database) == 0
        with pytest.raises(ReadOnly, match=r"The tour is read-only at the moment.*try again"):
            await perform(room.database, ANNA, withdraw(1))
        # what is written at the primary is read here
        await perform(engine.database(), ANNA, withdraw(2))

        async def followed() -> bool:
            return await count(room.database) == 1

        await until(followed, "the standby follows")
        assert ticks == 0

        with psycopg.connect(standby.url(standby.admin), autocommit=True) as admin:
            admin.execute("SELECT pg_promote()")

            async def awake() -> bool:
                return not room.database.read_only and ticks > 0

            await until(awake, "it writes and its clock runs")
            await perform(room.database, ANNA, withdraw(3))
            assert await count(room.database) == 2

            async def relayed() -> bool:
                row = admin.execute(
                    "SELECT count(*) FROM tour.entries_outbox WHERE published_at IS NULL"
                ).fetchone()
                return row == (0,)

            # those of the lost primary as well
            await until(relayed, "all events are sent")
    finally:
        await background.end()
        await room.close()


async def count(database: Database) -> int:
    async with database.read() as db:
        return int(await db.scalar(text("SELECT count(*) FROM effects")) or 0)
