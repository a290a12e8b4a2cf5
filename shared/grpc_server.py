"""The edge of every gRPC service: who calls, on whose behalf, and how errors are told.

Guarantees that nobody gets in without a service credential, that nobody writes who is no official,
that a write is done once per request id, that a fault of ours never shows its insides, and that
every call ends by a deadline.
"""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast
from uuid import UUID

import grpc
import structlog
from google.protobuf import any_pb2, descriptor_pool
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from shared.context import Actor, Call, Role, current_call, enter_call
from shared.database import Database, translate
from shared.errors import (
    Conflict,
    Internal,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    ReadOnly,
    RequestReused,
    RuleBroken,
    Stale,
    TooLarge,
    TooManyAttempts,
    TourError,
    Unavailable,
)
from shared.metrics import CALL_SECONDS, CALLS
from shared.names import SERVICES, ServiceName
from shared.settings import Settings
from shared.tasks import end_tasks
from shared.terms import Violation
from shared.work import AlreadyDone, Claim, Work, perform

log = structlog.get_logger()

M = TypeVar("M", bound=Message)
LONGEST_CALL_SECONDS = 15.0
_ANSWERS_SECONDS = 0.2
ERROR_DOMAIN = "masters-tour"

GRPC_CODES: dict[type[TourError], grpc.StatusCode] = {
    InvalidInput: grpc.StatusCode.INVALID_ARGUMENT,
    RuleBroken: grpc.StatusCode.FAILED_PRECONDITION,
    NotFound: grpc.StatusCode.NOT_FOUND,
    Stale: grpc.StatusCode.ABORTED,
    RequestReused: grpc.StatusCode.ALREADY_EXISTS,
    Conflict: grpc.StatusCode.ABORTED,
    NotSignedIn: grpc.StatusCode.UNAUTHENTICATED,
    NotAllowed: grpc.StatusCode.PERMISSION_DENIED,
    TooLarge: grpc.StatusCode.RESOURCE_EXHAUSTED,
    TooManyAttempts: grpc.StatusCode.RESOURCE_EXHAUSTED,
    # not UNAVAILABLE: the same standby will not have changed its mind at the next try
    ReadOnly: grpc.StatusCode.FAILED_PRECONDITION,
    Unavailable: grpc.StatusCode.UNAVAILABLE,
    Internal: grpc.StatusCode.INTERNAL,
}


async def write(
    database: Database,
    request: Message,
    command: Callable[[Work], Awaitable[M]],
    role: Role = Role.REFEREE,
) -> M:
    """Do what a write request asks for, once per ``request_id``; answers again what it answered.

    The command gets the unit of work and returns the response message. Raises NotAllowed where
    the acting official lacks the role, RequestReused for the same id with another body.
    """
    call = current_call()
    if not call.actor.role.may_act_as(role):
        raise NotAllowed(
            f"Only a signed-in official with the role {role.value} may do this (rule 8)."
        )
    try:
        return await perform(
            database,
            call,
            command,
            claim=_claim(request),
            answer=lambda response: response.SerializeToString(),
        )
    except AlreadyDone as done:
        return cast(M, _response_class(request).FromString(done.answer))


def _response_class(request: Message) -> type[Message]:
    """FooRequest is answered by FooResponse; buf lint holds the contracts to it."""
    name = request.DESCRIPTOR.full_name.removesuffix("Request") + "Response"
    return GetMessageClass(descriptor_pool.Default().FindMessageTypeByName(name))


def _claim(request: Message) -> Claim:
    request_id: str = getattr(request, "request_id")  # noqa: B009 - every write request has it
    try:
        key = UUID(request_id)
    except ValueError:
        raise InvalidInput.field(
            "request_id", "Every change needs a request_id: a UUID, new for each command."
        ) from None
    body = hashlib.sha256(request.SerializeToString(deterministic=True)).digest()
    return Claim(f"rpc:{request.DESCRIPTOR.name.removesuffix('Request')}", key, body)


class Edge(grpc.aio.ServerInterceptor):
    """Wraps every call: credential, acting official, text check, deadline, errors, metrics."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def idle(self) -> None:
        """Wait until no call is being handled."""
        await self._idle.wait()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        details: grpc.HandlerCallDetails,
    ) -> Any:
        handler = await continuation(details)
        if handler is None or handler.unary_unary is None or details.method.startswith("/grpc."):
            return handler
        inner = handler.unary_unary
        metadata = dict(details.invocation_metadata or ())
        method = details.method.rsplit("/", 1)[1]

        async def guarded(request: Message, context: grpc.aio.ServicerContext[Any, Any]) -> Message:
            started = time.perf_counter()
            code = "OK"
            try:
                with self._counted():
                    return await self._handle(inner, request, context, metadata)
            except TourError as error:
                code = GRPC_CODES[type(error)].name
                log.info("refused", method=method, code=error.code, reason=error.sentence)
                await context.abort_with_status(rpc_status.to_status(to_status(error)))
            except asyncio.CancelledError:
                code = grpc.StatusCode.CANCELLED.name
                raise
            finally:
                CALLS.labels(self.settings.service, method, code).inc()
                CALL_SECONDS.labels(self.settings.service, method).observe(
                    time.perf_counter() - started
                )
            raise AssertionError("unreachable: abort raises")

        return grpc.unary_unary_rpc_method_handler(
            guarded, handler.request_deserializer, handler.response_serializer
        )

    async def _handle(
        self,
        inner: Callable[[Message, object], Awaitable[Message]],
        request: Message,
        context: grpc.aio.ServicerContext[Any, Any],
        metadata: Mapping[str, str | bytes],
    ) -> Message:
        self._check_caller(metadata)
        call = _call(metadata)
        enter_call(call)
        check_writer(request, call.actor)
        check_text(request)
        remaining = context.time_remaining()
        seconds = (
            LONGEST_CALL_SECONDS if remaining is None else min(remaining, LONGEST_CALL_SECONDS)
        )
        try:
            async with asyncio.timeout(seconds):
                return await inner(request, context)
        except TourError:
            raise
        except TimeoutError as error:
            raise Unavailable from error
        except Exception as error:
            known = translate(error)
            if known is not None:
                raise known from error
            log.exception("fault", request=request.DESCRIPTOR.name)
            raise Internal(
                "Something went wrong on our side. Nothing was saved. "
                f"The operator finds it by the number {call.correlation_id}."
            ) from error

    def _check_caller(self, metadata: Mapping[str, str | bytes]) -> None:
        name, _, token = str(metadata.get("authorization", "")).partition(" ")
        expected = self.settings.caller_hashes.get(cast(ServiceName, name), "")
        given = hashlib.sha256(token.encode()).hexdigest()
        if name not in SERVICES or not hmac.compare_digest(given, expected):
            raise NotSignedIn("This service answers only the tour's own services.")


async def end_server(server: grpc.aio.Server, edge: Edge, grace: float) -> None:
    """Let the calls in progress finish within the grace (seconds), and take no new ones.

    What comes at this moment is cancelled once nothing runs any more, and its caller tries it at
    another replica: grpcio may leave it neither begun nor ended until the grace is over, which is
    later than any caller waits (decision 76).
    """
    stopping = asyncio.create_task(server.stop(grace))
    idle = asyncio.create_task(_rests(edge))
    await asyncio.wait({stopping, idle}, return_when=asyncio.FIRST_COMPLETED)
    await end_tasks([idle])
    await server.stop(None)
    await stopping


async def _rests(edge: Edge) -> None:
    """Wait until nothing runs and the last answers are on their way."""
    await edge.idle()
    await asyncio.sleep(_ANSWERS_SECONDS)
    await edge.idle()


def _call(metadata: Mapping[str, str | bytes]) -> Call:
    fresh = current_call()
    try:
        role = Role(str(metadata.get("tour-role", "nobody")))
    except ValueError:
        role = Role.NOBODY
    return Call(
        Actor(str(metadata.get("tour-actor", "nobody")), role),
        str(metadata.get("tour-correlation-id", fresh.correlation_id)),
        str(metadata.get("traceparent", fresh.traceparent)),
    )


def check_writer(request: Message, actor: Actor) -> None:
    """A request with a ``request_id`` changes something: not for spectators, whatever else it says
    (rules.md section 8). Which role it needs beyond that, ``write`` knows."""
    if "request_id" in request.DESCRIPTOR.fields_by_name and actor.role is Role.NOBODY:
        raise NotAllowed("Only a signed-in official may change anything (rule 8).")


def check_text(message: Message) -> None:
    """PostgreSQL stores no NUL; refuse it here, by the names of its fields."""
    wrong = [
        Violation(name, "9", f"{name} holds a NUL character, which no text may.")
        for name, text in _texts(message)
        if "\0" in text
    ]
    if wrong:
        raise InvalidInput.of(wrong)


def _texts(message: Message, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the message with the name of its field, inner ones as ``venue.city``."""
    for field, value in message.ListFields():
        name = f"{path}{field.name}"
        if field.type not in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_MESSAGE):
            continue
        if isinstance(value, Mapping):
            inner = [*value.keys(), *value.values()]
        else:
            inner = [value] if isinstance(value, str | Message) else list(value)
        for each in inner:
            if isinstance(each, Message):
                yield from _texts(each, f"{name}.")
            elif isinstance(each, str):
                yield name, each


def to_status(error: TourError) -> status_pb2.Status:
    """The rich form: code and sentence, reason by our code, every broken rule by its field."""
    details = [
        error_details_pb2.ErrorInfo(
            reason=error.code, domain=ERROR_DOMAIN, metadata=_metadata(error)
        ),
        error_details_pb2.BadRequest(
            field_violations=[
                error_details_pb2.BadRequest.FieldViolation(
                    field=violation.field, reason=violation.rule, description=violation.message
                )
                for violation in error.violations
            ]
        ),
    ]
    packed = []
    for detail in details:
        box = any_pb2.Any()
        box.Pack(detail)
        packed.append(box)
    number = GRPC_CODES[type(error)].value[0]
    return status_pb2.Status(
        code=cast(code_pb2.Code, number), message=error.sentence, details=packed
    )


def _metadata(error: TourError) -> dict[str, str]:
    """Who saved first, and when, for the caller's page."""
    if not isinstance(error, Stale) or error.at is None:
        return {}
    return {"changed_by": error.by, "changed_at": error.at.isoformat()}
