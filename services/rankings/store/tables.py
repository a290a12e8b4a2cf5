"""The tables of the rankings service as the migration made them.

Guarantees that no column is named here which the database does not have (a test compares). The
column ``origin`` is only read: live play cannot write it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from shared.tables import SCHEMA, Moment

metadata = MetaData(schema=SCHEMA)

ranking_players = Table(
    "ranking_players",
    metadata,
    Column("player_id", BigInteger, primary_key=True),
    Column("gender_id", SmallInteger, nullable=False),
    Column("birth_year", SmallInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
)
awarded_draws = Table(
    "awarded_draws",
    metadata,
    Column("draw_id", BigInteger, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
points_history = Table(
    "points_history",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("player_id", BigInteger, nullable=False),
    Column("tournament_id", BigInteger, nullable=False),
    Column("age_category_id", SmallInteger, nullable=False),
    Column("stage_result_id", SmallInteger, nullable=False),
    Column("points_earned", Integer, nullable=False),
    Column("tournament_end_date", Date, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("draw_id", BigInteger),
    Column("gender_id", SmallInteger, nullable=False),
    Column("category_id", SmallInteger, nullable=False),
    Column("wins", SmallInteger),
    Column("sanctioned", Boolean, nullable=False),
    Column("origin", Text, nullable=False),
)
ranking_weeks = Table(
    "ranking_weeks",
    metadata,
    Column("ranking_year", SmallInteger, primary_key=True),
    Column("ranking_week", SmallInteger, primary_key=True),
    Column("age_category_id", SmallInteger, primary_key=True),
    Column("gender_id", SmallInteger, primary_key=True),
    Column("state", Text, nullable=False),
    Column("published_at", Moment),
    Column("revision", Integer, nullable=False),
    Column("revised_at", Moment),
    Column("num_players", Integer, nullable=False),
    Column("origin", Text, nullable=False),
)
weekly_ranking = Table(
    "weekly_ranking",
    metadata,
    Column("player_id", BigInteger, primary_key=True),
    Column("age_category_id", SmallInteger, primary_key=True),
    Column("gender_id", SmallInteger, primary_key=True),
    Column("ranking_year", SmallInteger, primary_key=True),
    Column("ranking_week", SmallInteger, primary_key=True),
    Column("total_points", Integer, nullable=False),
    Column("rank_position", Integer, nullable=False),
    Column("tournaments", Integer),
    Column("separated_by", Text),
    Column("origin", Text, nullable=False),
)
