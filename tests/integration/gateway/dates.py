"""When the tests' tour happens, in UTC: in the spring of 2026, a year of 53 weeks."""

from datetime import UTC, date, datetime

# Nice is played in this week, Porto in the next, Graz and Wien later
NICE = date(2026, 3, 2)
PORTO = date(2026, 3, 9)
WIEN = date(2026, 3, 23)
GRAZ = date(2026, 3, 30)

# before anything has closed
BEGINNING = datetime(2026, 2, 23, 9, tzinfo=UTC)
# Nice may be drawn
NICE_CLOSED = datetime(2026, 2, 25, 9, tzinfo=UTC)
# entries for Porto close; at exactly this second they are in time
PORTO_CLOSES = datetime(2026, 3, 3, 10, tzinfo=UTC)
# the tests' moment: the Tuesday on which Nice plays its second round; Porto may be drawn
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
# the day of Nice's finals
WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)
