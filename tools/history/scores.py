"""Results by lot, in the shares of rules.md section 10.

Guarantees legal scores in the format of the draw (section 5), and that only matches played to
their end count for the shares of winners and scores: who stops gives the cards back.
"""

from random import Random
from typing import Final

from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.results import Result
from services.matches.domain.scores import Score
from services.matches.domain.sets import Pair, SetScore, Side
from shared.terms import MatchStatus
from tools import shares
from tools.history.decks import Deck, Hand, either

_STOPPED: Final[tuple[Pair, ...]] = ((0, 1), (1, 2), (2, 3), (1, 4), (3, 4), (4, 4), (2, 5))


class Results:
    """Deals one result after the other."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._no_shows = either(chance, shares.NO_SHOWS)
        self._disqualifications = either(chance, shares.DISQUALIFICATIONS)
        self._retirements = either(chance, shares.RETIREMENTS)
        self._favourites = either(chance, shares.FAVOURITES)
        self._deciding_sets = either(chance, shares.DECIDING_SETS)
        self._sets = _Sets(chance)

    def deal(self, favourite: Side | None, *, has_supertiebreak: bool) -> Result:
        """Of a match in which ``favourite`` is the better ranked side, None where neither is."""
        if self._no_shows.deal():
            return _no_show(self._either_side())
        if self._disqualifications.deal():
            return self._disqualified(self._either_side())
        return self._played(favourite, has_supertiebreak)

    def _played(self, favourite: Side | None, has_supertiebreak: bool) -> Result:
        hand = Hand()
        winner = self._winner(hand, favourite)
        sets: list[SetScore] = []
        for number, side in enumerate(self._winners_of_sets(hand, winner)):
            if number == 2 and has_supertiebreak:
                sets.append(_from_side(self._sets.super_tie_break(hand), side))
                break
            one = self._sets.set(hand)
            if one.tiebreak is None:
                if self._retirements.deal():
                    hand.put_back()
                    return self._stopped(MatchStatus.RETIRED, sets, winner)
                hand.keep(self._retirements, False)
            sets.append(_from_side(one, side))
        return Result(MatchStatus.COMPLETED, Score(tuple(sets)), winner)

    def _winner(self, hand: Hand, favourite: Side | None) -> Side:
        if favourite is None:
            return self._either_side()
        return favourite if hand.deal(self._favourites) else _other(favourite)

    def _winners_of_sets(self, hand: Hand, winner: Side) -> tuple[Side, ...]:
        if not hand.deal(self._deciding_sets):
            return (winner, winner)
        return (*self._chance.sample((winner, _other(winner)), 2), winner)

    def _disqualified(self, winner: Side) -> Result:
        """The loser was disqualified in the second set."""
        hand = Hand()
        first = _from_side(self._sets.set(hand), winner)
        hand.put_back()
        return self._stopped(MatchStatus.DISQUALIFIED, [first], winner)

    def _stopped(self, status: MatchStatus, sets: list[SetScore], winner: Side) -> Result:
        """The loser stops in the set that follows these."""
        last = SetScore(self._chance.choice(_STOPPED))
        return Result(status, Score((*sets, _from_side(last, winner))), winner)

    def _either_side(self) -> Side:
        return self._chance.choice((1, 2))


class _Sets:
    """Deals sets from their winner's side."""

    def __init__(self, chance: Random) -> None:
        self._tiebreaks = either(chance, shares.TIEBREAKS)
        self._ends = Deck(chance, shares.SETS)
        self._short_tiebreaks = either(chance, shares.SHORT)
        self._tiebreak_ends = {
            True: Deck(chance, shares.SHORT_TIEBREAKS),
            False: Deck(chance, shares.LONG_TIEBREAKS),
        }
        self._short_supers = either(chance, shares.SHORT)
        self._super_ends = {
            True: Deck(chance, shares.SHORT_SUPER_TIEBREAKS),
            False: Deck(chance, shares.LONG_SUPER_TIEBREAKS),
        }

    def set(self, hand: Hand) -> SetScore:
        if not hand.deal(self._tiebreaks):
            return SetScore(hand.deal(self._ends))
        is_short = hand.deal(self._short_tiebreaks)
        return SetScore((7, 6), hand.deal(self._tiebreak_ends[is_short]))

    def super_tie_break(self, hand: Hand) -> SetScore:
        is_short = hand.deal(self._short_supers)
        return SetScore(supertiebreak=hand.deal(self._super_ends[is_short]))


def _no_show(winner: Side) -> Result:
    """The loser did not come."""
    reason1, reason2 = (
        (None, WalkoverReason.NO_SHOW) if winner == 1 else (WalkoverReason.NO_SHOW, None)
    )
    return Result(MatchStatus.WALKOVER, winner=winner, reason1=reason1, reason2=reason2)


def _other(side: Side) -> Side:
    return 2 if side == 1 else 1


def _from_side(one: SetScore, winner: Side) -> SetScore:
    return one if winner == 1 else one.flipped()
