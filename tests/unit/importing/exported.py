"""The history as the earlier tour would have published it: larger draws, of every kind.

Guarantees that nothing of it was made by the import: the season comes from the services' own
domains, and here it is only written as cells.
"""

from datetime import datetime

from tests.histories import small_season
from tests.unit.importing.foreign import Foreign
from tools import rows
from tools.history.writing import season_rows

# the files that hold rows of the tour
TABLES: dict[str, type[rows.Row]] = {
    "country": rows.Country,
    "location": rows.Location,
    "venue": rows.Venue,
    "players": rows.Player,
    "tournaments": rows.Tournament,
    "entries": rows.Entry,
    "draws": rows.Draw,
    "drawplayers": rows.DrawPlayer,
    "drawseed": rows.DrawSeed,
    "matches": rows.Match,
    "playersuspensions": rows.PlayerSuspension,
    "pointshistory": rows.Points,
    "weeklyranking": rows.Rank,
}


def exported(random_seed: int, now: datetime) -> Foreign:
    """The season that is played with this seed until now (UTC)."""
    foreign = Foreign()
    season = list(season_rows(small_season(random_seed, now)))
    for table, kind in TABLES.items():
        foreign.tables[table] = [
            {column: _cell(getattr(row, column)) for column in foreign.columns[table]}
            for row in season
            if isinstance(row, kind)
        ]
    return foreign


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return str(value)
