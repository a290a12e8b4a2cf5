"""The rows of the rankings service as the rest of it sees them.

Guarantees that numbers of the reference tables are terms and that weeks are weeks.
"""

from dataclasses import dataclass
from datetime import date, datetime

from services.rankings.domain.ranking import SeparatedBy
from shared.terms import AgeCategory, Gender, Stage, TournamentCategory
from shared.weeks import Week

PUBLISHED = "PUBLISHED"
NONE = "NONE"


@dataclass(frozen=True, slots=True)
class ListKey:
    """One of the four rankings."""

    category: AgeCategory
    gender: Gender


LISTS = tuple(ListKey(category, gender) for category in AgeCategory for gender in Gender)


@dataclass(frozen=True, slots=True)
class PublishedWeek:
    """How a week's ranking of one list stands; ``published_at`` is None where none was."""

    week: Week
    list: ListKey
    state: str
    published_at: datetime | None
    revision: int
    origin: str
    num_players: int


@dataclass(frozen=True, slots=True)
class StoredRank:
    """A row of a ranking as stored; ``tournaments`` is None in imported weeks."""

    player_id: int
    position: int
    points: int
    tournaments: int | None
    separated_by: SeparatedBy | None


@dataclass(frozen=True, slots=True)
class KnownPlayer:
    """What a ranking has to know about a player."""

    gender: Gender
    birth_year: int


@dataclass(frozen=True, slots=True)
class PointsRow:
    """What a player earned in one draw."""

    player_id: int
    tournament_id: int
    category: AgeCategory
    gender: Gender
    stage: Stage
    points: int
    tournament_end_date: date
    tournament_category: TournamentCategory
    draw_id: int | None
    wins: int | None
    sanctioned: bool
    origin: str = "live"

    @property
    def week(self) -> Week:
        return Week.of(self.tournament_end_date)
