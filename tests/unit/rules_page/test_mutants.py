"""docs/mutants.md names functions that are there, and as many survivors as its figures say."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from tests.mutants import DOMAINS
from tests.rules_page import ROOT

PAGE: Final = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
FIGURES: Final = re.compile(
    r"^\| (\w+) \| ([0-9,]+) \| ([0-9,]+) \| ([0-9,]+) \| ([0-9,]+) \| ([0-9.]+) % \|$",
    re.MULTILINE,
)
SURVIVORS: Final = re.compile(
    r"^\| \[`([\w.]+)`\]\(\.\./(services/(\w+)/domain/\w+\.py)\) \| ([0-9]+) \|", re.MULTILINE
)


def functions(path: str) -> Iterator[str]:
    """Of a file, as the page names them: ``judge_set``, ``SetScore.flipped``."""
    for each in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(each, ast.FunctionDef):
            yield each.name
        elif isinstance(each, ast.ClassDef):
            yield from (
                f"{each.name}.{method.name}"
                for method in each.body
                if isinstance(method, ast.FunctionDef)
            )


def test_every_survivor_is_in_a_function_that_is_there() -> None:
    for name, path, *_ in SURVIVORS.findall(PAGE):
        assert name in set(functions(path)), f"docs/mutants.md: {path} has no {name}"


def test_every_survivor_of_the_figures_has_a_reason() -> None:
    listed: Counter[str] = Counter()
    for _, _, domain, number in SURVIVORS.findall(PAGE):
        listed[domain] += int(number)
    rows = {
        domain: [int(n.replace(",", "")) for n in n4] for domain, *n4, _ in FIGURES.findall(PAGE)
    }
    assert set(rows) == {*DOMAINS, "all"}
    for domain in DOMAINS:
        mutants, killed, survived, timeouts = rows[domain]
        assert mutants == killed + survived + timeouts
        assert listed[domain] == survived
    assert rows["all"] == [sum(rows[domain][column] for domain in DOMAINS) for column in range(4)]
