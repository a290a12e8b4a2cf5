"""When a history may be played: on every weekday, either side of the deadlines, at year ends."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 2, 16, tzinfo=UTC)
WEEKDAYS = tuple(MONDAY + timedelta(days=day, hours=15) for day in range(7))
# entries at exactly Tuesday 10:00 are in time; draws are made at exactly Friday 19:00
BEFORE_CLOSING = datetime(2026, 2, 17, 10, tzinfo=UTC)
AFTER_CLOSING = BEFORE_CLOSING + timedelta(microseconds=1)
DRAWN = datetime(2026, 2, 20, 19, tzinfo=UTC)
BEFORE_DRAWN = DRAWN - timedelta(microseconds=1)
# rankings are published at exactly Monday 20:00
PUBLISHED = datetime(2026, 2, 16, 20, tzinfo=UTC)
BEFORE_PUBLISHED = PUBLISHED - timedelta(microseconds=1)
DEADLINES = (
    BEFORE_CLOSING,
    AFTER_CLOSING,
    BEFORE_DRAWN,
    DRAWN,
    BEFORE_PUBLISHED,
    PUBLISHED,
)
YEAR_ENDS = (
    # weeks ahead lie in the next year, then the present one does and those before do not
    datetime(2025, 12, 10, 12, tzinfo=UTC),
    # Monday of week 1 of 2026
    datetime(2025, 12, 29, 0, tzinfo=UTC),
    datetime(2026, 1, 1, 9, tzinfo=UTC),
    # week 53 of 2026, in both calendar years
    datetime(2026, 12, 29, 21, tzinfo=UTC),
    datetime(2027, 1, 3, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 1, 4, 0, tzinfo=UTC),
    datetime(2027, 1, 29, 19, 30, tzinfo=UTC),
    # the last of a month that two and six months later has no such day
    datetime(2028, 1, 18, 12, tzinfo=UTC),
    datetime(2028, 2, 29, 11, 30, tzinfo=UTC),
)
MIDNIGHTS = (MONDAY, MONDAY + timedelta(days=7) - timedelta(seconds=1))
MOMENTS = (*WEEKDAYS, *DEADLINES, *MIDNIGHTS, *YEAR_ENDS)
