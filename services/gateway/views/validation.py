"""The last validation: every check with PASS or the number of rows that break its rule.

Guarantees that a check which was not asked is not shown as passed.
"""

from dataclasses import dataclass
from datetime import datetime

from services.gateway.views.words import counted, time_left


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check as `tour validate` wrote it: ``bad`` rows, ``known`` ones of unverified history, and
    why it was not asked, if so."""

    check: str
    rule: str
    title: str
    tables: tuple[str, ...]
    bad: int
    known: int
    examples: tuple[str, ...]
    skipped: str

    @property
    def result(self) -> str:
        if self.skipped:
            return "not asked"
        return counted(self.bad, "row") if self.bad else "PASS"


@dataclass(frozen=True, slots=True)
class ValidationRun:
    """``checked_at`` and ``looked_at`` in real UTC, ``tour_time`` the tour's; those that fail come
    first."""

    checked_at: datetime
    tour_time: datetime
    seconds: float
    checks: tuple[CheckLine, ...]
    looked_at: datetime

    @property
    def ago(self) -> str:
        """``2 d 3 h ago``."""
        return f"{time_left(self.looked_at, self.checked_at)} ago"

    @property
    def failing(self) -> tuple[CheckLine, ...]:
        return tuple(line for line in self.checks if line.bad and not line.skipped)

    @property
    def others(self) -> tuple[CheckLine, ...]:
        return tuple(line for line in self.checks if line not in self.failing)

    @property
    def summary(self) -> str:
        """``82 checks: 80 pass, 1 fails, 1 was not asked``."""
        skipped = sum(bool(line.skipped) for line in self.checks)
        failing = len(self.failing)
        passed = len(self.checks) - skipped - failing
        return (
            f"{counted(len(self.checks), 'check')} in {self.seconds:.1f} s: {passed} pass, "
            f"{failing} fail, {skipped} not asked"
        )


@dataclass(frozen=True, slots=True)
class ValidationPage:
    """None before the first run."""

    run: ValidationRun | None
