"""The lines of the seeds (rules.md section 11), as data.

Guarantees that a draw's size has exactly the lines of its seeds: 2, 4, 8 or 16 of them. The
lines are the ITF's with the side rule of section 4 on top.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SharedLines:
    """Seeds and the lines, from the top, that they have between them.

    One seed has its line for certain; of two seeds lot decides which has which.
    """

    seeds: tuple[int, ...]
    lines: tuple[int, ...]


_FIXED: Final = ((1,), (2,), (3,), (4,))
# in the order in which their lots are drawn (section 4)
_BY_LOT: Final = ((6, 7), (5, 8), (9, 12), (10, 11), (13, 16), (14, 15))

_LINES: Final[Mapping[int, tuple[tuple[int, ...], ...]]] = {
    8: ((1,), (8,)),
    16: ((1,), (16,), (12,), (5,)),
    32: ((1,), (32,), (24,), (9,), (8, 16), (17, 25)),
    64: (
        *((1,), (64,), (48,), (17,)),
        *((16, 32), (33, 49), (9, 25), (40, 56), (8, 24), (41, 57)),
    ),
}

SEED_LINES: Final[Mapping[int, tuple[SharedLines, ...]]] = {
    size: tuple(map(SharedLines, _FIXED + _BY_LOT, lines)) for size, lines in _LINES.items()
}
"""By draw size, in the order in which the lots are drawn."""
