"""What travels between services: one envelope per domain event, its subject the message's name.

The body is JSON (readable in the outbox and on the wire); everything about the event stands
in headers. Parsing ignores unknown fields, so that old and new versions run side by side.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message

from shared.context import Actor, Call, Role

STREAM = "TOUR"
SUBJECTS = "tour.>"
# bytes; NATS takes 1 MiB with the headers
LARGEST_BODY = 1_000_000

Json = Mapping[str, Any]
M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A domain event with what is known about it. ``key`` names the row ("match:12"), ``version``
    its version after the change; ``before`` and ``after`` feed the audit log."""

    event_id: UUID
    type: str
    key: str
    version: int
    occurred_at: datetime
    call: Call
    payload: Json
    before: Json | None
    after: Json | None

    @property
    def service(self) -> str:
        """Who published it: tour.<service>.v1.<Event>."""
        return self.type.split(".")[1]

    @property
    def name(self) -> str:
        return self.type.rsplit(".", 1)[1]

    def headers(self) -> dict[str, str]:
        return {
            "Nats-Msg-Id": str(self.event_id),
            "Tour-Type": self.type,
            "Tour-Key": self.key,
            "Tour-Version": str(self.version),
            "Tour-Occurred-At": self.occurred_at.isoformat(),
            "Tour-Actor": self.call.actor.name,
            "Tour-Role": self.call.actor.role.value,
            "Tour-Correlation-Id": self.call.correlation_id,
            "traceparent": self.call.traceparent,
        }

    def body(self) -> bytes:
        return json.dumps(
            {"payload": self.payload, "before": self.before, "after": self.after},
            ensure_ascii=False,
        ).encode()

    @classmethod
    def parse(cls, headers: Mapping[str, str], body: bytes) -> "Envelope":
        """The envelope of a message; KeyError or ValueError where it is none of ours."""
        content = json.loads(body)
        return cls(
            event_id=UUID(headers["Nats-Msg-Id"]),
            type=headers["Tour-Type"],
            key=headers["Tour-Key"],
            version=int(headers["Tour-Version"]),
            occurred_at=datetime.fromisoformat(headers["Tour-Occurred-At"]),
            call=Call(
                Actor(headers["Tour-Actor"], Role(headers["Tour-Role"])),
                headers["Tour-Correlation-Id"],
                headers["traceparent"],
            ),
            payload=content["payload"],
            before=content["before"],
            after=content["after"],
        )


def to_payload(message: Message) -> dict[str, Any]:
    return MessageToDict(message, preserving_proto_field_name=True)


def from_payload(kind: type[M], payload: Json) -> M:
    """The event's message; ParseError where the payload does not fit."""
    return ParseDict(dict(payload), kind(), ignore_unknown_fields=True)


def type_name(kind: type[Message]) -> str:
    return kind.DESCRIPTOR.full_name
