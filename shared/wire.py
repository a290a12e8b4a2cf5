"""Between the contracts' common messages and Python's own types.

A wrong date or week of a caller is InvalidInput naming the field, never an exception of Python.
"""

from datetime import UTC, date, datetime
from enum import IntEnum
from typing import Any, TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from shared.errors import InvalidInput
from shared.weeks import Week
from tour.common.v1 import common_pb2 as pb

E = TypeVar("E", bound=IntEnum)

YEARS = range(1900, 2200)


def to_date(day: date) -> pb.Date:
    return pb.Date(year=day.year, month=day.month, day=day.day)


def from_date(message: pb.Date, field: str) -> date:
    try:
        return date(message.year, message.month, message.day)
    except (ValueError, OverflowError):
        text = f"{message.year:04d}-{message.month:02d}-{message.day:02d}"
        raise InvalidInput.field(field, f"There is no day {text} in the calendar.") from None


def to_week(week: Week) -> pb.Week:
    return pb.Week(year=week.year, number=week.number)


def from_week(message: pb.Week, field: str) -> Week:
    if message.year not in YEARS:
        # far outside, counting weeks would leave Python's calendar
        raise InvalidInput.field(
            field, f"The year {message.year} is none of the tour's: {YEARS[0]} to {YEARS[-1]} are."
        )
    try:
        return Week.iso(message.year, message.number)
    except (ValueError, OverflowError):
        raise InvalidInput.field(
            field, f"The year {message.year} has no week {message.number}."
        ) from None


def to_moment(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment.astimezone(UTC).replace(tzinfo=None))
    return stamp


def from_moment(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)


def to_enum(member: IntEnum | None) -> Any:
    """The number as the contracts' enumerations take it, 0 (not given) for None.

    Any, because each generated enumeration has an int type of its own.
    """
    return member.value if member is not None else 0


def from_enum(kind: type[E], number: int, field: str) -> E:
    """The member, or InvalidInput where the number is unknown or was not given."""
    try:
        return kind(number)
    except ValueError:
        raise InvalidInput.field(field, _choices(kind, number, field)) from None


def from_optional_enum(kind: type[E], number: int, field: str) -> E | None:
    """The member, None where none was given (0), InvalidInput where the number is unknown."""
    return from_enum(kind, number, field) if number else None


def _choices(kind: type[IntEnum], number: int, field: str) -> str:
    names = ", ".join(f"{member.value} ({member.name})" for member in kind)
    what = f"{number} is none" if number else "it is missing"
    return f"{field.replace('_', ' ').capitalize()}: {what}; choose one of {names}."
