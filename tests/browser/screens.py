"""Pictures of every page for people to look at: ``make screens`` writes docs/screens/.

Each page at a desk (1280 px) and on a phone (390 px), light and dark. They show the season of
the browser tests; few colours keep a picture at some 30 kB.
"""

import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias, cast

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.chromium import HOW_TO_INSTALL, chromium, find_chromium
from tests.browser.season import PASSWORD, Season, begin
from tests.browser.shown import Place, every_place
from tests.launched import launched_tour

_FOLDER = Path(__file__).parents[2] / "docs" / "screens"
_WIDTHS = (1280, 390)
# px
_LEAST_HIGH, _MOST_HIGH = 700, 1150
_COLOURS = 48
Colour: TypeAlias = tuple[int, int, int]


def _type_a_mistake(page: Page) -> None:
    page.get_by_label("Score", exact=True).fill("65 64")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()


def _check_a_result(page: Page) -> None:
    page.get_by_label("Score", exact=True).fill("64 36 75")
    page.keyboard.press("Enter")
    page.locator("[data-parsed]").wait_for()


def _type_on_the_list(page: Page) -> None:
    page.locator("[name=typed]").first.press_sequentially("64 64")
    page.locator("[data-parsed]").wait_for()


def _show_what_follows(page: Page) -> None:
    page.get_by_label("Nobody").check()
    page.get_by_label("Not played").check()
    page.get_by_label("Score", exact=True).fill("")
    page.get_by_role("button", name="Show what follows").click()
    page.locator("[data-parsed]").wait_for()


def _ask_to_lift(page: Page) -> None:
    page.locator(".ask summary").first.click()


def _type_a_name(page: Page) -> None:
    page.get_by_label("Player", exact=True).press_sequentially("berg")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("ArrowDown")


def _ask_to_withdraw(page: Page) -> None:
    page.locator(".ask summary").first.click()


# what is done on a page before another picture of it
_STEPS: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("admin-results", "admin-results-typed", _type_on_the_list),
    ("admin-result", "admin-result-mistake", _type_a_mistake),
    ("admin-result", "admin-result-checked", _check_a_result),
    ("admin-correct", "admin-correct-checked", _show_what_follows),
    ("admin-suspensions", "admin-suspensions-lift", _ask_to_lift),
    ("admin-entry", "admin-entry-suggestions", _type_a_name),
    ("admin-entries-drawn", "admin-withdraw", _ask_to_withdraw),
)


def main() -> None:
    path = find_chromium()
    if path is None:
        sys.exit(HOW_TO_INSTALL)
    with TemporaryDirectory() as folder, chromium(path) as browser:
        home, clock = Path(folder) / "home", "2026-02-20T09:00:00Z"
        with launched_tour(home, "--no-demo", TOUR_CLOCK=clock, TOUR_STYLEGUIDE="1") as launched:
            season = begin(launched)
            written = sum(_write(name, picture) for name, picture in _pictures(browser, season))
            season.end()
    print(f"{_FOLDER}: {written / 1e6:.1f} MB")


def _pictures(browser: Browser, season: Season) -> Iterator[tuple[str, bytes]]:
    """Name of the file and the screenshot."""
    places = every_place(season)
    by_name = {place.name: place for place in places}
    for suffix in ("", "-dark"):
        for width in _WIDTHS:
            context = browser.new_context(
                base_url=season.url,
                viewport={"width": width, "height": _LEAST_HIGH},
                color_scheme="dark" if suffix else "light",
            )
            page = context.new_page()
            for place in _public_first(places):
                _open(page, place)
                yield f"{place.name}-{width}{suffix}", page.screenshot(full_page=True)
            for name, picture, do in _STEPS:
                _open(page, by_name[name])
                do(page)
                yield f"{picture}-{width}{suffix}", page.screenshot(full_page=True)
            context.close()


def _public_first(places: tuple[Place, ...]) -> list[Place]:
    """Those that are seen signed in come last."""
    return sorted(places, key=lambda place: place.signed_in)


def _open(page: Page, place: Place) -> None:
    page.goto(place.path)
    if place.signed_in and page.url.partition("?")[0].endswith("/sign-in"):
        page.get_by_label("Name", exact=True).fill("admin")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("navigation", name="Admin").wait_for()
        page.goto(place.path)


def _write(name: str, picture: bytes) -> int:
    """The upper part of the page; bytes written."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    file = _FOLDER / f"{name}.png"
    with Image.open(BytesIO(picture)) as image:
        upper = image.convert("RGB").crop((0, 0, image.width, min(image.height, _MOST_HIGH)))
    _in_few_colours(upper).save(file, optimize=True)
    return file.stat().st_size


def _in_few_colours(image: Image.Image) -> Image.Image:
    """Grounds keep their exact colours, as the most frequent; the shades of letters come near."""
    counted = image.getcolors(image.width * image.height) or []
    frequent = [colour for _, colour in sorted(counted, reverse=True)[:_COLOURS]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in frequent for part in cast("Colour", colour)])
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
