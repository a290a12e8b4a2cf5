"""The own layout: the tour's tables and their columns, as the database has them.

Guarantees that an export names every column that is stored and none that the database derives, in
the order of the schema, so that a new column is exported from the migration on that adds it.
"""

from dataclasses import dataclass
from typing import Any, Final

from psycopg import Connection

# which the rule book fixes (rules.md section 1): the same rows in every tour of a schema
REFERENCE: Final = (
    "gender",
    "age_category",
    "player_status",
    "surfaces",
    "tournament_category",
    "draw_status",
    "seeding_rules",
    "match_status",
    "match_rounds",
    "stage_results",
    "points_rules",
)
# in the order in which foreign keys let them in
STORED: Final = (
    "country",
    "location",
    "venue",
    "players",
    "tournaments",
    "entry_lists",
    "known_suspensions",
    "entries",
    "draw_tournaments",
    "draws",
    "draw_field",
    "draw_entries",
    "draw_players",
    "draw_seed",
    "match_draws",
    "draw_absences",
    "matches",
    "player_suspensions",
    "ranking_players",
    "awarded_draws",
    "points_history",
    "ranking_weeks",
    "weekly_ranking",
)
# the 24 tables of the tour, and what its services keep beside them
TABLES: Final = (*REFERENCE, *STORED)


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is the type by its PostgreSQL name, like ``bigint``."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it is exported; ``key`` names the columns that its rows are sorted by."""

    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The header of its file."""
        return [column.name for column in self.columns]


def shapes(db: Connection[Any]) -> list[Shape]:
    """All tables of ``TABLES``, in that order."""
    return [_shape(db, table) for table in TABLES]


def _shape(db: Connection[Any], table: str) -> Shape:
    columns = db.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        " ORDER BY attnum",
        (f"tour.{table}",),
    ).fetchall()
    key = db.execute(
        "SELECT attname FROM pg_index, unnest(indkey) WITH ORDINALITY AS k (attnum, place)"
        " JOIN pg_attribute a USING (attnum)"
        " WHERE indrelid = %(table)s::regclass AND indisprimary AND attrelid = indrelid"
        " ORDER BY place",
        {"table": f"tour.{table}"},
    ).fetchall()
    return Shape(table, tuple(Column(*row) for row in columns), tuple(name for (name,) in key))
