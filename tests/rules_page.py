"""docs/rules.md as data: every rule with its sections, its code, its constraints and its tests.

Guarantees that a page which is read holds rules of one shape only: whatever deviates is told by its
line, with what to write instead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "rules.md"
SECTIONS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13)
"""Those of the rule book; 10 and 14 name what other programs do with the rules."""

_SHAPE: Final = """\
### <a id="some-id"></a>Title

What the rule says.

<details><summary>Section 2</summary>

- Code: [`name`](../path/of/file.py)
- Database: `name_of_constraint`
- Tests: [`test_name`](../tests/path/of/test_file.py)

</details>"""
_RULE: Final = re.compile(
    r'### <a id="(?P<id>[a-z0-9-]+)"></a>(?P<title>[^\n]+)\n\n'
    r"(?P<text>(?:(?!<details>|#)[^\n]*\n)+)\n"
    r"<details><summary>Sections? (?P<sections>[0-9, and]+)</summary>\n\n"
    r"- Code: (?P<code>[^\n]+(?:\n  [^\n]+)*)\n"
    r"(?:- Database: (?P<database>[^\n]+(?:\n  [^\n]+)*)\n)?"
    r"- Tests: (?P<tests>[^\n]+(?:\n  [^\n]+)*)\n\n"
    r"</details>\n"
)
_NAMED: Final = re.compile(r"\[`(?P<name>[A-Za-z0-9_.]+)`\]\((?P<target>[^)\s]+)\)")
_LINK: Final = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_SECTION_ROW: Final = re.compile(
    r"^\| (?P<number>[0-9]+) \| (?P<title>[^|]+) \| (?P<rules>\[.*\)) \|$"
)


class PageError(ValueError):
    """The page cannot be read; the message says where and what to write."""


@dataclass(frozen=True, slots=True)
class Named:
    """A function or a test that a rule names, and the file that the link leads to."""

    name: str
    file: Path

    @property
    def path(self) -> str:
        """From the root of the repository."""
        return self.file.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``database`` are names of constraints, triggers, refusals, functions or tables."""

    id: str
    title: str
    text: str
    sections: tuple[int, ...]
    code: tuple[Named, ...]
    database: tuple[str, ...]
    tests: tuple[Named, ...]
    line: int

    def __str__(self) -> str:
        return f"docs/rules.md, line {self.line}, rule “{self.id}”"


def text_of_page() -> str:
    return PAGE.read_text(encoding="utf-8")


def read_rules(text: str) -> list[Rule]:
    """Every rule, in the order of the page. PageError where one has not the shape of a rule."""
    rules = [_rule(match, text) for match in _RULE.finditer(text)]
    begun = {
        text.count("\n", 0, found.start()) + 1 for found in re.finditer(r"^###", text, re.MULTILINE)
    }
    if strange := begun - {rule.line for rule in rules}:
        raise PageError(
            f"docs/rules.md, line {min(strange)}: this rule cannot be read. "
            f"Write it in this shape:\n\n{_SHAPE}"
        )
    return rules


def read_links(text: str) -> Iterator[tuple[int, str]]:
    """The line and target of every link."""
    for found in _LINK.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found["target"]


def read_sections(text: str) -> dict[int, tuple[str, ...]]:
    """The ids of the rules that the page's table of sections names, by section."""
    rows = (_SECTION_ROW.match(line) for line in text.splitlines())
    return {
        int(row["number"]): tuple(re.findall(r"\(#([a-z0-9-]+)\)", row["rules"]))
        for row in rows
        if row
    }


def _rule(match: re.Match[str], text: str) -> Rule:
    return Rule(
        id=match["id"],
        title=match["title"],
        text=match["text"].strip(),
        sections=tuple(int(number) for number in re.findall("[0-9]+", match["sections"])),
        code=_named(match["code"]),
        database=tuple(re.findall("`([^`]+)`", match["database"] or "")),
        tests=_named(match["tests"]),
        line=text.count("\n", 0, match.start()) + 1,
    )


def _named(links: str) -> tuple[Named, ...]:
    return tuple(
        Named(found["name"], (PAGE.parent / found["target"]).resolve())
        for found in _NAMED.finditer(links)
    )
