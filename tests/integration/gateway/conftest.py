"""One tour for all tests of this folder: it starts once, and no test takes it down."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.gateway.tour import Tour


@pytest.fixture(scope="package")
def tour(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Tour]":
    """The running tour at ``dates.NOW``; tests use players, draws and accounts of their own."""
    from tests.integration.gateway.tour import begin
    from tests.launched import launched_tour

    home = tmp_path_factory.mktemp("gateway") / "home"
    with launched_tour(home, "--no-demo", TOUR_CLOCK="2026-02-23T09:00:00Z") as launched:
        begun = begin(launched)
        try:
            yield begun
        finally:
            begun.end()


@pytest.fixture(scope="package")
def unplayed(tour: "Tour") -> int:
    """A draw of eight men in play, Reims Open, of which no test records a match."""
    from tests.integration.gateway.own import own_draw
    from tests.integration.gateway.people import WAITING_MEN

    return own_draw(tour, "Reims Open", WAITING_MEN)
