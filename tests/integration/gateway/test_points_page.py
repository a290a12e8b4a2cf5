"""Why a player stands where in a ranking: the page behind every name of the rankings page."""

import pytest

from tests.integration.gateway import people
from tests.integration.gateway.tour import Tour

ADAM, BRUNO, _CARL = people.MEN_60[:3]


def test_every_row_of_the_rankings_leads_to_the_players_points_in_that_week(tour: Tour) -> None:
    page = tour.stranger().see("/rankings?year=2026&week=9")
    for player_id in people.MEN_60:
        href = f"/player/{player_id}/points?category=60&amp;year=2026&amp;week=9"
        assert f'href="{href}"' in page.html
    seen = tour.stranger().see(f"/player/{BRUNO}/points?category=60&year=2026&week=9")
    assert seen.status == 200
    assert "Men 60+ ranking · Week 9 of 2026" in seen.words
    assert "Bruno Costa" in seen.words
    assert "No. 2 with 700 points" in seen.words


def test_an_imported_week_is_called_that_with_what_the_results_on_record_add_up_to(
    tour: Tour,
) -> None:
    seen = tour.stranger().see(f"/player/{BRUNO}/points?category=60&year=2026&week=10")
    assert "As imported from the earlier records: 700 points" in seen.words
    assert "the results on record add up to 0" in seen.words
    assert "earlier records" in tour.stranger().see("/rankings?year=2026&week=10").words


def test_without_a_week_it_is_the_latest_and_without_a_category_the_players_own(
    tour: Tour,
) -> None:
    seen = tour.stranger().see(f"/player/{ADAM}/points")
    assert "Men 60+ ranking · Week 10 of 2026" in seen.words
    older = tour.stranger().see(f"/player/{people.MEN_65[0]}/points")
    assert "Men 65+" in older.words


def test_who_is_not_ranked_is_told_so(tour: Tour) -> None:
    seen = tour.stranger().see(f"/player/{people.SPARE_MEN[0]}/points")
    assert seen.status == 200
    assert "Not in this ranking" in seen.words
    assert "No results in Men 60+ from week 10 of 2025 to week 9 of 2026" in seen.words


def test_week_and_category_are_chosen_in_the_page_itself(tour: Tour) -> None:
    browser = tour.stranger()
    path = f"/player/{ADAM}/points"
    form = browser.see(path).form(path)
    assert form.values["category"] == "60"
    seen = browser.send(form, year=2026, week=1)
    assert "Week 1 of 2026" in seen.words
    other = browser.see(f"{path}?category=65")
    assert "Men 65+ ranking" in other.words
    assert "with 800 points" not in other.words


def test_a_week_without_or_before_its_ranking_says_so(tour: Tour) -> None:
    browser = tour.stranger()
    path = f"/player/{ADAM}/points"
    assert "No ranking was published" in browser.see(f"{path}?year=2024&week=5").words
    assert "not published yet" in browser.see(f"{path}?year=2026&week=11").words


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=70", "categories"),
        ("year=2026", "Week"),
        ("week=9", "Year"),
        ("year=2026&week=54", "Week"),
        ("year=-1&week=1", "Year"),
        ("category=%00", "categories"),
    ],
)
def test_a_wrong_week_or_category_is_explained(tour: Tour, query: str, field: str) -> None:
    seen = tour.stranger().see(f"/player/{ADAM}/points?{query}")
    assert seen.status == 422
    assert field in seen.words


@pytest.mark.parametrize("player", ["999999", "0", "-1", "x", "9" * 30])
def test_nobody_has_no_points(tour: Tour, player: str) -> None:
    assert tour.stranger().see(f"/player/{player}/points").status == 404


def test_the_page_may_be_kept_and_gives_no_cookie(tour: Tour) -> None:
    answer = tour.stranger().get(f"/player/{ADAM}/points")
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers
