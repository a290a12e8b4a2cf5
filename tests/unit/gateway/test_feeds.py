"""Calendars as RFC 5545 has them, read back by another implementation."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.feeds.icalendar import Event, escaped, folded, write_calendar

WRITTEN = datetime(2026, 3, 3, 12, tzinfo=UTC)
MATCH = Event(
    uid="match-7@tour.example",
    sequence=5,
    start=date(2026, 3, 4),
    summary="Adam Berg v Bruno Costa (Men 60+, final)",
    description="Nice Open",
    location="Tennis Club, Nice, France",
    url="https://tour.example/draw/1",
)


def _read(text: str) -> list[Any]:
    """The events; their properties are of many types."""
    return list(icalendar.Calendar.from_ical(text).events)


def test_another_implementation_reads_what_was_written() -> None:
    deadline = Event(
        "entries-close-1@tour.example",
        2,
        datetime(2026, 2, 24, 10, tzinfo=UTC),
        "Entries close: Nice; Open, \\ and\nmore",
        "x",
        "y",
        "https://tour.example/tournament/1",
        changed_at=datetime(2026, 2, 1, 8, 30, tzinfo=UTC),
    )
    match, moment = _read(write_calendar("Nice", [MATCH, deadline], WRITTEN))
    assert match["UID"] == "match-7@tour.example"
    assert match["SEQUENCE"] == 5
    assert match["STATUS"] == "CONFIRMED"
    assert match["LOCATION"] == "Tennis Club, Nice, France"
    assert match["DTSTAMP"].dt == WRITTEN
    # whole days end before the day that is named
    assert (match["DTSTART"].dt, match["DTEND"].dt) == (date(2026, 3, 4), date(2026, 3, 5))
    assert moment["DTSTART"].dt == datetime(2026, 2, 24, 10, tzinfo=UTC)
    assert "DTEND" not in moment
    assert moment["SUMMARY"] == "Entries close: Nice; Open, \\ and\nmore"
    assert moment["LAST-MODIFIED"].dt == datetime(2026, 2, 1, 8, 30, tzinfo=UTC)


def test_days_last_until_the_last_one_and_what_is_cancelled_says_so() -> None:
    week = Event("a", 1, date(2026, 3, 2), "b", "c", "d", "e:f", date(2026, 3, 8))
    gone = Event("b", 2, date(2026, 3, 2), "b", "c", "d", "e:f", is_cancelled=True)
    first, second = _read(write_calendar("x", [week, gone], WRITTEN))
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(days=7)
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_lines_end_with_crlf_and_a_calendar_says_what_it_is() -> None:
    text = write_calendar("Nice, Open", [MATCH], WRITTEN)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert text.count("\n") == text.count("\r\n") == text.count("\r")
    assert "\r\nMETHOD:PUBLISH\r\n" in text
    assert "\r\nNAME:Nice\\, Open\r\n" in text


def test_a_calendar_without_events_has_a_component_nevertheless() -> None:
    calendar = icalendar.Calendar.from_ical(write_calendar("x", [], WRITTEN))
    assert not calendar.events
    assert [each.name for each in calendar.subcomponents] == ["VTIMEZONE"]


def test_a_moment_that_is_not_utc_is_refused() -> None:
    elsewhere = datetime(2026, 3, 3, tzinfo=timezone(timedelta(hours=1)))
    with pytest.raises(ValueError, match="not in UTC"):
        write_calendar("x", [MATCH], elsewhere)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_line_is_longer_than_75_octets_and_no_character_is_torn(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    parts = folded(line).split("\r\n ")
    assert all(
        len(part.encode()) <= (75 if number == 0 else 74) for number, part in enumerate(parts)
    )
    assert "".join(parts) == line


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=100))
def test_no_text_begins_a_property_of_its_own(text: str) -> None:
    hostile = f"{text}\r\nBEGIN:VALARM\nATTENDEE:x\rSTATUS:CANCELLED\x00"
    event = Event("u", 1, date(2026, 3, 2), hostile, "c", "d", "e:f")
    written = write_calendar(hostile, [event], WRITTEN)
    names = {line.partition(":")[0] for line in written.split("\r\n") if line[:1] not in (" ", "")}
    assert "ATTENDEE" not in names
    assert written.count("\r\nBEGIN:") == 1
    assert written.count("\r\nSTATUS:") == 1
