"""The tables of the entries service as the migration made them.

Guarantees that no column is named here which the database does not have (a test compares). The
columns ``origin`` and ``standing_gender_id`` are only read: live play cannot write them.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from shared.tables import SCHEMA

METADATA = MetaData(schema=SCHEMA)
_MOMENT = DateTime(timezone=True)

country = Table(
    "country",
    METADATA,
    Column("country_id", BigInteger, primary_key=True),
    Column("code", Text, nullable=False),
    Column("description", Text, nullable=False),
)

location = Table(
    "location",
    METADATA,
    Column("location_id", BigInteger, primary_key=True),
    Column("country_id", BigInteger, nullable=False),
    Column("city", Text, nullable=False),
)

venue = Table(
    "venue",
    METADATA,
    Column("venue_id", BigInteger, primary_key=True),
    Column("location_id", BigInteger, nullable=False),
    Column("venue_name", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
)

players = Table(
    "players",
    METADATA,
    Column("player_id", BigInteger, primary_key=True),
    Column("gender_id", SmallInteger, nullable=False),
    Column("country_id", BigInteger, nullable=False),
    Column("status_id", SmallInteger, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("birth_year", SmallInteger, nullable=False),
    Column("sort_key", Text, nullable=False),
    Column("search_key", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
)

tournaments = Table(
    "tournaments",
    METADATA,
    Column("tournament_id", BigInteger, primary_key=True),
    Column("name", Text, nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),
    Column("tournament_year", SmallInteger, nullable=False),
    Column("tournament_week", SmallInteger, nullable=False),
    Column("venue_id", BigInteger, nullable=False),
    Column("category_id", SmallInteger, nullable=False),
    Column("surface_id", SmallInteger, nullable=False),
    Column("entry_deadline", _MOMENT, nullable=False),
    Column("draw_deadline", _MOMENT, nullable=False),
    Column("origin", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
)

entry_lists = Table(
    "entry_lists",
    METADATA,
    Column("tournament_id", BigInteger, primary_key=True),
    Column("age_category_id", SmallInteger, primary_key=True),
    Column("gender_id", SmallInteger, primary_key=True),
    Column("state", Text, nullable=False),
)

entries = Table(
    "entries",
    METADATA,
    Column("entry_id", BigInteger, primary_key=True),
    Column("player_id", BigInteger, nullable=False),
    Column("tournament_id", BigInteger, nullable=False),
    Column("age_category_id", SmallInteger, nullable=False),
    Column("gender_id", SmallInteger, nullable=False),
    Column("entry_points", Integer, nullable=False),
    Column("entry_timestamp", _MOMENT, nullable=False),
    Column("withdrawn_at", _MOMENT),
    Column("withdrawal_type", Text),
    # the suspension that withdrew it, so that it can come back
    Column("withdrawn_by_suspension_id", BigInteger),
    # copies that follow the tournament and the player
    Column("start_date", Date, nullable=False),
    Column("birth_year", SmallInteger, nullable=False),
    # its draw was cancelled
    Column("released", Boolean, nullable=False),
    Column("origin", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", _MOMENT, nullable=False),
    # not NULL exactly if the entry has its place in the draw or will have it
    Column("standing_gender_id", SmallInteger),
)

known_suspensions = Table(
    "known_suspensions",
    METADATA,
    Column("suspension_id", BigInteger, primary_key=True),
    Column("player_id", BigInteger, nullable=False),
    Column("tournament_id", BigInteger, nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),
    Column("annulled", Boolean, nullable=False),
    # from this day on it holds no longer
    Column("lifted_on", Date),
    Column("version", BigInteger, nullable=False),
)
