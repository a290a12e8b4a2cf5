"""A season that the tour has played itself keeps every rule when it is read as foreign data."""

from datetime import UTC, datetime

import pytest

from tests.histories import small_season
from tests.unit.importing.exported import TABLES, exported
from tests.unit.importing.foreign import aside, normalised, told
from tools import rows
from tools.history.writing import season_rows
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
    played = list(season_rows(small_season(random_seed, now)))
    for kind in TABLES.values():
        assert sum(isinstance(row, kind) for row in book.rows) == sum(
            isinstance(row, kind) for row in played
        )
    kept = {(row.draw_id, row.draw_size) for row in book.rows if isinstance(row, rows.Draw)}
    assert kept == {(row.draw_id, row.draw_size) for row in played if isinstance(row, rows.Draw)}


def test_of_draws_between_the_deadline_and_the_lots_only_the_planned_seeds_are_left_out() -> None:
    now = datetime(2026, 2, 18, 22, tzinfo=UTC)
    foreign = exported(1, now)
    closed = {row["draw_id"] for row in foreign.tables["draws"] if row["draw_status_id"] == "2"}
    assert len(closed) == 4
    book = judge(foreign.read(), now)
    lines = {
        table: [n for draw_id in closed for n in foreign.lines(table, draw_id=draw_id)]
        for table in ("draws", "drawseed")
    }
    assert told(book) == {
        *(
            normalised("draws", n, "13", "the status follows from the matches")
            for n in lines["draws"]
        ),
        *(aside("drawseed", n, "4", "planned anew when entries close") for n in lines["drawseed"]),
    }
    assert {
        str(row.draw_id)
        for row in book.rows
        if isinstance(row, rows.Draw) and row.origin == "live" and str(row.draw_id) in closed
    } == closed
