"""A tour of its own for the journeys: everybody is there, and one draw in play.

Journeys move the clock, which the other tests of the browser cannot have.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import dates
from tests.browser.people import MEN_60

if TYPE_CHECKING:
    from tests.browser.season import Season

# the cup's third day: whatever is decided of its first three rounds may be recorded
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MEN, WOMEN, SIXTY, SIXTY_FIVE = 1, 2, 1, 2


@pytest.fixture(scope="package")
def season(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Season]":
    from tests.browser.season import with_people
    from tests.launched import launched_tour

    home = tmp_path_factory.mktemp("journeys") / "home"
    with launched_tour(home, "--no-demo", TOUR_CLOCK="2026-02-20T09:00:00Z") as launched:
        begun = with_people(launched)
        try:
            yield begun
        finally:
            begun.end()


@pytest.fixture(scope="package")
def cup(season: "Season") -> int:
    """A draw of twelve in play: four matches can be recorded, and five more after them."""
    season.clock(dates.BEGINNING)
    key = season.create("Nice Cup", "Nice", 2, dates.NICE, 1, 1)
    season.enter(key, MEN_60[:12])
    season.clock(dates.NICE_CLOSED)
    season.await_closed(key)
    draw_id = season.draw("Nice Cup")
    season.make_draw(draw_id)
    return draw_id


@pytest.fixture(autouse=True)
def now(season: "Season", cup: int) -> None:
    """Every journey begins at the same moment."""
    season.clock(NOW)


@pytest.fixture(scope="package")
def official(season: "Season") -> Any:
    """The cookies of the administrator, signed in."""
    from tests.browser.journeys.accounts import signed_in

    return signed_in(season, "admin")
