"""axe-core, as the locked wheel brings it, asked about a page in the browser."""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

_RUN = """(options) => axe.run(document, { resultTypes: ["violations"], rules: options })"""


@cache
def _source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, *, contrast: bool = True) -> list[str]:
    """Every rule that an element breaks, with the element.

    Without ``contrast`` in a third of the time: faults.js measures that of every text as well.
    """
    page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(_RUN, {"color-contrast": {"enabled": contrast}})
    return [
        f"{rule['id']}: {element['html'][:200]}"
        for rule in found["violations"]
        for element in rule["nodes"]
    ]
