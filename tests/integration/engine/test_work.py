"""The unit of work: all of a command or nothing of it, and once however often it is asked for."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.context import NOBODY, Call, Role
from shared.database import Database
from shared.errors import NotAllowed, ReadOnly, RequestReused, RuleBroken, Unavailable
from shared.work import AlreadyDone, Claim, Work, lock_for_transaction, perform
from tests.integration.engine.engine import ANNA, Command, Engine, note, until, withdraw
from tour.entries.v1.events_pb2 import EntryWithdrawn


@pytest.fixture
def entries(engine: Engine) -> Database:
    return engine.database()


def claim(body: bytes = b"body") -> Claim:
    return Claim("rpc:WithdrawEntry", uuid4(), body)


async def ask(database: Database, command: Command, claimed: Claim | None = None) -> str:
    """As the gRPC edge asks: the first answer again where it was done before."""
    try:
        return await perform(database, ANNA, command, claim=claimed, answer=str.encode)
    except AlreadyDone as done:
        return f"again: {done.answer.decode()}"


# --- all or nothing --------------------------------------------------------------------------


async def test_state_and_event_are_stored_together(engine: Engine, entries: Database) -> None:
    assert await ask(entries, withdraw(1)) == "withdrawn 1"
    assert await engine.effects() == ["entry 1"]
    (row,) = await engine.outbox()
    assert (row.type, row.event_key) == ("tour.entries.v1.EntryWithdrawn", "entry:1")
    assert (row.actor, row.actor_role, row.after) == ("anna", "referee", {"entry": 1})
    assert row.correlation_id == ANNA.correlation_id
    assert row.published_at is None


async def test_nothing_is_stored_where_the_command_refuses(
    engine: Engine, entries: Database
) -> None:
    async def refuse(work: Work) -> str:
        await withdraw(1)(work)
        raise RuleBroken.rule("entry_id", "2", "Entries closed on Tuesday.")

    with pytest.raises(RuleBroken):
        await ask(entries, refuse)
    assert (await engine.effects(), await engine.outbox()) == ([], [])


async def test_nothing_is_stored_where_nobody_committed(engine: Engine, entries: Database) -> None:
    work = Work(entries, ANNA)
    await withdraw(1)(work)
    await work.close()
    assert (await engine.effects(), await engine.outbox()) == ([], [])


async def test_state_is_not_stored_without_its_event(engine: Engine, entries: Database) -> None:
    async def untellable(work: Work) -> str:
        await note(work, "entry 1")
        # the outbox takes no NUL
        work.publish(EntryWithdrawn(entry_id=1), key="entry:1", after={"name": "\0"})
        return "withdrawn 1"

    with pytest.raises(DBAPIError):
        await ask(entries, untellable)
    assert (await engine.effects(), await engine.outbox()) == ([], [])


async def test_a_command_that_needs_no_rows_opens_no_transaction(entries: Database) -> None:
    async def nothing(work: Work) -> str:
        with pytest.raises(RuntimeError):
            _ = work.now
        return "nothing"

    assert await ask(entries, nothing) == "nothing"
    assert "Connections in pool: 0" in entries.engine.pool.status()


async def test_a_work_has_one_transaction_however_often_it_begins(entries: Database) -> None:
    work = Work(entries, ANNA, claim())
    assert await work.begin() is await work.begin()
    await work.close()


async def test_who_lacks_the_role_is_told_which(entries: Database) -> None:
    Work(entries, ANNA).require(Role.REFEREE)
    with pytest.raises(NotAllowed, match="administrator"):
        Work(entries, ANNA).require(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed, match="nobody lacks the role referee"):
        Work(entries, Call(NOBODY)).require(Role.REFEREE)


# --- once ------------------------------------------------------------------------------------


async def test_the_same_request_twice_gets_the_first_answer_and_does_nothing_more(
    engine: Engine, entries: Database
) -> None:
    once = claim()
    assert await ask(entries, withdraw(1), once) == "withdrawn 1"
    assert await ask(entries, withdraw(1), once) == "again: withdrawn 1"
    assert len(await engine.effects()) == len(await engine.outbox()) == 1


async def test_another_request_is_done(engine: Engine, entries: Database) -> None:
    await ask(entries, withdraw(1), claim())
    await ask(entries, withdraw(1), claim())
    assert len(await engine.effects()) == 2


async def test_the_same_request_id_for_another_body_is_refused(
    engine: Engine, entries: Database
) -> None:
    once = claim(b"one")
    await ask(entries, withdraw(1), once)
    with pytest.raises(RequestReused):
        await ask(entries, withdraw(2), Claim(once.consumer, once.message_id, b"two"))
    assert await engine.effects() == ["entry 1"]


async def test_the_same_request_at_the_same_moment_is_done_once_and_all_get_the_first_answer(
    engine: Engine, entries: Database
) -> None:
    once, callers = claim(), 6

    async def slow(work: Work) -> str:
        answer = await withdraw(1)(work)

        async def the_others_wait() -> bool:
            return await engine.waiting_for_locks() == callers - 1

        await until(the_others_wait, "the others wait for the first")
        return answer

    answers = await asyncio.gather(*(ask(entries, slow, once) for _ in range(callers)))
    assert sorted(answers) == ["again: withdrawn 1"] * (callers - 1) + ["withdrawn 1"]
    assert len(await engine.effects()) == len(await engine.outbox()) == 1


async def test_who_waited_for_a_request_that_failed_does_it(
    engine: Engine, entries: Database
) -> None:
    once = claim()
    claimed = asyncio.Event()

    async def fails_when_the_other_waits(work: Work) -> str:
        await note(work, "half")
        claimed.set()

        async def the_other_waits() -> bool:
            return await engine.waiting_for_locks() == 1

        await until(the_other_waits, "the other waits")
        raise RuleBroken.rule("entry_id", "2", "No.")

    first = asyncio.create_task(ask(entries, fails_when_the_other_waits, once))
    await claimed.wait()
    second = asyncio.create_task(ask(entries, withdraw(1), once))
    with pytest.raises(RuleBroken):
        await first
    assert await second == "withdrawn 1"
    assert await engine.effects() == ["entry 1"]


async def test_a_command_that_failed_leaves_its_request_id_usable(
    engine: Engine, entries: Database
) -> None:
    once = claim()

    async def refuse(work: Work) -> str:
        await work.begin()
        raise RuleBroken.rule("entry_id", "2", "No.")

    with pytest.raises(RuleBroken):
        await ask(entries, refuse, once)
    assert await ask(entries, withdraw(1), once) == "withdrawn 1"


# --- trouble ---------------------------------------------------------------------------------


async def test_a_deadlock_is_tried_again_until_both_are_done(
    engine: Engine, entries: Database
) -> None:
    both_hold = asyncio.Barrier(2)
    attempts: list[str] = []

    def crossing(first: str, second: str) -> Command:
        async def command(work: Work) -> str:
            attempts.append(first)
            db = await work.begin()
            await lock_for_transaction(db, first)
            if len(attempts) <= 2:
                await both_hold.wait()
            await lock_for_transaction(db, second)
            return await withdraw(len(attempts))(work)

        return command

    await asyncio.gather(ask(entries, crossing("a", "b")), ask(entries, crossing("b", "a")))
    assert len(attempts) == 3
    assert len(await engine.effects()) == len(await engine.outbox()) == 2


async def test_a_deadlock_that_stays_is_told_as_unavailable_after_three_tries(
    engine: Engine, entries: Database
) -> None:
    attempts = 0

    async def always(work: Work) -> str:
        nonlocal attempts
        attempts += 1
        db = await work.begin()
        await db.execute(text("DO $$ BEGIN RAISE deadlock_detected; END $$"))
        return "never"

    with pytest.raises(Unavailable):
        await ask(entries, always)
    assert attempts == 3


async def test_a_fault_is_not_tried_again(entries: Database) -> None:
    attempts = 0

    async def faulty(work: Work) -> str:
        nonlocal attempts
        attempts += 1
        await (await work.begin()).execute(text("SELECT 1 / 0"))
        return "never"

    with pytest.raises(DBAPIError):
        await ask(entries, faulty)
    assert attempts == 1


async def test_on_a_standby_a_write_is_refused_without_a_transaction(
    engine: Engine, entries: Database
) -> None:
    entries.read_only = True
    with pytest.raises(ReadOnly, match="read-only at the moment"):
        await ask(entries, withdraw(1), claim())
    assert "Connections in pool: 0" in entries.engine.pool.status()
    assert await engine.effects() == []


async def test_a_server_that_refuses_writes_is_read_only_before_anybody_noticed(
    engine: Engine, entries: Database
) -> None:
    await engine.hand.execute("ALTER ROLE svc_entries SET default_transaction_read_only = on")
    try:
        with pytest.raises(ReadOnly):
            await ask(entries, withdraw(1), claim())
    finally:
        await engine.hand.execute("ALTER ROLE svc_entries RESET default_transaction_read_only")
    assert await engine.effects() == []
