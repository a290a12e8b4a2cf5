"""The tables of the matches service, as the migration made them.

Guarantees nothing by itself: a test compares each of them with the database.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from shared.tables import SCHEMA, Moment

metadata: Final = MetaData(schema=SCHEMA)

match_draws: Final = Table(
    "match_draws",
    metadata,
    Column("draw_id", BigInteger, primary_key=True, autoincrement=False),
    Column("tournament_id", BigInteger, nullable=False),
    Column("age_category_id", SmallInteger, nullable=False),
    Column("gender_id", SmallInteger, nullable=False),
    Column("category_id", SmallInteger, nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),
    Column("draw_size", SmallInteger),
    Column("num_players", SmallInteger),
    Column("has_supertiebreak", Boolean, nullable=False),
    Column("completed_at", Moment),
    Column("version", BigInteger, nullable=False),
    Column("origin", Text, nullable=False),
)

draw_absences: Final = Table(
    "draw_absences",
    metadata,
    Column("draw_id", BigInteger, primary_key=True, autoincrement=False),
    Column("player_id", BigInteger, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
)

matches: Final = Table(
    "matches",
    metadata,
    Column("match_id", BigInteger, Identity(), primary_key=True),
    Column("draw_id", BigInteger, nullable=False),
    Column("round_id", SmallInteger, nullable=False),
    Column("player1_id", BigInteger),
    Column("player2_id", BigInteger),
    Column("match_number", SmallInteger, nullable=False),
    Column("match_date", Date, nullable=False),
    Column("winner_id", BigInteger),
    Column("match_status_id", SmallInteger, nullable=False),
    Column("set1_player1", SmallInteger),
    Column("set1_player2", SmallInteger),
    Column("set1_tiebreak_player1", SmallInteger),
    Column("set1_tiebreak_player2", SmallInteger),
    Column("set2_player1", SmallInteger),
    Column("set2_player2", SmallInteger),
    Column("set2_tiebreak_player1", SmallInteger),
    Column("set2_tiebreak_player2", SmallInteger),
    Column("set3_player1", SmallInteger),
    Column("set3_player2", SmallInteger),
    Column("set3_tiebreak_player1", SmallInteger),
    Column("set3_tiebreak_player2", SmallInteger),
    Column("set3_supertiebreak_player1", SmallInteger),
    Column("set3_supertiebreak_player2", SmallInteger),
    Column("start_date", Date, nullable=False),
    Column("draw_size", SmallInteger),
    Column("has_supertiebreak", Boolean, nullable=False),
    Column("player1_absence", Text),
    Column("player2_absence", Text),
    Column("origin", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

player_suspensions: Final = Table(
    "player_suspensions",
    metadata,
    Column("suspension_id", BigInteger, Identity(), primary_key=True),
    Column("player_id", BigInteger, nullable=False),
    Column("tournament_id", BigInteger, nullable=False),
    Column("reason_match_status_id", SmallInteger, nullable=False),
    Column("suspension_start", Date, nullable=False),
    Column("suspension_end", Date, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("match_id", BigInteger),
    Column("annulled_at", Moment),
    Column("ended_at", Moment),
    Column("lifted_on", Date),
    Column("origin", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
