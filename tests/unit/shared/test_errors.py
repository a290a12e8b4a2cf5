from datetime import UTC, datetime

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.struct_pb2 import Struct

from shared import errors
from shared.errors import BY_CODE, InvalidInput, RuleBroken, Stale, TourError
from shared.grpc_client import from_rpc_error
from shared.grpc_server import GRPC_CODES, check_text, to_status
from shared.terms import Violation
from tour.entries.v1 import entries_pb2 as pb


def subclasses(kind: type[TourError]) -> set[type[TourError]]:
    direct = set(kind.__subclasses__())
    return direct | {deeper for error in direct for deeper in subclasses(error)}


def test_every_error_has_its_code_in_every_table() -> None:
    everywhere = subclasses(TourError)
    # what the gateway alone raises, of HTTP itself, never travels between services
    kinds = {kind for kind in everywhere if kind.__module__ == errors.__name__}
    assert set(BY_CODE.values()) == kinds == set(GRPC_CODES)
    assert len({kind.code for kind in everywhere}) == len(everywhere)


@pytest.mark.parametrize("kind", list(BY_CODE.values()))
def test_the_page_of_errors_tells_the_codes_that_are_used(kind: type[TourError]) -> None:
    (line,) = [row for row in (errors.__doc__ or "").splitlines() if f"─ {kind.__name__} " in row]
    assert line.split()[-2:] == [GRPC_CODES[kind].name, str(kind.http_status)]


def rpc_error(error: TourError) -> grpc.aio.AioRpcError:
    status = to_status(error)
    return grpc.aio.AioRpcError(
        GRPC_CODES[type(error)],
        grpc.aio.Metadata(),
        grpc.aio.Metadata(("grpc-status-details-bin", status.SerializeToString())),
        details=error.sentence,
    )


@pytest.mark.parametrize("kind", list(BY_CODE.values()))
def test_an_error_arrives_at_the_caller_as_it_was_raised(kind: type[TourError]) -> None:
    raised = kind("What is wrong, in words.", [Violation("sets[0].games", "5", "No such set.")])
    arrived = from_rpc_error(rpc_error(raised))
    assert type(arrived) is kind
    assert arrived.sentence == raised.sentence
    assert arrived.violations == raised.violations


def test_a_silent_peer_is_unavailable() -> None:
    for code in (
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        # of a peer that is stopping
        grpc.StatusCode.CANCELLED,
    ):
        silent = grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata())
        assert isinstance(from_rpc_error(silent), errors.Unavailable)


def test_every_broken_rule_is_told_not_the_first_only() -> None:
    both = [Violation("a", "2", "First."), Violation("b", "3", "Second.")]
    assert RuleBroken.of(both).sentence == "First. Second."
    assert RuleBroken.of(both).violations == tuple(both)


def test_a_stale_save_is_told_who_changed_it_and_when() -> None:
    error = Stale.changed("anna", datetime(2026, 2, 17, 10, 0, 5, tzinfo=UTC))
    assert "anna" in error.sentence
    assert "2026-02-17 at 10:00:05 UTC" in error.sentence


def test_who_saved_first_and_when_arrives_at_the_caller() -> None:
    at = datetime(2026, 2, 17, 10, 0, 5, 123456, tzinfo=UTC)
    arrived = from_rpc_error(rpc_error(Stale.changed("anna", at)))
    assert isinstance(arrived, Stale)
    assert (arrived.by, arrived.at) == ("anna", at)
    untold = from_rpc_error(rpc_error(Stale("Somebody was first.")))
    assert isinstance(untold, Stale)
    assert untold.at is None


def test_a_nul_character_is_refused_by_the_name_of_its_field() -> None:
    check_text(pb.RegisterPlayerRequest(first_name="Łukasz", birth_year=1960))
    with pytest.raises(InvalidInput) as caught:
        check_text(pb.RegisterPlayerRequest(first_name="Anna\0", birth_year=1960))
    assert caught.value.violations[0].field == "first_name"
    with pytest.raises(InvalidInput) as nested:
        check_text(pb.RegisterVenueResponse(venue=pb.Venue(city="Nice\0")))
    assert nested.value.violations[0].field == "venue.city"
    with pytest.raises(InvalidInput):
        check_text(pb.GetReferenceDataResponse(countries=[pb.Country(), pb.Country(name="\0")]))


def test_every_text_with_a_nul_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        check_text(pb.RegisterPlayerRequest(first_name="\0", last_name="Świą\0tek"))
    assert [each.field for each in caught.value.violations] == ["first_name", "last_name"]


def test_a_nul_is_found_in_keys_and_values_of_a_map_and_in_repeated_texts() -> None:
    for inside in ({"name": "\0"}, {"\0": "name"}, {"list": ["fine", "\0"]}, {"a": {"b": "\0"}}):
        struct = Struct()
        struct.update(inside)
        with pytest.raises(InvalidInput) as caught:
            check_text(struct)
        assert caught.value.violations[0].field.startswith("fields")
    fine = Struct()
    fine.update({"name": "Łukasz", "list": ["a", 1, True, None]})
    check_text(fine)
    with pytest.raises(InvalidInput):
        check_text(FieldMask(paths=["fine", "\0"]))
