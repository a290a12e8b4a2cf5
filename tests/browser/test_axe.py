"""axe-core finds nothing: on the page of every component in every look, and on pages taken in turn,
each look other ones; with TOUR_LONG=1 on every page in every look, which takes minutes
(test_every_page.py asks it briefly about each)."""

import os
from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import Open
from tests.browser.shown import every_place

if TYPE_CHECKING:
    from tests.browser.season import Season

# every page as a browser shows it: two widths, two schemes
_LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
_IDS = [f"{width}-{scheme}" for width, scheme in _LOOKS]
# of so many pages one is looked at
_EVERY = 1 if "TOUR_LONG" in os.environ else 48


@pytest.mark.parametrize(("width", "scheme"), _LOOKS, ids=_IDS)
def test_axe_finds_nothing_on_the_page_of_every_component(
    open_page: Open, width: int, scheme: str
) -> None:
    page = open_page("/styleguide", width=width, color_scheme=scheme)
    assert violations(page) == []


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("width", "scheme"), _LOOKS, ids=_IDS)
def test_axe_finds_nothing_on_pages_in_every_look(
    season: "Season", open_page: Open, width: int, scheme: str
) -> None:
    pages = {
        signed_in: open_page("/sign-in", width=width, signed_in=signed_in, color_scheme=scheme)
        for signed_in in (False, True)
    }
    found = {}
    for place in every_place(season)[_LOOKS.index((width, scheme)) % _EVERY :: _EVERY]:
        page = pages[place.signed_in]
        page.goto(place.path)
        if wrong := violations(page):
            found[place.name] = wrong
    assert found == {}


def test_axe_sees_what_is_wrong(open_page: Open) -> None:
    page = open_page("/sign-in")
    page.evaluate(
        """() => document.body.insertAdjacentHTML("beforeend",
          `<div><input><img src="/static/court.svg?v=408df611a1"></div>`)"""
    )
    found = " ".join(violations(page, contrast=False))
    for rule in ("label", "image-alt", "region"):
        assert f"{rule}: " in found
