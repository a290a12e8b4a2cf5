"""The days of the tests: one tournament week, and moments around its deadline."""

from datetime import UTC, date, datetime, timedelta

from shared.weeks import Week

MONDAY = date(2026, 3, 9)
WEEK = Week.of(MONDAY)
START = datetime(2026, 2, 16, 9, tzinfo=UTC)
DEADLINE = datetime(2026, 3, 3, 10, tzinfo=UTC)
AFTER_DEADLINE = DEADLINE + timedelta(minutes=1)
IN_PLAY = datetime(2026, 3, 10, 12, tzinfo=UTC)
