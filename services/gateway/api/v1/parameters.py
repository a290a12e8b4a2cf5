"""The parameters of `/api/v1`, and how a part of a list is taken.

Guarantees that a number or a day is what people write as one, and that a list answers in parts of
a bounded size.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Path, Query
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from services.gateway.api.v1 import models
from services.gateway.forms import shortened
from shared.errors import NotFound
from shared.weeks import Week

T = TypeVar("T")

LARGEST_KEY = 10**18 - 1
MOST = 200
USUAL = 50
LONGEST_SEARCH = 100
_FIGURES = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _figures(least: int, most: int) -> Callable[[object], object]:
    """Plain figures only: no sign, blank, point or other script's digits."""

    def check(value: object) -> object:
        if isinstance(value, str):
            if not _FIGURES.fullmatch(value) or not least <= int(value) <= most:
                raise PydanticCustomError(
                    "figures",
                    "“{given}” is not a whole number from {least} to {most}",
                    {"given": shortened(value), "least": least, "most": most},
                )
            return int(value)
        return value

    return check


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise PydanticCustomError(
            "day", "“{given}” is no day of the calendar; write 2026-03-02", {"given": value[:20]}
        )
    return value


def _key(kind: str) -> object:
    return Path(description=f"The number of the {kind}.", ge=1, le=LARGEST_KEY, examples=[1])


PlayerId = Annotated[int, _key("player")]
OpponentId = Annotated[
    int, Path(description="The number of the other player.", ge=1, le=LARGEST_KEY, examples=[2])
]
TournamentId = Annotated[int, _key("tournament")]
DrawId = Annotated[int, _key("draw")]
MatchId = Annotated[int, _key("match")]

Limit = Annotated[
    int,
    BeforeValidator(_figures(1, MOST)),
    Query(
        description="How many at most.",
        examples=[USUAL],
        json_schema_extra={"minimum": 1, "maximum": MOST},
    ),
]
Cursor = Annotated[
    str | None,
    Query(
        description="Where to go on, as next of the answer before has it.",
        max_length=9,
        pattern="^[1-9][0-9]*$",
        examples=["50"],
    ),
]
Year = Annotated[
    int | None,
    BeforeValidator(_figures(1, 9999)),
    Query(
        description="Of this ISO year only.",
        examples=[2026],
        json_schema_extra={"minimum": 1, "maximum": 9999},
    ),
]
Day = Annotated[
    date | None,
    BeforeValidator(_day),
    Query(description="Of this day only.", examples=["2026-03-02"]),
]
WeekCode = Annotated[
    str | None,
    Query(
        description="An ISO week; the latest that has a ranking if left out.",
        pattern="^(19|2[01])[0-9]{2}-W[0-5][0-9]$",
        examples=["2026-W10"],
    ),
]
SearchText = Annotated[
    str,
    Query(
        description="Beginnings of a first or last name; accents do not matter.",
        max_length=LONGEST_SEARCH,
        examples=["swiatek"],
    ),
]


def week_of(code: str) -> Week:
    """The week that ``2026-W10`` names; NotFound where the year has no such week."""
    year, number = code.split("-W")
    try:
        return Week.iso(int(year), int(number))
    except (ValueError, OverflowError):
        raise NotFound(f"The year {year} has no week {number}.") from None


def part_of(rows: Sequence[T], cursor: str | None, limit: int) -> tuple[Sequence[T], str | None]:
    """From the row that the cursor names on, and the cursor of what follows."""
    start = int(cursor or 0)
    after = start + limit
    return rows[start:after], str(after) if after < len(rows) else None


def next_part(request: Request, cursor: str | None) -> str | None:
    """The address of the next part of a list: the same question from another place on."""
    if cursor is None:
        return None
    asked = {**request.query_params, "cursor": cursor}
    return f"{request.url.path}?{urlencode(asked)}"


def shown_week(week: Week) -> models.WeekOfTour:
    return models.WeekOfTour(code=str(week), year=week.year, number=week.number, monday=week.monday)
