"""What two players' meetings came to, over HTTP. NOW is the Tuesday of Nice's semi-finals; with
results the page is tried beside the JSON API (tests/integration/api_v1)."""

import pytest

from tests.integration.gateway import people
from tests.integration.gateway.tour import Tour


def test_two_who_are_to_play_each_other_are_told_when_and_where(tour: Tour, unplayed: int) -> None:
    match = tour.match(unplayed, "QF", 1)
    one, other = match["player1_id"], match["player2_id"]
    seen = tour.stranger().see(f"/player/{one}/against/{other}")
    assert seen.status == 200
    for words in ("They have never met.", "They meet next", "quarter-finals of Reims Open"):
        assert words in seen.words.replace("\n", " ")
    assert "have not played each other" in seen.words
    answer = tour.stranger().get(f"/player/{one}/against/{other}")
    assert answer.headers["cache-control"] == "no-cache"


def test_two_who_never_met_have_a_page_without_a_picture(tour: Tour) -> None:
    man, woman = people.MEN_60[0], people.WOMEN_60[0]
    seen = tour.stranger().see(f"/player/{man}/against/{woman}")
    assert "Adam Berg v Iga Świątek" in seen.words
    assert "They have never met." in seen.words
    assert "<rect" not in seen.html


@pytest.mark.parametrize("path", ["/player/1/against/99999", "/player/99999/against/1"])
def test_an_unknown_player_has_met_nobody(tour: Tour, path: str) -> None:
    seen = tour.stranger().see(path)
    assert seen.status == 404
    assert "There is no player 99999" in seen.words


def test_nobody_meets_himself(tour: Tour) -> None:
    seen = tour.stranger().see("/player/1/against/1")
    assert seen.status == 404
    assert "Nobody meets himself or herself" in seen.words


@pytest.mark.parametrize("path", ["/player/1/against/x", "/player/1/against/0"])
def test_what_is_no_number_is_no_player(tour: Tour, path: str) -> None:
    assert tour.stranger().see(path).status == 404


def test_a_match_to_be_played_leads_to_the_meetings_of_its_players(
    tour: Tour, unplayed: int
) -> None:
    match = tour.match(unplayed, "QF", 1)
    path = f"/player/{match['player1_id']}/against/{match['player2_id']}"
    assert f'href="{path}"' in tour.stranger().see("/order-of-play?date=2026-03-02").html
    assert f'href="{path}"' in tour.stranger().see(f"/player/{match['player1_id']}").html
