"""What is stored of draws that were made, with their lines and seeds (rules.md 1, 3 and 13)."""

from datetime import UTC, datetime

import pytest

from tests.unit.importing.foreign import (
    Foreign,
    all_stored,
    normalised,
    stored,
    told,
    unverified,
)
from tests.unit.importing.season import NOW
from tools import rows

DRAW_1 = {"draw_id": 1}
AS_STATUS = "the status follows from the matches"
OPEN, CLOSED, GENERATED, COMPLETED, CANCELLED = 1, 2, 3, 4, 5


def test_a_made_draw_is_stored_with_everything_that_follows_from_its_parts() -> None:
    book = Foreign().judge()
    assert stored(book, rows.Draw, draw_id=2) == rows.Draw(
        draw_id=2,
        tournament_id=2,
        age_category_id=1,
        gender_id=1,
        draw_status_id=COMPLETED,
        num_players=7,
        has_supertiebreak=False,
        draw_generated_at=datetime(2026, 1, 16, 19, tzinfo=UTC),
        draw_size=8,
        is_seeded=True,
        random_seed=None,
        algorithm_version=None,
        closed_at=None,
        origin="imported",
        changed_by="import",
    )
    of_matches = stored(book, rows.MatchDraw, draw_id=2)
    assert (of_matches.num_players, of_matches.draw_size, of_matches.category_id) == (7, 8, 2)
    assert of_matches.completed_at == NOW
    assert {row.draw_id for row in all_stored(book, rows.AwardedDraw)} == {1, 2, 3}


@pytest.mark.parametrize("number", ["", 0, 5, 7, -1, 2**40])
def test_players_are_counted(number: object) -> None:
    foreign = Foreign()
    line = foreign.change("draws", DRAW_1, num_players=number)
    book = foreign.judge()
    assert told(book) == {normalised("draws", line, "13", "num_players is counted")}
    assert stored(book, rows.Draw, draw_id=1).num_players == 6


@pytest.mark.parametrize("status", [OPEN, CLOSED, GENERATED, CANCELLED, 0, 6])
def test_the_status_follows_from_the_matches(status: int) -> None:
    foreign = Foreign()
    line = foreign.change("draws", DRAW_1, draw_status_id=status)
    book = foreign.judge()
    assert told(book) == {normalised("draws", line, "13", AS_STATUS)}
    assert stored(book, rows.Draw, draw_id=1).draw_status_id == COMPLETED


@pytest.mark.parametrize(
    "moment",
    [
        "",
        "2025-12-30 10:00:00",
        "2025-12-30 09:00:00",
        "2026-01-02 19:00:01",
        "2026-01-05 10:00:00",
    ],
)
def test_a_draw_made_before_the_deadline_or_after_friday_19_00_is_history(moment: str) -> None:
    foreign = Foreign()
    line = foreign.change("draws", DRAW_1, draw_generated_at=moment)
    book = foreign.judge()
    title = "not made between deadline and Friday 19:00"
    assert told(book) == {unverified("draws", line, "3", title)}
    draw = stored(book, rows.Draw, draw_id=1)
    assert (draw.origin, draw.draw_size) == ("unverified", 8)
    # its matches are none the worse for that
    assert {match.origin for match in all_stored(book, rows.Match, draw_id=1)} == {"imported"}


@pytest.mark.parametrize("moment", ["2025-12-30 10:00:00.000001", "2026-01-02 19:00:00"])
def test_a_draw_is_made_after_the_deadline_and_until_friday_19_00(moment: str) -> None:
    foreign = Foreign()
    foreign.change("draws", DRAW_1, draw_generated_at=moment)
    assert told(foreign.judge()) == set()


@pytest.mark.parametrize(("player", "stated", "follows"), [(1, "f", True), (4, "t", False)])
def test_a_bye_follows_from_the_lines(player: int, stated: str, follows: bool) -> None:
    foreign = Foreign()
    line = foreign.change("drawplayers", {**DRAW_1, "player_id": player}, has_bye=stated)
    book = foreign.judge()
    assert told(book) == {normalised("drawplayers", line, "13", "has_bye follows from the lines")}
    assert stored(book, rows.DrawPlayer, draw_id=1, player_id=player).has_bye is follows


@pytest.mark.parametrize(
    ("points", "title"),
    [("", "no points at the entry means 0"), (-5, "points below 0 mean 0")],
)
def test_points_at_the_entry_are_0_or_more(points: object, title: str) -> None:
    foreign = Foreign()
    line = foreign.change("drawplayers", {**DRAW_1, "player_id": 4}, entry_points=points)
    book = foreign.judge()
    assert told(book) == {normalised("drawplayers", line, "1", title)}
    assert stored(book, rows.DrawPlayer, draw_id=1, player_id=4).entry_points == 0


@pytest.mark.parametrize("actual", ["f", "t"])
def test_points_of_a_seed_are_0_or_more(actual: str) -> None:
    foreign = Foreign()
    key = {"player_id": 5, "is_actual_seeding": actual}
    line = foreign.change("drawseed", key, seeding_points=-1)
    book = foreign.judge()
    assert told(book) == {normalised("drawseed", line, "1", "points below 0 mean 0")}
    seed = stored(book, rows.DrawSeed, player_id=5, is_actual_seeding=actual == "t")
    assert (seed.seeding_points, seed.origin) == (0, "imported")
