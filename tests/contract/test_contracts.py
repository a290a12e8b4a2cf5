"""The contracts against the vocabulary, and rules that hold for every call."""

from enum import IntEnum

import pytest
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor, MethodDescriptor

from shared import terms
from tour.common.v1 import common_pb2, operations_pb2
from tour.draws.v1 import draws_pb2
from tour.draws.v1 import events_pb2 as draws_events
from tour.entries.v1 import entries_pb2
from tour.entries.v1 import events_pb2 as entries_events
from tour.gateway.v1 import events_pb2 as gateway_events
from tour.matches.v1 import events_pb2 as matches_events
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import events_pb2 as rankings_events
from tour.rankings.v1 import rankings_pb2

SERVICES = {
    "EntriesService": entries_pb2,
    "DrawsService": draws_pb2,
    "MatchesService": matches_pb2,
    "RankingsService": rankings_pb2,
    "OperationsService": operations_pb2,
}
READS = ("Get", "List", "Search", "Check", "Count", "Preview", "Verify")


def methods() -> list[MethodDescriptor]:
    return [
        method
        for name, module in SERVICES.items()
        for method in module.DESCRIPTOR.services_by_name[name].methods
    ]


def numbers(enumeration: EnumDescriptor, prefix: str) -> dict[str, int]:
    return {
        value.name.removeprefix(prefix): value.number
        for value in enumeration.values
        if value.number
    }


@pytest.mark.parametrize(
    ("name", "prefix", "term"),
    [
        ("Gender", "GENDER_", terms.Gender),
        ("AgeCategory", "AGE_CATEGORY_", terms.AgeCategory),
        ("PlayerStatus", "PLAYER_STATUS_", terms.PlayerStatus),
        ("MatchStatus", "MATCH_STATUS_", terms.MatchStatus),
        ("DrawStatus", "DRAW_STATUS_", terms.DrawStatus),
        ("Surface", "SURFACE_", terms.Surface),
        ("TournamentCategory", "TOURNAMENT_CATEGORY_", terms.TournamentCategory),
        ("Round", "ROUND_", terms.Round),
        ("Stage", "STAGE_", terms.Stage),
    ],
)
def test_enumerations_have_the_names_and_numbers_of_the_rule_book(
    name: str, prefix: str, term: type[IntEnum]
) -> None:
    enumeration = common_pb2.DESCRIPTOR.enum_types_by_name[name]
    assert numbers(enumeration, prefix) == {member.name: member.value for member in term}


@pytest.mark.parametrize("method", methods(), ids=lambda m: m.full_name)
def test_every_call_has_a_request_and_a_response_of_its_own(method: MethodDescriptor) -> None:
    assert method.input_type.name == f"{method.name}Request"
    assert method.output_type.name == f"{method.name}Response"


@pytest.mark.parametrize("method", methods(), ids=lambda m: m.full_name)
def test_no_call_streams(method: MethodDescriptor) -> None:
    """The gRPC edge guards calls of one request and one response; a stream would get past it."""
    assert not method.client_streaming
    assert not method.server_streaming


@pytest.mark.parametrize("method", methods(), ids=lambda m: m.full_name)
def test_every_write_carries_a_request_id_and_no_read_does(method: MethodDescriptor) -> None:
    writes = not method.name.startswith((*READS, "RetryDeadLetter"))
    field = method.input_type.fields_by_name.get("request_id")
    assert (field is not None) == writes
    if field is not None:
        assert (field.number, field.type) == (1, FieldDescriptor.TYPE_STRING)


@pytest.mark.parametrize("method", methods(), ids=lambda m: m.full_name)
def test_a_write_to_a_row_that_a_person_saw_carries_its_version(method: MethodDescriptor) -> None:
    changed = {
        "ChangePlayer",
        "ChangeTournament",
        "WithdrawEntry",
        "GenerateDraw",
        "SubmitResult",
        "CorrectResult",
        "UndoResult",
        "MoveMatch",
        "LiftSuspension",
    }
    assert ("expected_version" in method.input_type.fields_by_name) == (method.name in changed)


EVENTS: list[Descriptor] = [
    message
    for module in (entries_events, draws_events, matches_events, rankings_events, gateway_events)
    for message in module.DESCRIPTOR.message_types_by_name.values()
]


def test_the_events_of_the_architecture_are_there() -> None:
    assert {event.name for event in EVENTS} >= {
        "PlayerRegistered",
        "PlayerChanged",
        "TournamentChanged",
        "EntrySubmitted",
        "EntryWithdrawn",
        "EntriesClosed",
        "DrawGenerated",
        "DrawCancelled",
        "SkeletonCreated",
        "ResultRecorded",
        "ResultCorrected",
        "MatchMoved",
        "DrawCompleted",
        "DrawReopened",
        "PlayerSuspended",
        "SuspensionEnded",
        "PointsAwarded",
        "RankingPublished",
    }


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: e.full_name)
def test_every_subject_lies_in_the_stream_and_names_its_service(event: Descriptor) -> None:
    tour, service, version, _ = event.full_name.split(".")
    assert tour == "tour"
    assert service in {"entries", "draws", "matches", "rankings", "gateway"}
    assert version == "v1"
