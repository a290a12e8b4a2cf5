"""Outcomes dealt from decks, so that a history of any length has them in their shares.

Guarantees that after every card dealt, each outcome has come less than one time too often or too
seldom (rules.md section 10: quotas, not independent draws), and that nobody can tell which is next.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from random import Random
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Deck(Generic[T]):
    """Deals the outcomes of ``shares``, which need not add up to one, without end.

    Cards come in packs of the smallest size that holds every share in whole cards.
    """

    def __init__(self, chance: Random, shares: Mapping[T, float]) -> None:
        self._chance = chance
        self._cards = _whole(shares)
        # the next card last
        self._pack: list[T] = []

    def deal(self) -> T:
        if not self._pack:
            self._pack = _packed(self._chance, self._cards)[::-1]
        return self._pack.pop()

    def put_back(self, card: T) -> None:
        """On top, as if it had not been dealt."""
        self._pack.append(card)


def either(chance: Random, share: float) -> Deck[bool]:
    """Whether something happens that does in this share of all cases."""
    return Deck(chance, {True: share, False: 1 - share})


class Hand:
    """The cards of one match, which go back together if it is not played to its end."""

    def __init__(self) -> None:
        self._dealt: list[tuple[Deck[Any], object]] = []

    def deal(self, deck: Deck[T]) -> T:
        card = deck.deal()
        self.keep(deck, card)
        return card

    def keep(self, deck: Deck[T], card: T) -> None:
        """A card that was dealt elsewhere."""
        self._dealt.append((deck, card))

    def put_back(self) -> None:
        while self._dealt:
            deck, card = self._dealt.pop()
            deck.put_back(card)


def _whole(shares: Mapping[T, float]) -> dict[T, int]:
    """How many cards of each outcome are in a pack."""
    parts = {outcome: Fraction(share).limit_denominator(1000) for outcome, share in shares.items()}
    size = lcm(*(part.denominator for part in parts.values()))
    return {outcome: int(part * size) for outcome, part in parts.items()}


def _packed(chance: Random, cards: Mapping[T, int]) -> list[T]:
    """A pack in an order by lot in which no outcome is ever a whole card ahead or behind.

    The m-th card of an outcome with c cards among N belongs behind place ⌊(m−1)·N/c⌋ and not
    behind place ⌈m·N/c⌉. At every place lot decides among the cards that may come there, as long
    as those that are due earlier still find room.
    """
    size = sum(cards.values())
    left = sorted(
        (-(-size * number // count), size * (number - 1) // count, index, outcome)
        for index, (outcome, count) in enumerate(cards.items())
        for number in range(1, count + 1)
    )
    pack = []
    for place in range(1, size + 1):
        open_to_lot: list[int] = []
        urgency: list[float] = []
        for index, (due, behind, _, _) in enumerate(left):
            if behind < place:
                open_to_lot.append(index)
                # so that a rare card comes anywhere, and not early because it may
                urgency.append(1 / (due - place + 1))
            if due == place + index:
                # from here to there every place is taken by those looked at
                break
        (chosen,) = chance.choices(open_to_lot, urgency)
        pack.append(left.pop(chosen)[-1])
    return pack
