"""The history as ``Stored``, and a hand that spoils it row by row.

Guarantees that nothing of the season was made by the validation: it comes from the services' own
domains, and here it is only taken over column by column.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from services.draws.domain.sizes import SEEDING_RULES
from services.rankings.domain.points import POINTS
from shared.ages import AGES
from shared.names import SERVICES
from tests.histories import small_season
from tools import rows
from tools.history.writing import season_rows
from tools.validating.check import Answer, Check, run
from tools.validating.checks import CHECKS
from tools.validating.live import OWNERS
from tools.validating.stored import Stored
from tools.validating.tables import (
    STORED,
    AgeCategoryRow,
    Messages,
    PointsRuleRow,
    SeedingRuleRow,
    TableRights,
)

R = TypeVar("R")
# a Thursday: one tournament in play, the next one's entries closed
NOW = datetime(2026, 2, 19, 15, tzinfo=UTC)
# of a whole history; they have tests of their own
HISTORY = {"history-mishaps", "history-scores", "history-favourites", "history-arrivals"}
CHECK = {check.id: check for check in CHECKS if check.id not in HISTORY}


class Hand:
    """A season of its own, to be changed: ``spoilt.stored`` is what the checks see."""

    def __init__(self) -> None:
        self.now = NOW
        self.tables: dict[type, list[Any]] = {kind: list(those) for kind, those in season().items()}

    @property
    def stored(self) -> Stored:
        return Stored(self.tables, self.now)

    def all(self, kind: type[R], where: Callable[[R], bool] = lambda _: True) -> list[R]:
        return [row for row in self.tables[kind] if where(row)]

    def first(self, kind: type[R], where: Callable[[R], bool] = lambda _: True) -> R:
        """The first such row; a season without one is no season for the test."""
        return self.all(kind, where)[0]

    def change(self, row: R, **columns: object) -> R:
        """Put the changed row in the place of this one."""
        changed: R = replace(row, **columns)  # type: ignore[type-var]
        rows_ = self.tables[type(row)]
        rows_[next(at for at, one in enumerate(rows_) if one is row)] = changed
        return changed

    def remove(self, row: object) -> None:
        self.tables[type(row)] = [one for one in self.tables[type(row)] if one is not row]

    def add(self, row: R, **columns: object) -> R:
        """A copy of this row, so changed, beside it."""
        copy: R = replace(row, **columns)  # type: ignore[type-var]
        self.tables[type(row)].append(copy)
        return copy

    def ask(self, check: str) -> Answer:
        """What this check says of the season as it stands now."""
        return next(run([CHECK[check]], self.stored))


def answers(checks: Iterable[Check], stored: Stored) -> dict[str, Answer]:
    return {answer.check.id: answer for answer in run(list(checks), stored)}


@cache
def season() -> dict[type, list[Any]]:
    """Every table of the history, with what only a database tells."""
    return taken_over(season_rows(small_season(2026, NOW)))


def taken_over(stored: Iterable[rows.Row]) -> dict[type, list[Any]]:
    """Rows as the bulk loader gets them, as validation reads them."""
    kinds = {kind.TABLE: kind for kind in STORED}  # type: ignore[attr-defined]
    tables: dict[type, list[Any]] = {kind: [] for kind in STORED}
    for row in stored:
        kind = kinds.get(row.TABLE)
        if kind is not None:
            names = [field.name for field in fields(kind) if hasattr(row, field.name)]
            tables[kind].append(kind(**{name: getattr(row, name) for name in names}))
    tables[AgeCategoryRow] = [
        AgeCategoryRow(category, ages.start, ages.stop - 1) for category, ages in AGES.items()
    ]
    tables[SeedingRuleRow] = [
        SeedingRuleRow(rule.min_players, rule.max_players, rule.seeds) for rule in SEEDING_RULES
    ]
    tables[PointsRuleRow] = [
        PointsRuleRow(category, stage, points)
        for category, stages in POINTS.items()
        for stage, points in stages.items()
    ]
    tables[TableRights] = [
        TableRights(table, owner, (owner.replace("own", "svc"),)) for table, owner in OWNERS.items()
    ]
    tables[Messages] = [Messages(service, 0, 0) for service in SERVICES]
    return tables
