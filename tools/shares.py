"""How often things happen in a history: the one table of rules.md section 10.

`tour history` deals results and entries by it, `tour validate` holds what was stored against it.
Every score is written from the winner's side.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

Ends: TypeAlias = Mapping[tuple[int, int], float]
"""How often each end of a set or tie-break is met."""

WITHDRAWALS: Final = 0.001
"""Of entries: between deadline and draw."""
NO_SHOWS: Final = 0.005
"""Of matches, as disqualifications."""
DISQUALIFICATIONS: Final = 0.002
FAVOURITES: Final = 2 / 3
"""Of matches: the better ranked player wins."""
DECIDING_SETS: Final = 0.25
TIEBREAKS: Final = 0.10
"""Of sets; the shares below are those of the others."""
RETIREMENTS: Final = 0.01
SETS: Final[Ends] = {
    (6, 3): 0.30,
    (6, 4): 0.25,
    (7, 5): 0.15,
    (6, 2): 0.10,
    (6, 1): 0.10,
    (6, 0): 0.09,
}
SHORT: Final = 0.8
"""Of tie-breaks and super tie-breaks: those that end at seven and at ten points."""
LONG: Final = 0.2
"""The others."""
SHORT_TIEBREAKS: Final[Ends] = {
    (7, 4): 0.30,
    (7, 3): 0.25,
    (7, 5): 0.20,
    (7, 2): 0.15,
    (7, 1): 0.05,
    (7, 0): 0.05,
}
LONG_TIEBREAKS: Final[Ends] = {
    (8, 6): 0.25,
    (9, 7): 0.20,
    (10, 8): 0.15,
    (11, 9): 0.10,
    (12, 10): 0.10,
    (13, 11): 0.10,
    (14, 12): 0.05,
    (15, 13): 0.05,
}
SHORT_SUPER_TIEBREAKS: Final[Ends] = {
    (10, 7): 0.25,
    (10, 6): 0.20,
    (10, 8): 0.15,
    (10, 5): 0.10,
    (10, 4): 0.10,
    (10, 3): 0.10,
    (10, 2): 0.06,
    (10, 1): 0.03,
    (10, 0): 0.01,
}
LONG_SUPER_TIEBREAKS: Final[Ends] = {
    (11, 9): 0.25,
    (12, 10): 0.20,
    (13, 11): 0.15,
    (14, 12): 0.10,
    (15, 13): 0.10,
    (16, 14): 0.10,
    (17, 15): 0.05,
    (18, 16): 0.05,
}
ENTRY_DAYS: Final = 30
"""Before the deadline: nobody enters earlier."""
LAST_DAYS: Final = 14
IN_LAST_DAYS: Final = 0.7
"""Of entries."""
