"""The rows that validation looks at: only the columns that a rule needs, by their names.

Each class is one table of schema ``tour``. ``EARLIER`` is the file that holds it in the earlier
tour's layout; a column with a default is one that this layout does not have.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from tools.rows import Origin


@dataclass(frozen=True, slots=True)
class AgeCategoryRow:
    TABLE: ClassVar = "age_category"
    EARLIER: ClassVar = "agecategory"
    age_category_id: int
    min_age: int
    max_age: int


@dataclass(frozen=True, slots=True)
class SeedingRuleRow:
    TABLE: ClassVar = "seeding_rules"
    EARLIER: ClassVar = "seedingrules"
    min_players: int
    max_players: int
    num_seeds: int


@dataclass(frozen=True, slots=True)
class PointsRuleRow:
    TABLE: ClassVar = "points_rules"
    EARLIER: ClassVar = "pointsrules"
    category_id: int
    stage_result_id: int
    points: int


@dataclass(frozen=True, slots=True)
class Country:
    TABLE: ClassVar = "country"
    EARLIER: ClassVar = "country"
    country_id: int


@dataclass(frozen=True, slots=True)
class Location:
    TABLE: ClassVar = "location"
    EARLIER: ClassVar = "location"
    location_id: int
    country_id: int


@dataclass(frozen=True, slots=True)
class Venue:
    TABLE: ClassVar = "venue"
    EARLIER: ClassVar = "venue"
    venue_id: int
    location_id: int


@dataclass(frozen=True, slots=True)
class Player:
    TABLE: ClassVar = "players"
    EARLIER: ClassVar = "players"
    player_id: int
    gender_id: int
    country_id: int
    status_id: int
    first_name: str
    last_name: str
    birth_year: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Tournament:
    TABLE: ClassVar = "tournaments"
    EARLIER: ClassVar = "tournaments"
    tournament_id: int
    start_date: date
    end_date: date
    tournament_year: int
    tournament_week: int
    venue_id: int
    category_id: int
    origin: Origin | None = None
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    TABLE: ClassVar = "entries"
    EARLIER: ClassVar = "entries"
    entry_id: int
    player_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    entry_timestamp: datetime
    withdrawn_at: datetime | None
    withdrawal_type: str | None
    released: bool = False
    """Its draw was cancelled, so that it holds nobody any more."""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    TABLE: ClassVar = "draws"
    EARLIER: ClassVar = "draws"
    draw_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    draw_status_id: int
    num_players: int | None
    has_supertiebreak: bool
    draw_generated_at: datetime | None
    draw_size: int | None = None
    is_seeded: bool | None = None
    random_seed: int | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class DrawField:
    TABLE: ClassVar = "draw_field"
    EARLIER: ClassVar = None
    draw_id: int
    player_id: int
    entry_id: int | None
    entered_at: datetime | None
    ranking_position: int | None
    ranking_points: int


@dataclass(frozen=True, slots=True)
class DrawEntry:
    TABLE: ClassVar = "draw_entries"
    EARLIER: ClassVar = None
    draw_id: int
    player_id: int
    entry_id: int
    entered_at: datetime
    entry_points: int


@dataclass(frozen=True, slots=True)
class DrawPlayer:
    TABLE: ClassVar = "draw_players"
    EARLIER: ClassVar = "drawplayers"
    draw_id: int
    player_id: int
    draw_position: int
    has_bye: bool
    entry_points: int | None
    entry_timestamp: datetime
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class DrawSeed:
    TABLE: ClassVar = "draw_seed"
    EARLIER: ClassVar = "drawseed"
    draw_id: int
    player_id: int
    seed_number: int
    seeding_points: int
    is_actual_seeding: bool
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Match:
    TABLE: ClassVar = "matches"
    EARLIER: ClassVar = "matches"
    match_id: int
    draw_id: int
    round_id: int
    player1_id: int | None
    player2_id: int | None
    match_number: int
    match_date: date
    winner_id: int | None
    match_status_id: int
    set1_player1: int | None
    set1_player2: int | None
    set1_tiebreak_player1: int | None
    set1_tiebreak_player2: int | None
    set2_player1: int | None
    set2_player2: int | None
    set2_tiebreak_player1: int | None
    set2_tiebreak_player2: int | None
    set3_player1: int | None
    set3_player2: int | None
    set3_tiebreak_player1: int | None
    set3_tiebreak_player2: int | None
    set3_supertiebreak_player1: int | None
    set3_supertiebreak_player2: int | None
    player1_absence: str | None = None
    player2_absence: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Suspension:
    TABLE: ClassVar = "player_suspensions"
    EARLIER: ClassVar = "playersuspensions"
    suspension_id: int
    player_id: int
    tournament_id: int
    reason_match_status_id: int
    suspension_start: date
    suspension_end: date
    created_at: datetime
    annulled_at: datetime | None = None
    lifted_on: date | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Points:
    TABLE: ClassVar = "points_history"
    EARLIER: ClassVar = "pointshistory"
    id: int
    player_id: int
    tournament_id: int
    age_category_id: int
    stage_result_id: int
    points_earned: int
    tournament_end_date: date
    wins: int | None = None
    sanctioned: bool | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class RankingWeek:
    TABLE: ClassVar = "ranking_weeks"
    EARLIER: ClassVar = None
    ranking_year: int
    ranking_week: int
    age_category_id: int
    gender_id: int
    state: str
    published_at: datetime | None
    num_players: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Rank:
    TABLE: ClassVar = "weekly_ranking"
    EARLIER: ClassVar = "weeklyranking"
    player_id: int
    age_category_id: int
    gender_id: int
    ranking_year: int
    ranking_week: int
    total_points: int
    rank_position: int
    tournaments: int | None = None
    separated_by: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class TableRights:
    """A table of the database, its owner, and who may write it. Asked of the catalogue."""

    TABLE: ClassVar = "pg_class"
    EARLIER: ClassVar = None
    table: str
    owner: str
    writers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Messages:
    """What one service has left to do: events that wait for more than a minute, dead letters."""

    TABLE: ClassVar = "outbox"
    EARLIER: ClassVar = None
    service: str
    waiting: int
    dead: int


# what a folder of files can hold; the earlier layout has those with a file of its own
STORED: tuple[type, ...] = (
    AgeCategoryRow,
    SeedingRuleRow,
    PointsRuleRow,
    Country,
    Location,
    Venue,
    Player,
    Tournament,
    Entry,
    Draw,
    DrawField,
    DrawEntry,
    DrawPlayer,
    DrawSeed,
    Match,
    Suspension,
    Points,
    RankingWeek,
    Rank,
)
# without these a folder is no data set; the others are asked only where they are there
ALWAYS: tuple[type, ...] = tuple(
    kind for kind in STORED if getattr(kind, "EARLIER", None) is not None
)
