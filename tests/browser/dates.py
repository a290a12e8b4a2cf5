"""When the browser tests' tour happens, in UTC: March of 2026, one tournament in each state."""

from datetime import UTC, date, datetime

# Nice is over, Porto in play, Graz to be drawn, Wien takes entries
NICE = date(2026, 3, 2)
PORTO = date(2026, 3, 9)
GRAZ = date(2026, 3, 16)
WIEN = date(2026, 3, 30)

# before anything has closed
BEGINNING = datetime(2026, 2, 20, 9, tzinfo=UTC)
NICE_CLOSED = datetime(2026, 2, 25, 9, tzinfo=UTC)
# every day of Nice has come; the system has made Porto's draws
NICE_OVER = datetime(2026, 3, 8, 12, tzinfo=UTC)
# the tests' moment: Porto's second day; Graz may be drawn, Wien closes in two weeks
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
