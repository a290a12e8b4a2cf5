"""Builds a bracket for showing from the drawn lines and the matches on record.

Guarantees that every round has all its places in order, so that a column of the page is a
column of the draw: round r of a draw of 2^k lines has 2^(k-r) places, whether their players
are known, still to be decided or never coming (rules.md section 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.gateway.views.people import Person
from services.gateway.views.scores import Column, Mark, SetPlay, columns, marks
from services.gateway.views.words import ROUND_TEXT
from shared.terms import MatchStatus, Round

_OVER = frozenset(MatchStatus) - {MatchStatus.SCHEDULED}


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line from the top, 1 to size; without a player it is a bye, ``seed`` 0 is unseeded."""

    line: int
    person: Person | None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class MatchOnRecord:
    """A match as stored; ids are 0 while unknown, ``score`` is from the winner's side."""

    match_id: int
    round: Round
    number: int
    player1_id: int
    player2_id: int
    status: MatchStatus
    winner_id: int = 0
    sets: tuple[SetPlay, ...] = ()
    score: str = ""
    day: date | None = None

    @property
    def winner(self) -> int:
        """1, 2 or 0 for nobody."""
        if self.winner_id == 0:
            return 0
        return 1 if self.winner_id == self.player1_id else 2


class SideKind(StrEnum):
    """Who stands on one side of a match."""

    PLAYER = "player"
    BYE = "bye"
    TO_BE_DECIDED = "tbd"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Side:
    """One player's line in a match."""

    kind: SideKind
    person: Person | None = None
    seed: int = 0
    is_winner: bool = False
    columns: tuple[Column, ...] = ()
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class BracketMatch:
    """A place in a round: a match, or a bye (``match_id`` 0) or a match not made yet."""

    number: int
    upper: Side
    lower: Side
    match_id: int = 0
    status: MatchStatus = MatchStatus.SCHEDULED
    score: str = ""
    day: date | None = None

    @property
    def is_bye(self) -> bool:
        return SideKind.BYE in (self.upper.kind, self.lower.kind)

    @property
    def is_walkover(self) -> bool:
        return self.status is MatchStatus.WALKOVER

    @property
    def is_cancelled(self) -> bool:
        return self.status is MatchStatus.CANCELLED

    @property
    def is_to_play(self) -> bool:
        return self.status is MatchStatus.SCHEDULED and not self.is_bye

    @property
    def winner(self) -> Side | None:
        """The side that won or goes through, if the match is over and has one."""
        return next((side for side in (self.upper, self.lower) if side.is_winner), None)

    @property
    def loser(self) -> Side | None:
        """The player on the other side of the winner, if somebody stood there."""
        if self.winner is None:
            return None
        other = self.lower if self.winner is self.upper else self.upper
        return other if other.person is not None else None


@dataclass(frozen=True, slots=True)
class BracketRound:
    """A column of the bracket."""

    round: Round
    matches: tuple[BracketMatch, ...]

    @property
    def title(self) -> str:
        return ROUND_TEXT[self.round]

    @property
    def code(self) -> str:
        """``QF``: stands in addresses and class names."""
        return self.round.name


@dataclass(frozen=True, slots=True)
class Bracket:
    """``shown`` is the round that a narrow screen shows first."""

    size: int
    rounds: tuple[BracketRound, ...]
    shown: Round

    @property
    def champion(self) -> Side | None:
        return self.rounds[-1].matches[0].winner

    @property
    def is_complete(self) -> bool:
        """Every match is over."""
        return not any(match.is_to_play for each in self.rounds for match in each.matches)


def rounds_of(size: int) -> tuple[Round, ...]:
    """The rounds of a draw of 8, 16, 32 or 64 lines; ValueError for another size."""
    if size not in (8, 16, 32, 64):
        raise ValueError(f"no draw has {size} lines")
    return tuple(list(Round)[-(size.bit_length() - 1) :])


def feeders(number: int) -> tuple[int, int]:
    """The numbers of the two matches of the round before whose winners meet (section 5)."""
    return 2 * number - 1, 2 * number


def build_bracket(
    lines: Sequence[DrawnLine],
    matches: Sequence[MatchOnRecord],
    people: Sequence[Person] = (),
    shown: Round | None = None,
) -> Bracket:
    """The bracket of these lines; before the skeleton exists ``matches`` is empty.

    ``people`` adds players who stand in matches but not on a line; ``shown`` is the round
    asked for, by default the first that is not over. ValueError if the lines are no draw or a
    match names somebody unknown.
    """
    ordered = sorted(lines, key=lambda each: each.line)
    size = len(ordered)
    if [each.line for each in ordered] != list(range(1, size + 1)):
        raise ValueError("the lines of a draw run from 1 without gaps")
    sides = _Sides(lines, people)
    recorded = {(match.round, match.number): match for match in matches}
    feeding = [sides.on_line(each) for each in ordered]
    columns_of_draw: list[BracketRound] = []
    for each in rounds_of(size):
        places = tuple(
            _place(
                number,
                (feeding[feeders(number)[0] - 1], feeding[feeders(number)[1] - 1]),
                recorded.get((each, number)),
                sides,
            )
            for number in range(1, len(feeding) // 2 + 1)
        )
        columns_of_draw.append(BracketRound(each, places))
        feeding = [_goes_on(place, sides) for place in places]
    return Bracket(size, tuple(columns_of_draw), _shown(columns_of_draw, shown))


def build_list(
    matches: Sequence[MatchOnRecord], people: Sequence[Person]
) -> tuple[BracketRound, ...]:
    """Matches by round as they are on record, for draws that form no bracket (section 13).

    Who is missing in a match that is still to be played is to be decided, else nobody.
    ValueError if a match names somebody unknown.
    """
    sides = _Sides((), people)
    found = sorted(matches, key=lambda match: (match.round, match.number))
    return tuple(
        BracketRound(
            each,
            tuple(
                _place(match.number, (_missing(match),) * 2, match, sides)
                for match in found
                if match.round is each
            ),
        )
        for each in sorted({match.round for match in found})
    )


def _missing(match: MatchOnRecord) -> Side:
    is_over = match.status in _OVER
    return Side(SideKind.NOBODY if is_over else SideKind.TO_BE_DECIDED)


class _Sides:
    """Gives a player's bare side: name and seed, without a result."""

    def __init__(self, lines: Sequence[DrawnLine], people: Sequence[Person]) -> None:
        self._people = {person.player_id: person for person in people}
        self._people |= {each.person.player_id: each.person for each in lines if each.person}
        self._seeds = {each.person.player_id: each.seed for each in lines if each.person}

    def on_line(self, line: DrawnLine) -> Side:
        if line.person is None:
            return Side(SideKind.BYE)
        return self.of(line.person.player_id)

    def of(self, player_id: int) -> Side:
        if player_id not in self._people:
            raise ValueError(f"player {player_id} of a match is not known")
        person = self._people[player_id]
        return Side(SideKind.PLAYER, person, self._seeds.get(player_id, 0))


def _place(
    number: int, fed: tuple[Side, Side], match: MatchOnRecord | None, sides: _Sides
) -> BracketMatch:
    """One place of a round: what is on record wins over what follows from the round before."""
    if match is None:
        return BracketMatch(number, *fed)
    ids = (match.player1_id, match.player2_id)
    upper, lower = (
        sides.of(player_id) if player_id else side for player_id, side in zip(ids, fed, strict=True)
    )
    columns_of = columns(match.sets)
    marks_of = marks(match.status, match.winner)
    return BracketMatch(
        number,
        _with_result(upper, match.winner == 1, columns_of[0], marks_of[0]),
        _with_result(lower, match.winner == 2, columns_of[1], marks_of[1]),
        match.match_id,
        match.status,
        match.score,
        match.day,
    )


def _with_result(side: Side, is_winner: bool, games: tuple[Column, ...], mark: Mark) -> Side:
    return Side(side.kind, side.person, side.seed, is_winner, games, mark)


def _goes_on(place: BracketMatch, sides: _Sides) -> Side:
    """Who stands in the next round: the winner, the player with the bye, nobody, or unknown."""
    if place.is_bye:
        there = place.upper if place.upper.kind is SideKind.PLAYER else place.lower
    elif place.winner is not None:
        there = place.winner
    elif place.status in _OVER:
        return Side(SideKind.NOBODY)
    else:
        return Side(SideKind.TO_BE_DECIDED)
    return Side(SideKind.NOBODY) if there.person is None else sides.of(there.person.player_id)


def _shown(rounds: Sequence[BracketRound], asked: Round | None) -> Round:
    if asked is not None and asked in [each.round for each in rounds]:
        return asked
    for each in rounds:
        if any(match.is_to_play for match in each.matches):
            return each.round
    return rounds[-1].round
