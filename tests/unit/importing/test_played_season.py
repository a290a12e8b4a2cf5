"""A season that the tour has played itself keeps every rule when it is read as foreign data."""

from datetime import UTC, datetime

import pytest

from tests.unit.importing.exported import TABLES, exported
from tests.unit.importing.foreign import told
from tools import rows
from tools.demo.season import make_season
from tools.demo.writing import season_rows
from tools.importing.judging import judge


@pytest.mark.parametrize(
    ("random_seed", "now"),
    [
        (1, datetime(2026, 2, 16, 12, tzinfo=UTC)),
        (2, datetime(2026, 2, 21, 15, tzinfo=UTC)),
        (3, datetime(2025, 12, 29, 12, tzinfo=UTC)),
        (4, datetime(2028, 2, 27, 23, tzinfo=UTC)),
    ],
)
def test_nothing_is_told_of_a_season_that_the_tour_has_played(
    random_seed: int, now: datetime
) -> None:
    book = judge(exported(random_seed, now).read(), now)
    assert told(book) == set()
    played = list(season_rows(make_season(random_seed, now)))
    for kind in TABLES.values():
        assert sum(isinstance(row, kind) for row in book.rows) == sum(
            isinstance(row, kind) for row in played
        )
    kept = {(row.draw_id, row.draw_size) for row in book.rows if isinstance(row, rows.Draw)}
    assert kept == {(row.draw_id, row.draw_size) for row in played if isinstance(row, rows.Draw)}
