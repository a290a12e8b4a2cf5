"""Search over HTTP."""

import pytest

from tests.integration.gateway.tour import Tour


def test_swiatek_finds_swiatek(tour: Tour) -> None:
    seen = tour.stranger().see("/search?q=swiatek")
    assert "Iga Świątek" in seen.words
    assert 'href="/player/11"' in seen.html
    assert "Adam Berg" not in seen.words
    assert seen.headers["cache-control"] == "no-cache"


def test_tournaments_are_found_by_name_city_and_year(tour: Tour) -> None:
    nice = tour.tournaments["Nice Open"]
    for text in ("nice open", "NICE+2026"):
        assert f'href="/tournament/{nice}"' in tour.stranger().see(f"/search?q={text}").html


def test_the_box_stands_in_the_header_of_every_page(tour: Tour) -> None:
    browser = tour.stranger()
    form = browser.see("/rankings").form("/search")
    assert "Adam Berg" in browser.send(form, q="berg ad").words


def test_nothing_found_is_said(tour: Tour) -> None:
    seen = tour.stranger().see("/search?q=zzzz")
    assert seen.status == 200
    assert "No player and no tournament is called “zzzz”" in seen.words


def test_without_a_text_there_is_the_form_alone(tour: Tour) -> None:
    seen = tour.stranger().see("/search")
    assert seen.status == 200
    assert "No player" not in seen.words


@pytest.mark.parametrize("text", ["s", "%00", "%00%00%00", "--", "a" * 300])
def test_what_cannot_be_searched_is_explained(tour: Tour, text: str) -> None:
    seen = tour.stranger().see(f"/search?q={text}")
    assert seen.status == 422
    assert "Adam Berg" not in seen.words


@pytest.mark.parametrize("text", ["%25%27%3B", "%E2%80%AEab", "%7B%7B7*7%7D%7D", "<script>x"])
def test_strange_text_finds_nobody_and_breaks_nothing(tour: Tour, text: str) -> None:
    answer = tour.stranger().get("/search?q=" + text)
    assert answer.status_code in (200, 422)
    assert "<script>x" not in answer.text
