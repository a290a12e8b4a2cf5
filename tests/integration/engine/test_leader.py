"""Leadership: one of several replicas relays and keeps the clock, and another takes over."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from shared import leader
from shared.broker import Broker
from shared.context import Call, Role, call_in_progress
from shared.database import Database
from shared.errors import Unavailable
from shared.leader import CLOCK, ClockStep, Leader
from shared.measuring import measure
from shared.outbox import Relay
from shared.work import perform
from tests.integration.engine.engine import ANNA, PATIENCE, Engine, settings_of, until, withdraw
from tools.local.nats import EmbeddedNats


@dataclass
class Replica:
    """A replica whose clock step counts how often it ran, after steps that fail."""

    database: Database
    broker: Broker
    ticks: int = 0
    calls: list[Call] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def faulty(self, _call: Call) -> None:
        raise ValueError("a fault of ours")

    async def waiting(self, _call: Call) -> None:
        raise Unavailable

    async def tick(self, call: Call) -> None:
        assert call_in_progress() == call
        self.ticks += 1
        self.calls.append(call)

    @property
    def steps(self) -> Sequence[ClockStep]:
        return (
            ClockStep("faulty", self.faulty),
            ClockStep("waiting", self.waiting),
            ClockStep("tick", self.tick),
        )

    async def ticks_on(self) -> None:
        """Wait until its clock ran twice from now."""
        since = self.ticks

        async def twice() -> bool:
            return self.ticks >= since + 2

        await until(twice, "the clock of this replica runs")


@asynccontextmanager
async def leading(*replicas: Replica) -> AsyncIterator[None]:
    tasks = [
        asyncio.create_task(
            Leader(each.database, Relay(each.database, each.broker), each.steps).run(each.stop)
        )
        for each in replicas
    ]
    try:
        yield
    finally:
        for each in replicas:
            each.stop.set()
        await asyncio.gather(*tasks)


@pytest.fixture
async def replicas(engine: Engine) -> list[Replica]:
    made = []
    for _ in range(2):
        database = engine.database()
        await database.look()
        made.append(Replica(database, Broker(settings_of("entries", engine.target))))
    return made


async def leaders(engine: Engine) -> int:
    """How many connections hold the leader's lock."""
    (row,) = await engine.rows(
        "SELECT count(*) AS n FROM pg_locks JOIN pg_database ON pg_database.oid = database"
        " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
    )
    return int(row.n)


async def test_one_of_two_replicas_leads_and_the_other_takes_over_when_it_ends(
    engine: Engine, replicas: list[Replica]
) -> None:
    first, second = replicas
    async with leading(first):
        await first.ticks_on()
        async with leading(second):
            await first.ticks_on()
            assert second.ticks == 0
            assert await leaders(engine) == 1
            first.stop.set()
            await second.ticks_on()
            assert await leaders(engine) == 1


async def test_when_the_leaders_connection_is_cut_another_takes_over(
    engine: Engine, replicas: list[Replica]
) -> None:
    first, second = replicas
    async with leading(first):
        await first.ticks_on()
        async with leading(second):
            # as its own monitor would see it: the database is away for this replica
            first.database.available = False
            assert await engine.cut("svc_entries") >= 1
            await second.ticks_on()
            stood = first.ticks
            await second.ticks_on()
            assert first.ticks == stood
            assert await leaders(engine) == 1


async def test_a_replica_alone_leads_again_after_its_connection_was_cut(
    engine: Engine, replicas: list[Replica]
) -> None:
    alone = replicas[0]
    async with leading(alone):
        await alone.ticks_on()
        await engine.cut("svc_entries")
        await alone.ticks_on()


async def test_steps_run_for_the_clock_and_one_that_fails_stops_none(
    replicas: list[Replica],
) -> None:
    alone = replicas[0]
    async with leading(alone):
        await alone.ticks_on()
    assert {call.actor for call in alone.calls} == {CLOCK}
    assert CLOCK.role is Role.SYSTEM
    assert len({call.correlation_id for call in alone.calls}) == len(alone.calls)


async def test_the_leader_relays(
    engine: Engine, replicas: list[Replica], fresh_nats_server: EmbeddedNats
) -> None:
    alone = replicas[0]
    alone.broker = await engine.broker(fresh_nats_server)
    async with leading(alone):
        await perform(alone.database, ANNA, withdraw(1))
        await until(engine.all_sent, "the event is sent")


async def test_nobody_leads_while_the_database_is_a_standby(
    engine: Engine, replicas: list[Replica]
) -> None:
    alone, other = replicas
    alone.database.read_only = True
    async with leading(alone, other):
        await other.ticks_on()
        # the one that leads notices it, too
        other.database.read_only = True

        async def nobody() -> bool:
            return await leaders(engine) == 0

        await until(nobody, "the leader gives up")
        assert alone.ticks == 0
        alone.database.read_only = False
        await alone.ticks_on()


async def test_a_service_that_is_told_to_stop_gives_the_lead_away(
    engine: Engine, replicas: list[Replica]
) -> None:
    alone = replicas[0]
    async with leading(alone):
        await alone.ticks_on()

    async def nobody() -> bool:
        return await leaders(engine) == 0

    await until(nobody, "the lock is free")


async def test_the_leader_tells_what_waits_and_how_long_a_step_has_failed(
    replicas: list[Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(leader, "BEATS_A_LINE", 2)
    replica = replicas[0]
    await perform(replica.database, ANNA, withdraw(1))
    waits = await measure(replica.database)
    assert waits.outbox_waiting == 1
    assert 0 < waits.outbox_oldest_seconds < PATIENCE
    with capture_logs() as logs:
        async with leading(replica):

            async def told() -> bool:
                return len([one for one in logs if one["event"] == "measured"]) >= 3

            await until(told, "three lines")
            await replica.ticks_on()
    lines = [one for one in logs if one["event"] == "measured"]
    for line in lines:
        assert set(line) - {"event", "log_level"} == {
            "outbox_waiting",
            "outbox_oldest_seconds",
            "dead_letters",
            "clock_late_seconds",
        }
        assert line["dead_letters"] == 0
    late = [line["clock_late_seconds"] for line in lines]
    assert late == sorted(late)
    assert late[-1] > late[0]


async def test_a_leader_whose_steps_all_end_well_is_late_with_nothing(
    replicas: list[Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(leader, "BEATS_A_LINE", 1)
    monkeypatch.setattr(Replica, "steps", property(lambda self: (ClockStep("tick", self.tick),)))
    with capture_logs() as logs:
        async with leading(replicas[0]):
            await replicas[0].ticks_on()
            so_far = len(logs)

            async def not_late() -> bool:
                return any(one.get("clock_late_seconds") == 0 for one in logs[so_far:])

            await until(not_late, "a line between two steps")


async def test_a_quiet_leader_still_commits_so_that_a_standbys_lag_can_be_told(
    replicas: list[Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader, "BEAT_SECONDS", 0.05)
    database = replicas[0].database

    async def position() -> int:
        async with database.read() as db:
            place = await db.scalar(text("SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn"))
        return int(place or 0)

    async with leading(replicas[0]):
        await replicas[0].ticks_on()
        before = await position()

        async def moved() -> bool:
            return await position() > before

        await until(moved, "the write-ahead log goes on")
