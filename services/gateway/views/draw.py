"""The page of one draw: the bracket or its list, the seeding, or the entry list before.

Guarantees that a draw of unverified history is never shown as a bracket (rules.md section 13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.gateway.views.bracket import Bracket, BracketMatch, BracketRound
from services.gateway.views.people import Person
from services.gateway.views.season import Deadline, Tournament, draw_deadline, entry_deadline
from services.gateway.views.tournament import DrawCard, EntryTable
from shared.terms import DrawStatus


class DrawView(StrEnum):
    """How the matches are shown; the value stands in the address."""

    BRACKET = "bracket"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class SeedOnRecord:
    """A seed of the planned or of the actual seeding, with its points in the ranking."""

    seed: int
    person: Person
    points: int


@dataclass(frozen=True, slots=True)
class SeedingRow:
    """What was planned at the deadline beside what was drawn; None where there is none."""

    seed: int
    planned: SeedOnRecord | None
    actual: SeedOnRecord | None

    @property
    def is_changed(self) -> bool:
        """Another player than planned has this seed."""
        return _player_id(self.planned) != _player_id(self.actual)


class SeedingColumn(StrEnum):
    """The two seedings of a draw (rules.md section 4); the value is the column's heading."""

    PLANNED = "Planned"
    ACTUAL = "As drawn"


def _player_id(seed: SeedOnRecord | None) -> int:
    return seed.person.player_id if seed else 0


def seeding_rows(
    planned: Sequence[SeedOnRecord], actual: Sequence[SeedOnRecord]
) -> tuple[SeedingRow, ...]:
    """Both seedings side by side, in seed order (rules.md section 4)."""
    planned_by = {each.seed: each for each in planned}
    actual_by = {each.seed: each for each in actual}
    return tuple(
        SeedingRow(seed, planned_by.get(seed), actual_by.get(seed))
        for seed in sorted(planned_by | actual_by)
    )


@dataclass(frozen=True, slots=True)
class Making:
    """How the draw was made: what anyone needs to verify it."""

    made_at: datetime
    random_seed: int
    algorithm_version: int
    is_seeded: bool
    seeding_week: str


@dataclass(frozen=True, slots=True)
class DrawPage:
    """``draws`` are the tournament's four. Before the draw is made there is the entry list;
    unverified history has ``history`` and no bracket."""

    tournament: Tournament
    draw: DrawCard
    draws: tuple[DrawCard, ...]
    has_supertiebreak: bool
    now: datetime
    view: DrawView = DrawView.BRACKET
    bracket: Bracket | None = None
    history: tuple[BracketRound, ...] = ()
    seeding: tuple[SeedingRow, ...] = ()
    making: Making | None = None
    entries: EntryTable | None = None

    def __post_init__(self) -> None:
        if self.draw.is_unverified and self.bracket is not None:
            raise ValueError("unverified history is shown as a list of matches")

    @property
    def seeding_columns(self) -> tuple[SeedingColumn, ...]:
        """Before a draw is made there is no actual seeding, in foreign data no planned one."""
        there = {
            SeedingColumn.PLANNED: any(row.planned for row in self.seeding),
            SeedingColumn.ACTUAL: any(row.actual for row in self.seeding),
        }
        return tuple(column for column, is_there in there.items() if is_there)

    @property
    def compares_seedings(self) -> bool:
        return len(self.seeding_columns) > 1

    @property
    def shows_bracket(self) -> bool:
        return self.bracket is not None and self.view is DrawView.BRACKET

    @property
    def rounds(self) -> tuple[BracketRound, ...]:
        """What the list shows."""
        return self.bracket.rounds if self.bracket else self.history

    @property
    def final(self) -> BracketMatch | None:
        """The final of a draw that has a champion."""
        if self.bracket is None or self.bracket.champion is None:
            return None
        return self.bracket.rounds[-1].matches[0]

    @property
    def has_no_champion(self) -> bool:
        """Every match is over and nobody won the final (rules.md section 5)."""
        return self.bracket is not None and self.bracket.is_complete and self.final is None

    @property
    def deciding_set(self) -> str:
        return "super tie-break to 10" if self.has_supertiebreak else "full third set"

    @property
    def is_cancelled(self) -> bool:
        return self.draw.status is DrawStatus.CANCELLED

    @property
    def is_open(self) -> bool:
        """Entries are taken."""
        return self.draw.status is DrawStatus.OPEN

    @property
    def deadline(self) -> Deadline:
        """The next one: entries close, or the draw is made."""
        if self.is_open:
            return entry_deadline(self.tournament, self.now)
        return draw_deadline(self.tournament, self.now)
