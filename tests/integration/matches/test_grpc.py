"""The contract over a real server and client: roles, repetitions, malformed input, answers."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import grpc
import pytest
from pydantic import SecretStr

from services.matches.grpc_api import MatchesApi
from services.matches.peers import GrpcPeers, KnownDraw
from shared.context import Actor, Call, Role, enter_call
from shared.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    RequestReused,
    RuleBroken,
    Stale,
    TourError,
)
from shared.grpc_client import ask, open_channel
from shared.grpc_server import Edge
from shared.service import EngineRoom
from shared.settings import Settings
from shared.terms import Round
from shared.wire import from_date, to_date
from tests.integration.matches.test_consumers import draw_message, line_messages
from tests.integration.matches.test_results import at
from tests.integration.matches.test_skeleton import EIGHT
from tests.integration.matches.tour import ANNA, CHIEF, LISBON, MONDAY, NICE, OSLO, Tour
from tour.common.v1 import common_pb2 as common
from tour.draws.v1 import draws_pb2
from tour.draws.v1.draws_pb2_grpc import DrawsServiceServicer, add_DrawsServiceServicer_to_server
from tour.matches.v1 import matches_pb2 as pb
from tour.matches.v1.matches_pb2_grpc import (
    MatchesServiceStub,
    add_MatchesServiceServicer_to_server,
)

if TYPE_CHECKING:
    from tour.matches.v1.matches_pb2_grpc import MatchesServiceAsyncStub

SPECTATOR = Actor("nobody", Role.NOBODY)


class DrawsApi(DrawsServiceServicer):
    """The draws service with one draw."""

    def __init__(self) -> None:
        self.known: KnownDraw | None = None

    async def GetDraw(  # noqa: N802 - the name of the contract
        self, request: draws_pb2.GetDrawRequest, context: object
    ) -> draws_pb2.GetDrawResponse:
        known = self.known
        if known is None or known.facts.draw_id != request.draw_id:
            raise NotFound(f"There is no draw {request.draw_id}.")
        return draws_pb2.GetDrawResponse(draw=draw_message(known), lines=line_messages(known))


@dataclass(frozen=True, slots=True)
class Line:
    """A client of the matches service, as the gateway is one."""

    matches: "MatchesServiceAsyncStub"
    draws: DrawsApi


@pytest.fixture
async def line(tour: Tour, settings: Settings) -> AsyncIterator[Line]:
    def token_of(service: str) -> SecretStr:
        return SecretStr(f"token of {service}")

    hashes = {
        name: hashlib.sha256(token_of(name).get_secret_value().encode()).hexdigest()
        for name in ("gateway", "matches")
    }
    served = settings.model_copy(update={"caller_hashes": hashes})
    server = grpc.aio.server(interceptors=[Edge(served)], options=[("grpc.so_reuseport", 0)])
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    room = EngineRoom(settings.model_copy(update={"draws_address": address}))
    draws = DrawsApi()  # type: ignore[abstract]  # nothing else is asked of it
    add_DrawsServiceServicer_to_server(draws, server)
    add_MatchesServiceServicer_to_server(MatchesApi(tour.database, GrpcPeers(room)), server)
    await server.start()
    gateway = settings.model_copy(update={"service": "gateway", "token": token_of("gateway")})
    channel = open_channel(address, gateway)
    yield Line(MatchesServiceStub(channel), draws)
    await channel.close()
    await room.close()
    await server.stop(None)


def acting(actor: Actor) -> None:
    enter_call(Call(actor))


def submission(match: pb.Match, typed: str, winner_id: int = 0) -> pb.SubmitResultRequest:
    return pb.SubmitResultRequest(
        request_id=str(uuid4()),
        expected_version=match.version,
        match_id=match.match_id,
        typed=typed,
        result=pb.Result(winner_id=winner_id),
    )


async def first_match(line: Line) -> pb.Match:
    answer = await ask(line.matches.ListMatches(pb.ListMatchesRequest(draw_ids=[1])))
    return answer.matches[0]


# --- skeleton --------------------------------------------------------------------------------


async def test_a_skeleton_is_made_from_the_draw_and_answered_again(tour: Tour, line: Line) -> None:
    line.draws.known = tour.make_draw(EIGHT)
    acting(ANNA)
    first = await ask(
        line.matches.CreateSkeleton(pb.CreateSkeletonRequest(request_id=str(uuid4()), draw_id=1))
    )
    again = await ask(
        line.matches.CreateSkeleton(pb.CreateSkeletonRequest(request_id=str(uuid4()), draw_id=1))
    )
    assert [match.round for match in first.matches] == [4, 4, 4, 4, 5, 5, 6]
    assert again == first
    with pytest.raises(NotFound):
        await ask(
            line.matches.CreateSkeleton(
                pb.CreateSkeletonRequest(request_id=str(uuid4()), draw_id=2)
            )
        )


# --- results ---------------------------------------------------------------------------------


async def test_a_result_is_checked_submitted_and_read_again(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    acting(ANNA)
    match = await first_match(line)
    assert match.can_record
    assert match.result.status == common.MATCH_STATUS_SCHEDULED
    checked = await ask(
        line.matches.CheckResult(
            pb.CheckResultRequest(
                match_id=match.match_id, typed="76(5) 64", result=pb.Result(winner_id=2)
            )
        )
    )
    assert list(checked.reasons) == []
    assert checked.score == "7-6(5) 6-4"
    first_set = checked.result.sets[0]
    assert (first_set.games.player1, first_set.games.player2) == (6, 7)
    assert (first_set.tiebreak.player1, first_set.tiebreak.player2) == (5, 7)

    answer = await ask(line.matches.SubmitResult(submission(match, "76(5) 64", 2)))
    stored = await ask(line.matches.GetMatch(pb.GetMatchRequest(match_id=match.match_id)))
    assert stored.match == answer.match
    assert answer.match.result == checked.result
    assert (answer.match.score, answer.match.version) == ("7-6(5) 6-4", 2)
    assert (answer.match.changed_by, answer.match.can_record) == ("anna", False)


async def test_fields_are_read_like_a_typed_text(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT, supertiebreak=True)
    match = await first_match(line)
    sets = [
        pb.SetScore(games=pb.Pair(player1=6, player2=7), tiebreak=pb.Pair(player1=3, player2=7)),
        pb.SetScore(games=pb.Pair(player1=6, player2=0)),
        pb.SetScore(supertiebreak=pb.Pair(player1=10, player2=12)),
    ]
    by_fields = pb.CheckResultRequest(
        match_id=match.match_id,
        result=pb.Result(status=common.MATCH_STATUS_COMPLETED, sets=sets, winner_id=2),
    )
    typed = pb.CheckResultRequest(
        match_id=match.match_id, typed="7-6(3) 0-6 [12-10]", result=pb.Result(winner_id=2)
    )
    assert await ask(line.matches.CheckResult(by_fields)) == await ask(
        line.matches.CheckResult(typed)
    )


async def test_reasons_name_the_field_of_the_request(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    match = await first_match(line)
    request = pb.CheckResultRequest(
        match_id=match.match_id,
        typed="w/o",
        result=pb.Result(winner_id=1, player2_absence=pb.ABSENCE_REASON_OTHER),
    )
    acting(ANNA)
    (reason,) = (await ask(line.matches.CheckResult(request))).reasons
    assert (reason.field, reason.rule) == ("player2_absence", "12")
    acting(CHIEF)
    assert list((await ask(line.matches.CheckResult(request))).reasons) == []


async def test_a_text_that_cannot_be_read_is_a_reason(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    match = await first_match(line)
    answer = await ask(
        line.matches.CheckResult(
            pb.CheckResultRequest(
                match_id=match.match_id, typed="=cmd|", result=pb.Result(winner_id=2)
            )
        )
    )
    assert [reason.field for reason in answer.reasons] == ["typed"]
    assert (answer.result.winner_id, answer.score) == (2, "")


async def test_the_same_request_twice_does_the_thing_once(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    acting(ANNA)
    request = submission(await first_match(line), "64 64")
    first = await ask(line.matches.SubmitResult(request))
    assert await ask(line.matches.SubmitResult(request)) == first
    request.typed = "62 62"
    with pytest.raises(RequestReused):
        await ask(line.matches.SubmitResult(request))
    assert (await tour.match(Round.QF, 1)).version == 2


async def test_a_refused_request_may_be_sent_again_put_right(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    acting(ANNA)
    request = submission(await first_match(line), "65 64")
    with pytest.raises(RuleBroken):
        await ask(line.matches.SubmitResult(request))
    request.typed = "64 64"
    assert (await ask(line.matches.SubmitResult(request))).match.version == 2


async def test_who_saves_second_is_told_who_saved_first(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    match = await first_match(line)
    acting(ANNA)
    await ask(line.matches.SubmitResult(submission(match, "64 64")))
    acting(CHIEF)
    with pytest.raises(Stale) as refused:
        await ask(line.matches.SubmitResult(submission(match, "62 62")))
    assert (refused.value.by, refused.value.at is not None) == ("anna", True)
    assert "anna recorded 6-4 6-4" in refused.value.sentence


@pytest.mark.parametrize("actor", [SPECTATOR, ANNA])
async def test_only_a_referee_records_and_everyone_looks(
    tour: Tour, line: Line, actor: Actor
) -> None:
    line.draws.known = tour.make_draw(EIGHT)
    skeleton = pb.CreateSkeletonRequest(request_id=str(uuid4()), draw_id=1)
    acting(ANNA)
    await ask(line.matches.CreateSkeleton(skeleton))
    acting(actor)
    match = await first_match(line)
    await ask(line.matches.CheckResult(pb.CheckResultRequest(match_id=match.match_id, typed="6")))
    await ask(line.matches.ListSuspensions(pb.ListSuspensionsRequest()))
    skeleton.request_id = str(uuid4())
    writes: list[Callable[[], Any]] = [
        lambda: line.matches.CreateSkeleton(skeleton),
        lambda: line.matches.SubmitResult(submission(match, "64 64")),
    ]
    for write in writes:
        if actor is SPECTATOR:
            with pytest.raises(NotAllowed):
                await ask(write())
        else:
            await ask(write())


# --- malformed input -------------------------------------------------------------------------

NO_DAY: Any = {"from": common.Date(year=10000, month=1, day=1)}


def result(**fields: Any) -> pb.Result:
    return pb.Result(**fields)


@pytest.mark.parametrize(
    ("call", "request_", "fields"),
    [
        ("GetMatch", pb.GetMatchRequest(match_id=-1), ["match_id"]),
        ("CreateSkeleton", pb.CreateSkeletonRequest(draw_id=0), ["draw_id"]),
        ("CreateSkeleton", pb.CreateSkeletonRequest(draw_id=1), ["request_id"]),
        (
            "SubmitResult",
            pb.SubmitResultRequest(
                request_id=str(uuid4()),
                result=result(status=77, winner_id=-2, player1_absence=9, player2_absence=-1),
            ),
            [
                "match_id",
                "expected_version",
                "status",
                "winner_id",
                "player1_absence",
                "player2_absence",
            ],
        ),
        (
            "CheckResult",
            pb.CheckResultRequest(match_id=0, result=result(status=-1)),
            ["match_id", "status"],
        ),
        (
            "ListMatches",
            pb.ListMatchesRequest(
                draw_ids=[1, 0], player_id=-1, match_date=common.Date(year=2026, month=4, day=31)
            ),
            ["draw_ids", "player_id", "match_date"],
        ),
        ("ListMatches", pb.ListMatchesRequest(draw_ids=range(1, 1002)), ["draw_ids"]),
        ("CountMatches", pb.CountMatchesRequest(), ["draw_ids"]),
        ("CountMatches", pb.CountMatchesRequest(draw_ids=range(1, 1002)), ["draw_ids"]),
        (
            "ListMatches",
            pb.ListMatchesRequest(match_date=common.Date(year=2026, month=4, day=1)),
            ["draw_ids", "tournament_id", "player_id"],
        ),
        (
            "ListSuspensions",
            pb.ListSuspensionsRequest(
                player_ids=[-7],
                tournament_id=-1,
                to=common.Date(),
                **NO_DAY,
            ),
            ["player_ids", "tournament_id", "from", "to"],
        ),
    ],
)
async def test_every_malformed_field_is_named_at_once(
    line: Line, call: str, request_: Any, fields: list[str]
) -> None:
    acting(ANNA)
    with pytest.raises(InvalidInput) as refused:
        await ask(getattr(line.matches, call)(request_))
    assert [one.field for one in refused.value.violations] == fields


@pytest.mark.parametrize(
    "sets",
    [
        [pb.SetScore(games=pb.Pair(player1=2**31 - 1, player2=-(2**31)))],
        [pb.SetScore()],
        [pb.SetScore(games=pb.Pair(player1=6, player2=4))] * 7,
        [pb.SetScore(supertiebreak=pb.Pair(player1=13, player2=10))] * 3,
    ],
)
async def test_impossible_scores_in_fields_are_refused_in_words(
    tour: Tour, line: Line, sets: list[pb.SetScore]
) -> None:
    await tour.skeleton(EIGHT)
    acting(ANNA)
    request = submission(await first_match(line), "")
    for status in range(1, 7):
        request.request_id = str(uuid4())
        request.result.CopyFrom(result(status=status, sets=sets, winner_id=1))
        with pytest.raises(RuleBroken) as refused:
            await ask(line.matches.SubmitResult(request))
        assert refused.value.violations
    assert (await tour.match(Round.QF, 1)).version == 1


async def test_there_is_no_match_that_nobody_made(line: Line) -> None:
    acting(ANNA)
    gone: list[Callable[[], Any]] = [
        lambda: line.matches.GetMatch(pb.GetMatchRequest(match_id=2**63 - 1)),
        lambda: line.matches.CheckResult(pb.CheckResultRequest(match_id=5, typed="64 64")),
    ]
    for call in gone:
        with pytest.raises(NotFound):
            await ask(call())


async def test_a_caller_without_a_credential_gets_nothing(tour: Tour, line: Line) -> None:
    with pytest.raises(TourError):
        await ask(
            line.matches.GetMatch(
                pb.GetMatchRequest(match_id=1), metadata=(("authorization", "gateway forged"),)
            )
        )


# --- lists -----------------------------------------------------------------------------------


async def test_matches_are_found_by_draw_tournament_player_and_day(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton([1, 12, 13, 14, 15, 16, 17, 18], draw_id=2, tournament_id=LISBON)
    await tour.play(Round.QF, 1)

    async def found(**wanted: Any) -> list[tuple[int, int, int]]:
        answer = await ask(line.matches.ListMatches(pb.ListMatchesRequest(**wanted)))
        return [(match.draw_id, match.round, match.match_number) for match in answer.matches]

    everything = await found(draw_ids=[2, 1])
    assert everything == sorted(everything)
    assert len(everything) == 14
    assert await found(tournament_id=LISBON) == [key for key in everything if key[0] == 2]
    assert await found(player_id=1) == [(1, 4, 1), (1, 5, 1), (2, 4, 1)]
    assert await found(player_id=1, tournament_id=NICE) == [(1, 4, 1), (1, 5, 1)]
    assert await found(tournament_id=NICE, match_date=to_date(at(2).date())) == [
        (1, 5, 1),
        (1, 5, 2),
    ]
    assert await found(draw_ids=[1], tournament_id=LISBON) == []


async def test_matches_are_counted_by_draw(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    answer = await ask(line.matches.CountMatches(pb.CountMatchesRequest(draw_ids=[2, 1])))
    assert [(each.draw_id, each.matches) for each in answer.counts] == [(1, 7)]


async def test_a_match_can_be_recorded_once_its_players_and_its_day_are_there(
    tour: Tour, line: Line
) -> None:
    await tour.skeleton(EIGHT)

    async def recordable() -> list[int]:
        everything = pb.ListMatchesRequest(tournament_id=NICE)
        answer = await ask(line.matches.ListMatches(everything))
        those = [match for match in answer.matches if match.can_record]
        wanted = pb.ListMatchesRequest(tournament_id=NICE, to_record=True)
        assert list((await ask(line.matches.ListMatches(wanted))).matches) == those
        return [match.match_number for match in those]

    tour.clock(at(0))
    assert await recordable() == []
    tour.clock(at(1))
    assert await recordable() == [1, 2, 3, 4]
    await tour.play(Round.QF, 1)
    await tour.play(Round.QF, 2)
    assert await recordable() == [3, 4]
    tour.clock(at(2, 0))
    assert await recordable() == [3, 4, 1]
    tour.admin.execute("UPDATE matches SET origin = 'unverified' WHERE match_number = 3")
    assert await recordable() == []


async def test_suspensions_are_found_by_player_tournament_and_days(tour: Tour, line: Line) -> None:
    tour.suspend(2, date(2026, 1, 5), date(2026, 3, 5), LISBON)
    tour.suspend(2, date(2026, 3, 2), date(2026, 5, 2), NICE)
    tour.suspend(1, date(2026, 3, 2), date(2026, 9, 2), NICE, reason_match_status_id=6)
    tour.suspend(3, date(2026, 3, 2), date(2026, 5, 2), NICE, annulled_at=MONDAY)

    async def found(**wanted: Any) -> list[tuple[int, int]]:
        answer = await ask(line.matches.ListSuspensions(pb.ListSuspensionsRequest(**wanted)))
        return [(one.player_id, one.tournament_id) for one in answer.suspensions]

    assert await found() == [(1, NICE), (2, LISBON), (2, NICE)]
    assert await found(player_ids=[2, 3]) == [(2, LISBON), (2, NICE)]
    assert await found(player_ids=[2, 3], include_annulled=True) == [
        (2, LISBON),
        (2, NICE),
        (3, NICE),
    ]
    assert await found(tournament_id=OSLO) == []
    day = to_date(date(2026, 3, 5))
    assert await found(player_ids=[2], to=day, **{"from": day}) == [(2, LISBON), (2, NICE)]
    after = {"from": to_date(date(2026, 3, 6))}
    assert await found(player_ids=[2], **after) == [(2, NICE)]
    assert await found(player_ids=[2], to=to_date(date(2026, 3, 1))) == [(2, LISBON)]


async def test_a_suspension_is_told_with_cause_days_and_origin(tour: Tour, line: Line) -> None:
    tour.suspend(1, date(2026, 3, 2), date(2026, 9, 2), NICE, reason_match_status_id=6)
    answer = await ask(line.matches.ListSuspensions(pb.ListSuspensionsRequest(player_ids=[1])))
    (one,) = answer.suspensions
    assert one.cause == common.MATCH_STATUS_DISQUALIFIED
    assert from_date(one.end_date, "end_date") == date(2026, 9, 2)
    assert (one.origin, one.annulled) == (common.ORIGIN_UNVERIFIED, False)
