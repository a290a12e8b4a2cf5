"""The contract of the matches service: protobuf in and out, nothing else."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import grpc

from services.matches import queries, requests
from services.matches.commands import corrections, results, schedule, skeletons, suspensions
from services.matches.consequences import DrawChange
from services.matches.domain.bracket import Match
from services.matches.domain.notation import show
from services.matches.domain.progress import still_plays
from services.matches.domain.submission import Submission
from services.matches.judgement import Judgement
from services.matches.messages import match_message, result_message, suspension_message
from services.matches.peers import Peers
from services.matches.rows import StoredMatch
from services.matches.weighing import Weighed
from shared.context import Role, current_call
from shared.database import Database
from shared.grpc_server import write
from shared.terms import Violation
from shared.wire import to_date
from shared.work import Work
from tour.common.v1 import common_pb2
from tour.matches.v1 import matches_pb2 as pb
from tour.matches.v1.matches_pb2_grpc import MatchesServiceServicer

Context = grpc.aio.ServicerContext[Any, Any]


class MatchesApi(MatchesServiceServicer):
    def __init__(self, database: Database, peers: Peers) -> None:
        self.database = database
        self.peers = peers

    async def CreateSkeleton(
        self, request: pb.CreateSkeletonRequest, context: Context
    ) -> pb.CreateSkeletonResponse:
        draw_id = requests.key_of(request.draw_id, "draw_id")

        async def create(work: Work) -> pb.CreateSkeletonResponse:
            stored = await skeletons.create_skeleton(work, self.peers, draw_id)
            return pb.CreateSkeletonResponse(
                matches=[match_message(one, work.now) for one in stored]
            )

        return await write(self.database, request, create, role=Role.REFEREE)

    async def ListMatches(
        self, request: pb.ListMatchesRequest, context: Context
    ) -> pb.ListMatchesResponse:
        wanted = requests.match_filter(request)
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            found = await queries.list_matches(db, wanted)
        told = (match_message(stored, now) for stored in found)
        return pb.ListMatchesResponse(
            matches=[each for each in told if each.can_record or not request.to_record]
        )

    async def CountMatches(
        self, request: pb.CountMatchesRequest, context: Context
    ) -> pb.CountMatchesResponse:
        draw_ids = requests.draws_to_count(request)
        async with self.database.read() as db:
            found = await queries.count_matches(db, draw_ids)
        return pb.CountMatchesResponse(
            counts=[pb.MatchCount(draw_id=key, matches=count) for key, count in found.items()]
        )

    async def GetMatch(self, request: pb.GetMatchRequest, context: Context) -> pb.GetMatchResponse:
        match_id = requests.key_of(request.match_id, "match_id")
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            return pb.GetMatchResponse(
                match=match_message(await queries.get_match(db, match_id), now)
            )

    async def CheckResult(
        self, request: pb.CheckResultRequest, context: Context
    ) -> pb.CheckResultResponse:
        match_id, handed_in = requests.tried(request)
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            judgement = await queries.check_result(
                db, now, current_call().actor, match_id, handed_in
            )
        return pb.CheckResultResponse(
            result=_result(judgement, handed_in),
            score=_score(judgement.match),
            reasons=_reasons(judgement.violations),
        )

    async def SubmitResult(
        self, request: pb.SubmitResultRequest, context: Context
    ) -> pb.SubmitResultResponse:
        command = requests.submitted(request)

        async def submit(work: Work) -> pb.SubmitResultResponse:
            stored = await results.submit_result(work, command)
            return pb.SubmitResultResponse(match=match_message(stored, work.now))

        return await write(self.database, request, submit, role=Role.REFEREE)

    async def CheckCorrection(
        self, request: pb.CheckCorrectionRequest, context: Context
    ) -> pb.CheckCorrectionResponse:
        match_id, handed_in = requests.tried_correction(request)
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            weighed = await queries.check_correction(
                db, now, current_call().actor, match_id, handed_in
            )
        return _weighed(weighed, match_id, handed_in, now)

    async def CorrectResult(
        self, request: pb.CorrectResultRequest, context: Context
    ) -> pb.CorrectResultResponse:
        command = requests.correction(request)

        async def correct(work: Work) -> pb.CorrectResultResponse:
            stored = await corrections.correct_result(work, command)
            return pb.CorrectResultResponse(match=match_message(stored, work.now))

        return await write(self.database, request, correct, role=Role.ADMINISTRATOR)

    async def UndoResult(
        self, request: pb.UndoResultRequest, context: Context
    ) -> pb.UndoResultResponse:
        command = requests.correction(request)

        async def undo(work: Work) -> pb.UndoResultResponse:
            stored = await corrections.correct_result(work, command)
            return pb.UndoResultResponse(match=match_message(stored, work.now))

        return await write(self.database, request, undo, role=Role.ADMINISTRATOR)

    async def CheckMove(
        self, request: pb.CheckMoveRequest, context: Context
    ) -> pb.CheckMoveResponse:
        match_id = requests.key_of(request.match_id, "match_id")
        async with self.database.read() as db:
            days = await queries.check_move(db, match_id)
        of_match = [one for one in next(iter(days.values())) if one.field == "match_id"]
        if of_match:
            return pb.CheckMoveResponse(reasons=_reasons(of_match))
        return pb.CheckMoveResponse(
            days=[
                pb.DayToMoveTo(match_date=to_date(day), reasons=_reasons(broken))
                for day, broken in days.items()
            ]
        )

    async def MoveMatch(
        self, request: pb.MoveMatchRequest, context: Context
    ) -> pb.MoveMatchResponse:
        command = requests.move(request)

        async def move(work: Work) -> pb.MoveMatchResponse:
            stored = await schedule.move_match(work, command)
            return pb.MoveMatchResponse(match=match_message(stored, work.now))

        return await write(self.database, request, move, role=Role.REFEREE)

    async def LiftSuspension(
        self, request: pb.LiftSuspensionRequest, context: Context
    ) -> pb.LiftSuspensionResponse:
        command = requests.lift(request)

        async def lift(work: Work) -> pb.LiftSuspensionResponse:
            stored = await suspensions.lift_suspension(work, command)
            return pb.LiftSuspensionResponse(suspension=suspension_message(stored))

        return await write(self.database, request, lift, role=Role.ADMINISTRATOR)

    async def ListSuspensions(
        self, request: pb.ListSuspensionsRequest, context: Context
    ) -> pb.ListSuspensionsResponse:
        wanted = requests.suspension_filter(request)
        async with self.database.read() as db:
            found = await queries.list_suspensions(db, wanted)
        return pb.ListSuspensionsResponse(
            suspensions=[suspension_message(stored) for stored in found]
        )


def _weighed(
    weighed: Weighed, match_id: int, handed_in: Submission | None, now: datetime
) -> pb.CheckCorrectionResponse:
    judgement, found = weighed.judgement, weighed.consequences
    answer = pb.CheckCorrectionResponse(
        result=_result(judgement, handed_in),
        score=_score(judgement.match),
        reasons=_reasons(judgement.violations),
    )
    if found is None or found.own is None:
        return answer
    changes = [change for draw in (found.own, *found.elsewhere) for change in draw.matches]
    # the match itself first, the others in the order of the draws
    changes.sort(key=lambda change: change[0].match_id != match_id)
    answer.matches.extend(_change(before, after, now) for before, after in changes)
    for change in found.suspensions:
        ended = change.after.suspension.annulled
        told = answer.suspensions_annulled if ended else answer.suspensions_made
        told.append(suspension_message(change.after))
    answer.returns.extend(_returns(found.elsewhere))
    answer.draw_complete = found.own.is_complete
    answer.draw_reopened = found.own.is_reopened
    return answer


def _change(before: StoredMatch, after: StoredMatch, now: datetime) -> pb.MatchChange:
    return pb.MatchChange(before=match_message(before, now), after=match_message(after, now))


def _returns(changes: Iterable[DrawChange]) -> Iterable[pb.PlayerReturn]:
    for change in changes:
        facts = change.before.facts
        for absence in change.leaving:
            if still_plays(change.bracket, absence.player_id):
                yield pb.PlayerReturn(
                    player_id=absence.player_id,
                    draw_id=facts.draw_id,
                    tournament_id=facts.tournament_id,
                )


def _result(judgement: Judgement, handed_in: Submission | None) -> pb.Result:
    """As it would be stored; where it cannot be read, only who was named as the winner."""
    match = judgement.match
    if match is not None:
        return result_message(match, match.winner)
    return pb.Result(winner_id=0 if handed_in is None else handed_in.winner_id or 0)


def _score(match: Match | None) -> str:
    return "" if match is None else show(match.score, match.status, match.winning_side)


def _reasons(violations: Iterable[Violation]) -> list[common_pb2.Reason]:
    return [
        common_pb2.Reason(field=one.field, rule=one.rule, message=one.message) for one in violations
    ]
