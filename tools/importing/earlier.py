"""The rows of the earlier tour's tables, one class per file, one field per column, as published.

The types are what the reader accepts: ``T | None`` takes an empty cell. Named tuples, because a
frozen dataclass takes four times as long to make, and a data set has tens of thousands of rows.
"""

from datetime import date, datetime
from typing import NamedTuple


class Gender(NamedTuple):
    gender_id: int
    code: str
    description: str


class AgeCategory(NamedTuple):
    age_category_id: int
    code: str
    description: str
    min_age: int
    max_age: int


class PlayerStatus(NamedTuple):
    status_id: int
    status_description: str


class MatchStatus(NamedTuple):
    match_status_id: int
    code: str
    description: str


class DrawStatus(NamedTuple):
    status_id: int
    status_name: str
    description: str


class Surface(NamedTuple):
    surface_id: int
    surface_name: str


class TournamentCategory(NamedTuple):
    category_id: int
    description: str


class MatchRound(NamedTuple):
    round_id: int
    code: str
    label: str


class StageResult(NamedTuple):
    id: int
    code: str
    description: str
    display_order: int


class SeedingRule(NamedTuple):
    id: int
    min_players: int
    max_players: int
    num_seeds: int


class PointsRule(NamedTuple):
    points_id: int
    category_id: int
    stage_result_id: int
    points: int


class Country(NamedTuple):
    country_id: int
    code: str
    description: str


class Location(NamedTuple):
    location_id: int
    country_id: int
    city: str


class Venue(NamedTuple):
    venue_id: int
    location_id: int
    venue_name: str


class Player(NamedTuple):
    player_id: int
    gender_id: int
    country_id: int
    status_id: int
    first_name: str
    last_name: str
    birth_year: int


class Tournament(NamedTuple):
    tournament_id: int
    name: str
    start_date: date
    end_date: date
    tournament_year: int
    tournament_week: int
    venue_id: int
    category_id: int
    surface_id: int


class Entry(NamedTuple):
    entry_id: int
    player_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    entry_points: int | None
    entry_timestamp: datetime
    withdrawn_at: datetime | None
    withdrawal_type: str | None


class Draw(NamedTuple):
    draw_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    draw_status_id: int
    num_players: int | None
    has_supertiebreak: bool
    draw_generated_at: datetime | None


class DrawPlayer(NamedTuple):
    draw_id: int
    player_id: int
    draw_position: int
    has_bye: bool
    entry_points: int | None
    entry_timestamp: datetime


class DrawSeed(NamedTuple):
    draw_id: int
    player_id: int
    seed_number: int
    seeding_points: int
    is_actual_seeding: bool


class Match(NamedTuple):
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


class PlayerSuspension(NamedTuple):
    suspension_id: int
    player_id: int
    tournament_id: int
    reason_match_status_id: int
    suspension_start: date
    suspension_end: date
    created_at: datetime


class Points(NamedTuple):
    id: int
    player_id: int
    tournament_id: int
    age_category_id: int
    stage_result_id: int
    points_earned: int
    tournament_end_date: date
    created_at: datetime


class Rank(NamedTuple):
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
