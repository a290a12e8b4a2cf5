"""Domain events and changes as the open pages' tests use them."""

from datetime import UTC, datetime
from uuid import uuid4

from google.protobuf.message import Message

from services.gateway.live.ring import Change
from services.gateway.live.topics import Topics
from shared.context import Actor, Call, Role
from shared.events import Envelope, to_payload, type_name


def envelope_of(event: Message) -> Envelope:
    return Envelope(
        uuid4(),
        type_name(type(event)),
        "key:1",
        1,
        datetime.now(UTC),
        Call(Actor("anna", Role.REFEREE)),
        to_payload(event),
        None,
        None,
    )


def change(change_id: str, *topics: str, at: float = 0.0) -> Change:
    """``at`` in seconds of the monotonic clock."""
    return Change(change_id, at, Topics(topics), "ResultRecorded", f"match:{change_id}", 1)
