"""Who plays on: how results, absences and empty sides move players through a draw.

Guarantees that ``settle`` is deterministic and idempotent, and that a match which was played,
given away or cancelled between two players is never changed by it (rules.md sections 5 and 7).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from services.matches.domain.bracket import Draw, ImpossibleDrawError, Match, Place, WalkoverReason
from services.matches.domain.sets import Side
from shared.terms import MatchStatus


@dataclass(frozen=True, slots=True)
class Absence:
    """A player of the draw who will not play the next match: withdrawn, suspended or ill."""

    player_id: int
    reason: WalkoverReason


class _Empty(Enum):
    """Why a side holds no player: not decided yet, or nobody will ever come."""

    UNDECIDED = 1
    NOBODY = 2


_Standing: TypeAlias = int | _Empty
"""The player on one side of a match, or why there is none."""


def is_recorded(match: Match) -> bool:
    """Whether this match has a result of its own, other than one that only follows.

    A match cancelled because a side stayed empty is neither a match nor a win, and goes as it
    came; a walkover stands, whoever gave it (rules.md section 5).
    """
    return match.status is not MatchStatus.SCHEDULED and len(match.players) == 2


def still_plays(draw: Draw, player: int) -> bool:
    """Whether the player has a match to play in this settled draw: not out, and not its winner."""
    return any(
        match.status is MatchStatus.SCHEDULED and player in match.players for match in draw.matches
    )


def settle(draw: Draw, absences: Iterable[Absence] = ()) -> tuple[Match, ...]:
    """What follows in the whole draw from the results recorded and from who is absent.

    Puts winners into their next match, gives walkovers to the opponents of absent players once
    both are known, and cancels matches whose side stays empty: who waits there goes through.
    A consequence stands while its two sides do; once they change it is worked out anew, so
    that a corrected or undone result takes its consequences with it. Only the matches that
    change come back, in the order of the draw. Raises ImpossibleDrawError where a match with a
    result holds players who did not come through to it. Source: rules.md sections 5, 7 and 12.
    """
    reasons = {absence.player_id: absence.reason for absence in absences}
    changed: dict[Place, Match] = {}

    def standing(match: Match, side: Side) -> _Standing:
        feeder = draw.feeder(match, side)
        if feeder is None:
            player = match.player_on(side)
            return _Empty.NOBODY if player is None else player
        feeder = changed.get(feeder.place, feeder)
        if feeder.status is MatchStatus.SCHEDULED:
            return _Empty.UNDECIDED
        return _Empty.NOBODY if feeder.winner is None else feeder.winner

    for match in draw.matches:
        upper, lower = standing(match, 1), standing(match, 2)
        if is_recorded(match):
            if (upper, lower) != (match.player1, match.player2):
                place = f"match {match.place.number} of {match.place.round.name}"
                raise ImpossibleDrawError(f"{place} holds players who did not come through to it")
            continue
        settled = _settled(match, upper, lower, reasons)
        if settled != match:
            changed[match.place] = settled
    return tuple(changed.values())


def _settled(
    match: Match,
    upper: _Standing,
    lower: _Standing,
    reasons: Mapping[int, WalkoverReason],
) -> Match:
    """This match without a result of its own, as it stands with these two sides."""
    before = tuple(
        _Empty.NOBODY if player is None else player for player in (match.player1, match.player2)
    )
    if match.status is MatchStatus.CANCELLED and before == (upper, lower):
        # who went through and withdraws later gives up the next match, not this one
        return match
    fresh = replace(
        match,
        player1=_player(upper),
        player2=_player(lower),
        status=MatchStatus.SCHEDULED,
        winner=None,
        reason1=None,
        reason2=None,
    )
    if _Empty.UNDECIDED in (upper, lower):
        return fresh
    # an absence that this match already shows stands, even if its cause was annulled since
    gone: dict[int | None, WalkoverReason] = {
        player: reason
        for player in fresh.players
        if (reason := reasons.get(player) or match.reason_of(player))
    }
    there = [player for player in fresh.players if player not in gone]
    if len(there) == 2:
        return fresh
    given_away = len(fresh.players) == 2 and len(there) == 1
    return replace(
        fresh,
        status=MatchStatus.WALKOVER if given_away else MatchStatus.CANCELLED,
        winner=there[0] if there else None,
        reason1=gone.get(fresh.player1),
        reason2=gone.get(fresh.player2),
    )


def _player(standing: _Standing) -> int | None:
    return None if isinstance(standing, _Empty) else standing
