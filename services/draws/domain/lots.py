"""Lots that anybody can draw again from the draw's random seed (rules.md section 4).

Guarantees that the same random seed gives the same lots for ever: whatever changes a single
lot needs a new ``ALGORITHM_VERSION``. docs/draw-algorithm.md says the same for readers.

Algorithm, version 1
    Number *i* of the stream (i = 0, 1, 2, …) is the first 8 bytes, read as an unsigned
    big-endian integer, of the SHA-256 digest of the ASCII text ``seed:i``, both in decimal
    without leading zeros. For random seed 42 number 0 comes from ``42:0``.

    *A lot below n*: take the next number x of the stream. Let m = 2**64 - (2**64 mod n). If
    x >= m, discard x and take the next number; else the lot is x mod n. Each of 0 … n - 1 is
    exactly as likely as any other.

    *A shuffle* of the list a[0] … a[k-1]: for i = k - 1 down to 1, let j be a lot below
    i + 1 and exchange a[i] and a[j]. A list of one or none takes no number.

Nothing is skipped between one lot and the next. In which order they are drawn, and for what,
says the module ``bracket``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

ALGORITHM_VERSION: Final = 1
"""Version of the whole way from field and random seed to lines; kept with the draw."""

RANDOM_SEED_LIMIT: Final = 2**63
"""A random seed is at least 0 and less than this, so that it fits a signed 64-bit column."""

_NUMBERS: Final = 2**64


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as it was taken: number ``index`` of the stream gave ``lot``, from 0 to below - 1."""

    index: int
    number: int
    below: int
    lot: int
    what_for: str


class Lots:
    """The stream of lots of one draw. ValueError for a random seed out of range."""

    __slots__ = ("_next", "_random_seed", "_taken")

    def __init__(self, random_seed: int) -> None:
        if not 0 <= random_seed < RANDOM_SEED_LIMIT:
            raise ValueError("A random seed is a whole number from 0 to 2**63 - 1.")
        self._random_seed = random_seed
        self._next = 0
        self._taken: list[tuple[int, int, int, int, str]] = []

    @property
    def taken(self) -> tuple[Lot, ...]:
        """Every lot so far, in order, for who wants to follow it; the lots do not depend on it."""
        return tuple(Lot(*each) for each in self._taken)

    def below(self, n: int, what_for: str = "") -> int:
        """A lot from 0 to n - 1; n from 1 to 2**64, else ValueError."""
        if not 1 <= n <= _NUMBERS:
            raise ValueError(f"There is no lot below {n}.")
        usable = _NUMBERS - _NUMBERS % n
        number = self._number()
        while number >= usable:
            number = self._number()
        lot = number % n
        self._taken.append((self._next - 1, number, n, lot, what_for))
        return lot

    def shuffled(self, players: Iterable[int], what_for: str = "") -> list[int]:
        """The players in an order by lot; the outcome depends on the order they come in."""
        order = list(players)
        for i in range(len(order) - 1, 0, -1):
            j = self.below(i + 1, what_for)
            order[i], order[j] = order[j], order[i]
        return order

    def _number(self) -> int:
        text = f"{self._random_seed}:{self._next}"
        self._next += 1
        return int.from_bytes(sha256(text.encode("ascii")).digest()[:8], "big")
