"""Rows of the tour's tables as the bulk loader stores them, in the order of their foreign keys.

Each class is one table: its fields are the columns, ``TABLE`` is the name. Whoever builds rows
(import, history) builds these, so that a misspelt column is a type error. ``changed_at`` is left
out where the moment of storing is meant.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal, TypeAlias

Origin: TypeAlias = Literal["live", "imported", "unverified"]


@dataclass(frozen=True, slots=True)
class Country:
    TABLE: ClassVar = "country"
    country_id: int
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class Location:
    TABLE: ClassVar = "location"
    location_id: int
    country_id: int
    city: str


@dataclass(frozen=True, slots=True)
class Venue:
    TABLE: ClassVar = "venue"
    venue_id: int
    location_id: int
    venue_name: str
    changed_by: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Player:
    TABLE: ClassVar = "players"
    player_id: int
    gender_id: int
    country_id: int
    status_id: int
    first_name: str
    last_name: str
    birth_year: int
    sort_key: str
    search_key: str
    origin: Origin
    changed_by: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tournament:
    TABLE: ClassVar = "tournaments"
    tournament_id: int
    name: str
    start_date: date
    end_date: date
    tournament_year: int
    tournament_week: int
    venue_id: int
    category_id: int
    surface_id: int
    entry_deadline: datetime
    draw_deadline: datetime
    origin: Origin
    changed_by: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EntryList:
    TABLE: ClassVar = "entry_lists"
    tournament_id: int
    age_category_id: int
    gender_id: int
    state: Literal["OPEN", "CLOSED", "FROZEN", "CANCELLED"]


@dataclass(frozen=True, slots=True)
class Entry:
    TABLE: ClassVar = "entries"
    entry_id: int
    player_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    entry_points: int
    entry_timestamp: datetime
    withdrawn_at: datetime | None
    withdrawal_type: str | None
    start_date: date
    birth_year: int
    released: bool
    origin: Origin
    changed_by: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownSuspension:
    TABLE: ClassVar = "known_suspensions"
    suspension_id: int
    player_id: int
    tournament_id: int
    start_date: date
    end_date: date
    version: int


@dataclass(frozen=True, slots=True)
class DrawTournament:
    TABLE: ClassVar = "draw_tournaments"
    tournament_id: int
    start_date: date
    end_date: date
    category_id: int
    entry_deadline: datetime
    draw_deadline: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Draw:
    TABLE: ClassVar = "draws"
    draw_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    draw_status_id: int
    num_players: int | None
    has_supertiebreak: bool
    draw_generated_at: datetime | None
    draw_size: int | None
    is_seeded: bool | None
    random_seed: int | None
    algorithm_version: int | None
    closed_at: datetime | None
    origin: Origin
    changed_by: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DrawField:
    TABLE: ClassVar = "draw_field"
    draw_id: int
    player_id: int
    entry_id: int | None
    entered_at: datetime | None
    ranking_position: int | None
    ranking_points: int


@dataclass(frozen=True, slots=True)
class DrawEntry:
    TABLE: ClassVar = "draw_entries"
    draw_id: int
    player_id: int
    entry_id: int
    entered_at: datetime
    entry_points: int


@dataclass(frozen=True, slots=True)
class DrawPlayer:
    TABLE: ClassVar = "draw_players"
    draw_id: int
    player_id: int
    draw_position: int
    has_bye: bool
    entry_points: int
    entry_timestamp: datetime
    draw_size: int | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class DrawSeed:
    TABLE: ClassVar = "draw_seed"
    draw_id: int
    player_id: int
    seed_number: int
    seeding_points: int
    is_actual_seeding: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class MatchDraw:
    TABLE: ClassVar = "match_draws"
    draw_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    category_id: int
    start_date: date
    end_date: date
    draw_size: int | None
    num_players: int | None
    has_supertiebreak: bool
    completed_at: datetime | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Match:
    TABLE: ClassVar = "matches"
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
    start_date: date
    draw_size: int | None
    has_supertiebreak: bool
    player1_absence: str | None
    player2_absence: str | None
    origin: Origin
    changed_by: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlayerSuspension:
    TABLE: ClassVar = "player_suspensions"
    suspension_id: int
    player_id: int
    tournament_id: int
    reason_match_status_id: int
    suspension_start: date
    suspension_end: date
    created_at: datetime
    match_id: int | None
    ended_at: datetime | None
    origin: Origin
    changed_by: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RankingPlayer:
    TABLE: ClassVar = "ranking_players"
    player_id: int
    gender_id: int
    birth_year: int
    version: int


@dataclass(frozen=True, slots=True)
class AwardedDraw:
    TABLE: ClassVar = "awarded_draws"
    draw_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Points:
    TABLE: ClassVar = "points_history"
    id: int
    player_id: int
    tournament_id: int
    age_category_id: int
    stage_result_id: int
    points_earned: int
    tournament_end_date: date
    created_at: datetime
    draw_id: int | None
    gender_id: int
    category_id: int
    wins: int | None
    sanctioned: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class RankingWeek:
    TABLE: ClassVar = "ranking_weeks"
    ranking_year: int
    ranking_week: int
    age_category_id: int
    gender_id: int
    state: Literal["PUBLISHED", "NONE"]
    published_at: datetime | None
    num_players: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Rank:
    TABLE: ClassVar = "weekly_ranking"
    player_id: int
    age_category_id: int
    gender_id: int
    ranking_year: int
    ranking_week: int
    total_points: int
    rank_position: int
    tournaments: int | None
    separated_by: str | None
    origin: Origin


Row: TypeAlias = (
    Country
    | Location
    | Venue
    | Player
    | Tournament
    | EntryList
    | Entry
    | KnownSuspension
    | DrawTournament
    | Draw
    | DrawField
    | DrawEntry
    | DrawPlayer
    | DrawSeed
    | MatchDraw
    | Match
    | PlayerSuspension
    | RankingPlayer
    | AwardedDraw
    | Points
    | RankingWeek
    | Rank
)

# in the order in which foreign keys let them in
LOADED: tuple[type[Row], ...] = (
    Country,
    Location,
    Venue,
    Player,
    Tournament,
    EntryList,
    Entry,
    KnownSuspension,
    DrawTournament,
    Draw,
    DrawField,
    DrawEntry,
    DrawPlayer,
    DrawSeed,
    MatchDraw,
    Match,
    PlayerSuspension,
    RankingPlayer,
    AwardedDraw,
    Points,
    RankingWeek,
    Rank,
)
