"""Bad input at every call of the four services, over real servers on a real database: told with
the field, never a fault of ours, and nothing stored."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from importlib import import_module
from typing import Any

import grpc
import psycopg
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from shared.context import NOBODY, Actor, Call, Role, enter_call
from shared.errors import Internal, InvalidInput, NotAllowed, NotFound, RuleBroken, TourError
from shared.grpc_client import ask, open_channel
from shared.grpc_server import Edge
from shared.names import ServiceName
from shared.service import EngineRoom
from shared.settings import Settings
from tests.contract.requests import UNKNOWN, Path, enumerations, filled, put
from tests.contract.test_contracts import methods
from tests.copies import copy_of
from tools.local.database import Target

CALLED: tuple[ServiceName, ...] = ("entries", "draws", "matches", "rankings")
CHIEF = Actor("chief", Role.ADMINISTRATOR)
CALLS = [method for method in methods() if method.containing_service.name != "OperationsService"]
WRITES = [method for method in CALLS if "request_id" in method.input_type.fields_by_name]
ENUMERATIONS = [(method, path) for method in CALLS for path in enumerations(method.input_type)]
TEXTS = (
    "",
    "x" * 10_000,
    "\u202egnp.exe",  # right to left
    "<script>alert(1)</script>",
    "{{7*7}}",
    "'; DROP TABLE tour.players; --",
    "=cmd|' /C calc'!A0",
    "٣",
    "𝒮𝓌𝒾ą🎾",
)
NUMBERS = (-1, 0, 2**31, 2**63 - 1, -(2**63))

Tell = Callable[[MethodDescriptor, Message], Awaitable[Message]]


def by_name(method: MethodDescriptor) -> str:
    return method.name


@pytest.fixture(scope="module")
def target(tour_template: Target) -> Iterator[Target]:
    with copy_of(tour_template) as target:
        yield target


@pytest.fixture
async def tell(target: Target) -> AsyncIterator[Tell]:
    """Calls any method of the four services, all behind one address."""
    server = grpc.aio.server(
        interceptors=[Edge(settings_of("entries", target, 0))],
        options=[("grpc.so_reuseport", 0)],
    )
    port = server.add_insecure_port("127.0.0.1:0")
    rooms = [EngineRoom(settings_of(service, target, port)) for service in CALLED]
    for room in rooms:
        import_module(f"services.{room.settings.service}.__main__").build(room).add_api(server)
    await server.start()
    channel = open_channel(f"127.0.0.1:{port}", settings_of("gateway", target, port))

    async def call(method: MethodDescriptor, request: Message) -> Message:
        answer = GetMessageClass(method.output_type)
        path = f"/{method.containing_service.full_name}/{method.name}"
        stub = channel.unary_unary(path, type(request).SerializeToString, answer.FromString)
        return await ask(stub(request))

    enter_call(Call(CHIEF))
    yield call
    await channel.close()
    await server.stop(None)
    for room in rooms:
        await room.close()


def settings_of(service: ServiceName, target: Target, port: int) -> Settings:
    hashes = {
        name: hashlib.sha256(f"token of {name}".encode()).hexdigest()
        for name in (*CALLED, "gateway")
    }
    return Settings.model_validate(
        {
            "service": service,
            "database_host": target.host,
            "database_port": target.port,
            "database_name": target.database,
            "database_password": target.passwords[f"svc_{service}"],
            "nats_password": "unused",
            "token": f"token of {service}",
            "caller_hashes": hashes,
            **{f"{peer}_address": f"127.0.0.1:{port}" for peer in CALLED},
        }
    )


def stored(target: Target) -> list[Any]:
    """What any service has done: events told and requests remembered."""
    tables = [f"tour.{service}_{what}" for service in CALLED for what in ("outbox", "inbox")]
    with psycopg.connect(target.url(target.admin)) as admin:
        return [
            row for table in tables for row in admin.execute(f"SELECT * FROM {table}").fetchall()
        ]


async def survives(tell: Tell, method: MethodDescriptor, request: Message) -> None:
    """It is answered, or refused in a way that its sender can do something about."""
    refusal: TourError | None = None
    try:
        await tell(method, request)
    except TourError as error:
        refusal = error
    assert not isinstance(refusal, Internal), f"{request}: {refusal}"


@pytest.mark.parametrize("method", WRITES, ids=by_name)
async def test_nobody_writes_who_is_no_official(
    tell: Tell, target: Target, method: MethodDescriptor
) -> None:
    enter_call(Call(NOBODY))
    for request in (filled(method.input_type), GetMessageClass(method.input_type)()):
        with pytest.raises(NotAllowed):
            await tell(method, request)
    assert stored(target) == []


@pytest.mark.parametrize("method", WRITES, ids=by_name)
async def test_an_empty_write_is_told_which_fields_it_lacks(
    tell: Tell, target: Target, method: MethodDescriptor
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await tell(method, GetMessageClass(method.input_type)())
    assert caught.value.violations
    assert all(each.field and each.message for each in caught.value.violations)
    assert stored(target) == []


@pytest.mark.parametrize("method", WRITES, ids=by_name)
async def test_a_write_without_a_proper_request_id_is_refused(
    tell: Tell, target: Target, method: MethodDescriptor
) -> None:
    for request_id in ("", "7", "no-uuid", "0" * 10_000):
        request = filled(method.input_type)
        setattr(request, "request_id", request_id)  # noqa: B010 - every write has it
        with pytest.raises(InvalidInput):
            await tell(method, request)
    assert stored(target) == []


@pytest.mark.parametrize("method", CALLS, ids=by_name)
async def test_absurd_numbers_are_no_fault_of_ours(tell: Tell, method: MethodDescriptor) -> None:
    for number in NUMBERS:
        await survives(tell, method, filled(method.input_type, number=number))


@pytest.mark.parametrize("method", CALLS, ids=by_name)
async def test_absurd_texts_are_no_fault_of_ours(tell: Tell, method: MethodDescriptor) -> None:
    for text in TEXTS:
        await survives(tell, method, filled(method.input_type, text=text))


@pytest.mark.parametrize("method", CALLS, ids=by_name)
async def test_an_empty_request_is_no_fault_of_ours(tell: Tell, method: MethodDescriptor) -> None:
    await survives(tell, method, GetMessageClass(method.input_type)())


@pytest.mark.parametrize(
    ("method", "path"), ENUMERATIONS, ids=[f"{m.name}-{'.'.join(p)}" for m, p in ENUMERATIONS]
)
async def test_an_unknown_enumerator_is_refused_by_its_field(
    tell: Tell, method: MethodDescriptor, path: Path
) -> None:
    request = filled(method.input_type)
    put(request, path, UNKNOWN)
    with pytest.raises((InvalidInput, RuleBroken, NotFound)) as caught:
        await tell(method, request)
    # what is to be changed may not be there in the first place
    if not isinstance(caught.value, NotFound):
        assert any(path[-1] in each.field for each in caught.value.violations)
