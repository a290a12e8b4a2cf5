"""What a season consists of, as plain records of players, entries, draws and results.

Guarantees that a season which breaks a rule cannot be made by mistake: ``keep`` refuses it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from services.draws.domain.bracket import Draw as Bracket
from services.draws.domain.seeding import Ranking, Seed
from services.matches.domain.bracket import Draw, Place
from services.matches.domain.suspensions import Suspension
from services.rankings.domain.ranking import RankedPlayer
from shared.terms import (
    AgeCategory,
    Gender,
    PlayerStatus,
    Stage,
    Surface,
    TournamentCategory,
    Violation,
)
from shared.weeks import Week


class BrokenRuleError(Exception):
    """The season would break rules: a fault of whoever makes it."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        super().__init__(" ".join(violation.message for violation in violations))


def keep(violations: Iterable[Violation]) -> None:
    """BrokenRuleError where there are any."""
    if found := list(violations):
        raise BrokenRuleError(found)


@dataclass(frozen=True, slots=True)
class Competition:
    """One of the four that every tournament holds and every ranking lists."""

    category: AgeCategory
    gender: Gender


COMPETITIONS = tuple(Competition(category, gender) for category in AgeCategory for gender in Gender)


@dataclass(frozen=True, slots=True)
class Person:
    """A player; of two, the one of greater ``strength`` wins two matches of three."""

    player_id: int
    country_id: int
    first_name: str
    last_name: str
    birth_year: int
    gender: Gender
    status: PlayerStatus
    strength: float

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Mishap(Enum):
    """What happens once in a draw that it is planned for."""

    NO_SHOW = auto()
    DISQUALIFICATION = auto()
    WITHDRAWAL = auto()
    """The second seed withdraws on the day after the deadline."""


@dataclass(frozen=True, slots=True)
class Tournament:
    """``wanted``: how many players will have entered by the deadline, by competition."""

    tournament_id: int
    name: str
    week: Week
    venue_id: int
    category: TournamentCategory
    surface: Surface
    wanted: Mapping[Competition, int]
    mishaps: Mapping[Competition, Mishap]


@dataclass(frozen=True, slots=True)
class Entry:
    """``withdrawn_at`` is before the draw; both moments are UTC."""

    entry_id: int
    person: Person
    entered_at: datetime
    points: int
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """The planned seeding, and the ranking that it follows (None: none was published)."""

    closed_at: datetime
    ranking: Ranking | None
    seeds: tuple[Seed, ...]


@dataclass(frozen=True, slots=True)
class Making:
    """The draw as made, with the actual seeding and the random seed."""

    made_at: datetime
    random_seed: int
    seeds: tuple[Seed, ...]
    bracket: Bracket


@dataclass(frozen=True, slots=True)
class Ban:
    """A suspension and the match that caused it."""

    suspension: Suspension
    place: Place
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Play:
    """The matches as they stand; ``completed_at`` is None while one is left to be played."""

    matches: Draw
    completed_at: datetime | None
    bans: tuple[Ban, ...]


@dataclass(frozen=True, slots=True)
class Award:
    """What a player earned in a complete draw."""

    player_id: int
    stage: Stage
    wins: int
    is_sanctioned: bool
    points: int


@dataclass(frozen=True, slots=True)
class DrawSheet:
    """A draw from its entries on, as far as it has come."""

    draw_id: int
    tournament: Tournament
    competition: Competition
    entries: tuple[Entry, ...]
    closing: Closing | None = None
    making: Making | None = None
    play: Play | None = None
    awards: tuple[Award, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekList:
    """A week's ranking of one competition; without players none was published."""

    week: Week
    competition: Competition
    players: tuple[RankedPlayer, ...]


@dataclass(frozen=True, slots=True)
class Season:
    """Everything that has happened up to ``now`` (UTC)."""

    now: datetime
    people: tuple[Person, ...]
    tournaments: tuple[Tournament, ...]
    sheets: tuple[DrawSheet, ...]
    rankings: tuple[WeekList, ...]
