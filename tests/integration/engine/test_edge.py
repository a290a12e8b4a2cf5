"""The gRPC edge: who may call, on whose behalf, how long, and how errors are told."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from uuid import uuid4

import grpc
import pytest

from shared import grpc_client, grpc_server
from shared.context import Actor, Call, Role, current_call, during, enter_call
from shared.errors import (
    BY_CODE,
    Internal,
    InvalidInput,
    NotAllowed,
    NotSignedIn,
    RequestReused,
    RuleBroken,
    TooLarge,
    TourError,
    Unavailable,
)
from shared.grpc_client import ask, open_channel
from shared.grpc_server import Edge, end_server, write
from shared.terms import Violation
from shared.work import Work
from tests.integration.engine.edge import Behaviour, edge_of_entries, edged, served
from tests.integration.engine.engine import ANNA, PATIENCE, Engine, settings_of, withdraw
from tour.entries.v1 import entries_pb2 as pb
from tour.entries.v1.entries_pb2_grpc import EntriesServiceStub

if TYPE_CHECKING:
    from tour.entries.v1.entries_pb2_grpc import EntriesServiceAsyncStub

SEARCH = pb.SearchPlayersRequest(text="swi")


@pytest.fixture(autouse=True)
def acting() -> Iterator[None]:
    with during(ANNA):
        yield


def withdrawal(entry: int = 1, request_id: str | None = None) -> pb.WithdrawEntryRequest:
    return pb.WithdrawEntryRequest(request_id=request_id or str(uuid4()), entry_id=entry)


async def found(_request: object) -> pb.SearchPlayersResponse:
    return pb.SearchPlayersResponse(next_page_token="found")


async def withdrawn(_request: object) -> pb.WithdrawEntryResponse:
    return pb.WithdrawEntryResponse()


async def code_of(call: Awaitable[object]) -> grpc.StatusCode:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    code: grpc.StatusCode = caught.value.code()
    return code


# --- who may call ----------------------------------------------------------------------------


async def test_a_service_of_the_tour_gets_in(engine: Engine) -> None:
    async with edged(engine.target, found) as entries:
        assert (await ask(entries.stub.SearchPlayers(SEARCH))).next_page_token == "found"


@pytest.mark.parametrize(
    "credential",
    [
        None,
        "",
        "gateway",
        "gateway wrong",
        "gateway token of draws",
        "Gateway token of gateway",
        "stranger token of stranger",
        "token of gateway",
    ],
)
async def test_without_a_credential_of_the_tour_nobody_gets_in(
    engine: Engine, credential: str | None
) -> None:
    metadata = () if credential is None else (("authorization", credential),)
    async with (
        edged(engine.target, found) as entries,
        grpc.aio.insecure_channel(entries.address) as channel,
    ):
        stub: EntriesServiceAsyncStub = EntriesServiceStub(channel)
        code = await code_of(stub.SearchPlayers(SEARCH, metadata=metadata))
    assert code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_caller_whose_credential_this_service_does_not_know_stays_out(
    engine: Engine,
) -> None:
    settings = {"token": "token of another tour"}
    async with edged(engine.target, found) as entries:
        stranger = entries.caller(**settings)
        async with open_channel(entries.address, stranger) as channel:
            stub: EntriesServiceAsyncStub = EntriesServiceStub(channel)
            with pytest.raises(NotSignedIn):
                await ask(stub.SearchPlayers(SEARCH))


# --- on whose behalf -------------------------------------------------------------------------


async def test_actor_correlation_and_trace_go_on_to_the_handler_the_outbox_and_the_next_service(
    engine: Engine,
) -> None:
    database = engine.database()
    seen: list[Call] = []

    async def look(_request: object) -> pb.SearchPlayersResponse:
        seen.append(current_call())
        return pb.SearchPlayersResponse()

    async with edged(engine.target, look) as second:

        async def withdraw_and_ask(request: pb.WithdrawEntryRequest) -> pb.WithdrawEntryResponse:
            seen.append(current_call())
            await ask(second.stub.SearchPlayers(SEARCH))

            async def command(work: Work) -> pb.WithdrawEntryResponse:
                await withdraw(1)(work)
                return pb.WithdrawEntryResponse()

            return await write(database, request, command)

        async with edged(engine.target, withdraw_and_ask) as first:
            await ask(first.stub.WithdrawEntry(withdrawal()))
    assert seen == [ANNA, ANNA]
    (row,) = await engine.outbox()
    assert (row.actor, row.actor_role) == (ANNA.actor.name, ANNA.actor.role.value)
    assert (row.correlation_id, row.traceparent) == (ANNA.correlation_id, ANNA.traceparent)


async def test_calls_of_the_same_process_do_not_mix_up_their_actors(engine: Engine) -> None:
    async def who(_request: object) -> pb.SearchPlayersResponse:
        before = current_call().actor.name
        await asyncio.sleep(0.01)
        assert current_call().actor.name == before
        return pb.SearchPlayersResponse(next_page_token=before)

    async with edged(engine.target, who) as entries:

        async def as_actor(name: str) -> str:
            enter_call(Call(Actor(name, Role.REFEREE)))
            return (await ask(entries.stub.SearchPlayers(SEARCH))).next_page_token

        names = [f"official-{number}" for number in range(20)]
        assert await asyncio.gather(*(asyncio.create_task(as_actor(n)) for n in names)) == names


async def test_a_role_that_does_not_exist_is_nobodys(engine: Engine) -> None:
    seen: list[Role] = []

    async def look(_request: object) -> pb.SearchPlayersResponse:
        seen.append(current_call().actor.role)
        return pb.SearchPlayersResponse()

    metadata = (("authorization", "gateway token of gateway"), ("tour-role", "emperor"))
    async with (
        edged(engine.target, look) as entries,
        grpc.aio.insecure_channel(entries.address) as channel,
    ):
        stub: EntriesServiceAsyncStub = EntriesServiceStub(channel)
        await stub.SearchPlayers(SEARCH, metadata=metadata)
    assert seen == [Role.NOBODY]


async def test_nobody_writes_whatever_the_request_says_and_everybody_reads(engine: Engine) -> None:
    async def must_not_run(_request: object) -> pb.WithdrawEntryResponse:
        raise AssertionError

    enter_call(Call(Actor("nobody", Role.NOBODY)))
    async with edged(engine.target, must_not_run) as entries:
        for request in (withdrawal(), pb.WithdrawEntryRequest(), withdrawal(-1, "no uuid")):
            with pytest.raises(NotAllowed):
                await ask(entries.stub.WithdrawEntry(request))
    async with edged(engine.target, found) as entries:
        await ask(entries.stub.SearchPlayers(SEARCH))


# --- once ------------------------------------------------------------------------------------


async def test_a_write_is_done_once_per_request_id_and_answers_the_same(engine: Engine) -> None:
    database = engine.database()

    async def register(request: pb.RegisterVenueRequest) -> pb.RegisterVenueResponse:
        async def command(work: Work) -> pb.RegisterVenueResponse:
            await withdraw(1)(work)
            return pb.RegisterVenueResponse(venue=pb.Venue(venue_id=7, city="Málaga"))

        return await write(database, request, command)

    request = pb.RegisterVenueRequest(request_id=str(uuid4()), city="Málaga")
    async with edged(engine.target, register) as entries:
        first = await ask(entries.stub.RegisterVenue(request))
        assert await ask(entries.stub.RegisterVenue(request)) == first
        other = pb.RegisterVenueRequest(request_id=request.request_id, city="Nice")
        with pytest.raises(RequestReused):
            await ask(entries.stub.RegisterVenue(other))
        with pytest.raises(InvalidInput) as caught:
            await ask(entries.stub.RegisterVenue(pb.RegisterVenueRequest(request_id="7")))
    assert caught.value.violations[0].field == "request_id"
    assert await engine.effects() == ["entry 1"]


# --- how long --------------------------------------------------------------------------------


async def test_a_call_that_takes_longer_than_its_caller_waits_is_unavailable(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grpc_client, "DEADLINE_SECONDS", 0.2)
    ended = asyncio.Event()

    async def forever(_request: object) -> pb.SearchPlayersResponse:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    async with edged(engine.target, forever) as entries:
        with pytest.raises(Unavailable):
            await ask(entries.stub.SearchPlayers(SEARCH))
        # and it is given up at the other end, too
        async with asyncio.timeout(10):
            await ended.wait()


async def test_a_call_without_a_deadline_gets_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grpc_server, "LONGEST_CALL_SECONDS", 0.1)

    async def forever(_request: object) -> pb.SearchPlayersResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async with (
        edged(engine.target, forever) as entries,
        grpc.aio.insecure_channel(entries.address) as channel,
    ):
        stub: EntriesServiceAsyncStub = EntriesServiceStub(channel)
        metadata = (("authorization", "gateway token of gateway"),)
        code = await code_of(stub.SearchPlayers(SEARCH, metadata=metadata))
    assert code is grpc.StatusCode.UNAVAILABLE


# --- tried again -----------------------------------------------------------------------------


def failing(times: int, error: Exception) -> tuple[list[object], Behaviour]:
    attempts: list[object] = []

    async def behaviour(request: object) -> pb.SearchPlayersResponse:
        attempts.append(request)
        if len(attempts) <= times:
            raise error
        return pb.SearchPlayersResponse()

    return attempts, behaviour


async def test_unavailable_is_tried_again(engine: Engine) -> None:
    attempts, behaviour = failing(2, Unavailable())
    async with edged(engine.target, behaviour) as entries:
        await ask(entries.stub.SearchPlayers(SEARCH))
    assert len(attempts) == 3


async def test_no_call_fails_while_its_peer_is_stopped_and_another_takes_its_place(
    engine: Engine,
) -> None:
    """Without the retry of CANCELLED two of five fail: they came, but were not begun."""

    async def soon(request: object) -> pb.SearchPlayersResponse:
        await asyncio.sleep(0.01)
        return await found(request)

    async with AsyncExitStack() as ending:

        async def replica(port: int = 0) -> tuple[Edge, grpc.aio.Server, int]:
            edge = edge_of_entries(engine.target)
            server, port = await served(edge, soon, port)
            ending.push_async_callback(server.stop, None)
            return edge, server, port

        # two replicas, as in every update: retries of a second may not outlast the start of one
        replicas = deque([await replica(), await replica()])
        addresses = ",".join(f"127.0.0.1:{port}" for _, _, port in replicas)
        channel = await ending.enter_async_context(
            open_channel(addresses, settings_of("gateway", engine.target))
        )
        stub: EntriesServiceAsyncStub = EntriesServiceStub(channel)
        for _ in range(4):
            calls = [asyncio.create_task(_searched(stub)) for _ in range(150)]
            await asyncio.sleep(0.03)
            edge, server, port = replicas.popleft()
            await end_server(server, edge, PATIENCE)
            replicas.append(await replica(port))
            await asyncio.gather(*calls)


async def _searched(stub: "EntriesServiceAsyncStub") -> None:
    # as long as a busy machine needs for so many at once: not how soon is asked, but whether
    await ask(stub.SearchPlayers(SEARCH, timeout=PATIENCE))


async def test_unavailable_is_not_tried_for_ever(engine: Engine) -> None:
    attempts, behaviour = failing(99, Unavailable("Away."))
    async with edged(engine.target, behaviour) as entries:
        with pytest.raises(Unavailable, match="Away"):
            await ask(entries.stub.SearchPlayers(SEARCH))
    assert len(attempts) == 4


@pytest.mark.parametrize(
    "error",
    [
        *(kind("No.") for kind in BY_CODE.values() if kind is not Unavailable),
        ValueError("a fault"),
    ],
    ids=repr,
)
async def test_nothing_else_is_tried_again(engine: Engine, error: Exception) -> None:
    attempts, behaviour = failing(99, error)
    async with edged(engine.target, behaviour) as entries:
        with pytest.raises(TourError):
            await ask(entries.stub.SearchPlayers(SEARCH))
    assert len(attempts) == 1


async def test_a_service_that_is_not_there_is_unavailable(engine: Engine) -> None:
    async with edged(engine.target, found) as entries:
        address, caller = entries.address, entries.caller()
    async with open_channel(address, caller) as channel:
        stub: EntriesServiceAsyncStub = EntriesServiceStub(channel)
        with pytest.raises(Unavailable):
            await ask(stub.SearchPlayers(SEARCH))


# --- what cannot be asked --------------------------------------------------------------------


async def test_a_nul_is_refused_by_the_names_of_all_its_fields(engine: Engine) -> None:
    async with edged(engine.target, withdrawn) as entries:
        with pytest.raises(InvalidInput) as caught:
            await ask(
                entries.stub.RegisterVenue(
                    pb.RegisterVenueRequest(request_id=str(uuid4()), city="Ni\0ce", name="\0")
                )
            )
    assert {each.field for each in caught.value.violations} == {"city", "name"}


async def test_a_message_over_four_megabytes_is_too_large(engine: Engine) -> None:
    async with edged(engine.target, found) as entries:
        await ask(entries.stub.SearchPlayers(pb.SearchPlayersRequest(text="x" * 3_000_000)))
        with pytest.raises(TooLarge):
            await ask(entries.stub.SearchPlayers(pb.SearchPlayersRequest(text="x" * 4_194_305)))


# --- how errors are told ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", BY_CODE.values())
async def test_an_error_arrives_as_it_was_raised_with_everything_that_is_wrong(
    engine: Engine, kind: type[TourError]
) -> None:
    violations = [
        Violation(f"sets[{number}].games", "5", f"Ein Satz endet nicht {number}–5 („Świątek“).")
        for number in range(200)
    ]
    raised = kind(" ".join(each.message for each in violations), violations)

    async def refuse(_request: object) -> pb.SearchPlayersResponse:
        raise raised

    async with edged(engine.target, refuse) as entries:
        with pytest.raises(TourError) as caught:
            await ask(entries.stub.SearchPlayers(SEARCH))
    arrived = caught.value
    assert type(arrived) is kind
    assert (arrived.sentence, arrived.violations) == (raised.sentence, raised.violations)


async def test_a_fault_of_ours_shows_nothing_but_the_number_to_find_it_by(engine: Engine) -> None:
    async def faulty(_request: object) -> pb.SearchPlayersResponse:
        raise KeyError("postgresql://svc_entries:secret@db/tour")

    async with edged(engine.target, faulty) as entries:
        with pytest.raises(Internal) as caught:
            await ask(entries.stub.SearchPlayers(SEARCH))
        with pytest.raises(grpc.aio.AioRpcError) as raw:
            await entries.stub.SearchPlayers(SEARCH)
    assert ANNA.correlation_id in caught.value.sentence
    everything = f"{raw.value!r} {raw.value.details()} {raw.value.trailing_metadata()}"
    for inside in ("secret", "KeyError", "Traceback", "edge.py"):
        assert inside not in caught.value.sentence
        assert inside not in everything


async def test_what_a_peer_says_outside_our_errors_is_not_passed_on(engine: Engine) -> None:
    async with edged(engine.target, found) as entries:
        with pytest.raises(Internal) as caught:
            # no such call in this service
            await ask(entries.stub.GetReferenceData(pb.GetReferenceDataRequest()))
    assert "GetReferenceData" not in caught.value.sentence
    assert ANNA.correlation_id in caught.value.sentence


async def test_a_broken_rule_is_told_and_nothing_stored(engine: Engine) -> None:
    database = engine.database()

    async def refuse(request: pb.WithdrawEntryRequest) -> pb.WithdrawEntryResponse:
        async def command(work: Work) -> pb.WithdrawEntryResponse:
            await withdraw(1)(work)
            raise RuleBroken.rule("entry_id", "2", "The draw is made.")

        return await write(database, request, command)

    async with edged(engine.target, refuse) as entries:
        with pytest.raises(RuleBroken, match="The draw is made"):
            await ask(entries.stub.WithdrawEntry(withdrawal()))
    assert (await engine.effects(), await engine.outbox()) == ([], [])
