"""What a page of the tour holds for somebody without JavaScript: its words, links and forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_FIELDS = {"input", "select", "textarea"}
_BUTTONS = {"submit", "button"}
_BLOCKS = {"p", "li", "dd", "dt", "h1", "h2", "h3", "td", "th", "div", "section", "legend"}


@dataclass
class Form:
    """A form as the page shows it; ``values`` are the fields as filled in by the page."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    # what can be chosen, by field: value to words
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    # buttons with a name: name to values
    buttons: dict[str, list[str]] = field(default_factory=dict)


class PageReader(HTMLParser):
    """Reads a page at once; ``text`` has a line for each block."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text = ""
        self._form: Form | None = None
        self._select = ""
        self._option: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.text += "\n"
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._take_field(self._form, tag, given)

    def _take_field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "")
        if tag == "button" or kind in _BUTTONS:
            form.buttons.setdefault(name, []).append(value)
        elif tag == "select":
            self._select = name
            form.choices[name] = {}
        elif tag == "option":
            self._option = value
            form.choices[self._select][value] = ""
            if "selected" in given or self._select not in form.values:
                form.values[self._select] = value
        elif kind in ("radio", "checkbox"):
            form.choices.setdefault(name, {})[value] = ""
            if "checked" in given:
                form.values[name] = value
        elif tag in _FIELDS and name:
            form.values[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "option":
            self._option = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._form is not None and self._option is not None:
            self._form.choices[self._select][self._option] += data.strip()
