"""What a small tour looks like from outside, in plain values: players, moves, and what stands.

Shares no code with the services: the model and whatever is compared with it speak these words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, Protocol

# over a year end: the Mondays of week 52 of 2025 and of weeks 1 to 3 of 2026
FIRST_MONDAY = date(2025, 12, 22)
TOURNAMENTS = 4
MONDAYS = tuple(FIRST_MONDAY + timedelta(weeks=number) for number in range(TOURNAMENTS))
BEGINNING = datetime(2025, 12, 12, 12, tzinfo=UTC)
END = datetime(2026, 1, 27, 12, tzinfo=UTC)
POINTS = (400, 280, 190, 120, 70)  # MT400: W, F, SF, QF, L16


@dataclass(frozen=True, slots=True)
class Person:
    birth_year: int
    is_man: bool = True
    is_active: bool = True


# thirteen men who may play the men's 60, and some who may not or not always
PEOPLE = (
    *(Person(1962 + number % 4) for number in range(13)),
    Person(1961),  # moves to 65 at New Year
    Person(1966),  # too young before
    Person(1956),  # too old from New Year on
    Person(1963, is_man=False),
    Person(1963, is_active=False),
)


class How(Enum):
    """How an official says that a match ended: as typed from the winner's side, and as shown."""

    STRAIGHT = ("64 75", "6-4 7-5")
    THREE_SETS = ("64 36 76(5)", "6-4 3-6 7-6(5)")
    RETIRED = ("64 21 ret", "6-4 2-1 ret.")
    RETIRED_IN_TIEBREAK = ("46 66(6-7) ret", "4-6 6-6(6-7) ret.")
    DISQUALIFIED = ("62 10 def", "6-2 1-0 def.")
    NO_SHOW = ("w/o", "w/o")
    BOTH_NO_SHOW = ("", "", "both were absent")
    BOTH_DISQUALIFIED = ("", "", "both were sent away")
    # what the rules forbid
    UNFINISHED_SET = ("65 64", "")
    NO_THIRD_SET = ("64 46", "")
    WRONG_DECIDER = ("64 46 [10-7]", "")
    WON_BEFORE = ("64 64 ret", "")

    @property
    def typed(self) -> str:
        return str(self.value[0])

    @property
    def shown(self) -> str:
        return str(self.value[1])

    @property
    def is_legal(self) -> bool:
        return self not in ILLEGAL

    @property
    def has_winner(self) -> bool:
        return self not in {How.BOTH_NO_SHOW, How.BOTH_DISQUALIFIED}


ILLEGAL = frozenset({How.UNFINISHED_SET, How.NO_THIRD_SET, How.WRONG_DECIDER, How.WON_BEFORE})

Place = tuple[int, int]
"""Round (6 is the final, 5 the semi-finals, …) and number from the top, from 1."""


class Standing(Enum):
    """What has become of an entry."""

    STANDS = 1
    WITHDRAWN = 2
    SUSPENDED = 3
    AFTER_DRAW = 4
    RELEASED = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A match as it is shown; 0 is nobody, status as rules.md section 1 numbers it."""

    player1: int
    player2: int
    status: int
    winner: int
    score: str


@dataclass(slots=True)
class Shown:
    """All that can be seen; tournaments by their number from 0, draws are the men's 60.

    ``suspensions``: (player, tournament, cause) to first day, last day and whether it is annulled.
    ``rankings``: player and points in order, by the week's Monday, of published weeks with players.
    """

    entries: dict[tuple[int, int], tuple[Standing, int]] = field(default_factory=dict)
    draws: dict[int, int] = field(default_factory=dict)
    lines: dict[int, Sequence[int]] = field(default_factory=dict)
    planned: dict[int, Sequence[int]] = field(default_factory=dict)
    seeds: dict[int, Sequence[int]] = field(default_factory=dict)
    matches: dict[int, dict[Place, Row]] = field(default_factory=dict)
    suspensions: dict[tuple[int, int, int], tuple[date, date, bool]] = field(default_factory=dict)
    suspended_now: frozenset[int] = frozenset()
    points: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    rankings: dict[date, Sequence[tuple[int, int]]] = field(default_factory=dict)


class System(Protocol):
    """Whatever plays the tour. Every move answers the sections of the rules that refuse it, none
    where it was done."""

    def begin(self) -> Sequence[int]:
        """An empty tour at BEGINNING with PEOPLE and tournaments; the players' numbers."""
        ...

    def clock(self, now: datetime) -> None: ...

    def enter(self, player: int, tournament: int) -> set[str]: ...

    def withdraw(self, player: int, tournament: int) -> set[str]: ...

    def make_draw(self, tournament: int) -> set[str]: ...

    def record(self, tournament: int, place: Place, how: How, winner: int) -> set[str]: ...

    def correct(self, tournament: int, place: Place, how: How, winner: int) -> set[str]: ...

    def undo(self, tournament: int, place: Place) -> set[str]: ...

    def lines(self, tournament: int) -> Sequence[int]:
        """The lines of a draw that is made by now, or soon: 0 is a bye."""
        ...

    def agrees(self, expected: Shown) -> None:
        """AssertionError where something else is shown, or still is after a while."""
        ...

    def end(self) -> None: ...


def entry_deadline(tournament: int) -> datetime:
    return at(MONDAYS[tournament] - timedelta(days=6), 10)


def draw_deadline(tournament: int) -> datetime:
    return at(MONDAYS[tournament] - timedelta(days=3), 19)


def moments(margin: timedelta) -> list[datetime]:
    """When something becomes due or possible, and so long before and after it."""
    found: set[datetime] = set()
    for number, monday in enumerate(MONDAYS):
        for due in (entry_deadline(number), draw_deadline(number), at(monday, 20)):
            found |= {due - margin, due + margin}
        found |= {at(monday + timedelta(days=day), 9) for day in range(7)}
    return sorted(found)


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last one of that month."""
    number = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        try:
            return date(number // 12, number % 12 + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def differences(expected: Mapping[Any, object], found: Mapping[Any, object]) -> list[str]:
    return [
        f"{key}: expected {expected.get(key)}, found {found.get(key)}"
        for key in sorted({*expected, *found}, key=str)
        if expected.get(key) != found.get(key)
    ]


def compare(expected: Shown, found: Shown) -> list[str]:
    """Where the two differ, in words."""
    told = []
    for name in ("entries", "draws", "lines", "planned", "seeds", "suspensions", "points"):
        told += [
            f"{name} {one}" for one in differences(getattr(expected, name), getattr(found, name))
        ]
    told += [f"ranking {one}" for one in differences(expected.rankings, found.rankings)]
    for tournament in sorted({*expected.matches, *found.matches}):
        here, there = expected.matches.get(tournament, {}), found.matches.get(tournament, {})
        told += [f"match {tournament} {one}" for one in differences(here, there)]
    if expected.suspended_now != found.suspended_now:
        told.append(f"suspended: expected {expected.suspended_now}, found {found.suspended_now}")
    return told


def at(day: date, hour: int) -> datetime:
    """This full hour of the day, UTC."""
    return datetime.combine(day, time(hour), tzinfo=UTC)
