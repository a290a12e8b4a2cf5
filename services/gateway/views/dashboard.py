"""What is due: the first page of an official.

Guarantees that nothing stands there that is not to be done, and the latest first.
"""

from dataclasses import dataclass
from datetime import datetime

from services.gateway.views.entry import EntryPage
from services.gateway.views.forms import Guard
from services.gateway.views.result import MatchToRecord
from services.gateway.views.season import Deadline, Tournament, draw_deadline, entry_deadline
from services.gateway.views.tournament import DrawCard


@dataclass(frozen=True, slots=True)
class DrawDue:
    """A draw whose entries are closed and that nobody has made yet."""

    tournament: Tournament
    draw: DrawCard
    deadline: Deadline

    @classmethod
    def of(cls, tournament: Tournament, draw: DrawCard, now: datetime) -> "DrawDue":
        return cls(tournament, draw, draw_deadline(tournament, now))


@dataclass(frozen=True, slots=True)
class SkeletonDue:
    """A draw that is made but has no matches yet."""

    tournament: Tournament
    draw: DrawCard
    guard: Guard


@dataclass(frozen=True, slots=True)
class ClosingSoon:
    """A tournament that takes entries, with how many it has."""

    tournament: Tournament
    deadline: Deadline
    entries: int

    @classmethod
    def of(cls, tournament: Tournament, entries: int, now: datetime) -> "ClosingSoon":
        return cls(tournament, entry_deadline(tournament, now), entries)


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """``matches`` are the first to record of ``matches_total``; ``entry`` is the entry form."""

    entry: EntryPage
    draws: tuple[DrawDue, ...]
    skeletons: tuple[SkeletonDue, ...]
    matches: tuple[MatchToRecord, ...]
    matches_total: int
    closing: tuple[ClosingSoon, ...]

    @property
    def is_all_done(self) -> bool:
        return not (self.draws or self.skeletons or self.matches)
