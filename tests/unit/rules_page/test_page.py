"""docs/rules.md is a page that can be read: one shape, whole links, every section, figures as in
the code."""

import re
from collections import Counter

import pytest

from services.draws.domain.seed_lines import SEED_LINES
from services.rankings.domain.points import POINTS
from tests.rules_page import (
    PAGE,
    ROOT,
    SECTIONS,
    PageError,
    Rule,
    read_links,
    read_rules,
    read_sections,
    text_of_page,
)

TEXT = text_of_page()
RULES = read_rules(TEXT)
LONGEST_TEXT = 800


def rule(rule_id: str) -> Rule:
    return next(each for each in RULES if each.id == rule_id)


def rows_of_table(text: str) -> list[list[str]]:
    """The cells of the table in a rule's text, its head first."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[:1] + rows[2:]]


def test_every_rule_is_short_and_says_what_holds() -> None:
    assert len(RULES) > 100
    for each in RULES:
        prose = [line for line in each.text.splitlines() if not line.startswith("|")]
        assert len("".join(prose)) <= LONGEST_TEXT, f"{each}: too long; make two rules of it"


def test_ids_are_unique() -> None:
    times = Counter(each.id for each in RULES)
    twice = [each for each in RULES if times[each.id] > 1]
    assert not twice, f"{twice[0]}: another rule has this id; give each its own"


def test_every_link_leads_somewhere() -> None:
    anchors = {each.id for each in RULES} | {
        re.sub("[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall("^## (.+)$", TEXT, re.MULTILINE)
    }
    broken = []
    for line, target in read_links(TEXT):
        if target.startswith("#"):
            found = target[1:] in anchors
        else:
            path = (PAGE.parent / target).resolve()
            found = path.is_relative_to(ROOT) and path.is_file()
        if not found:
            broken.append(f"docs/rules.md, line {line}: {target} does not exist")
    assert not broken, "\n".join([*broken, "Correct these links, or what they led to was moved."])


def test_every_section_is_covered_and_the_table_of_sections_is_whole() -> None:
    unknown = [each for each in RULES if not set(each.sections) <= set(SECTIONS)]
    assert not unknown, f"{unknown[0]} cites a section that no user meets: {unknown[0].sections}"
    wanted = {
        section: tuple(each.id for each in RULES if section in each.sections)
        for section in SECTIONS
    }
    assert all(wanted.values()), f"No rule covers section {min(s for s in wanted if not wanted[s])}"
    listed = read_sections(TEXT)
    for section, ids in wanted.items():
        row = ", ".join(f"[{rule(each).title}](#{each})" for each in ids)
        assert listed.get(section) == ids, f"The row of section {section} must be:\n{row}"
    assert listed.keys() == wanted.keys()


def test_points_and_lines_on_the_page_are_those_of_the_code() -> None:
    _, *rows = rows_of_table(rule("points-table").text)
    assert {name: list(map(int, points)) for name, *points in rows} == {
        category.name: list(points.values()) for category, points in POINTS.items()
    }
    (_, *seeds), *rows = rows_of_table(rule("seeds-lines").text)
    for size, *cells in rows:
        of_page = {
            tuple(map(int, seed.split(", "))): tuple(map(int, lines.split(", ")))
            for seed, lines in zip(seeds, cells, strict=True)
            if lines
        }
        top_and_bottom = {(1,): (1,), (2,): (int(size),)}
        of_code = {shared.seeds: shared.lines for shared in SEED_LINES[int(size)]}
        assert of_page | top_and_bottom == of_code, f"the lines of size {size}"


SOUND = """\
### <a id="an-id"></a>Title

What holds.

<details><summary>Sections 2 and 13</summary>

- Code: [`one`](../services/one.py),
  [`Two.three`](../services/two.py)
- Database: `one_check`, `two_check`
- Tests: [`test_one`](../tests/unit/test_one.py)

</details>
"""


def test_a_rule_is_read_whole() -> None:
    (read,) = read_rules(f"# Head\n\n{SOUND}")
    assert (read.id, read.title, read.text) == ("an-id", "Title", "What holds.")
    assert (read.sections, read.database, read.line) == ((2, 13), ("one_check", "two_check"), 3)
    assert [(each.name, each.module) for each in read.code] == [
        ("one", "services.one"),
        ("Two.three", "services.two"),
    ]
    assert [(each.name, each.path) for each in read.tests] == [
        ("test_one", "tests/unit/test_one.py")
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(SOUND.replace('<a id="an-id"></a>', ""), id="no id"),
        pytest.param(SOUND.replace("What holds.\n\n", ""), id="no text"),
        pytest.param(SOUND.replace("Sections 2 and 13", "Where"), id="no section"),
        pytest.param(SOUND.replace("- Code", "- Codes"), id="no code"),
        pytest.param(SOUND.replace("- Tests: ", "- "), id="no tests"),
        pytest.param(SOUND.replace("</details>", ""), id="no end"),
    ],
)
def test_a_rule_of_another_shape_is_told_by_its_line(spoilt: str) -> None:
    with pytest.raises(PageError, match="line 16: this rule cannot be read"):
        read_rules(f"{SOUND}\n\n\n{spoilt}".replace("an-id", "first-id", 1))
