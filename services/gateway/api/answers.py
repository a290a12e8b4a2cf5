"""The shapes of the JSON answers; field names are the columns of the tour's tables."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

PROBLEM_TYPE = "application/problem+json"


class Answer(BaseModel):
    """Plain values only; moments are UTC."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class BrokenRule(Answer):
    """A rule that the request breaks."""

    field: str
    """The parameter."""
    rule: str
    """The section of the rule book."""
    message: str
    """In a sentence."""


class Problem(Answer):
    """What is wrong, as RFC 9457 has it, with every broken rule by its field."""

    type: str = "about:blank"
    """The kind of problem is the status alone."""
    title: str
    """The kind in words."""
    status: int
    """As of the answer."""
    detail: str
    """What is wrong, in a sentence for people."""
    code: str
    """What is wrong, for programs; stable."""
    correlation_id: str
    """By which the operator finds the request in the logs."""
    errors: list[BrokenRule] = []
    """Every broken rule."""


class PlayerAnswer(Answer):
    player_id: int
    first_name: str
    last_name: str
    birth_year: int
    gender_id: int
    country_id: int
    country: str
    status_id: int


class AgeCategoryAnswer(Answer):
    age_category_id: int
    code: str
    min_age: int
    max_age: int


class CodeAnswer(Answer):
    id: int
    code: str


class ReferenceData(Answer):
    age_categories: list[AgeCategoryAnswer]
    genders: list[CodeAnswer]
    match_statuses: list[CodeAnswer]


class TournamentAnswer(Answer):
    tournament_id: int
    name: str
    start_date: date
    end_date: date
    tournament_year: int
    tournament_week: int
    category_id: int
    category: str
    surface_id: int
    surface: str
    venue_id: int
    venue_name: str
    city: str
    country: str


class TournamentInfo(TournamentAnswer):
    """With its deadlines (UTC)."""

    entry_deadline: datetime
    draw_deadline: datetime
    entries_open: bool


class EntryAnswer(Answer):
    entry_id: int
    player_id: int
    first_name: str
    last_name: str
    tournament_id: int
    age_category_id: int
    gender_id: int
    entry_points: int
    entry_timestamp: datetime


class DrawAnswer(Answer):
    draw_id: int
    tournament_id: int
    age_category_id: int
    gender_id: int
    draw_status_id: int
    num_players: int
    draw_size: int
    has_supertiebreak: bool
    draw_generated_at: datetime | None


class MatchAnswer(Answer):
    """``score`` is shown from the winner's side."""

    match_id: int
    draw_id: int
    round_id: int
    round: str
    match_number: int
    match_date: date
    player1_id: int | None
    player1_name: str | None
    player2_id: int | None
    player2_name: str | None
    winner_id: int | None
    match_status_id: int
    set1_player1: int | None = None
    set1_player2: int | None = None
    set1_tiebreak_player1: int | None = None
    set1_tiebreak_player2: int | None = None
    set2_player1: int | None = None
    set2_player2: int | None = None
    set2_tiebreak_player1: int | None = None
    set2_tiebreak_player2: int | None = None
    set3_player1: int | None = None
    set3_player2: int | None = None
    set3_tiebreak_player1: int | None = None
    set3_tiebreak_player2: int | None = None
    set3_supertiebreak_player1: int | None = None
    set3_supertiebreak_player2: int | None = None
    score: str


class PlayerRanking(Answer):
    """The latest published points and position, 0 where the player is not ranked."""

    player_id: int
    age_category_id: int | None
    gender_id: int
    ranking_year: int | None
    ranking_week: int | None
    total_points: int
    rank_position: int
