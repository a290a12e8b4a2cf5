"""How much travels: what a page and its files weigh, as browsers fetch them (interface.md)."""

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from tests.browser.season import Season


def fetched(season: "Season", path: str) -> tuple[int, int]:
    """Bytes of the answer, and how many of them travelled."""
    with httpx.Client(base_url=season.url) as client:
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    return len(answer.content), answer.num_bytes_downloaded


def test_a_draw_of_64_weighs_at_most_100_kb_and_travels_in_15(season: "Season") -> None:
    draw_id = season.draw("Nice Masters")
    assert season.json(f"/api/draw-info/{draw_id}")["draw_size"] == 64
    for path in (f"/draw/{draw_id}", f"/draw/{draw_id}?view=list"):
        whole, travelled = fetched(season, path)
        assert whole <= 100_000
        assert travelled <= 15_000


def test_style_sheet_and_script_travel_in_20_and_40_kb(season: "Season") -> None:
    assert fetched(season, "/static/site.css")[1] <= 20_000
    assert fetched(season, "/static/site.js")[1] <= 40_000


def test_a_page_with_a_forms_token_is_not_compressed(season: "Season") -> None:
    whole, travelled = fetched(season, "/sign-in?next=/admin")
    assert travelled == whole
