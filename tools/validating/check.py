"""What a check is, and what comes of it.

Guarantees that every bad row counts once, on one of two sides: rows that should keep the rule, and
history of which it is known that it need not (rules.md section 13).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from tools.rows import Origin
from tools.validating.stored import Stored

EXAMPLES: Final = 3
UNVERIFIED: Final[frozenset[Origin]] = frozenset({"unverified"})
# what an import stores as it was published, and so may break a rule without being unverified
PUBLISHED: Final[frozenset[Origin]] = frozenset({"unverified", "imported"})


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that breaks the rule, and where it comes from; None: the source does not say."""

    origin: Origin | None
    example: str


Find: TypeAlias = Callable[[Stored], Iterable[Bad]]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule that stored data can break.

    ``rule`` is its section of rules.md, ``title`` says it as a sentence without full stop.
    ``spares``: rows of these origins are known history and fail nothing. ``needs``: without one of
    these tables it cannot be asked, for the reason ``unless`` gives.
    """

    id: str
    rule: str
    title: str
    tables: tuple[str, ...]
    find: Find
    spares: frozenset[Origin] = UNVERIFIED
    needs: tuple[type[Any], ...] = ()
    unless: str = "These files do not hold what this needs."
    asked: Callable[[Stored], bool] = field(default=lambda _: True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check found: bad rows, and rows that break the rule but are known history.

    ``skipped`` says why it could not be asked; then there is nothing else.
    """

    check: Check
    bad: int = 0
    known: int = 0
    examples: tuple[str, ...] = ()
    known_examples: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def passed(self) -> bool:
        return not self.bad and not self.skipped


def run(checks: Sequence[Check], stored: Stored) -> Iterator[Answer]:
    """Every check in turn, on the same data."""
    for check in checks:
        if not all(stored.has(kind) for kind in check.needs) or not check.asked(stored):
            yield Answer(check, skipped=check.unless)
        else:
            yield _answer(check, check.find(stored))


def _answer(check: Check, found: Iterable[Bad]) -> Answer:
    bad, known = 0, 0
    examples: list[str] = []
    known_examples: list[str] = []
    for one in found:
        if one.origin in check.spares:
            known += 1
            _keep(known_examples, one.example)
        else:
            bad += 1
            _keep(examples, one.example)
    return Answer(check, bad, known, tuple(examples), tuple(known_examples))


def _keep(examples: list[str], example: str) -> None:
    if len(examples) < EXAMPLES:
        examples.append(example)


def worst(origins: Collection[Origin | None]) -> Origin | None:
    """The origin of what several rows are together: unverified if one of them is."""
    for origin in ("unverified", "imported", "live"):
        if origin in origins:
            return origin
    return None
