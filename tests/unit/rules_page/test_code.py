"""What docs/rules.md names is in the code, and what the domains decide is on the page.

The criterion of the second half: every public function and constant of a domain states a rule, and
so does every public method whose docstring cites the rule book. What decides nothing is listed in
``TECHNIQUE`` with the reason.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final

from tests.rules_page import ROOT, Named, read_rules, text_of_page

RULES = read_rules(text_of_page())
DOMAINS = sorted(ROOT.glob("services/*/domain/*.py"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_WORDS: Final = "words for the sentences of refusals"
_TYPE: Final = "an alias for annotations"
_ROOM: Final = "the room in a column, told in the refusal; the rule is check_text's"
TECHNIQUE: Final = {
    "services.*.RULE": "the section that violations cite",
    "services.draws.domain.seeding.Ranking": _TYPE,
    "services.entries.domain.bulk.unknown_player": _WORDS,
    "services.entries.domain.eligibility.category_name": _WORDS,
    "services.entries.domain.eligibility.gender_name": _WORDS,
    "services.entries.domain.countries.NAME_LENGTH": _ROOM,
    "services.entries.domain.tournaments.NAME_LENGTH": _ROOM,
    "services.entries.domain.venues.NAME_LENGTH": _ROOM,
    "services.matches.domain.scores.MOST_SETS": "follows from when a match is won",
    "services.matches.domain.sets.Pair": _TYPE,
    "services.matches.domain.sets.SIDES": "the two sides of a match, to go over them",
    "services.matches.domain.sets.Side": _TYPE,
}
"""By the whole name, ``*`` standing for any part of it."""

_NOT_ON_THE_PAGE: Final = (
    "No rule of docs/rules.md names these. Name each in the rule that it decides, or write a rule "
    "for it; if it decides none, list it in TECHNIQUE with the reason."
)

_CITATION: Final = re.compile(
    r"(?:\bsections?|rules\.md)\s+(?:sections?\s+)?((?:[0-9]+|to|and|[,–\s])+)"
)


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def cited(docstring: str | None) -> set[int]:
    """The sections that a docstring cites: "sections 3 to 5 and 11" are 3, 4, 5 and 11."""
    found: set[int] = set()
    for numbers in _CITATION.findall(docstring or ""):
        for first, last in re.findall(r"([0-9]+)(?:\s*(?:to|–)\s*([0-9]+))?", numbers):
            found |= set(range(int(first), int(last or first) + 1))
    return found


def docstrings(named: Named) -> Iterator[str | None]:
    """Of the module and whatever the name leads through: ``Place.next`` has three."""
    here: ast.Module | ast.stmt = tree(named.file)
    yield ast.get_docstring(tree(named.file))
    for part in named.name.split("."):
        inside = [
            each
            for each in getattr(here, "body", [])
            if isinstance(each, (*FUNCTIONS, ast.ClassDef)) and each.name == part
        ]
        if not inside:
            return
        here = inside[0]
        yield ast.get_docstring(inside[0])


def decided(file: Path) -> Iterator[str]:
    """What the module decides by the criterion above, as names inside it."""
    for node in tree(file).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.ClassDef):
            for inside in node.body:
                if isinstance(inside, ast.FunctionDef) and cited(ast.get_docstring(inside)):
                    yield f"{node.name}.{inside.name}"


def is_public(name: str) -> bool:
    return not any(part.startswith("_") for part in name.split("."))


def is_excused(each: Named, name: str) -> bool:
    return fnmatchcase(f"{each.module}.{each.name}", name)


def names_of_tests(file: Path) -> list[str]:
    return [
        node.name
        for node in ast.walk(tree(file))
        if isinstance(node, FUNCTIONS) and node.name.startswith("test_")
    ]


def exists(named: Named) -> bool:
    found: object = importlib.import_module(named.module)
    for part in named.name.split("."):
        found = getattr(found, part, None)
    return found is not None


DECIDED = [Named(name, file) for file in DOMAINS for name in decided(file) if is_public(name)]
ON_THE_PAGE = {each for rule in RULES for each in rule.code}


def test_everything_named_as_code_exists() -> None:
    broken = [
        f"{rule}: there is no {each.name} in {each.path}"
        for rule in RULES
        for each in rule.code
        if not each.file.is_file() or not exists(each)
    ]
    assert not broken, "\n".join([*broken, "Name what decides the rule now, and link its file."])


def test_every_test_named_exists_in_the_file_that_is_linked() -> None:
    broken = []
    for rule in RULES:
        for each in rule.tests:
            if not each.file.is_file():
                broken.append(f"{rule}: there is no {each.path}")
            elif each.name not in (there := names_of_tests(each.file)):
                like = get_close_matches(each.name, there, 1)
                hint = f" (perhaps {like[0]})" if like else ""
                broken.append(f"{rule}: there is no {each.name} in {each.path}{hint}")
    assert not broken, "\n".join([*broken, "Name the tests that try the rule now."])


def test_tests_are_where_pytest_collects_them() -> None:
    for rule in RULES:
        for each in rule.tests:
            assert each.path.startswith("tests/"), f"{rule}: {each.path} is no test"
            assert each.file.name.startswith("test_"), f"{rule}: pytest does not read {each.path}"


def test_what_a_domain_decides_cites_a_section_of_its_rule() -> None:
    broken = [
        f"{rule}: neither {each.name} nor its module {each.path} cites section "
        f"{' or '.join(map(str, rule.sections))}"
        for rule in RULES
        for each in rule.code
        if each.file in DOMAINS
        and not set().union(*map(cited, docstrings(each))) & set(rule.sections)
    ]
    assert not broken, "\n".join(
        [*broken, "Cite the section in the docstring, or correct the sections of the rule."]
    )


def test_everything_that_a_domain_decides_is_on_the_page() -> None:
    missing = [
        f"{each.path}: {each.name}"
        for each in DECIDED
        if each not in ON_THE_PAGE and not any(is_excused(each, name) for name in TECHNIQUE)
    ]
    assert not missing, "\n".join([*missing, _NOT_ON_THE_PAGE])


def test_what_is_excused_is_there_and_not_on_the_page() -> None:
    for name in TECHNIQUE:
        excused = [each for each in DECIDED if is_excused(each, name)]
        assert excused, f"{name} is gone: take it out of TECHNIQUE."
        told = ON_THE_PAGE.intersection(excused)
        assert not told, f"{name} is on the page: take it out of TECHNIQUE."


def test_citations_are_read_as_they_are_written() -> None:
    assert cited("Guarantees it (rules.md sections 2, 3 and 9).") == {2, 3, 9}
    assert cited("Closing the list (rules.md sections 2 to 4).") == {2, 3, 4}
    assert cited("Source: rules.md 7 and 12.") == {7, 12}
    assert cited("By section 11, not by 9.") == {11}
    assert cited("Nothing of all this.") == cited(None) == set()
