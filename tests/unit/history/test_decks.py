"""Cards dealt in their shares: never a whole one too many or too few, in an order by lot."""

from collections import Counter
from fractions import Fraction
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import shares
from tools.history.decks import Deck, Hand, either

T = TypeVar("T")
_SHARES = {
    "sets": shares.SETS,
    "short tie-breaks": shares.SHORT_TIEBREAKS,
    "long tie-breaks": shares.LONG_TIEBREAKS,
    "short super tie-breaks": shares.SHORT_SUPER_TIEBREAKS,
    "long super tie-breaks": shares.LONG_SUPER_TIEBREAKS,
}
_SINGLE = (
    shares.WITHDRAWALS,
    shares.NO_SHOWS,
    shares.DISQUALIFICATIONS,
    shares.FAVOURITES,
    shares.DECIDING_SETS,
    shares.TIEBREAKS,
    shares.RETIREMENTS,
    shares.SHORT,
    shares.IN_LAST_DAYS,
)


def keeps_its_shares(deck: Deck[T], parts: dict[T, Fraction], cards: int) -> None:
    dealt = Counter[T]()
    for number in range(1, cards + 1):
        dealt[deck.deal()] += 1
        for outcome, part in parts.items():
            assert abs(dealt[outcome] - number * part) < 1, (number, outcome)


@pytest.mark.parametrize("ends", _SHARES.values(), ids=_SHARES)
@pytest.mark.parametrize("seed", range(3))
def test_no_end_of_a_set_is_ever_a_whole_one_from_its_share(ends: shares.Ends, seed: int) -> None:
    whole = sum(round(share * 100) for share in ends.values())
    parts = {end: Fraction(round(share * 100), whole) for end, share in ends.items()}
    keeps_its_shares(Deck(Random(seed), ends), parts, 1000)


@pytest.mark.parametrize("share", _SINGLE)
def test_what_happens_in_a_share_of_all_cases_does(share: float) -> None:
    part = Fraction(share).limit_denominator(1000)
    keeps_its_shares(either(Random(1), share), {True: part, False: 1 - part}, 4000)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=7), st.integers(0, 2**32))
def test_any_shares_are_kept_at_every_card(counts: list[int], seed: int) -> None:
    size = sum(counts)
    parts = {number: Fraction(count, size) for number, count in enumerate(counts)}
    deck = Deck(Random(seed), {number: count / size for number, count in enumerate(counts)})
    keeps_its_shares(deck, parts, 2 * size + 1)


def test_lot_decides_the_order_and_the_random_seed_the_lot() -> None:
    def dealt(seed: int) -> list[object]:
        deck = Deck(Random(seed), shares.SETS)
        return [deck.deal() for _ in range(50)]

    assert dealt(1) == dealt(1)
    assert dealt(1) != dealt(2)
    # a rare card may come at every place of its pack
    places = {
        [deck.deal() for _ in range(10)].index(True)
        for deck in (either(Random(seed), 0.1) for seed in range(200))
    }
    assert places == set(range(10))


def test_what_is_put_back_comes_again_in_the_same_order() -> None:
    deck = Deck(Random(1), shares.SHORT_TIEBREAKS)
    other = either(Random(2), 0.5)
    # past the end of a pack, too
    for _ in range(18):
        deck.deal()
    hand = Hand()
    first = [(hand.deal(deck), hand.deal(other)) for _ in range(5)]
    hand.put_back()
    assert [(deck.deal(), other.deal()) for _ in range(5)] == first
    hand.put_back()
    assert len({deck.deal() for _ in range(20)}) == 6
