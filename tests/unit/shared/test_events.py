"""An envelope arrives as it was sent, and versions understand each other."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import pytest

from shared.context import Actor, Call, Role
from shared.database import to_json
from shared.events import Envelope, from_payload, to_payload, type_name
from shared.locks import lock_key
from shared.work import as_json
from tour.entries.v1.events_pb2 import EntryWithdrawn


def envelope() -> Envelope:
    return Envelope(
        event_id=uuid4(),
        type=type_name(EntryWithdrawn),
        key="entry:7",
        version=3,
        occurred_at=datetime(2026, 2, 17, 10, 0, 0, 1, tzinfo=UTC),
        call=Call(Actor("anna", Role.REFEREE)),
        payload=to_payload(EntryWithdrawn(entry_id=7)),
        before={"name": "Świątek"},
        after=None,
    )


def test_an_envelope_arrives_as_it_was_sent() -> None:
    sent = envelope()
    assert Envelope.parse(sent.headers(), sent.body()) == sent


@pytest.mark.parametrize("header", envelope().headers())
def test_without_one_of_its_headers_a_message_is_no_event(header: str) -> None:
    sent = envelope()
    headers = {name: value for name, value in sent.headers().items() if name != header}
    with pytest.raises(KeyError):
        Envelope.parse(headers, sent.body())


def test_fields_that_a_later_version_adds_are_ignored() -> None:
    payload = {**to_payload(EntryWithdrawn(entry_id=7)), "weather": "rain"}
    assert from_payload(EntryWithdrawn, payload) == EntryWithdrawn(entry_id=7)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Row:
    key: UUID
    day: date
    colour: Colour
    scores: tuple[int, ...]
    rest: dict[int, date | None]


def test_rows_for_the_audit_log_are_plain_values() -> None:
    key, day = uuid4(), date(2026, 2, 16)
    row = Row(key, day, Colour.RED, (6, 4), {1: day, 2: None})
    plain = as_json(row)
    assert plain == {
        "key": str(key),
        "day": "2026-02-16",
        "colour": "red",
        "scores": [6, 4],
        "rest": {"1": "2026-02-16", "2": None},
    }
    assert as_json(plain) == plain
    assert as_json(None) is None
    assert to_json({"day": day, "name": "Świątek"}) == '{"day": "2026-02-16", "name": "Świątek"}'


def test_names_of_locks_are_numbers_that_postgresql_takes_and_stay_the_same() -> None:
    assert lock_key("lead:draws") == lock_key("lead:draws") != lock_key("lead:entries")
    assert all(0 <= lock_key(str(number)) < 2**63 for number in range(1000))
