"""Lots that anybody can draw again (rules.md section 4)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.draws.domain.lots import Lots


def test_numbers_are_the_first_eight_bytes_of_the_digests() -> None:
    # printf '2026:0' | sha256sum, and so on
    numbers = (0xA1749093B07C70ED, 0x3ABF1D156A621CA2, 0x6C2E40BA93383E87)
    lots = Lots(2026)
    assert [lots.below(2**64) for _ in numbers] == list(numbers)
    assert [Lots(2026).below(n) for n in (2, 3, 64)] == [numbers[0] % n for n in (2, 3, 64)]


def test_number_that_would_favour_small_lots_is_thrown_away() -> None:
    # below 2**63 + 1 only the numbers up to 2**63 may count; number 0 of seed 2026 is above
    assert Lots(2026).below(2**63 + 1) == 0x3ABF1D156A621CA2
    # the first number that does not count is the largest multiple of n itself, here n
    assert Lots(2026).below(0xA1749093B07C70ED) == 0x3ABF1D156A621CA2
    assert Lots(2026).below(0xA1749093B07C70EE) == 0xA1749093B07C70ED


def test_no_lot_is_skipped_between_one_lot_and_the_next() -> None:
    lots = Lots(7)
    first = [lots.below(2**64) for _ in range(20)]
    again = Lots(7)
    assert [again.below(10) for _ in range(20)] == [number % 10 for number in first]


def test_shuffle_exchanges_from_the_end() -> None:
    # lots below 6, 5, 4, 3, 2 of random seed 2026 exchange 5/5, 4/3, 3/3, 2/1, 1/1
    lots = Lots(2026)
    assert [lots.below(n) for n in (6, 5, 4, 3, 2)] == [5, 3, 3, 1, 1]
    assert Lots(2026).shuffled([1, 2, 3, 4, 5, 6]) == [1, 3, 2, 5, 4, 6]


def test_every_lot_is_kept_with_what_it_was_for() -> None:
    lots = Lots(2026)
    lots.shuffled([1, 2])
    lots.below(6, "a die")
    lots.below(1)
    assert [(lot.index, lot.number, lot.below, lot.lot, lot.what_for) for lot in lots.taken] == [
        (0, 0xA1749093B07C70ED, 2, 1, ""),
        (1, 0x3ABF1D156A621CA2, 6, 0x3ABF1D156A621CA2 % 6, "a die"),
        (2, 0x6C2E40BA93383E87, 1, 0, ""),
    ]


def test_shuffle_of_one_or_none_takes_no_lot() -> None:
    lots = Lots(2026)
    assert lots.shuffled([]) == []
    assert lots.shuffled([5]) == [5]
    assert lots.below(2**64) == 0xA1749093B07C70ED


@pytest.mark.parametrize("random_seed", [0, 1, 2**63 - 1])
def test_random_seed_within_63_bits_is_taken(random_seed: int) -> None:
    assert 0 <= Lots(random_seed).below(6) < 6


@pytest.mark.parametrize("random_seed", [-1, 2**63])
def test_random_seed_outside_63_bits_is_refused(random_seed: int) -> None:
    with pytest.raises(
        ValueError, match=r"^A random seed is a whole number from 0 to 2\*\*63 - 1\.$"
    ):
        Lots(random_seed)


def test_lot_below_one_is_always_zero() -> None:
    assert Lots(2026).below(1) == 0


@pytest.mark.parametrize("n", [0, -1, 2**64 + 1])
def test_lot_below_nothing_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match=rf"^There is no lot below {n}\.$"):
        Lots(2026).below(n)


@given(random_seed=st.integers(0, 2**63 - 1), players=st.lists(st.integers(), unique=True))
def test_shuffle_keeps_everybody_and_comes_out_the_same_again(
    random_seed: int, players: list[int]
) -> None:
    shuffled = Lots(random_seed).shuffled(players)
    assert sorted(shuffled) == sorted(players)
    assert shuffled == Lots(random_seed).shuffled(players)


def test_every_order_of_four_is_about_as_frequent() -> None:
    orders = Counter(tuple(Lots(seed).shuffled([1, 2, 3, 4])) for seed in range(12_000))
    assert len(orders) == 24
    expected = 12_000 / 24
    chi_square = sum((count - expected) ** 2 / expected for count in orders.values())
    assert chi_square < 49.7  # 23 degrees of freedom: a fair lot exceeds it once in 1,000
