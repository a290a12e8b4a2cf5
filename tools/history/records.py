"""What a history consists of, as plain records of players, entries, draws and results.

Guarantees that a history which breaks a rule cannot be made by mistake: ``keep`` refuses it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

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
    """The history would break rules: a fault of whoever makes it."""

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
    player_id: int
    country_id: int
    first_name: str
    last_name: str
    birth_year: int
    gender: Gender
    status: PlayerStatus

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Tournament:
    """``wanted``: how many players would enter, by competition, where there are as many."""

    tournament_id: int
    name: str
    week: Week
    venue_id: int
    category: TournamentCategory
    surface: Surface
    wanted: Mapping[Competition, int]


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
    """A suspension and the match that caused it; ``decided_at`` in UTC."""

    suspension: Suspension
    place: Place
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Play:
    """The matches as they stand; ``decided_at`` says when results were recorded (UTC).

    ``completed_at`` is None while a match is left to be played.
    """

    matches: Draw
    decided_at: Mapping[Place, datetime]
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
class Chapter:
    """A week with its tournaments, as far as they have come, and the rankings before them."""

    week: Week
    rankings: tuple[WeekList, ...]
    tournaments: tuple[Tournament, ...] = ()
    sheets: tuple[DrawSheet, ...] = ()
