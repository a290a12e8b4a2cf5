"""One tour for all tests of this folder; they only read it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.api_v1.tour import ApiTour


@pytest.fixture(scope="package")
def tour(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[ApiTour]":
    """Nice with a draw played to its end, one in play and one to come; Porto closed, Wien open."""
    from tests.integration.api_v1.tour import ApiTour, play
    from tests.integration.gateway.tour import begin
    from tests.launched import launched_tour

    home = tmp_path_factory.mktemp("api") / "home"
    with launched_tour(home, "--no-demo", TOUR_CLOCK="2026-02-23T09:00:00Z") as launched:
        begun = begin(launched)
        try:
            play(begun)
            yield ApiTour(begun)
        finally:
            begun.end()
