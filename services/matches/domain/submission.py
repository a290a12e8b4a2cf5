"""What an official hands in for a match, typed or in fields, and what it means.

Guarantees one reading and one judgement for whoever only tries a result and whoever records it:
every rule that it breaks comes back at once, by the field of the request.
"""

from dataclasses import dataclass, replace
from typing import Final

from services.matches.domain.bracket import Match, WalkoverReason
from services.matches.domain.notation import TypedResult, parse, stopped_in_tiebreak
from services.matches.domain.results import Result, check_submission
from services.matches.domain.scores import NOT_PLAYED, Score, winner_of
from services.matches.domain.sets import RULE, Side
from shared.terms import MatchStatus, Violation

_STOPPED: Final = frozenset({MatchStatus.RETIRED, MatchStatus.DISQUALIFIED})
_BY_THE_SCORE: Final = frozenset({None, MatchStatus.SCHEDULED, MatchStatus.COMPLETED})
_WORDS: Final = {
    MatchStatus.RETIRED: "a retirement",
    MatchStatus.DISQUALIFIED: "a disqualification",
    MatchStatus.WALKOVER: "a walkover",
    MatchStatus.CANCELLED: "a cancelled match",
}
_FIELDS: Final = {
    "winner": "winner_id",
    "reason1": "player1_absence",
    "reason2": "player2_absence",
    "score": "typed",
}


@dataclass(frozen=True, slots=True)
class Submission:
    """A result as handed in; ``winner_id`` is a player, the score has player 1's numbers first.

    ``typed``, if not empty, stands for the score, from the side of ``winner_id`` or else of
    player 1. ``status`` may be left out where the score says it.
    """

    typed: str = ""
    status: MatchStatus | None = None
    score: Score = NOT_PLAYED
    winner_id: int | None = None
    absence1: WalkoverReason | None = None
    absence2: WalkoverReason | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was meant (None where it cannot be read) and every rule that it breaks."""

    result: Result | None
    violations: tuple[Violation, ...]

    @property
    def may_sanction(self) -> bool:
        """Whether somebody may be suspended for it."""
        unsanctioned = {MatchStatus.COMPLETED, MatchStatus.RETIRED}
        return self.result is not None and self.result.status not in unsanctioned


def read_submission(
    match: Match, handed_in: Submission, *, has_supertiebreak: bool, by_administrator: bool
) -> Reading:
    """Read and judge a result for ``match``; whether the match takes one now is not asked here.

    Who wins by a full score need not be named, the loser of a walkover was a no-show unless
    said otherwise, and so were both players of a cancelled match. Source: rules.md sections 5
    and 12.
    """
    side = _side(match, handed_in.winner_id)
    is_stranger = handed_in.winner_id is not None and side is None
    read = _read(handed_in, side, has_supertiebreak)
    if isinstance(read, list):
        broken = read
        result = None
    else:
        decided = winner_of(read.score) if read.status is MatchStatus.COMPLETED else None
        winner = decided if handed_in.winner_id is None else side
        result = _with_reasons(handed_in, read, winner)
        broken = check_submission(
            result, has_supertiebreak=has_supertiebreak, by_administrator=by_administrator
        )
        if handed_in.winner_id is None and read.status is MatchStatus.COMPLETED:
            # the score would name the winner, were it right
            broken = [one for one in broken if one.field != "winner" or len(broken) == 1]
        clash = _clash(handed_in, read.status)
        broken = [*clash, *broken]
    if is_stranger:
        text = "The winner is one of the two players of this match."
        broken = [one for one in broken if one.field != "winner"]
        broken.append(Violation("winner", RULE, text))
    return Reading(
        result, tuple(replace(one, field=_FIELDS.get(one.field, one.field)) for one in broken)
    )


def _side(match: Match, player: int | None) -> Side | None:
    if player is None or player not in match.players:
        return None
    return 1 if player == match.player1 else 2


def _read(
    handed_in: Submission, side: Side | None, has_supertiebreak: bool
) -> TypedResult | list[Violation]:
    chosen, score = handed_in.status, handed_in.score
    if handed_in.typed or (chosen is None and not score.sets):
        read = parse(handed_in.typed, has_supertiebreak=has_supertiebreak, side=side or 1)
        if isinstance(read, list):
            return read
        status, score = read.status, read.score
        if status is MatchStatus.COMPLETED and chosen not in _BY_THE_SCORE:
            status = chosen or status
    else:
        status = chosen or MatchStatus.COMPLETED
    if status in _STOPPED and score.sets:
        score = Score((*score.sets[:-1], stopped_in_tiebreak(score.sets[-1])))
    return TypedResult(score, status)


def _clash(handed_in: Submission, status: MatchStatus) -> list[Violation]:
    """The ending typed and the ending chosen are two different ones."""
    chosen = handed_in.status
    if chosen is None or chosen in _BY_THE_SCORE or chosen is status:
        return []
    text = f"The score says {_WORDS[status]}, but {_WORDS[chosen]} was chosen."
    return [Violation("status", RULE, text)]


def _with_reasons(handed_in: Submission, read: TypedResult, winner: Side | None) -> Result:
    """The result, with the reasons that go without saying."""
    reason1, reason2 = handed_in.absence1, handed_in.absence2
    if read.status is MatchStatus.WALKOVER:
        reason1 = WalkoverReason.NO_SHOW if winner == 2 and reason1 is None else reason1
        reason2 = WalkoverReason.NO_SHOW if winner == 1 and reason2 is None else reason2
    elif read.status is MatchStatus.CANCELLED and reason1 is None and reason2 is None:
        reason1 = reason2 = WalkoverReason.NO_SHOW
    elif read.status is MatchStatus.DISQUALIFIED:
        # beside this result the reason of its loser says nothing new
        said = WalkoverReason.DISQUALIFIED
        reason1 = None if winner == 2 and reason1 is said else reason1
        reason2 = None if winner == 1 and reason2 is said else reason2
    return Result(read.status, read.score, winner, reason1, reason2)
