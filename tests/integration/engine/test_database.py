"""The connection to PostgreSQL: reads that cannot write, and a server that goes and comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared import database as rules
from shared.database import Database
from shared.errors import ReadOnly, Unavailable
from shared.work import Work, perform
from tests.integration.engine.engine import ANNA, Engine, until, withdraw
from tests.integration.engine.proxy import Proxy, between


@pytest.fixture
def entries(engine: Engine) -> Database:
    return engine.database()


@pytest.fixture
async def proxy(engine: Engine) -> AsyncIterator[Proxy]:
    async with between(engine.target.host, engine.target.port) as proxy:
        yield proxy


async def ask(database: Database, question: str = "SELECT 1") -> object:
    async with database.read() as db:
        return await db.scalar(text(question))


# --- reading ---------------------------------------------------------------------------------


async def test_a_read_cannot_write(engine: Engine, entries: Database) -> None:
    with pytest.raises(ReadOnly):
        await ask(entries, "INSERT INTO effects (what) VALUES ('by a read') RETURNING id")
    assert await engine.effects() == []


async def test_the_connection_of_a_read_is_fit_for_a_write_afterwards(
    engine: Engine, entries: Database
) -> None:
    await ask(entries)
    await perform(entries, ANNA, withdraw(1))
    assert await engine.effects() == ["entry 1"]


async def test_a_fault_in_a_query_stays_a_fault(entries: Database) -> None:
    with pytest.raises(DBAPIError):
        await ask(entries, "SELECT no_such_column")


async def test_a_query_that_takes_too_long_is_ended(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "STATEMENT_TIMEOUT_MS", 50)
    with pytest.raises(Unavailable):
        await ask(engine.database(), "SELECT pg_sleep(60)")


async def test_sessions_speak_utc_and_say_whose_they_are(entries: Database) -> None:
    assert await ask(entries, "SHOW timezone") == "UTC"
    assert await ask(entries, "SHOW application_name") == "entries"


# --- the state of the server -----------------------------------------------------------------


async def test_before_the_first_look_nothing_is_known(entries: Database) -> None:
    assert not entries.available
    await entries.look()
    assert entries.available
    assert not entries.read_only


async def test_a_server_that_goes_is_noticed_and_one_that_comes_back_serves_without_a_restart(
    engine: Engine, proxy: Proxy
) -> None:
    database = engine.database(database_port=proxy.port)
    stop = asyncio.Event()
    monitor = asyncio.create_task(database.monitor(stop))

    async def noticed(available: bool) -> None:
        async def so() -> bool:
            return database.available is available

        await until(so, f"available is {available}")

    await noticed(available=True)
    await perform(database, ANNA, withdraw(1))
    await proxy.cut()
    await noticed(available=False)
    with pytest.raises(Unavailable):
        await ask(database)
    with pytest.raises(Unavailable):
        await perform(database, ANNA, withdraw(2))
    proxy.mend()
    await noticed(available=True)
    await perform(database, ANNA, withdraw(3))
    assert await engine.effects() == ["entry 1", "entry 3"]
    stop.set()
    await monitor


async def test_connections_that_were_cut_are_not_taken_for_a_server_that_is_away(
    engine: Engine, entries: Database
) -> None:
    await entries.look()
    await ask(entries)
    assert await engine.cut("svc_entries") >= 2
    await entries.look()
    assert entries.available
    assert await ask(entries) == 1


async def test_a_command_whose_connection_is_cut_is_unavailable_and_stores_nothing(
    engine: Engine, entries: Database
) -> None:
    async def cut_before_the_commit(work: Work) -> str:
        answer = await withdraw(1)(work)
        await engine.cut("svc_entries")
        return answer

    with pytest.raises(Unavailable):
        await perform(entries, ANNA, cut_before_the_commit)
    await perform(entries, ANNA, withdraw(2))
    assert await engine.effects() == ["entry 2"]


async def test_when_all_places_are_taken_the_next_is_told_and_the_server_not_taken_for_away(
    engine: Engine,
) -> None:
    database = engine.database(database_pool=2)
    async with AsyncExitStack() as held:
        for _ in range(2):
            await held.enter_async_context(database.read())
        with pytest.raises(Unavailable):
            await ask(database)
        await database.look()
        assert database.available
    assert await ask(database) == 1


async def test_a_wrong_password_is_unavailable_and_not_a_traceback(engine: Engine) -> None:
    database = engine.database(database_password="wrong")
    await database.look()
    assert not database.available
    with pytest.raises(Unavailable):
        await ask(database)
