"""The pages about the tour and its rules over HTTP."""

import pytest

from tests.integration.gateway.tour import Tour


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/about", ("from 60 to 69", "Tuesday 10:00 UTC", "Monday 20:00 UTC")),
        ("/rules", ("Without a match won there are none", "Finalist", "6 months", "33–64")),
    ],
)
def test_the_tour_explains_itself(tour: Tour, path: str, words: tuple[str, ...]) -> None:
    answer = tour.stranger().get(path)
    assert answer.headers["cache-control"] == "no-cache"
    seen = tour.stranger().see(path)
    for each in words:
        assert each in seen.words


def test_every_page_leads_to_both(tour: Tour) -> None:
    html = tour.stranger().see("/tournaments").html
    assert 'href="/about"' in html
    assert 'href="/rules"' in html
