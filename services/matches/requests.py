"""Requests of the contract as commands and filters.

Guarantees that every malformed field is told at once, by its name.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from services.matches.commands.corrections import Correction
from services.matches.commands.results import SubmitResult
from services.matches.commands.schedule import MoveMatch
from services.matches.commands.suspensions import LiftSuspension
from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.scores import Score
from services.matches.domain.sets import Pair, SetScore
from services.matches.domain.submission import Submission
from services.matches.domain.why import check_why
from services.matches.store.matches import MatchFilter
from services.matches.store.suspensions import SuspensionFilter
from shared.errors import InvalidInput
from shared.terms import MatchStatus, Violation
from shared.text import tidy
from shared.wire import from_date, from_optional_enum
from tour.common.v1 import common_pb2
from tour.matches.v1 import matches_pb2 as pb

T = TypeVar("T")

_MOST_IDS: Final = 1000


class Reader:
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

    def why(self, typed: str) -> str:
        """Why an official changes something, tidied."""
        self.wrong += check_why(typed)
        return tidy(typed)

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


def key_of(number: int, field: str) -> int:
    """The one key of a request that has nothing else."""
    reader = Reader()
    key = reader.key(number, field)
    reader.finish()
    return key


def submitted(request: pb.SubmitResultRequest) -> SubmitResult:
    reader = Reader()
    command = SubmitResult(
        match_id=reader.key(request.match_id, "match_id"),
        expected_version=reader.key(request.expected_version, "expected_version"),
        handed_in=reader.submission(request.typed, request.result),
    )
    reader.finish()
    return command


def tried(request: pb.CheckResultRequest) -> tuple[int, Submission]:
    """Which match, and the result to try."""
    reader = Reader()
    match_id = reader.key(request.match_id, "match_id")
    handed_in = reader.submission(request.typed, request.result)
    reader.finish()
    return match_id, handed_in


def tried_correction(request: pb.CheckCorrectionRequest) -> tuple[int, Submission | None]:
    """Which match, and the result to try in the place of its own; None to take that back."""
    reader = Reader()
    match_id = reader.key(request.match_id, "match_id")
    handed_in = reader.submission(request.typed, request.result)
    reader.finish()
    return match_id, None if request.undo else handed_in


def correction(request: pb.CorrectResultRequest | pb.UndoResultRequest) -> Correction:
    reader = Reader()
    command = Correction(
        match_id=reader.key(request.match_id, "match_id"),
        expected_version=reader.key(request.expected_version, "expected_version"),
        handed_in=reader.submission(request.typed, request.result)
        if isinstance(request, pb.CorrectResultRequest)
        else None,
        why=reader.why(request.why),
    )
    reader.finish()
    return command


def move(request: pb.MoveMatchRequest) -> MoveMatch:
    reader = Reader()
    match_id = reader.key(request.match_id, "match_id")
    expected_version = reader.key(request.expected_version, "expected_version")
    day = reader.value(lambda: from_date(request.match_date, "match_date"))
    reader.finish()
    if day is None:
        raise InvalidInput.field("match_date", "Say on which day the match is to be played.")
    return MoveMatch(match_id, expected_version, day)


def lift(request: pb.LiftSuspensionRequest) -> LiftSuspension:
    reader = Reader()
    command = LiftSuspension(
        suspension_id=reader.key(request.suspension_id, "suspension_id"),
        expected_version=reader.key(request.expected_version, "expected_version"),
        why=reader.why(request.why),
    )
    reader.finish()
    return command


def match_filter(request: pb.ListMatchesRequest) -> MatchFilter:
    reader = Reader()
    wanted = MatchFilter(
        draw_ids=reader.keys(request.draw_ids, "draw_ids"),
        tournament_id=reader.optional_key(request.tournament_id, "tournament_id"),
        player_id=reader.optional_key(request.player_id, "player_id"),
        day=reader.value(lambda: from_date(request.match_date, "match_date"))
        if request.HasField("match_date")
        else None,
        undecided=request.to_record,
    )
    if not (request.draw_ids or request.tournament_id or request.player_id):
        for field in ("draw_ids", "tournament_id", "player_id"):
            reader.refuse(field, "Name draws, a tournament or a player.")
    reader.finish()
    return wanted


def draws_to_count(request: pb.CountMatchesRequest) -> Sequence[int]:
    reader = Reader()
    draw_ids = reader.keys(request.draw_ids, "draw_ids")
    if not request.draw_ids:
        reader.refuse("draw_ids", "Name the draws whose matches are to be counted.")
    reader.finish()
    return draw_ids


def suspension_filter(request: pb.ListSuspensionsRequest) -> SuspensionFilter:
    reader = Reader()
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


def _spoken(field: str) -> str:
    return field.replace("_", " ").capitalize()
