"""Somebody who has a keyboard and nothing else.

Guarantees that the focus goes only where keys lead it, and that at every stop it can be seen.
"""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

_MOST_TABS = 150

# where the focus is, and what keeps it from being seen
_FOCUS = """async (wanted) => {
  const at = document.activeElement;
  if (at === document.body) return { isThere: false, group: "", name: "", lacks: "" };
  const lines = ["", "::after"].map((part) => {
    const style = getComputedStyle(at, part || null);
    return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  });
  const isInSight = () => {
    const box = at.getBoundingClientRect();
    return box.width && box.height && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth;
  };
  // what a page focuses as it comes is scrolled to some frames later
  for (let frame = 0; frame < 300 && !isInSight(); frame += 1) {
    await new Promise((go) => requestAnimationFrame(go));
  }
  return {
    isThere: at === wanted,
    group: at.type === "radio" ? at.name : "",
    name: at.getAttribute("aria-label") || at.textContent.trim() || at.name || at.id,
    // main is where the skip link leads, and shows itself by being the page; the button within a
    // date field has the browser's own ring
    lacks: !isInSight() ? "place in sight"
      : at.id === "main" || at.type === "date" || Math.max(...lines) >= 2 ? "" : "outline",
  };
}"""

_IS_CONTENT = "(wanted) => Boolean(wanted.closest('main'))"
_IS_BEHIND = """(wanted) => {
  const way = wanted.compareDocumentPosition(document.activeElement);
  return Boolean(way & Node.DOCUMENT_POSITION_FOLLOWING);
}"""


@dataclass
class Keyboard:
    """``presses`` counts every key, each character of what is typed as one."""

    page: Page
    presses: int = 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
        self.presses += times

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.presses += len(text)

    def enter(self) -> None:
        """Enter, which leads to another page."""
        with self.page.expect_navigation():
            self.press("Enter")

    # --- going somewhere --------------------------------------------------------------------

    def reach(self, target: Locator) -> None:
        """By Tab, or back by Shift and Tab, unless the focus is there already; on a page that was
        just opened past its navigation, by the link that stands before everything."""
        expect(target).to_be_visible()
        handle = target.element_handle()
        if self.is_nowhere and self.page.evaluate(_IS_CONTENT, handle):
            self._tab_to(self.page.get_by_role("link", name="Skip to the content").element_handle())
            self.press("Enter")
        self._tab_to(handle)

    def _tab_to(self, handle: Any) -> None:
        back = not self.is_nowhere and self.page.evaluate(_IS_BEHIND, handle)
        for _ in range(_MOST_TABS):
            if self._focus(handle)["isThere"]:
                return
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab never reaches {handle}")

    @property
    def is_nowhere(self) -> bool:
        """As on a page that was just opened."""
        return bool(self.page.evaluate("document.activeElement === document.body"))

    def follow(self, target: Locator) -> None:
        """A link or a button, to the page it leads to."""
        self.reach(target)
        self.enter()

    def _focus(self, handle: Any) -> dict[str, Any]:
        at: dict[str, Any] = self.page.evaluate(_FOCUS, handle)
        assert not at["lacks"], f"“{at['name']}” has the focus and no {at['lacks']}"
        return at

    # --- filling in -------------------------------------------------------------------------

    def write(self, field: Locator, text: str) -> None:
        """In place of what stands there: coming by Tab has selected it."""
        self.reach(field)
        if field.input_value():
            self.press("Control+a")
        self.type(text)

    def pick(self, field: Locator, text: str) -> None:
        """In a list, by the first letters of a choice."""
        self.reach(field)
        self.type(text)
        shown = field.evaluate("(list) => list.selectedOptions[0].textContent")
        assert shown.startswith(text), shown

    def choose(self, radio: Locator) -> None:
        """Radio buttons: Tab to their group, arrows within it."""
        handle = radio.element_handle()
        group = radio.get_attribute("name")
        for _ in range(_MOST_TABS):
            if self._focus(handle)["group"] == group:
                break
            self.press("Tab")
        for _ in range(_MOST_TABS):
            if self._focus(handle)["isThere"]:
                break
            self.press("ArrowDown")
        if not radio.is_checked():
            self.press("Space")
        expect(radio).to_be_checked()
