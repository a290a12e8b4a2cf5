"""Dead letters of all services and of the audit log's own consumer. For administrators."""

import asyncio
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.guard import open_to
from services.gateway.peers import PEERS
from services.gateway.views.letters import DeadLetterRow, DeadLettersPage, ServiceLetters
from services.gateway.views.site import FlashKind, Section
from services.gateway.visit import Visit, Visiting
from shared.context import Role, enter_call
from shared.errors import InvalidInput, NotFound, TourError, Unavailable
from shared.grpc_client import ask
from shared.names import ServiceName
from shared.wire import from_moment
from tour.common.v1 import operations_pb2 as pb

router = APIRouter()

_HERE = "/admin/dead-letters"
_OWN: ServiceName = "gateway"


@router.get(_HERE)
@open_to(Role.ADMINISTRATOR)
async def show_dead_letters(visit: Visiting) -> Response:
    services = await asyncio.gather(*(_of_service(visit, name) for name in PEERS), _own(visit))
    page = DeadLettersPage(tuple(services))
    return visit.html("admin/dead_letters.html", page, Section.ADMIN)


@router.post(f"{_HERE}/retry")
@open_to(Role.ADMINISTRATOR)
async def retry(visit: Visiting) -> Response:
    service, event_id = visit.form.get("service", ""), _event_id(visit)
    try:
        if service == _OWN:
            await _retry_own(visit, event_id)
        else:
            await _retry_at(visit, service, event_id)
    except NotFound:
        raise
    except TourError as error:
        return visit.go(_HERE, f"It failed again: {error.sentence}", FlashKind.PROBLEM)
    return visit.go(_HERE, "The event is handled now.")


async def _of_service(visit: Visit, name: ServiceName) -> ServiceLetters:
    try:
        answer = await ask(
            visit.peers.operations[name].ListDeadLetters(pb.ListDeadLettersRequest())
        )
    except Unavailable:
        return ServiceLetters(name, (), is_away=True)
    return ServiceLetters(
        name,
        tuple(
            DeadLetterRow(
                each.event_id,
                each.type.rpartition(".")[2],
                each.error,
                from_moment(each.failed_at),
                each.deliveries,
                visit.guard(),
            )
            for each in answer.dead_letters
        ),
    )


async def _own(visit: Visit) -> ServiceLetters:
    return ServiceLetters(
        _OWN,
        tuple(
            DeadLetterRow(
                str(each.event_id),
                each.type.rpartition(".")[2],
                each.error,
                each.failed_at,
                each.deliveries,
                visit.guard(),
            )
            for each in await visit.gateway.consumer.dead_letters()
        ),
    )


async def _retry_at(visit: Visit, service: str, event_id: UUID) -> None:
    request = pb.RetryDeadLetterRequest(event_id=str(event_id))
    for name, stub in visit.peers.operations.items():
        if name == service:
            await ask(stub.RetryDeadLetter(request))
            return
    raise InvalidInput.field("service", "There is no such service.")


async def _retry_own(visit: Visit, event_id: UUID) -> None:
    call = visit.call
    try:
        await visit.gateway.consumer.retry(event_id)
    finally:
        # handling an event acts on behalf of whoever caused it
        enter_call(call)


def _event_id(visit: Visit) -> UUID:
    try:
        return UUID(visit.form.get("event_id", ""))
    except ValueError:
        raise InvalidInput.field("event_id", "There is no such event.") from None
