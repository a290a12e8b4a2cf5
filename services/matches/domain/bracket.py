"""The matches of one draw and how they feed each other (rules.md sections 5 and 12).

Guarantees that a ``Draw`` is a whole bracket: every round full up to the final, except first
round places that byes left empty. A draw that is none cannot be built.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Final

from services.matches.domain.scores import NOT_PLAYED, Score
from services.matches.domain.sets import Side
from shared.terms import MatchStatus, Round

_FIRST_ROUNDS: Final = frozenset({Round.R64, Round.R32, Round.R16, Round.QF})


class ImpossibleDrawError(ValueError):
    """These matches form no bracket, or hold players who did not come through to them."""


class WalkoverReason(IntEnum):
    """Why a player did not play a match (rules.md section 12)."""

    NO_SHOW = 1
    WITHDRAWN_AFTER_DRAW = 2
    SUSPENDED = 3
    OTHER = 4
    DISQUALIFIED = 5
    """Only beside a cancelled match: both were disqualified in it (section 5)."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a match stands: its round and its number in the full round, from 1."""

    round: Round
    number: int

    @property
    def next(self) -> "Place | None":
        """Where the winner plays on: match ⌈n/2⌉ of the next round; None after the final."""
        if self.round is Round.F:
            return None
        return Place(Round(self.round + 1), (self.number + 1) // 2)

    @property
    def side_in_next(self) -> Side:
        """The winner plays on at the upper side if the number is odd (rules.md section 5)."""
        return 1 if self.number % 2 else 2

    def feeding(self, side: Side) -> "Place | None":
        """The place whose winner comes to this side; None in round R64."""
        if self.round is Round.R64:
            return None
        return Place(Round(self.round - 1), 2 * self.number - (2 - side))


def matches_in(played_round: Round) -> int:
    """How many matches the full round has: 1 final, 2 semi-finals, … 32."""
    return 1 << (Round.F - played_round)


@dataclass(frozen=True, slots=True)
class Match:
    """One match. Players and the winner are player ids; None is not known yet or nobody."""

    place: Place
    day: date
    player1: int | None = None
    player2: int | None = None
    status: MatchStatus = MatchStatus.SCHEDULED
    winner: int | None = None
    score: Score = NOT_PLAYED
    reason1: WalkoverReason | None = None
    reason2: WalkoverReason | None = None

    @property
    def players(self) -> tuple[int, ...]:
        """Who is known to stand in this match."""
        return tuple(player for player in (self.player1, self.player2) if player is not None)

    @property
    def winning_side(self) -> Side | None:
        if self.winner is None:
            return None
        return 1 if self.winner == self.player1 else 2

    def player_on(self, side: Side) -> int | None:
        return self.player1 if side == 1 else self.player2

    def reason_of(self, player: int) -> WalkoverReason | None:
        """Why this player did not play; None who played, was there or is not in the match."""
        if player == self.player1:
            return self.reason1
        return self.reason2 if player == self.player2 else None


@dataclass(frozen=True, slots=True, init=False)
class Draw:
    """All matches of one draw, in the order of rounds and numbers.

    Raises ImpossibleDrawError for matches that form no bracket (rules.md section 5).
    """

    matches: tuple[Match, ...]
    _by_place: dict[Place, Match] = field(init=False, repr=False, compare=False)

    def __init__(self, matches: Iterable[Match]) -> None:
        ordered = tuple(sorted(matches, key=lambda match: match.place))
        by_place = {match.place: match for match in ordered}
        _check_bracket(ordered, by_place)
        object.__setattr__(self, "matches", ordered)
        object.__setattr__(self, "_by_place", by_place)

    @property
    def first_round(self) -> Round:
        return self.matches[0].place.round

    @property
    def final(self) -> Match:
        return self.matches[-1]

    def at(self, place: Place) -> Match | None:
        """The match at this place; None where a bye left it empty or the draw has no such place."""
        return self._by_place.get(place)

    def feeder(self, match: Match, side: Side) -> Match | None:
        """The match whose winner comes to this side; None where the player stood from the start."""
        place = match.place.feeding(side)
        return None if place is None else self.at(place)

    def fed_by(self, match: Match) -> Match | None:
        """The match in which this one's winner plays on; None after the final."""
        place = match.place.next
        return None if place is None else self.at(place)

    def with_changes(self, changes: Iterable[Match]) -> "Draw":
        """The draw with these matches in place of those that stand at the same places."""
        return Draw((self._by_place | {match.place: match for match in changes}).values())


def _check_bracket(matches: tuple[Match, ...], by_place: dict[Place, Match]) -> None:
    if not matches:
        raise ImpossibleDrawError("a draw has matches")
    if len(by_place) < len(matches):
        raise ImpossibleDrawError("two matches stand at one place")
    first = matches[0].place.round
    if first not in _FIRST_ROUNDS:
        raise ImpossibleDrawError(f"a draw cannot begin with round {first.name}")
    for match in matches:
        if not 1 <= match.place.number <= matches_in(match.place.round):
            raise ImpossibleDrawError(f"{match.place.round.name} has no match {match.place.number}")
        if match.place.round is first and len(match.players) < 2:
            raise ImpossibleDrawError(
                f"match {match.place.number} of the first round lacks a player"
            )
    missing = [
        Place(played, number)
        for played in Round
        if played >= first
        for number in range(1, matches_in(played) + 1)
        if Place(played, number) not in by_place
    ]
    for place in missing:
        above = by_place.get(place.next) if place.next else None
        if place.round is not first or above is None:
            raise ImpossibleDrawError(f"match {place.number} of {place.round.name} is missing")
        if above.player_on(place.side_in_next) is None:
            raise ImpossibleDrawError(
                f"match {place.number} of {place.round.name} is missing, but no player "
                "with a bye stands in the next round"
            )
