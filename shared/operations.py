"""What every service answers about itself: what waits in it, and its dead letters."""

from uuid import UUID

import grpc

from shared.context import Role, current_call
from shared.errors import InvalidInput, NotAllowed
from shared.inbox import Consumer
from shared.measuring import measure
from shared.wire import to_moment
from tour.common.v1 import operations_pb2 as pb
from tour.common.v1.operations_pb2_grpc import OperationsServiceServicer


class OperationsApi(OperationsServiceServicer):
    """How it is, any official may ask; the rest is for administrators (rules.md section 8)."""

    def __init__(self, consumer: Consumer) -> None:
        self.consumer = consumer

    async def GetState(
        self, request: pb.GetStateRequest, context: grpc.aio.ServicerContext[object, object]
    ) -> pb.GetStateResponse:
        _need(Role.REFEREE, "An official may ask how a service is (rule 8).")
        measured = await measure(self.consumer.database)
        return pb.GetStateResponse(
            outbox_waiting=measured.outbox_waiting,
            outbox_oldest_seconds=measured.outbox_oldest_seconds,
            dead_letters=measured.dead_letters,
        )

    async def ListDeadLetters(
        self, request: pb.ListDeadLettersRequest, context: grpc.aio.ServicerContext[object, object]
    ) -> pb.ListDeadLettersResponse:
        _administrator()
        return pb.ListDeadLettersResponse(
            dead_letters=[
                pb.DeadLetter(
                    event_id=str(letter.event_id),
                    type=letter.type,
                    error=letter.error,
                    failed_at=to_moment(letter.failed_at),
                    deliveries=letter.deliveries,
                )
                for letter in await self.consumer.dead_letters()
            ]
        )

    async def RetryDeadLetter(
        self, request: pb.RetryDeadLetterRequest, context: grpc.aio.ServicerContext[object, object]
    ) -> pb.RetryDeadLetterResponse:
        _administrator()
        try:
            event_id = UUID(request.event_id)
        except ValueError:
            raise InvalidInput.field("event_id", "The event_id must be a UUID.") from None
        await self.consumer.retry(event_id)
        return pb.RetryDeadLetterResponse()


def _administrator() -> None:
    _need(Role.ADMINISTRATOR, "Only an administrator may look after dead letters (rule 8).")


def _need(role: Role, sentence: str) -> None:
    """NotAllowed, with the sentence, for who has a lower one."""
    if not current_call().actor.role.may_act_as(role):
        raise NotAllowed(sentence)
