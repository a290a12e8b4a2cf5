"""A result as it is handed in: whether it may be recorded or corrected now, and its effect.

Guarantees that a result accepted here and recorded in its match leaves a match that keeps the
rules of sections 5 and 12.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Final, TypeAlias

from services.matches.domain.bracket import Draw, Match, WalkoverReason
from services.matches.domain.progress import Absence, is_recorded
from services.matches.domain.scores import NOT_PLAYED, Score, check_result
from services.matches.domain.sets import RULE, SIDES, Side
from shared.terms import MatchStatus, Violation
from shared.text import weekday_in_words

_REASONS_RULE: Final = "12"
_DISQUALIFIED: Final = WalkoverReason.DISQUALIFIED
_WHY: Final = "Say why this player was not there."
_SET_BY_THE_SYSTEM: Final[dict[WalkoverReason | None, str]] = {
    WalkoverReason.SUSPENDED: "The system itself gives the walkover of a suspended player.",
    WalkoverReason.WITHDRAWN_AFTER_DRAW: (
        "Withdraw this player's entry instead: the walkover follows by itself."
    ),
}
_FOLLOWS: Final[dict[WalkoverReason | None, str]] = {
    WalkoverReason.SUSPENDED: (
        "This walkover follows from the suspension of player {} and stands, even if that "
        "suspension is annulled or lifted."
    ),
    WalkoverReason.WITHDRAWN_AFTER_DRAW: (
        "This walkover follows from the withdrawal of player {} after the draw, which cannot be "
        "taken back; the suspension for it can be lifted."
    ),
}
_ABSENT_SINCE: Final[dict[WalkoverReason | None, str]] = {
    WalkoverReason.SUSPENDED: (
        "Player {} is suspended and would give a walkover at once: correct the result instead."
    ),
    WalkoverReason.WITHDRAWN_AFTER_DRAW: (
        "Player {} has withdrawn since and would give a walkover at once: correct the result "
        "instead."
    ),
}
_Reasons: TypeAlias = tuple[tuple[Side, WalkoverReason | None], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What an official records: who won (side 1 or 2) how, and why a player did not play."""

    status: MatchStatus
    score: Score = NOT_PLAYED
    winner: Side | None = None
    reason1: WalkoverReason | None = None
    reason2: WalkoverReason | None = None

    @property
    def reasons(self) -> _Reasons:
        return ((1, self.reason1), (2, self.reason2))


def check_submission(
    result: Result, *, has_supertiebreak: bool, by_administrator: bool
) -> list[Violation]:
    """Every rule that this result breaks in itself; fields as in ``check_result``, ``reason1``,
    ``reason2``. Source: rules.md sections 5 and 12.
    """
    broken = check_result(has_supertiebreak, result.status, result.score, result.winner)
    if result.status is MatchStatus.SCHEDULED:
        broken.append(Violation("status", RULE, "Say how the match ended."))
    if result.status is MatchStatus.CANCELLED and result.winner is not None:
        text = "When neither player was there, nobody wins; one who was there has a walkover."
        broken.append(Violation("winner", RULE, text))
    broken += _check_reasons(result)
    for side, reason in result.reasons:
        if reason in _SET_BY_THE_SYSTEM:
            broken.append(_reason(side, _SET_BY_THE_SYSTEM[reason]))
        if reason is WalkoverReason.OTHER and not by_administrator:
            text = "Only an administrator may record a walkover for another reason."
            broken.append(_reason(side, text))
    return broken


def may_record(match: Match, now: datetime) -> list[Violation]:
    """Why no result can be recorded in this match now; empty if one can.

    ``now`` is a UTC time of the tour clock; results are taken from 00:00 of the match's day on,
    without limit. Source: rules.md section 5.
    """
    broken: list[Violation] = []
    if is_recorded(match):
        text = "This match has a result already: it can only be corrected."
        broken.append(Violation("match_id", RULE, text))
    elif match.status is MatchStatus.CANCELLED:
        text = "This match was cancelled: nobody stood on one of its sides."
        broken.append(Violation("match_id", RULE, text))
    elif len(match.players) < 2:
        text = "The players of this match are not decided yet: record the matches before it first."
        broken.append(Violation("match_id", RULE, text))
    if now < datetime.combine(match.day, time(), tzinfo=UTC):
        text = (
            f"This match is on {weekday_in_words(match.day)}: "
            "its result is accepted from 00:00 UTC of that day on."
        )
        broken.append(Violation("match_date", RULE, text))
    return broken


def may_correct(draw: Draw, match: Match) -> list[Violation]:
    """Why the result of this match of ``draw`` cannot be corrected; empty if it can.

    It can while the winner's next match is still scheduled; a final always. Matches cancelled
    only because a side stayed empty are no matches and are passed over; with nobody gone
    through, the same holds for who waits there. A walkover that follows from a withdrawal or a
    suspension stands, for its cause is not this match. Source: rules.md section 5.
    """
    if match.status is MatchStatus.SCHEDULED:
        return [Violation("match_id", RULE, "This match has no result yet.")]
    if not is_recorded(match):
        text = (
            "This match was cancelled because a side stayed empty: "
            "correct the match that left it empty."
        )
        return [Violation("match_id", RULE, text)]
    broken = [
        Violation("match_id", RULE, _FOLLOWS[reason].format(side))
        for side, reason in ((1, match.reason1), (2, match.reason2))
        if reason in _FOLLOWS
    ]
    following = draw.fed_by(match)
    while following and following.status is MatchStatus.CANCELLED and not is_recorded(following):
        following = draw.fed_by(following)
    if following is not None and following.status is not MatchStatus.SCHEDULED:
        text = "The next match has a result already, so this one can no longer be corrected."
        broken.append(Violation("match_id", RULE, text))
    return broken


def may_undo(draw: Draw, match: Match, absences: Iterable[Absence]) -> list[Violation]:
    """Why this result cannot be taken back; empty if it can.

    It can if it may be corrected and both players would be there to play: who has withdrawn since,
    or was suspended, would give a walkover at once. Source: rules.md section 5.
    """
    broken = may_correct(draw, match)
    if broken:
        return broken
    absent = {absence.player_id: absence.reason for absence in absences}
    return [
        Violation("match_id", RULE, _ABSENT_SINCE[reason].format(side))
        for side in SIDES
        if (reason := absent.get(match.player_on(side) or 0)) in _ABSENT_SINCE
    ]


def record(match: Match, result: Result) -> Match:
    """The match with this result; ``Result(MatchStatus.SCHEDULED)`` takes a result back.

    What follows for other matches is ``settle``'s duty.
    """
    return replace(
        match,
        status=result.status,
        score=result.score,
        winner=None if result.winner is None else match.player_on(result.winner),
        reason1=result.reason1,
        reason2=result.reason2,
    )


def _check_reasons(result: Result) -> list[Violation]:
    """A walkover has its loser's reason, a cancelled match both, any other result none."""
    given = result.reasons
    if result.status is MatchStatus.CANCELLED:
        return _check_both_gone(given)
    if result.status is not MatchStatus.WALKOVER:
        text = "Only a walkover has a reason for not playing."
        return [_reason(side, text) for side, reason in given if reason is not None]
    broken = []
    for side, reason in given:
        if result.winner == side:
            if reason is not None:
                broken.append(_reason(side, "The winner of a walkover was there."))
        elif reason is _DISQUALIFIED:
            text = "A disqualification is a result of its own, not a walkover."
            broken.append(_reason(side, text))
        elif reason is None and result.winner is not None:
            broken.append(_reason(side, _WHY))
    return broken


def _check_both_gone(given: _Reasons) -> list[Violation]:
    missing = [side for side, reason in given if reason is None]
    disqualified = [side for side, reason in given if reason is _DISQUALIFIED]
    broken = [_reason(side, _WHY) for side in missing]
    if len(disqualified) == 1 and not missing:
        text = "A match is cancelled if both players were absent or both were disqualified."
        broken.append(_reason(disqualified[0], text))
    return broken


def _reason(side: Side, text: str) -> Violation:
    return Violation(f"reason{side}", _REASONS_RULE, text)
