"""What became of every row that was read: by table, and by the rule it breaks with examples."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

_EXAMPLES = 3


class Outcome(StrEnum):
    """What became of a row, from harmless to worst."""

    STORED = "stored"
    NORMALISED = "normalised"
    BYE = "became a bye"
    UNVERIFIED = "unverified history"
    SET_ASIDE = "set aside"


_WEIGHT = {outcome: weight for weight, outcome in enumerate(Outcome)}


class Finding(NamedTuple):
    """A rule that rows of a table break; ``title`` says which, the same for all such rows."""

    table: str
    rule: str
    title: str
    outcome: Outcome


@dataclass(slots=True)
class Report:
    """Counts and examples, filled while the rows are judged."""

    read: Counter[str] = field(default_factory=Counter)
    outcomes: dict[str, dict[int, Outcome]] = field(default_factory=lambda: defaultdict(dict))
    findings: Counter[Finding] = field(default_factory=Counter)
    examples: dict[Finding, list[str]] = field(default_factory=lambda: defaultdict(list))
    noted: set[tuple[Finding, int]] = field(default_factory=set)

    def note(self, finding: Finding, line: int, example: str) -> None:
        """Count a row that breaks a rule, once for each rule; the row's outcome is the worst of all
        that was noted for it."""
        if (finding, line) in self.noted:
            return
        self.noted.add((finding, line))
        self.findings[finding] += 1
        if len(self.examples[finding]) < _EXAMPLES:
            self.examples[finding].append(f"line {line}: {example}")
        lines = self.outcomes[finding.table]
        before = lines.get(line, Outcome.STORED)
        if _WEIGHT[finding.outcome] > _WEIGHT[before]:
            lines[line] = finding.outcome

    def outcome(self, table: str, line: int) -> Outcome:
        return self.outcomes[table].get(line, Outcome.STORED)

    def count(self, table: str, outcome: Outcome) -> int:
        """Rows of a table with this outcome."""
        noted = Counter(self.outcomes[table].values())
        if outcome is Outcome.STORED:
            return self.read[table] - sum(noted.values())
        return noted[outcome]

    def stored(self, table: str) -> int:
        """Rows of a table that stand in the tour afterwards."""
        gone = self.count(table, Outcome.SET_ASIDE) + self.count(table, Outcome.BYE)
        return self.read[table] - gone

    def as_json(self) -> dict[str, object]:
        """For import_reports, the terminal and the page in the admin area."""
        return {
            "tables": [
                {
                    "table": table,
                    "read": self.read[table],
                    **{outcome.name.lower(): self.count(table, outcome) for outcome in Outcome},
                }
                for table in self.read
            ],
            "rules": [
                {
                    "table": finding.table,
                    "rule": finding.rule,
                    "title": finding.title,
                    "outcome": finding.outcome.value,
                    "rows": count,
                    "examples": self.examples[finding],
                }
                for finding, count in sorted(
                    self.findings.items(), key=lambda item: (item[0].table, item[0].rule, -item[1])
                )
            ],
        }
