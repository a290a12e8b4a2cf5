"""The rows of the earlier tour's tables, one class per file, one field per column, as published.

The types are what the reader accepts: ``T | None`` takes an empty cell.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Gender:
    gender_id: int
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class AgeCategory:
    age_category_id: int
    code: str
    description: str
    min_age: int
    max_age: int


@dataclass(frozen=True, slots=True)
class PlayerStatus:
    status_id: int
    status_description: str


@dataclass(frozen=True, slots=True)
class MatchStatus:
    match_status_id: int
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class DrawStatus:
    status_id: int
    status_name: str
    description: str


@dataclass(frozen=True, slots=True)
class Surface:
    surface_id: int
    surface_name: str


@dataclass(frozen=True, slots=True)
class TournamentCategory:
    category_id: int
    description: str


@dataclass(frozen=True, slots=True)
class MatchRound:
    round_id: int
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class StageResult:
    id: int
    code: str
    description: str
    display_order: int


@dataclass(frozen=True, slots=True)
class SeedingRule:
    id: int
    min_players: int
    max_players: int
    num_seeds: int


@dataclass(frozen=True, slots=True)
class PointsRule:
    points_id: int
    category_id: int
    stage_result_id: int
    points: int


@dataclass(frozen=True, slots=True)
class Country:
    country_id: int
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class Location:
    location_id: int
    country_id: int
    city: str


@dataclass(frozen=True, slots=True)
class Venue:
    venue_id: int
    location_id: int
    venue_name: str


@dataclass(frozen=True, slots=True)
class Player:
    player_id: int
    gender_id: int
    country_id: int
    status_id: int
    first_name: str
    last_name: str
    birth_year: int


@dataclass(frozen=True, slots=True)
class Tournament:
    tournament_id: int
    name: str
    start_date: date
    end_date: date
    tournament_year: int
    tournament_week: int
    venue_id: int
    category_id: int
    surface_id: int


@dataclass(frozen=True, slots=True)
class Entry:
    entry_id: int
    player_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    entry_points: int | None
    entry_timestamp: datetime
    withdrawn_at: datetime | None
    withdrawal_type: str | None


@dataclass(frozen=True, slots=True)
class Draw:
    draw_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    draw_status_id: int
    num_players: int | None
    has_supertiebreak: bool
    draw_generated_at: datetime | None


@dataclass(frozen=True, slots=True)
class DrawPlayer:
    draw_id: int
    player_id: int
    draw_position: int
    has_bye: bool
    entry_points: int | None
    entry_timestamp: datetime


@dataclass(frozen=True, slots=True)
class DrawSeed:
    draw_id: int
    player_id: int
    seed_number: int
    seeding_points: int
    is_actual_seeding: bool


@dataclass(frozen=True, slots=True)
class Match:
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


@dataclass(frozen=True, slots=True)
class PlayerSuspension:
    suspension_id: int
    player_id: int
    tournament_id: int
    reason_match_status_id: int
    suspension_start: date
    suspension_end: date
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Points:
    id: int
    player_id: int
    tournament_id: int
    age_category_id: int
    stage_result_id: int
    points_earned: int
    tournament_end_date: date
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Rank:
    player_id: int
    age_category_id: int
    gender_id: int
    ranking_year: int
    ranking_week: int
    total_points: int
    rank_position: int


# file name without its ending, by the row it holds
FILES: dict[type, str] = {
    Gender: "gender",
    AgeCategory: "agecategory",
    PlayerStatus: "playerstatus",
    MatchStatus: "matchstatus",
    DrawStatus: "drawstatus",
    Surface: "surfaces",
    TournamentCategory: "tournamentcategory",
    MatchRound: "matchrounds",
    StageResult: "stageresults",
    SeedingRule: "seedingrules",
    PointsRule: "pointsrules",
    Country: "country",
    Location: "location",
    Venue: "venue",
    Player: "players",
    Tournament: "tournaments",
    Entry: "entries",
    Draw: "draws",
    DrawPlayer: "drawplayers",
    DrawSeed: "drawseed",
    Match: "matches",
    PlayerSuspension: "playersuspensions",
    Points: "pointshistory",
    Rank: "weeklyranking",
}
