"""The running tour after stops of weeks, over the ends of 2025 (52 weeks) and 2026 (53): what was
missed is made up for in one go, each thing as it would have been in its own week.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import psycopg
import pytest

from shared.weeks import Week
from tests.integration.clock.earlier import (
    LAST_SUSPENDED_DAY,
    MEN,
    SUSPENDED,
    TURNS_65,
    ranked_in,
    rows_of_the_past,
)
from tests.integration.gateway.tour import Tour, open_tour, until
from tests.launched import LaunchedTour
from tools.loading import load

pytestmark = pytest.mark.timeout(300)

# before the ranking of week 51 of 2025
STARTED = "2025-12-15T12:00:00Z"
# in weeks 1, 3 and 5 of 2026
WINTER = {
    "Nice Open": date(2025, 12, 29),
    "Lyon Open": date(2026, 1, 12),
    "Metz Open": date(2026, 1, 26),
}
# in week 53 of 2026 and week 1 of 2027
NEW_YEAR = {"Pau Open": date(2026, 12, 28), "Brest Open": date(2027, 1, 4)}
GENERATED = 3


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """Entries stand in every tournament of the winter, and nothing is due yet."""
    launched = LaunchedTour(tmp_path_factory.mktemp("clock") / "home")
    try:
        launched.up("--no-demo", TOUR_CLOCK=STARTED)
        tour = open_tour(launched)
        try:
            until(lambda: tour.value("SELECT count(*) FROM tour.ranking_weeks") == 4)
            with psycopg.connect(tour.target.url("imp_tour")) as loader:
                load(loader, rows_of_the_past())
            for name, monday in (WINTER | NEW_YEAR).items():
                tour.enter(tour.create_tournament(name, monday), MEN)
            tour.enter(tour.tournaments["Nice Open"], [TURNS_65])
            yield tour
        finally:
            tour.end()
    finally:
        launched.clean()


def move_clock(tour: Tour, to: str) -> None:
    done = tour.launched.command("clock", to)
    assert done.returncode == 0, done.stderr


def seeding(tour: Tour, name: str, *, actual: bool) -> list[tuple[int, int]]:
    """(player, points) of the seeds of the men's 60 draw, by seed number."""
    return tour.sql(
        "SELECT player_id, seeding_points FROM tour.draw_seed WHERE draw_id = %s"
        " AND is_actual_seeding = %s ORDER BY seed_number",
        tour.draw(name),
        actual,
    )


def is_drawn(tour: Tour, name: str) -> bool:
    return bool(tour.draws(tour.tournaments[name])[1, 1]["draw_status_id"] == GENERATED)


def told(tour: Tour, service: str, *names: str) -> list[dict[str, Any]]:
    """Payloads of these events in the order in which they were told, with their name."""
    rows = tour.sql(
        f"SELECT split_part(type, '.', 4), payload FROM tour.{service}_outbox ORDER BY seq"
    )
    return [{"event": name, **payload} for name, payload in rows if name in names]


def published(tour: Tour) -> list[tuple[int, int]]:
    """The weeks of the men's 60 rankings in the order in which they were told."""
    return [
        (event["week"]["year"], event["week"]["number"])
        for event in told(tour, "rankings", "RankingPublished")
        if (event["age_category"], event["gender"]) == ("AGE_CATEGORY_SIXTY", "GENDER_MEN")
    ]


def test_a_stop_over_new_year_is_made_up_for_in_order(tour: Tour) -> None:
    assert not any(is_drawn(tour, name) for name in WINTER)
    assert suspended_text(tour) != ""

    move_clock(tour, "2026-02-02T20:00:00")
    until(lambda: all(is_drawn(tour, name) for name in WINTER))
    until(lambda: published(tour)[-1:] == [(2026, 6)])

    # rankings: week by week, each with the moment of its own Monday
    assert published(tour) == [(2025, 51), (2025, 52), *((2026, week) for week in range(1, 7))]
    for year, week, at in tour.sql(
        "SELECT ranking_year, ranking_week, published_at FROM tour.ranking_weeks"
        " WHERE state = 'PUBLISHED' AND age_category_id = 1 AND gender_id = 1"
    ):
        assert at == Week.iso(year, week).at(1, 20)
        assert ranking(tour, Week.iso(year, week)) == ranked_in(Week.iso(year, week))

    # draws: as soon as their ranking is there, each closed before it is made, and once
    events = told(tour, "draws", "EntriesClosed", "DrawGenerated")
    for name in WINTER:
        of_draw = [e["event"] for e in events if int(e["draw"]["draw_id"]) == tour.draw(name)]
        assert of_draw == ["EntriesClosed", "DrawGenerated"]
    assert len(events) == 2 * len(WINTER)


@pytest.mark.parametrize("name", WINTER)
def test_each_draw_is_seeded_by_the_ranking_of_the_week_before_its_own(
    tour: Tour, name: str
) -> None:
    week = Week.of(WINTER[name]) - 1
    expected = [row for row in ranked_in(week) if row[0] in MEN][:2]
    assert seeding(tour, name, actual=False) == expected
    assert seeding(tour, name, actual=True) == expected
    page = tour.stranger().see(f"/draw/{tour.draw(name)}")
    assert f"ranking of week {week.number} of {week.year}" in page.words


def test_who_turns_65_leads_until_week_52_and_is_of_the_other_category_from_week_1_on(
    tour: Tour,
) -> None:
    leaders = {week: ranking(tour, Week.iso(*week))[0] for week in ((2025, 52), (2026, 1))}
    assert leaders == {(2025, 52): (TURNS_65, 1700), (2026, 1): (2, 700)}
    # Nice begins on 29 December 2025, which is week 1 of 2026; the points stay behind
    entry = "SELECT age_category_id, entry_points FROM tour.entries WHERE player_id = %s"
    assert tour.sql(entry, TURNS_65) == [(2, 0)]
    listed = "SELECT count(*) FROM tour.weekly_ranking WHERE player_id = %s AND ranking_year = 2026"
    assert tour.value(listed, TURNS_65) == 0


def test_draws_of_fewer_than_six_were_cancelled(tour: Tour) -> None:
    for name in WINTER:
        draws = tour.draws(tour.tournaments[name])
        assert [draws[key]["draw_status_id"] for key in ((1, 2), (2, 1), (2, 2))] == [5, 5, 5]


def test_the_suspension_that_ran_out_has_ended(tour: Tour) -> None:
    until(lambda: told(tour, "matches", "SuspensionEnded"))
    [ended] = told(tour, "matches", "SuspensionEnded")
    assert int(ended["suspension"]["player_id"]) == SUSPENDED
    assert ended["suspension"]["end_date"]["day"] == LAST_SUSPENDED_DAY.day
    assert suspended_text(tour) == ""


def test_late_as_it_is_every_match_is_dated_within_its_week(tour: Tour) -> None:
    for name, monday in WINTER.items():
        until(partial(has_all_matches, tour, name))
        days = [date.fromisoformat(m["match_date"]) for m in tour.matches(tour.draw(name))]
        assert {(day - monday).days for day in days} == {0, 1, 2}


def test_what_counts_in_a_live_week_is_told_to_the_player(tour: Tour) -> None:
    page = tour.stranger().see("/player/3/points?category=60&year=2026&week=4")
    assert "No. 1 with 400 points" in page.words
    assert "Earlier 3" in page.words
    assert "week 5 of 2026" in page.words  # drops off
    latest = tour.stranger().see("/player/5/points")
    assert "Week 6 of 2026" in latest.words
    assert "Week 1 of 2027 Earlier 5 drops off" in latest.words.replace("\n", " ")


def test_nothing_is_made_up_for_twice(tour: Tour) -> None:
    before = published(tour)
    # another step of every clock has passed once a week that is due next was published
    move_clock(tour, "2026-02-09T20:00:00")
    until(lambda: published(tour)[-1:] == [(2026, 7)])
    assert published(tour) == [*before, (2026, 7)]
    assert len(told(tour, "draws", "DrawGenerated")) == len(WINTER)


def test_a_stop_of_a_year_of_53_weeks_is_made_up_for_too(tour: Tour) -> None:
    move_clock(tour, "2027-01-04T20:00:00")
    until(lambda: all(is_drawn(tour, name) for name in NEW_YEAR))
    until(lambda: tour.value("SELECT count(*) FROM tour.ranking_weeks") == 4 * 57)
    assert published(tour)[-47:] == [(2026, week) for week in range(7, 54)]
    # nobody has a result in the window of week 1 of 2027
    assert tour.sql(
        "SELECT state FROM tour.ranking_weeks WHERE ranking_year = 2027"
        " AND age_category_id = 1 AND gender_id = 1"
    ) == [("NONE",)]
    assert ranking(tour, Week.iso(2026, 53)) == ranked_in(Week.iso(2026, 53)) == [(5, 100)]
    # week 53 by the ranking of week 52, week 1 of 2027 by that of week 53
    assert seeding(tour, "Pau Open", actual=True) == [(4, 200), (5, 100)]
    first, *others = seeding(tour, "Brest Open", actual=True)
    assert first == (5, 100)
    assert [points for _, points in others] == [0]


def has_all_matches(tour: Tour, name: str) -> bool:
    return len(tour.matches(tour.draw(name))) == len(MEN) - 1


def ranking(tour: Tour, week: Week) -> list[tuple[int, int]]:
    return tour.sql(
        "SELECT player_id, total_points FROM tour.weekly_ranking WHERE ranking_year = %s"
        " AND ranking_week = %s AND age_category_id = 1 AND gender_id = 1 ORDER BY rank_position",
        week.year,
        week.number,
    )


def suspended_text(tour: Tour) -> str:
    """What the officials read about the suspended player's entry; empty where he may enter."""
    page = tour.admin.see(f"/admin/players?q=Berg{SUSPENDED}")
    return "suspended" if "Suspended" in page.words else ""
