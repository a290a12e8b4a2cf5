"""Seasons that break rules at random: cells, rows and columns of a good one are spoilt.

The good one is the small season, or a larger one that the tour's own domains have played.

Guarantees that a season follows from its number alone, and that it can be read: what is spoilt is
what the cells say, not their kind.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, get_args, get_type_hints

from tests.unit.importing.exported import TABLES, exported
from tests.unit.importing.foreign import Cells, Foreign
from tests.unit.importing.season import NOW
from tools.importing.earlier import FILES

_KINDS = {name: kind for kind, name in FILES.items()}
_HINTS: dict[str, dict[str, Any]] = {table: get_type_hints(kind) for table, kind in _KINDS.items()}
# how often a table is spoilt: one that others build on takes much of the season with it
_TABLES = {
    "country": 1,
    "location": 1,
    "venue": 1,
    "players": 3,
    "tournaments": 3,
    "entries": 9,
    "draws": 6,
    "drawplayers": 12,
    "drawseed": 9,
    "matches": 18,
    "playersuspensions": 6,
    "pointshistory": 9,
    "weeklyranking": 9,
}
_REFERENCE = [table for table in _KINDS if table not in _TABLES]

_INTEGERS = [*range(-1, 18), 63, 64, 65, 99, 100, 101, 1899, 1900, 1957, 1964, 2026, 2027, 2201]
_INTEGERS += [2**15 - 1, 2**15, 2**16, 2**31 - 1, 2**31, 2**62, -(2**15) - 1, -(2**31), -(2**62)]
_TEXTS = [
    *("x", " x ", "e\u0301", "x" * 61, "x" * 121, "x" * 501, "<b>", "=1", "-x", "'", "…", "\u200b"),
    *("a\u202eb", "\u00ad", "\u3164", "a\nb", "東京", "نادي", "\ufdfa" * 40, "💥", "\U000e0001"),
    *(
        "BEFORE_DRAW",
        "AFTER_DRAW",
        "F",
        "CH",
        "CHE",
        "\ufffe",
        "\u00a0x",
        "x\u2028y",
        "İ",
        "ß" * 60,
    ),
]
_DAYS = [
    date(1, 1, 1),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(2200, 12, 31),
    date(9999, 12, 31),
]
_DAYS += [date(2025, 12, 29), date(2026, 1, 1), date(2026, 1, 11), date(2026, 2, 28)]

Spoiling: TypeAlias = Callable[[random.Random, Foreign, str], None]


@dataclass(frozen=True, slots=True)
class SpoiltSeason:
    """``now`` is the tour's time at the import, in UTC."""

    foreign: Foreign
    now: datetime


def spoilt(number: int) -> SpoiltSeason:
    """The season of this number: from one thing spoilt to a dozen."""
    lots = random.Random(number)
    season = _good(lots)
    for _ in range(lots.choice((1, 1, 2, 2, 3, 4, 6, 12))):
        (table,) = lots.choices(list(_TABLES), list(_TABLES.values()))
        if lots.random() < 0.03:
            table = lots.choice(_REFERENCE)
        if season.foreign.tables[table]:
            lots.choice(_SPOILINGS)(lots, season.foreign, table)
    return season


def _good(lots: random.Random) -> SpoiltSeason:
    if lots.random() < 0.25:
        played = _played(lots.randrange(6))
        foreign = Foreign()
        for table in TABLES:
            foreign.tables[table] = [dict(row) for row in played.foreign.tables[table]]
        return SpoiltSeason(foreign, played.now)
    now = NOW
    if lots.random() < 0.3:
        now += timedelta(hours=lots.randrange(-24 * 90, 24 * 90))
    return SpoiltSeason(Foreign(), now)


@cache
def _played(number: int) -> SpoiltSeason:
    """What the tour has played by some moment of a week, each time another."""
    now = NOW + timedelta(weeks=number, hours=29 * number)
    return SpoiltSeason(exported(number, now), now)


def _cell(lots: random.Random, foreign: Foreign, table: str) -> None:
    """Something that no tour has."""
    row, column = _pick(lots, foreign, table)
    row[column] = _nasty(lots, _HINTS[table][column], row[column])


def _neighbour(lots: random.Random, foreign: Foreign, table: str) -> None:
    """What stands in another row of the column."""
    row, column = _pick(lots, foreign, table)
    row[column] = lots.choice(foreign.tables[table])[column]


def _exchange(lots: random.Random, foreign: Foreign, table: str) -> None:
    """Two rows have the cells of each other in one column."""
    row, column = _pick(lots, foreign, table)
    other = lots.choice(foreign.tables[table])
    row[column], other[column] = other[column], row[column]


def _mix(lots: random.Random, foreign: Foreign, table: str) -> None:
    """Two columns of one kind, in one row or in all."""
    _, first = _pick(lots, foreign, table)
    hints = _HINTS[table]
    second = lots.choice([name for name in hints if hints[name] == hints[first]])
    rows = foreign.tables[table]
    for row in rows if lots.random() < 0.2 else [lots.choice(rows)]:
        row[first], row[second] = row[second], row[first]


def _double(lots: random.Random, foreign: Foreign, table: str) -> None:
    """One row more, like another but for a cell or two."""
    rows = foreign.tables[table]
    twin = dict(lots.choice(rows))
    rows.insert(lots.randrange(len(rows) + 1), twin)
    for _ in range(lots.randrange(3)):
        column = lots.choice(list(twin))
        twin[column] = _nasty(lots, _HINTS[table][column], twin[column])
    if lots.random() < 0.5:
        # a number of its own, so that it is not set aside for that
        twin[next(iter(twin))] = str(lots.randrange(50, 60))


def _remove(lots: random.Random, foreign: Foreign, table: str) -> None:
    rows = foreign.tables[table]
    del rows[lots.randrange(len(rows))]


def _empty(lots: random.Random, foreign: Foreign, table: str) -> None:
    """A table, or the end of it."""
    rows = foreign.tables[table]
    del rows[lots.choice((0, lots.randrange(len(rows)))) :]


def _column(lots: random.Random, foreign: Foreign, table: str) -> None:
    """The same change all the way down."""
    _, column = _pick(lots, foreign, table)
    hint = _HINTS[table][column]
    cell = _nasty(lots, hint, foreign.tables[table][0][column])
    shift = lots.choice((-365, -7, -1, 1, 7, 28))
    for row in foreign.tables[table]:
        if hint is date:
            row[column] = str(_shifted(date.fromisoformat(row[column]), shift))
        else:
            row[column] = cell


def _elsewhere(lots: random.Random, foreign: Foreign, table: str) -> None:
    """One key becomes another wherever it is named: a player is another player, say."""
    key = lots.choice(("player_id", "tournament_id", "draw_id"))
    cells = [row[key] for row in foreign.tables[_HOME[key]]]
    if not cells:
        return
    before, after = lots.choice(cells), lots.choice([*cells, "77"])
    names = {key, "player1_id", "player2_id", "winner_id"} if key == "player_id" else {key}
    for name in [table] if lots.random() < 0.5 else _TABLES:
        for row in foreign.tables[name]:
            for column in names & row.keys():
                if row[column] == before:
                    row[column] = after


def _unplayed(lots: random.Random, foreign: Foreign, table: str) -> None:
    """The last matches of a draw are still to be played, or were cancelled."""
    matches = foreign.tables["matches"]
    if not matches:
        return
    draw, status = lots.choice(matches)["draw_id"], lots.choice("15")
    for row in [row for row in matches if row["draw_id"] == draw][-lots.randrange(1, 6) :]:
        row.update({column: "" for column in row if column.startswith("set")})
        row.update(match_status_id=status, winner_id="")
        for column in ("player1_id", "player2_id"):
            if row["round_id"] != "4" and lots.random() < 0.5:
                row[column] = ""
                if status == "5" and lots.random() < 0.7:
                    row["winner_id"] = row["player1_id"] or row["player2_id"]


_HOME = {"player_id": "players", "tournament_id": "tournaments", "draw_id": "draws"}
_SPOILINGS: list[Spoiling] = [
    *(_cell,) * 4,
    *(_neighbour,) * 4,
    *(_exchange,) * 3,
    *(_mix,) * 2,
    *(_double,) * 3,
    *(_remove,) * 2,
    *(_elsewhere,) * 2,
    _empty,
    _column,
    _unplayed,
]


def _pick(lots: random.Random, foreign: Foreign, table: str) -> tuple[Cells, str]:
    row = lots.choice(foreign.tables[table])
    return row, lots.choice(list(row))


def _nasty(lots: random.Random, hint: Any, before: str) -> str:
    """A cell that can be read as this kind."""
    if isinstance(hint, UnionType):
        if lots.random() < 0.3:
            return ""
        hint = next(each for each in get_args(hint) if each is not NoneType)
    if hint is int:
        near = int(before or 0) + lots.choice((-1, 1))
        return str(near if lots.random() < 0.4 else lots.choice(_INTEGERS))
    if hint is bool:
        return "f" if before == "t" else "t"
    if hint is str:
        return lots.choice(_TEXTS)
    day = lots.choice(_DAYS)
    if before and lots.random() < 0.7:
        near_day = date.fromisoformat(before[:10])
        day = _shifted(near_day, lots.choice((-364, -7, -3, -1, 1, 2, 6, 7, 14, 371)))
    if hint is date:
        return str(day)
    return (
        f"{day} {lots.choice(('00:00:00', '10:00:00', '10:00:00.000001', '19:00:00', '23:59:59'))}"
    )


def _shifted(day: date, days: int) -> date:
    """At the ends of the calendar, the day itself."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return day
