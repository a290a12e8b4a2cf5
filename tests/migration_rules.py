"""What a migration may do while the tour runs, as far as its SQL shows it (docs/migrations.md).

A revision is run against a recorder instead of a database, and each statement is judged: whether it
takes something away that the code of the release before may use, and whether it keeps a table
locked longer than a moment. Guarantees that nothing passes unread: a revision that speaks to the
database in another way than by SQL through the connection does not run here.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Final, Self
from unittest.mock import patch

from alembic import op


class Rule(StrEnum):
    """The sentences of docs/migrations.md that can be checked, each with what to do instead."""

    TAKES_AWAY = (
        "takes away what the code of the release before may use; "
        "do it in a later release, in a revision that says in `contracts` why nothing misses it"
    )
    MARKED_FOR_NOTHING = "takes nothing away; `contracts` does not belong there"
    UNFILLED = "is filled by no code of the release before; NOT NULL needs a DEFAULT"
    REWRITES = "has the table written anew while nobody may read it"
    SCANS = (
        "has all rows checked while nobody may write; "
        "add it NOT VALID, and VALIDATE it in a revision of its own"
    )
    NOT_ALONE = "checks rows while the locks of the statements before it are held; do it alone"
    INDEXES = "builds an index while nobody may write; CREATE INDEX CONCURRENTLY by run_alone"
    FILLS = "locks every row it changes until the end; fill them in parts, by code"
    LOCKS = "locks a table by its own words"
    SECOND_TABLE = "waits for a lock on a second table while it holds the first; one revision each"


# a comment beside a statement that excuses everything but taking away
_REASON: Final = re.compile(r"--\s*locks:\s*\S")
_TOKENS: Final = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<text>\$(\w*)\$.*?\$\3\$|'(?:[^']|'')*')|(?P<end>;)|[^;]",
    re.DOTALL,
)
_NAME: Final = r"(?:tour\.)?(\w+)"
_NEW_TABLE: Final = re.compile(rf"create table (?:if not exists )?{_NAME}")
_NEW_INDEX: Final = re.compile(r"create (?:unique )?index concurrently (\w+)")
_OLD_INDEX: Final = re.compile(r"drop index concurrently if exists (\w+)")
_ALTERED: Final = re.compile(rf"alter table (?:if exists )?(?:only )?{_NAME} (.*)")
_TOUCHED: Final = re.compile(
    rf"(?:create|drop) (?:or replace )?(?:constraint )?trigger .* on {_NAME}"
    rf"|create (?:unique )?index .* on (?:only )?{_NAME}"
    rf"|alter table (?:if exists )?(?:only )?{_NAME}"
)
_AWAY: Final = re.compile(
    r"(drop (?!trigger|owned)|truncate|revoke|delete from)|alter (?!table)\w+ .* rename "
)
_ACTION_AWAY: Final = re.compile(
    r"rename |drop (?!constraint)|alter (column )?\w+ (drop default|set not null|(set data )?type )"
)
_VOLATILE: Final = re.compile(r" default .*(clock_timestamp|random|nextval|uuid|timeofday)")
_LOCKING: Final = re.compile(
    r"vacuum|cluster|lock |reindex (?!.*concurrently)|refresh materialized view (?!concurrently)"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """``code`` in small letters, without comments and what quotes hold; ``excused`` by a comment;
    ``alone``: outside of the revision's transaction."""

    code: str
    excused: bool
    alone: bool

    @property
    def touched(self) -> str:
        """The table that it locks; empty where there is none."""
        found = _TOUCHED.match(self.code)
        return next((name for name in found.groups() if name), "") if found else ""


@dataclass(frozen=True, slots=True)
class Violation:
    revision: str
    rule: Rule
    code: str

    def __str__(self) -> str:
        return f"{self.revision}: `{self.code[:70]}` {self.rule}."


class _Recorder:
    """Stands for the connection and for Alembic's context."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self._alone = False

    def execution_options(self, **_options: object) -> Self:
        return self

    def exec_driver_sql(self, script: str) -> None:
        self.statements += _split(script, self._alone)

    @contextmanager
    def autocommit_block(self) -> Iterator[None]:
        self._alone = True
        yield
        self._alone = False


def statements_of(module: ModuleType) -> list[Statement]:
    """What a revision would send, but for the roles that it takes."""
    recorder = _Recorder()
    with (
        patch.object(op, "get_bind", lambda: recorder),
        patch.object(op, "get_context", lambda: recorder),
    ):
        module.upgrade()
    return [one for one in recorder.statements if not re.match(r"(re)?set ", one.code)]


def load(file: Path) -> ModuleType:
    spec = spec_from_file_location(f"revision_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def violations(module: ModuleType) -> list[Violation]:
    """Every rule that a revision breaks, with the statement."""
    statements = statements_of(module)
    new = {name[1] for one in statements if (name := _NEW_TABLE.match(one.code))}
    marked = bool(getattr(module, "contracts", ""))
    made = {name[1] for one in statements if (name := _NEW_INDEX.match(one.code))}
    found = [
        (rule, one)
        for one in statements
        # what an attempt before this one left
        if not ((gone := _OLD_INDEX.match(one.code)) and gone[1] in made)
        for rule in _broken(one, new, len(statements) == 1)
    ]
    found += [(Rule.SECOND_TABLE, one) for one in _second_tables(statements, new)]
    takes_away = any(rule is Rule.TAKES_AWAY for rule, _ in found)
    if marked and not takes_away:
        found.append((Rule.MARKED_FOR_NOTHING, statements[0]))
    return [
        Violation(module.revision, rule, one.code)
        for rule, one in found
        if not (marked if rule is Rule.TAKES_AWAY else one.excused)
    ]


def _split(script: str, alone: bool) -> list[Statement]:
    """Into statements; bodies of functions and quoted texts are left out."""
    statements, code, excused = [], "", False
    for token in (*_TOKENS.finditer(script), *_TOKENS.finditer(";")):
        if token["comment"]:
            excused = excused or _REASON.match(token["comment"]) is not None
            code += " "
        elif token["text"]:
            code += "''"
        elif not token["end"]:
            code += token[0]
        else:
            words = " ".join(code.lower().split())
            if words:
                statements.append(Statement(words, excused, alone))
            code, excused = "", False
    return statements


def _second_tables(statements: Sequence[Statement], new: set[str]) -> list[Statement]:
    """The first statement on each further table that was there before."""
    first: dict[str, Statement] = {}
    for one in statements:
        if one.touched and one.touched not in new and not one.alone:
            first.setdefault(one.touched, one)
    return list(first.values())[1:]


def _broken(one: Statement, new: set[str], is_only_one: bool) -> Iterator[Rule]:
    if _AWAY.match(one.code):
        yield Rule.TAKES_AWAY
    if one.touched in new:
        return
    if re.match(r"create (unique )?index (?!concurrently)", one.code):
        yield Rule.INDEXES
    if one.code.startswith("update "):
        yield Rule.FILLS
    if _LOCKING.match(one.code):
        yield Rule.LOCKS
    if altered := _ALTERED.match(one.code):
        for action in _actions(altered[2]):
            yield from _broken_by(action, is_only_one)


def _actions(words: str) -> list[str]:
    """Those of an ALTER TABLE: parted by the commas that stand in no brackets."""
    depth, actions = 0, [""]
    for letter in words:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            actions.append("")
        else:
            actions[-1] += letter
    return [action.strip() for action in actions]


def _broken_by(action: str, is_only_one: bool) -> Iterator[Rule]:
    if _ACTION_AWAY.match(action):
        yield Rule.TAKES_AWAY
    if re.match(r"alter (column )?\w+ (set data )?type ", action) or re.match(
        r"set (tablespace|logged|unlogged|access)", action
    ):
        yield Rule.REWRITES
    if action.startswith("validate ") and not is_only_one:
        yield Rule.NOT_ALONE
    if re.match(r"add (constraint|check|foreign|unique|primary|exclude)\b", action):
        if re.search(r" (unique|primary key|exclude)\b", f" {action}"):
            if "using index" not in action:
                yield Rule.INDEXES
        elif "not valid" not in action:
            yield Rule.SCANS
    elif action.startswith("add "):
        yield from _broken_by_column(action)


def _broken_by_column(action: str) -> Iterator[Rule]:
    if re.search(r" (generated|identity)\b|serial\b", action) or _VOLATILE.search(action):
        yield Rule.REWRITES
    elif " not null" in action and " default " not in action:
        yield Rule.UNFILLED
    if re.search(r" (check|references)\b", action):
        yield Rule.SCANS
    if re.search(r" (unique|primary key)\b", action):
        yield Rule.INDEXES
