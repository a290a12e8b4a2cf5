"""A player's page over HTTP. NOW is the Tuesday of Nice's semi-finals."""

import pytest

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


def test_the_next_match_stands_at_the_top_with_opponent_day_and_place(
    tour: Tour, unplayed: int
) -> None:
    match = tour.match(unplayed, "QF", 1)
    one, other = match["player1_id"], match["player2_id"]
    seen = tour.stranger().see(f"/player/{one}")
    for words in ("Next match", "Mon 2 Mar 2026", "Quarter-finals", "Reims Open", "Still in"):
        assert words in seen.words
    assert f'href="/player/{other}"' in seen.html
    assert f'href="/player/{one}/against/{other}"' in seen.html


def test_entries_that_wait_for_their_draw_are_shown(tour: Tour) -> None:
    """Wien still takes entries; no test makes its draws."""
    seen = tour.stranger().see(f"/player/{people.WOMEN_60[1]}")
    wien = tour.tournaments["Wien Open"]
    assert "Entered" in seen.words
    assert f'href="/tournament/{wien}"' in seen.html


def test_an_entry_in_a_draw_that_was_cancelled_says_so(tour: Tour) -> None:
    """Three men of the 65 were too few for Porto; those of the 60 were enough."""
    told = "cancelled: fewer than six players"
    assert told in tour.stranger().see(f"/player/{people.MEN_65[0]}").words
    assert told not in tour.stranger().see(f"/player/{people.MEN_60[1]}").words


def test_who_has_no_match_and_no_entry_is_told_so(tour: Tour) -> None:
    seen = tour.stranger().see(f"/player/{people.SPARE_MEN[59]}")
    assert "No match is dated. No tournament is entered." in seen.words.replace("\n", " ")
    assert "No matches yet." in seen.words


@pytest.mark.parametrize(("query", "status"), [("1", 200), ("2", 404), ("0", 404), ("x", 422)])
def test_a_page_of_matches_that_is_not_there_is_explained(
    tour: Tour, query: str, status: int
) -> None:
    seen = tour.stranger().see(f"/player/{people.MEN_60[0]}?page={query}")
    assert seen.status == status
    if status == 404:
        assert "The matches of this player fill 1 page" in seen.words


def test_names_lead_to_their_players_in_every_list(tour: Tour, unplayed: int) -> None:
    link = f'href="/player/{tour.match(unplayed, "QF", 1)["player1_id"]}"'
    for path in (
        f"/draw/{unplayed}",
        f"/draw/{unplayed}?view=list",
        f"/tournament/{tour.tournaments['Reims Open']}",
        "/order-of-play?date=2026-03-02",
    ):
        assert link in tour.stranger().see(path).html, path


def test_who_was_never_ranked_has_a_page_without_pictures(tour: Tour) -> None:
    seen = tour.stranger().see(f"/player/{people.SPARE_MEN[59]}")
    assert "has not been in a ranking yet" in seen.words
    assert "<polyline" not in seen.html


def test_nobody_has_no_page(tour: Tour) -> None:
    assert tour.stranger().see("/player/99999").status == 404


def test_the_points_lead_to_the_player(tour: Tour) -> None:
    adam = people.MEN_60[0]
    assert f'href="/player/{adam}"' in tour.stranger().see(f"/player/{adam}/points").html
