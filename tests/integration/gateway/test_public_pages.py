"""What everybody may see: the calendar, a tournament, draws, rankings."""

import re

import pytest

from tests.integration.gateway import people
from tests.integration.gateway.tour import Tour


@pytest.mark.parametrize("path", ["/tournaments", "/tournament/1", "/draw/1", "/rankings"])
def test_public_pages_may_be_kept_and_give_no_cookie(tour: Tour, path: str) -> None:
    browser = tour.stranger()
    answer = browser.get(path)
    assert answer.headers["cache-control"] == "no-cache"
    assert "Cookie" in answer.headers["vary"]
    assert "set-cookie" not in answer.headers
    assert "csrf_token" not in answer.text


def test_the_earlier_systems_query_still_works_and_json_gives_no_cookie(tour: Tour) -> None:
    browser = tour.stranger()
    assert "set-cookie" not in browser.get("/api/tournaments").headers
    assert browser.get("/rankings?year=2026&week=9").status_code == 200


def test_the_style_page_is_for_developers_alone(tour: Tour) -> None:
    assert tour.stranger().get("/styleguide").status_code == 404


# --- tournaments ---------------------------------------------------------------------------------


def test_the_calendar_shows_the_year_of_the_tour_clock(tour: Tour) -> None:
    seen = tour.stranger().see("/tournaments")
    assert "Tournaments 2026" in seen.words
    for name in ("Nice Open", "Porto Open", "Wien Open"):
        assert name in seen.words
    assert "Nice Open" not in tour.stranger().see("/tournaments?year=2025").words


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("state=open", "Wien Open", "Nice Open"),
        ("state=in-play", "Nice Open", "Wien Open"),
        ("state=closed", "Porto Open", "Wien Open"),
        ("category=MT400", "Nice Open", "Anywhere"),
        ("surface=clay", "Nice Open", "Anywhere"),
        ("year=", "Nice Open", "Anywhere"),
    ],
)
def test_the_calendars_filters_stand_in_the_address(
    tour: Tour, query: str, shown: str, hidden: str
) -> None:
    seen = tour.stranger().see(f"/tournaments?{query}")
    assert shown in seen.words
    assert hidden not in seen.words


@pytest.mark.parametrize(
    "query",
    [
        "year=abc",
        "year=-1",
        "year=99999",
        "category=MT1",
        "surface=sand",
        "surface=%00",
        "state=%3Cb%3E",
    ],
)
def test_a_filter_that_means_nothing_is_explained(tour: Tour, query: str) -> None:
    seen = tour.stranger().see(f"/tournaments?{query}")
    assert seen.status == 422
    assert query.partition("=")[0].capitalize() in seen.words
    assert "<script>" not in seen.html.replace('<script src="/static', "")


def test_a_tournament_shows_its_dates_draws_and_entries(tour: Tour) -> None:
    seen = tour.stranger().see(f"/tournament/{tour.tournaments['Porto Open']}")
    for words in ("Porto Open", "9–15 Mar 2026", "Men 60+", "Women 65+", "Tennis Club"):
        assert words in seen.words
    assert "Świątek" in seen.words


def test_a_tournament_shows_what_is_on_today(tour: Tour) -> None:
    """It is the day of the semi-finals; their players may still be to be decided."""
    seen = tour.stranger().see(f"/tournament/{tour.tournaments['Nice Open']}")
    today = seen.words.lower().partition("today")[2]
    assert "semi-final" in today
    assert "today" not in (
        tour.stranger().see(f"/tournament/{tour.tournaments['Wien Open']}").words.lower()
    )


def test_before_the_draw_the_entries_stand_in_its_place(tour: Tour) -> None:
    seen = tour.stranger().see(f"/draw/{tour.draw('Wien Open', 1, 2)}")
    assert seen.status == 200
    assert "Świątek" in seen.words


# --- draws ---------------------------------------------------------------------------------------


def test_a_draw_is_shown_as_a_bracket_and_as_a_list(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open", 2, 1)
    for view in ("", "?view=bracket", "?view=list", "?view=list&round=SF", "?round=QF"):
        seen = tour.stranger().see(f"/draw/{draw_id}{view}")
        assert seen.status == 200, view
        assert "Novak" in seen.words
        assert "Quarter-finals" in seen.words


@pytest.mark.parametrize("query", ["view=tree", "round=R128", "round=%00", "view=%ED%A0%80"])
def test_a_view_of_a_draw_that_does_not_exist_is_explained(tour: Tour, query: str) -> None:
    assert tour.stranger().see(f"/draw/1?{query}").status == 422


def test_the_random_seed_of_a_draw_is_shown(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    seed = tour.value("SELECT random_seed FROM tour.draws WHERE draw_id = %s", draw_id)
    assert str(seed) in tour.stranger().see(f"/draw/{draw_id}").words.replace(",", "")


# --- rankings ------------------------------------------------------------------------------------


def test_the_rankings_begin_with_the_latest_published_week(tour: Tour) -> None:
    seen = tour.stranger().see("/rankings")
    assert "week 10" in seen.words.lower()
    assert re.search(r"Adam Berg[^\n]*\n800", seen.words)


@pytest.mark.parametrize("week", people.WEEKS, ids=[str(week) for week in people.WEEKS])
def test_a_week_is_named_by_iso_year_and_number(tour: Tour, week: object) -> None:
    year, number = str(week).split("-W")
    seen = tour.stranger().see("/rankings", year=year, week=int(number))
    assert "Adam Berg" in seen.words
    assert f"week {int(number)}" in seen.words.lower()


def test_the_weeks_before_and_after_go_over_the_end_of_the_year(tour: Tour) -> None:
    stranger = tour.stranger()
    first = stranger.see("/rankings?year=2026&week=1")
    assert "year=2025&amp;week=52" in first.html
    last = stranger.see("/rankings?year=2025&week=52")
    assert "year=2026&amp;week=1&" in last.html


def test_week_53_belongs_to_long_years_only(tour: Tour) -> None:
    # 2026 has 53 weeks, 2025 has 52; who changes the year keeps its last week
    assert "week 53" in tour.stranger().see("/rankings?year=2026&week=53").words.lower()
    assert "week 52" in tour.stranger().see("/rankings?year=2025&week=53").words.lower()


def test_a_week_without_a_ranking_says_so(tour: Tour) -> None:
    seen = tour.stranger().see("/rankings?year=2024&week=5")
    assert seen.status == 200
    assert "No ranking was published" in seen.words


@pytest.mark.parametrize(("number", "status"), [("1", 200), ("0", 404), ("2", 404), ("x", 422)])
def test_a_page_that_a_ranking_does_not_have_is_not_there(
    tour: Tour, number: str, status: int
) -> None:
    for search in ("", "&q=berg", "&q=zzzz"):
        assert tour.stranger().see(f"/rankings?page={number}{search}").status == status


def test_a_week_that_lies_ahead_is_not_shown(tour: Tour) -> None:
    seen = tour.stranger().see("/rankings?year=2026&week=11")
    assert "Adam Berg" not in seen.words


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("year=2026", "Week"),
        ("week=9", "Year"),
        ("year=2026&week=54", "Week"),
        ("year=2026&week=0", "week"),
        ("year=-1&week=1", "Year"),
        ("year=99999&week=1", "Year"),
        ("year=0&week=1", "year"),
        ("year=2026&week=NaN", "Week"),
        ("year=%D9%A2%D9%A0&week=1", "Year"),
        ("category=70", "categories"),
        ("gender=X", "genders"),
    ],
)
def test_a_wrong_week_or_list_is_explained(tour: Tour, query: str, field: str) -> None:
    seen = tour.stranger().see(f"/rankings?{query}")
    assert seen.status == 422
    assert field in seen.words


def test_all_that_is_wrong_is_explained_at_once(tour: Tour) -> None:
    words = tour.stranger().see("/rankings?category=70&gender=X").words
    assert "categories" in words
    assert "genders" in words


def test_the_rankings_are_searched_without_accents(tour: Tour) -> None:
    seen = tour.stranger().see("/rankings?q=berg")
    assert "Adam Berg" in seen.words
    assert "Bruno Costa" not in seen.words
    assert "Nobody by that name" in tour.stranger().see("/rankings?q=zzzz").words


@pytest.mark.parametrize(
    "text", ["%00", "%ED%A0%80", "%25%27%3B", "a" * 10_000, "%E2%80%AE", "%7B%7B7*7%7D%7D", "%"]
)
def test_strange_text_in_a_search_finds_nobody_and_breaks_nothing(tour: Tour, text: str) -> None:
    for path in ("/rankings?q=", "/tournaments?surface=", "/api/players/search?q="):
        assert tour.stranger().get(path + text).status_code in (200, 422)
    for path in ("/admin/players?q=", "/admin/entry?q=", "/admin/audit?actor="):
        assert tour.referee.get(path + text).status_code in (200, 422), path
