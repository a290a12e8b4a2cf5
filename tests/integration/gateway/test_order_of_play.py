"""The order of play over HTTP. NOW is the Tuesday of Nice's semi-finals."""

import pytest

from tests.integration.gateway.tour import Tour


def test_the_order_of_play_begins_with_today(tour: Tour) -> None:
    answer = tour.stranger().get("/order-of-play")
    assert answer.headers["cache-control"] == "no-cache"
    seen = tour.stranger().see("/order-of-play")
    for words in ("Tue 3 Mar 2026", "Today", "Nice Open", "Semi-finals"):
        assert words in seen.words
    assert "Bye" not in seen.words


def test_the_matches_of_a_day_stand_by_draw(tour: Tour) -> None:
    seen = tour.stranger().see("/order-of-play?date=2026-03-02")
    assert "Quarter-finals" in seen.words
    assert "to be played" in seen.words
    assert "Semi-finals" not in seen.words
    assert "date=2026-03-01" in seen.html
    assert "date=2026-03-03" in seen.html


def test_an_empty_day_names_the_next_day_with_play(tour: Tour) -> None:
    nice = tour.tournaments["Nice Open"]
    seen = tour.stranger().see(f"/order-of-play?date=2026-03-01&tournament_id={nice}")
    assert "No match is dated Sun 1 Mar 2026 at Nice Open" in seen.words
    assert "The next day with play is Mon 2 Mar 2026, Nice Open" in seen.words.replace("\n", " ")
    seen = tour.stranger().see(f"/order-of-play?date=9999-12-31&tournament_id={nice}")
    assert "No later day with play is known" in seen.words


def test_a_tournament_that_is_still_to_come_begins_with_its_first_day(tour: Tour) -> None:
    seen = tour.stranger().see(f"/order-of-play?tournament_id={tour.tournaments['Wien Open']}")
    assert "Mon 23 Mar 2026" in seen.words


@pytest.mark.parametrize(
    "query", ["date=2026-02-30", "date=tomorrow", "tournament_id=x", "date=%00"]
)
def test_a_day_or_tournament_that_means_nothing_is_explained(tour: Tour, query: str) -> None:
    seen = tour.stranger().see(f"/order-of-play?{query}")
    assert seen.status == 422
    assert ("Date" if query.startswith("date") else "Tournament") in seen.words


def test_a_tournament_that_nobody_knows_has_no_order_of_play(tour: Tour) -> None:
    assert tour.stranger().see("/order-of-play?tournament_id=99999").status == 404


def test_calendar_and_tournament_lead_to_the_order_of_play(tour: Tour) -> None:
    assert 'href="/order-of-play"' in tour.stranger().see("/tournaments").html
    nice = tour.tournaments["Nice Open"]
    page = tour.stranger().see(f"/tournament/{nice}")
    assert f'href="/order-of-play?tournament_id={nice}"' in page.html
