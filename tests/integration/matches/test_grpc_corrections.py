"""Corrections, moves and liftings over a real server: roles, repetitions, bad input, answers."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import uuid4

import pytest

from services.matches.domain.submission import Submission
from shared.errors import InvalidInput, NotAllowed, NotFound, RequestReused, RuleBroken, Stale
from shared.grpc_client import ask
from shared.terms import Round
from shared.wire import from_date, to_date
from tests.integration.matches.test_annulling import NO_SHOW_OF_2, WITH_BYE, sanctioned
from tests.integration.matches.test_grpc import SPECTATOR, Line, acting, first_match
from tests.integration.matches.test_grpc import line as line  # noqa: PLC0414 - a fixture
from tests.integration.matches.test_results import at
from tests.integration.matches.test_skeleton import EIGHT
from tests.integration.matches.tour import ANNA, CHIEF, LISBON, Tour
from tour.common.v1 import common_pb2 as common
from tour.matches.v1 import matches_pb2 as pb

WHY = "misheard by the umpire"


def correction(match: pb.Match, typed: str, winner_id: int = 0) -> pb.CorrectResultRequest:
    return pb.CorrectResultRequest(
        request_id=str(uuid4()),
        expected_version=match.version,
        match_id=match.match_id,
        typed=typed,
        result=pb.Result(winner_id=winner_id),
        why=WHY,
    )


def undoing(match: pb.Match) -> pb.UndoResultRequest:
    return pb.UndoResultRequest(
        request_id=str(uuid4()), expected_version=match.version, match_id=match.match_id, why=WHY
    )


async def suspension(line: Line) -> pb.Suspension:
    answer = await ask(line.matches.ListSuspensions(pb.ListSuspensionsRequest()))
    (found,) = answer.suspensions
    return found


async def played(tour: Tour, line: Line) -> pb.Match:
    """The first match of a draw of eight, won by the upper player."""
    await tour.skeleton(EIGHT)
    await tour.play(Round.QF, 1)
    return await first_match(line)


# --- what is done ----------------------------------------------------------------------------


async def test_a_result_is_corrected_and_taken_back(tour: Tour, line: Line) -> None:
    match = await played(tour, line)
    acting(CHIEF)
    corrected = (await ask(line.matches.CorrectResult(correction(match, "75 75", 2)))).match
    assert (corrected.score, corrected.result.winner_id) == ("7-5 7-5", 2)
    assert (corrected.version, corrected.changed_by, corrected.can_record) == (3, "chief", False)
    undone = (await ask(line.matches.UndoResult(undoing(corrected)))).match
    assert undone == await first_match(line)
    assert (undone.result.status, undone.score) == (common.MATCH_STATUS_SCHEDULED, "")
    assert (undone.version, undone.can_record) == (4, True)


async def test_a_match_is_moved_by_a_referee(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    acting(ANNA)
    final = (await ask(line.matches.ListMatches(pb.ListMatchesRequest(draw_ids=[1])))).matches[-1]
    answer = await ask(
        line.matches.MoveMatch(
            pb.MoveMatchRequest(
                request_id=str(uuid4()),
                expected_version=final.version,
                match_id=final.match_id,
                match_date=to_date(date(2026, 3, 8)),
            )
        )
    )
    assert from_date(answer.match.match_date, "match_date") == date(2026, 3, 8)
    assert answer.match.version == 2


async def test_a_suspension_is_told_with_its_match_and_as_lifted(tour: Tour, line: Line) -> None:
    await sanctioned(tour)
    tour.clock(at(10))
    stands = await suspension(line)
    assert stands.match_id == (await first_match(line)).match_id
    assert (stands.version, stands.changed_by) == (1, "anna")
    assert not stands.HasField("lifted_on")
    assert not stands.HasField("ended_at")
    acting(CHIEF)
    request = pb.LiftSuspensionRequest(
        request_id=str(uuid4()),
        expected_version=stands.version,
        suspension_id=stands.suspension_id,
        why="a doctor's note",
    )
    lifted = (await ask(line.matches.LiftSuspension(request))).suspension
    assert lifted == await suspension(line)
    assert from_date(lifted.lifted_on, "lifted_on") == date(2026, 3, 11)
    assert lifted.end_date == stands.end_date
    assert (lifted.version, lifted.changed_by, lifted.HasField("ended_at")) == (2, "chief", True)


# --- trying ----------------------------------------------------------------------------------


async def test_a_correction_is_tried_with_all_its_consequences(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    await tour.skeleton(WITH_BYE, draw_id=2, tournament_id=LISBON)
    await tour.record(Round.QF, 1, NO_SHOW_OF_2)
    match, held = await first_match(line), await suspension(line)
    acting(CHIEF)
    answer = await ask(
        line.matches.CheckCorrection(
            pb.CheckCorrectionRequest(
                match_id=match.match_id, typed="w/o", result=pb.Result(winner_id=2)
            )
        )
    )
    assert list(answer.reasons) == []
    assert (answer.score, answer.result.winner_id) == ("w/o", 2)
    itself, following = answer.matches
    assert itself.before == match
    assert (itself.after.result.winner_id, itself.after.version) == (2, 3)
    assert (following.before.player1_id, following.after.player1_id) == (1, 2)
    (made,) = answer.suspensions_made
    assert (made.suspension_id, made.player_id, made.match_id) == (0, 1, match.match_id)
    (annulled,) = answer.suspensions_annulled
    assert (annulled.suspension_id, annulled.annulled) == (held.suspension_id, True)
    (back,) = answer.returns
    assert (back.player_id, back.draw_id, back.tournament_id) == (2, 2, LISBON)
    assert (answer.draw_complete, answer.draw_reopened) == (False, False)
    assert await first_match(line) == match
    assert await suspension(line) == held


async def test_taking_a_final_back_is_tried(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    tour.clock(at(3))
    await tour.play_all()
    final = (await ask(line.matches.ListMatches(pb.ListMatchesRequest(draw_ids=[1])))).matches[-1]
    acting(CHIEF)
    undo = pb.CheckCorrectionRequest(match_id=final.match_id, undo=True)
    answer = await ask(line.matches.CheckCorrection(undo))
    assert list(answer.reasons) == []
    assert answer.result.status == common.MATCH_STATUS_SCHEDULED
    assert (answer.draw_complete, answer.draw_reopened) == (False, True)
    again = pb.CheckCorrectionRequest(match_id=final.match_id, typed="46 46")
    answer = await ask(line.matches.CheckCorrection(again))
    assert (answer.draw_complete, answer.draw_reopened) == (True, False)


async def test_a_correction_that_is_refused_is_tried_without_consequences(
    tour: Tour, line: Line
) -> None:
    match = await played(tour, line)
    acting(CHIEF)
    answer = await ask(
        line.matches.CheckCorrection(
            pb.CheckCorrectionRequest(
                match_id=match.match_id, typed="6-9", result=pb.Result(winner_id=1)
            )
        )
    )
    assert answer.reasons[0].field.startswith("sets[0]")
    assert (list(answer.matches), answer.draw_complete) == ([], False)
    with pytest.raises(NotFound):
        await ask(line.matches.CheckCorrection(pb.CheckCorrectionRequest(match_id=999, undo=True)))


async def test_a_result_that_stands_can_still_only_be_corrected(tour: Tour, line: Line) -> None:
    match = await played(tour, line)
    acting(CHIEF)
    tried = pb.CheckResultRequest(match_id=match.match_id, typed="64 64")
    (reason,) = (await ask(line.matches.CheckResult(tried))).reasons
    assert "can only be corrected" in reason.message


# --- who may, and how often ------------------------------------------------------------------


async def test_only_an_administrator_corrects_takes_back_and_lifts(tour: Tour, line: Line) -> None:
    await sanctioned(tour)
    match, held = await first_match(line), await suspension(line)
    lift = pb.LiftSuspensionRequest(
        request_id=str(uuid4()),
        expected_version=held.version,
        suspension_id=held.suspension_id,
        why=WHY,
    )
    for actor in (SPECTATOR, ANNA):
        acting(actor)
        for call in (
            line.matches.CorrectResult(correction(match, "64 64")),
            line.matches.UndoResult(undoing(match)),
            line.matches.LiftSuspension(lift),
        ):
            with pytest.raises(NotAllowed):
                await ask(call)
    acting(SPECTATOR)
    with pytest.raises(NotAllowed):
        await ask(line.matches.MoveMatch(pb.MoveMatchRequest(request_id=str(uuid4()))))
    assert tour.told() == []


async def test_the_same_correction_twice_does_the_thing_once(tour: Tour, line: Line) -> None:
    match = await played(tour, line)
    acting(CHIEF)
    request = correction(match, "75 75")
    first = await ask(line.matches.CorrectResult(request))
    assert await ask(line.matches.CorrectResult(request)) == first
    assert len(tour.told("ResultCorrected")) == 1
    request.why = "another reason"
    with pytest.raises(RequestReused):
        await ask(line.matches.CorrectResult(request))


async def test_the_same_undoing_and_lifting_twice_does_the_thing_once(
    tour: Tour, line: Line
) -> None:
    await sanctioned(tour)
    held = await suspension(line)
    acting(CHIEF)
    lift = pb.LiftSuspensionRequest(
        request_id=str(uuid4()), expected_version=1, suspension_id=held.suspension_id, why=WHY
    )
    lifted = await ask(line.matches.LiftSuspension(lift))
    undo = undoing(await first_match(line))
    undone = await ask(line.matches.UndoResult(undo))
    tour.forget()
    assert await ask(line.matches.LiftSuspension(lift)) == lifted
    assert await ask(line.matches.UndoResult(undo)) == undone
    assert tour.told() == []


async def test_a_stale_correction_says_who_was_first_and_when(tour: Tour, line: Line) -> None:
    match = await played(tour, line)
    acting(CHIEF)
    await ask(line.matches.CorrectResult(correction(match, "75 75")))
    for call in (
        line.matches.CorrectResult(correction(match, "61 61")),
        line.matches.UndoResult(undoing(match)),
    ):
        with pytest.raises(Stale) as refused:
            await ask(call)
        assert refused.value.by == "chief"
        assert refused.value.at is not None


# --- bad input -------------------------------------------------------------------------------


async def test_every_malformed_field_of_a_correction_is_named_at_once(
    tour: Tour, line: Line
) -> None:
    acting(CHIEF)
    calls: list[tuple[Callable[[], Awaitable[object]], set[str]]] = [
        (
            lambda: ask(
                line.matches.CorrectResult(pb.CorrectResultRequest(request_id=str(uuid4())))
            ),
            {"match_id", "expected_version", "why"},
        ),
        (
            lambda: ask(
                line.matches.UndoResult(
                    pb.UndoResultRequest(request_id=str(uuid4()), why="x" * 201)
                )
            ),
            {"match_id", "expected_version", "why"},
        ),
        (
            lambda: ask(line.matches.MoveMatch(pb.MoveMatchRequest(request_id=str(uuid4())))),
            {"match_id", "expected_version", "match_date"},
        ),
        (
            lambda: ask(
                line.matches.LiftSuspension(
                    pb.LiftSuspensionRequest(request_id=str(uuid4()), why="<b>")
                )
            ),
            {"suspension_id", "expected_version", "why"},
        ),
    ]
    for call, fields in calls:
        with pytest.raises(InvalidInput) as refused:
            await call()
        assert {broken.field for broken in refused.value.violations} == fields


async def test_a_refused_correction_names_the_field_of_the_request(tour: Tour, line: Line) -> None:
    await tour.skeleton(EIGHT)
    await tour.record(Round.QF, 1, Submission("64 64"))
    match = await first_match(line)
    acting(CHIEF)
    with pytest.raises(RuleBroken) as refused:
        await ask(line.matches.CorrectResult(correction(match, "64 46", 9)))
    assert "winner_id" in {broken.field for broken in refused.value.violations}
