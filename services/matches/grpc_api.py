"""The contract of the matches service: protobuf in and out, nothing else."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import grpc

from services.matches import commands, queries
from services.matches.commands import SubmitResult
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.notation import show
from services.matches.domain.scores import Score
from services.matches.domain.sets import Pair, SetScore
from services.matches.domain.submission import Submission
from services.matches.events import match_message, result_message, suspension_message
from services.matches.judgement import Judgement
from services.matches.peers import Peers
from services.matches.store import MatchFilter, SuspensionFilter
from shared.context import Role, current_call
from shared.database import Database
from shared.errors import InvalidInput
from shared.grpc_server import write
from shared.terms import MatchStatus, Violation
from shared.wire import from_date, from_optional_enum
from shared.work import Work
from tour.common.v1 import common_pb2
from tour.matches.v1 import matches_pb2 as pb
from tour.matches.v1.matches_pb2_grpc import MatchesServiceServicer

Context = grpc.aio.ServicerContext[Any, Any]
T = TypeVar("T")

_MOST_IDS: Final = 1000


class MatchesApi(MatchesServiceServicer):
    def __init__(self, database: Database, peers: Peers) -> None:
        self.database = database
        self.peers = peers

    async def CreateSkeleton(
        self, request: pb.CreateSkeletonRequest, context: Context
    ) -> pb.CreateSkeletonResponse:
        reader = _Reader()
        draw_id = reader.key(request.draw_id, "draw_id")
        reader.finish()

        async def create(work: Work) -> pb.CreateSkeletonResponse:
            stored = await commands.create_skeleton(work, self.peers, draw_id)
            return pb.CreateSkeletonResponse(
                matches=[match_message(one, work.now) for one in stored]
            )

        return await write(self.database, request, create, role=Role.REFEREE)

    async def ListMatches(
        self, request: pb.ListMatchesRequest, context: Context
    ) -> pb.ListMatchesResponse:
        wanted = _match_filter(request)
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            found = await queries.list_matches(db, wanted)
        return pb.ListMatchesResponse(matches=[match_message(stored, now) for stored in found])

    async def GetMatch(self, request: pb.GetMatchRequest, context: Context) -> pb.GetMatchResponse:
        reader = _Reader()
        match_id = reader.key(request.match_id, "match_id")
        reader.finish()
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            return pb.GetMatchResponse(
                match=match_message(await queries.get_match(db, match_id), now)
            )

    async def CheckResult(
        self, request: pb.CheckResultRequest, context: Context
    ) -> pb.CheckResultResponse:
        reader = _Reader()
        match_id = reader.key(request.match_id, "match_id")
        handed_in = reader.submission(request.typed, request.result)
        reader.finish()
        async with self.database.read() as db:
            now = await self.database.clock.now(db)
            judgement = await queries.check_result(
                db, now, current_call().actor, match_id, handed_in
            )
        return _checked(judgement, handed_in)

    async def SubmitResult(
        self, request: pb.SubmitResultRequest, context: Context
    ) -> pb.SubmitResultResponse:
        reader = _Reader()
        command = SubmitResult(
            match_id=reader.key(request.match_id, "match_id"),
            expected_version=reader.key(request.expected_version, "expected_version"),
            handed_in=reader.submission(request.typed, request.result),
        )
        reader.finish()

        async def submit(work: Work) -> pb.SubmitResultResponse:
            stored = await commands.submit_result(work, command)
            return pb.SubmitResultResponse(match=match_message(stored, work.now))

        return await write(self.database, request, submit, role=Role.REFEREE)

    async def ListSuspensions(
        self, request: pb.ListSuspensionsRequest, context: Context
    ) -> pb.ListSuspensionsResponse:
        wanted = _suspension_filter(request)
        async with self.database.read() as db:
            found = await queries.list_suspensions(db, wanted)
        return pb.ListSuspensionsResponse(
            suspensions=[suspension_message(stored) for stored in found]
        )


class _Reader:
    """Reads a request's fields and collects every one that is malformed."""

    def __init__(self) -> None:
        self.wrong: list[Violation] = []

    def finish(self) -> None:
        """InvalidInput naming every malformed field at once."""
        if self.wrong:
            raise InvalidInput.of(self.wrong)

    def refuse(self, field: str, message: str) -> None:
        self.wrong.append(Violation(field, "9", message))

    def key(self, number: int, field: str) -> int:
        """A key or version that has to be given."""
        if number <= 0:
            self.refuse(field, f"{_spoken(field)} must be a number from 1 on.")
        return number

    def optional_key(self, number: int, field: str) -> int | None:
        """A key, None where none was given (0)."""
        return self.key(number, field) if number else None

    def keys(self, numbers: Sequence[int], field: str) -> Sequence[int]:
        if len(numbers) > _MOST_IDS:
            self.refuse(field, f"At most {_MOST_IDS} can be asked for at once.")
        elif any(number <= 0 for number in numbers):
            self.refuse(field, f"{_spoken(field)} must be numbers from 1 on.")
        return numbers

    def value(self, read: Callable[[], T]) -> T | None:
        """What ``read`` gives, None where it finds the field malformed."""
        try:
            return read()
        except InvalidInput as error:
            self.wrong += error.violations
            return None

    def submission(self, typed: str, result: pb.Result) -> Submission:
        return Submission(
            typed=typed,
            status=self.value(lambda: from_optional_enum(MatchStatus, result.status, "status")),
            score=_score(result.sets),
            winner_id=self.optional_key(result.winner_id, "winner_id"),
            absence1=self.value(
                lambda: from_optional_enum(
                    WalkoverReason, result.player1_absence, "player1_absence"
                )
            ),
            absence2=self.value(
                lambda: from_optional_enum(
                    WalkoverReason, result.player2_absence, "player2_absence"
                )
            ),
        )


def _match_filter(request: pb.ListMatchesRequest) -> MatchFilter:
    reader = _Reader()
    wanted = MatchFilter(
        draw_ids=reader.keys(request.draw_ids, "draw_ids"),
        tournament_id=reader.optional_key(request.tournament_id, "tournament_id"),
        player_id=reader.optional_key(request.player_id, "player_id"),
        day=reader.value(lambda: from_date(request.match_date, "match_date"))
        if request.HasField("match_date")
        else None,
    )
    if not (request.draw_ids or request.tournament_id or request.player_id):
        for field in ("draw_ids", "tournament_id", "player_id"):
            reader.refuse(field, "Name draws, a tournament or a player.")
    reader.finish()
    return wanted


def _suspension_filter(request: pb.ListSuspensionsRequest) -> SuspensionFilter:
    reader = _Reader()
    first: common_pb2.Date = getattr(request, "from")
    wanted = SuspensionFilter(
        player_ids=reader.keys(request.player_ids, "player_ids"),
        tournament_id=reader.optional_key(request.tournament_id, "tournament_id"),
        first_day=reader.value(lambda: from_date(first, "from"))
        if request.HasField("from")
        else None,
        last_day=reader.value(lambda: from_date(request.to, "to"))
        if request.HasField("to")
        else None,
        include_annulled=request.include_annulled,
    )
    reader.finish()
    return wanted


def _score(sets: Sequence[pb.SetScore]) -> Score:
    return Score(
        tuple(
            SetScore(
                _pair(one.games) if one.HasField("games") else None,
                _pair(one.tiebreak) if one.HasField("tiebreak") else None,
                _pair(one.supertiebreak) if one.HasField("supertiebreak") else None,
            )
            for one in sets
        )
    )


def _pair(pair: pb.Pair) -> Pair:
    return pair.player1, pair.player2


def _checked(judgement: Judgement, handed_in: Submission) -> pb.CheckResultResponse:
    answer = pb.CheckResultResponse(
        reasons=[
            common_pb2.Reason(field=one.field, rule=one.rule, message=one.message)
            for one in judgement.violations
        ]
    )
    match = judgement.match
    if match is None:
        answer.result.winner_id = handed_in.winner_id or 0
        return answer
    answer.result.CopyFrom(result_message(match, match.winner))
    answer.score = show(match.score, match.status, match.winning_side)
    return answer


def _spoken(field: str) -> str:
    return field.replace("_", " ").capitalize()
