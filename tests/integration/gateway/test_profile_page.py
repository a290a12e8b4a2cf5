"""A player's page over HTTP."""

from tests.integration.gateway import people
from tests.integration.gateway.tour import Tour


def test_a_player_is_shown_with_places_matches_and_pictures(tour: Tour) -> None:
    adam = people.MEN_60[0]
    answer = tour.stranger().get(f"/player/{adam}")
    assert answer.headers["cache-control"] == "no-cache"
    seen = tour.stranger().see(f"/player/{adam}")
    for words in ("Adam Berg", "Men 60+", "No. 1 with 800 points", "Nice Open", "Quarter-finals"):
        assert words in seen.words
    # unranked from week 2 to week 8: a line of weeks 52 and 1, another of weeks 9 and 10
    assert seen.html.count("<polyline") == 4
    assert seen.html.count('role="img"') >= 2
    assert f"/player/{adam}/points" in seen.html


def test_who_was_never_ranked_has_a_page_without_pictures(tour: Tour) -> None:
    seen = tour.stranger().see(f"/player/{people.SPARE_MEN[59]}")
    assert "has not been in a ranking yet" in seen.words
    assert "<polyline" not in seen.html


def test_nobody_has_no_page(tour: Tour) -> None:
    assert tour.stranger().see("/player/99999").status == 404


def test_the_points_lead_to_the_player(tour: Tour) -> None:
    adam = people.MEN_60[0]
    assert f'href="/player/{adam}"' in tour.stranger().see(f"/player/{adam}/points").html
