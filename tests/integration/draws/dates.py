"""When the tournament of these tests is, and what lies before it (rules.md sections 2 and 3)."""

from datetime import UTC, date, datetime, timedelta

from shared.weeks import Week

MONDAY = date(2026, 3, 2)
WEEK = Week.of(MONDAY)
SEEDING_WEEK = WEEK - 1
ENTERED = datetime(2026, 2, 10, 12, tzinfo=UTC)
ENTRY_APART = timedelta(hours=1)
START = datetime(2026, 2, 20, 12, tzinfo=UTC)
ENTRY_DEADLINE = datetime(2026, 2, 24, 10, tzinfo=UTC)
DRAW_DEADLINE = datetime(2026, 2, 27, 19, tzinfo=UTC)
AFTER_ENTRIES = ENTRY_DEADLINE + timedelta(hours=1)
