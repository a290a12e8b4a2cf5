"""What validation tells: for the terminal, for programs, and for the page in the admin area."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.table import Table

from tools.validating.check import Answer


@dataclass(frozen=True, slots=True)
class Report:
    """``tour_time`` is the tour's, UTC; ``seconds`` are those of reading and checking."""

    source: str
    tour_time: datetime
    seconds: float
    answers: Sequence[Answer]

    @property
    def failed(self) -> bool:
        return any(answer.bad for answer in self.answers)

    @property
    def summary(self) -> str:
        """``72 checks in 2.1 s: 70 pass, 2 fail …``."""
        failing = sum(answer.bad > 0 for answer in self.answers)
        skipped = sum(bool(answer.skipped) for answer in self.answers)
        passed = sum(answer.passed for answer in self.answers)
        parts = [f"{passed} pass", f"{failing} fail", f"{skipped} not asked"]
        return f"{len(self.answers)} checks in {self.seconds:.1f} s: {', '.join(parts)}."

    def as_json(self) -> dict[str, object]:
        """As the page reads it: ``services.gateway.views.validation`` names the same fields."""
        return {
            "source": self.source,
            "tour_time": self.tour_time.isoformat(),
            "seconds": round(self.seconds, 3),
            "passed": not self.failed,
            "checks": [
                {
                    "check": answer.check.id,
                    "rule": answer.check.rule,
                    "title": answer.check.title,
                    "tables": list(answer.check.tables),
                    "bad": answer.bad,
                    "known": answer.known,
                    "examples": list(answer.examples or answer.known_examples),
                    "skipped": answer.skipped,
                }
                for answer in self.answers
            ],
        }


def show(report: Report) -> None:
    """The table for people."""
    # what stands in the rows is no markup
    console = Console(markup=False, emoji=False, highlight=False)
    table = Table(title=report.source, title_justify="left")
    table.add_column("check", no_wrap=True)
    table.add_column("§", justify="right")
    table.add_column("what must hold, and what breaks it", overflow="fold")
    table.add_column("bad rows", justify="right", no_wrap=True)
    table.add_column("known history", justify="right", no_wrap=True)
    for answer in report.answers:
        told = "\n".join((answer.check.title, *_below(answer)))
        known = f"{answer.known:,}" if answer.known else "–"
        table.add_row(answer.check.id, answer.check.rule, told, _result(answer), known)
    console.print(table)
    console.print(report.summary)


def _result(answer: Answer) -> str:
    if answer.skipped:
        return "–"
    return f"{answer.bad:,}" if answer.bad else "PASS"


def _below(answer: Answer) -> Iterator[str]:
    if answer.skipped:
        yield f"  not asked: {answer.skipped}"
    for example in answer.examples or answer.known_examples:
        yield f"  {example}"
