"""Reads a page as a browser and a screen reader would and names what is wrong with it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

_VOID = {"br", "hr", "img", "input", "link", "meta"}
# what closes an open paragraph without saying so
_BLOCKS = {"div", "dl", "fieldset", "form", "h1", "h2", "h3", "nav", "ol", "p", "section"} | {
    "table",
    "ul",
    "details",
}
_PARENTS = {
    "li": {"ul", "ol"},
    "legend": {"fieldset"},
    "option": {"select"},
    "td": {"tr"},
    "th": {"tr"},
    "tr": {"thead", "tbody"},
    "summary": {"details"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
}
_CHILDREN = {"ul": {"li"}, "ol": {"li"}, "tr": {"th", "td"}, "select": {"option"}}
_NAMED_BY_TEXT = {"a", "button", "label", "legend", "summary", "h1", "h2", "h3"}
_REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """``faults`` is empty for a sound page."""

    html: str
    faults: list[str] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()
        if self.open:
            self.faults.append(f"left open: {[each.tag for each in self.open]}")
        self._check_ids()
        self._check_names()
        self._check_headings()
        self._check_forms()

    def all(self, tag: str) -> list[Element]:
        return [each for each in self.elements if each.tag == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        if len(element.attributes) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if "style" in element.attributes or any(name.startswith("on") for name, _ in attrs):
            self.faults.append(f"<{tag}> has a style or script of its own")
        for name in ("src", "href", "action"):
            address = element.attributes.get(name) or "/"
            if address.startswith(("//", "http")):
                self.faults.append(f"<{tag}> goes to another host")
        self._check_place(tag)
        self.elements.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes {[each.tag for each in self.open][-2:]}")
            return
        closed = self.open.pop()
        if self.open:
            self.open[-1].text += closed.text

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data
            if data.strip() and self.open[-1].tag in ("style", "script"):
                self.faults.append("a style or script stands in the page")

    def _check_place(self, tag: str) -> None:
        parent = self.open[-1].tag if self.open else ""
        if tag in _PARENTS and parent not in _PARENTS[tag]:
            self.faults.append(f"<{tag}> stands in <{parent}>")
        if parent in _CHILDREN and tag not in _CHILDREN[parent]:
            self.faults.append(f"<{tag}> stands in <{parent}>")
        above = {each.tag for each in self.open}
        if tag in _BLOCKS and "p" in above:
            self.faults.append(f"<{tag}> stands in a paragraph")
        if tag == "form" and "form" in above:
            self.faults.append("a form stands in a form")
        if tag in ("a", "button", "input") and ("a" in above or "button" in above):
            self.faults.append(f"<{tag}> stands in a link or a button")

    def _check_ids(self) -> None:
        ids = [each.attributes["id"] for each in self.elements if "id" in each.attributes]
        self.faults += [f"id {one} stands twice" for one in set(ids) if ids.count(one) > 1]
        for each in self.elements:
            for name in _REFERRING:
                for target in (each.attributes.get(name) or "").split():
                    if target not in ids:
                        self.faults.append(f"{name}={target} leads nowhere")
            href = each.attributes.get("href") or ""
            if each.tag == "a" and href.startswith("#") and href[1:] not in ids:
                self.faults.append(f"{href} leads nowhere")

    def _check_names(self) -> None:
        labelled = {each.attributes.get("for") for each in self.all("label")}
        for each in self.elements:
            kind = each.attributes.get("type")
            is_hidden = kind == "hidden" or "hidden" in each.attributes
            is_field = each.tag in ("input", "select") and kind != "radio" and not is_hidden
            if is_field and each.attributes.get("id") not in labelled:
                self.faults.append(f"field {each.attributes.get('name')} has no label")
            if each.tag in _NAMED_BY_TEXT and not each.text.strip():
                self.faults.append(f"<{each.tag}> has no text")
        if not [each for each in self.all("title") if each.text.strip()]:
            self.faults.append("the page has no title")

    def _check_headings(self) -> None:
        levels = [int(each.tag[1]) for each in self.elements if each.tag in ("h1", "h2", "h3")]
        if levels.count(1) != 1:
            self.faults.append(f"{levels.count(1)} main headings")
        for before, after in pairwise(levels):
            if after > before + 1:
                self.faults.append(f"h{after} follows h{before}")

    def _check_forms(self) -> None:
        """Every form that changes something carries the guard."""
        forms = [each for each in self.all("form") if each.attributes.get("method") == "post"]
        names = [each.attributes.get("name") for each in self.all("input")]
        for name in ("csrf_token", "request_id"):
            if names.count(name) != len(forms):
                self.faults.append(f"{len(forms)} forms, {names.count(name)} times {name}")
