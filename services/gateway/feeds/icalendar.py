"""Writes a calendar as RFC 5545 has it.

Guarantees lines of at most 75 octets that end with CRLF, no text that could begin a property of
its own, and no component left out that a calendar must have.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MEDIA_TYPE = "text/calendar"
_LONGEST = 75
# all but the tab and the line feed, which is written \n
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# a calendar has at least one component (3.6), also one without an event
_NO_EVENT = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Event:
    """What stands in the calendar.

    ``uid`` never changes, ``sequence`` grows with every change. ``start`` is a moment in UTC, or
    the first of whole days up to ``last_day``. Nothing here takes up anybody's time.
    """

    uid: str
    sequence: int
    start: date | datetime
    summary: str
    description: str
    location: str
    url: str
    last_day: date | None = None
    changed_at: datetime | None = None
    is_cancelled: bool = False


def write_calendar(name: str, events: Sequence[Event], written_at: datetime) -> str:
    """The calendar as text; ``written_at`` in UTC is the stamp of every event (3.8.7.2)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Masters Tour//Calendars 1//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        # RFC 7986, and what went before it
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        "X-PUBLISHED-TTL:PT15M",
    ]
    for event in events:
        lines += _event(event, written_at)
    if not events:
        lines += _NO_EVENT
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event: Event, written_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_moment(written_at)}"
    yield f"SEQUENCE:{event.sequence}"
    if event.changed_at is not None:
        yield f"LAST-MODIFIED:{_moment(event.changed_at)}"
    yield from _when(event)
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield f"LOCATION:{escaped(event.location)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _when(event: Event) -> Iterable[str]:
    """A moment has no end; whole days end before the day that is named (3.6.1)."""
    if isinstance(event.start, datetime):
        return (f"DTSTART:{_moment(event.start)}",)
    after = (event.last_day or event.start) + timedelta(days=1)
    return (f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}")


def _moment(moment: datetime) -> str:
    if moment.utcoffset() != timedelta(0):
        raise ValueError(f"{moment} is not in UTC")
    return f"{moment:%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """As the value of a property of text (3.3.11)."""
    plain = _CONTROLS.sub("", text.replace("\r\n", "\n"))
    for character in "\\;,":
        plain = plain.replace(character, f"\\{character}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> str:
    """In parts of at most 75 octets, none of which ends within a character (3.1)."""
    parts, octets = [], 0
    for character in line:
        width = len(character.encode())
        if octets + width > _LONGEST:
            parts.append("\r\n ")
            octets = 1
        parts.append(character)
        octets += width
    return "".join(parts)
