"""What the draws service keeps of draws, as plain records.

Guarantees that they hold no connection: whoever has one has all of it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.draws.domain.seeding import RankingPlace, Seed, StandingEntry
from shared.terms import AgeCategory, DrawStatus, Gender, TournamentCategory
from shared.weeks import Week


class Origin(StrEnum):
    """Where a row comes from (rules.md section 13)."""

    LIVE = "live"
    IMPORTED = "imported"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Tournament:
    """What a draw needs to know of its tournament; the deadlines (UTC) are entries'."""

    tournament_id: int
    start_date: date
    end_date: date
    category: TournamentCategory
    entry_deadline: datetime
    draw_deadline: datetime

    @property
    def seeding_week(self) -> Week:
        """The week whose ranking seeds the draws: the one before (rules.md section 4)."""
        return Week.of(self.start_date) - 1


@dataclass(frozen=True, slots=True)
class EntryList:
    """Whose entries: one draw of one tournament."""

    tournament_id: int
    category: AgeCategory
    gender: Gender


@dataclass(frozen=True, slots=True)
class Draw:
    """A row of draws with its tournament. What only a draw made here has is None otherwise."""

    draw_id: int
    tournament: Tournament
    category: AgeCategory
    gender: Gender
    status: DrawStatus
    num_players: int | None
    has_supertiebreak: bool
    generated_at: datetime | None
    size: int | None
    is_seeded: bool | None
    random_seed: int | None
    algorithm_version: int | None
    closed_at: datetime | None
    origin: Origin
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def entry_list(self) -> EntryList:
        return EntryList(self.tournament.tournament_id, self.category, self.gender)

    @property
    def waits_for_lots(self) -> bool:
        return self.status in (DrawStatus.OPEN, DrawStatus.CLOSED)

    @property
    def waits_for_closing(self) -> bool:
        """No planned seeding yet; also of a draw that was imported as closed."""
        return self.waits_for_lots and self.is_seeded is None

    @property
    def was_made_here(self) -> bool:
        """The tour took the lots itself, from a random seed that is kept."""
        return self.random_seed is not None and self.algorithm_version is not None


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A line from the top, from 1. Without a player it is a bye; ``entered_at`` in UTC."""

    number: int
    player_id: int | None
    seed_number: int | None = None
    has_bye: bool = False
    entry_points: int = 0
    entered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A player who had an entry at the deadline, stood in the ranking, or both."""

    player_id: int
    entry_id: int | None
    entered_at: datetime | None
    place: RankingPlace | None

    @property
    def standing(self) -> StandingEntry | None:
        """The entry that stood at the deadline, if there was one."""
        if self.entry_id is None or self.entered_at is None:
            return None
        return StandingEntry(self.entry_id, self.player_id, self.entered_at)


@dataclass(frozen=True, slots=True)
class DrawSheet:
    """A draw with its lines, from the top, and both seedings."""

    draw: Draw
    lines: tuple[DrawLine, ...]
    planned_seeds: tuple[Seed, ...]
    actual_seeds: tuple[Seed, ...]


@dataclass(frozen=True, slots=True)
class DueDraw:
    """A draw that a deadline has passed by: to be made, or only to be closed."""

    draw_id: int
    is_to_be_made: bool


@dataclass(frozen=True, slots=True)
class Freeze:
    """A maker has asked, or is about to ask, for the freeze of this draw's entries."""

    maker: UUID
    draw_id: int
