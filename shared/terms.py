"""The field's terms, as the rule book numbers them (rules.md section 1).

Pure and without imports of ours, so that every domain may speak these words. The numbers
are the keys of the reference tables and of the protobuf enumerations; a contract test
compares all three.
"""

from dataclasses import dataclass
from enum import IntEnum


class Gender(IntEnum):
    MEN = 1
    WOMEN = 2


class AgeCategory(IntEnum):
    """60 holds the ages 60–64, 65 the ages 65–69."""

    SIXTY = 1
    SIXTY_FIVE = 2


class PlayerStatus(IntEnum):
    ACTIVE = 1
    INACTIVE = 2
    RETIRED = 3
    SUSPENDED = 4


class MatchStatus(IntEnum):
    SCHEDULED = 1
    COMPLETED = 2
    WALKOVER = 3
    RETIRED = 4
    CANCELLED = 5
    DISQUALIFIED = 6


class DrawStatus(IntEnum):
    OPEN = 1
    CLOSED = 2
    GENERATED = 3
    COMPLETED = 4
    CANCELLED = 5


class Surface(IntEnum):
    CLAY = 1
    HARD = 2
    GRASS = 3
    CARPET = 4


class TournamentCategory(IntEnum):
    MT100 = 1
    MT200 = 2
    MT400 = 3
    MT700 = 4
    MT1000 = 5


class Round(IntEnum):
    R64 = 1
    R32 = 2
    R16 = 3
    QF = 4
    SF = 5
    F = 6


class Stage(IntEnum):
    """The round in which a player lost, or W."""

    W = 1
    F = 2
    SF = 3
    QF = 4
    L16 = 5
    L32 = 6
    L64 = 7


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, told to whoever sent the input.

    ``field`` is the name of the request's field, ``rule`` the section of rules.md
    ("5"), ``message`` one sentence that a club secretary understands.
    """

    field: str
    rule: str
    message: str
