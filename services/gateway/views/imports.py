"""The report of an import: every row counted, with the rule it breaks (rules.md section 13).

Guarantees that the rows of a table add up, or that the page says they do not.
"""

from dataclasses import dataclass
from datetime import datetime

from services.gateway.views.words import counted


@dataclass(frozen=True, slots=True)
class TableCount:
    """What became of the rows of one table; a match with one player became a ``bye``."""

    table: str
    read: int
    stored: int
    normalised: int
    bye: int
    unverified: int
    set_aside: int

    @property
    def adds_up(self) -> bool:
        """Each row read became one thing."""
        outcomes = (self.stored, self.normalised, self.bye, self.unverified, self.set_aside)
        return self.read == sum(outcomes)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Rows that break one rule: its section, which it is, what became of them, and examples."""

    rule: str
    table: str
    title: str
    outcome: str
    rows: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One import; ``data_hash`` is the SHA-256 of the data set, hex."""

    import_id: str
    source: str
    data_hash: str
    started_at: datetime
    finished_at: datetime | None
    tables: tuple[TableCount, ...]
    rules: tuple[RuleCount, ...]

    @property
    def summary(self) -> str:
        """``12,345 rows read: 12,000 stored, 300 normalised, …, 45 set aside``."""
        read = counted(sum(each.read for each in self.tables), "row")
        parts = {
            "stored": sum(each.stored for each in self.tables),
            "normalised": sum(each.normalised for each in self.tables),
            "unverified history": sum(each.unverified for each in self.tables),
            "became byes": sum(each.bye for each in self.tables),
            "set aside": sum(each.set_aside for each in self.tables),
        }
        return f"{read} read: {', '.join(f'{number:,} {what}' for what, number in parts.items())}"


@dataclass(frozen=True, slots=True)
class ImportLink:
    """Another import's report."""

    import_id: str
    source: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class ImportPage:
    """The latest report or the one asked for; None before the first import."""

    report: ImportReport | None
    others: tuple[ImportLink, ...] = ()
