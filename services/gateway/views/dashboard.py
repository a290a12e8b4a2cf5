"""What is due: the first page of an official.

Guarantees that nothing stands there that is not to be done, that what is due first stands first,
and that a part which cannot be told says so instead of looking empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.gateway.views.entry import EntryPage
from services.gateway.views.forms import Guard
from services.gateway.views.people import Person
from services.gateway.views.result import RecordRow, place_of
from services.gateway.views.season import Deadline, Tournament, draw_deadline, entry_deadline
from services.gateway.views.suspensions import CAUSE_TEXT
from services.gateway.views.tournament import DrawCard
from services.gateway.views.words import counted, day
from shared.terms import MatchStatus

# an event is sent within a second: what waits for longer than this is stuck
BEHIND_SECONDS = 60.0


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
class EndingSoon:
    """A suspension that holds today and ends soon; ``last_day`` belongs to it. ``may_lift``
    where the official who looks could."""

    suspension_id: int
    person: Person
    cause: MatchStatus
    last_day: date
    today: date
    may_lift: bool

    @property
    def cause_text(self) -> str:
        return CAUSE_TEXT[self.cause]

    @property
    def ends(self) -> str:
        """``ends today, Mon 16 Feb 2026``, ``ends tomorrow, …``, ``ends in 3 days, …``."""
        left = (self.last_day - self.today).days
        when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
        return f"ends {when}, {day(self.last_day)}"

    @property
    def href(self) -> str:
        return f"/admin/suspensions#suspension-{self.suspension_id}"


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How one service is: events that wait to be sent, the oldest for so many seconds, and those
    given up; ``is_away`` where it did not answer."""

    service: str
    waiting: int = 0
    oldest_seconds: float = 0.0
    dead_letters: int = 0
    is_away: bool = False

    @property
    def is_behind(self) -> bool:
        return self.oldest_seconds >= BEHIND_SECONDS

    @property
    def waiting_text(self) -> str:
        minutes = int(self.oldest_seconds // 60)
        events = counted(self.waiting, "event waits", "events wait")
        return f"{self.service}: {events} to be sent, the oldest for {minutes} min"

    @property
    def letters_text(self) -> str:
        return f"{counted(self.dead_letters, 'dead letter')} at {self.service}"


@dataclass(frozen=True, slots=True)
class TourState:
    """What is not as it should be with the services; ``letters`` for administrators only."""

    away: tuple[ServiceState, ...] = ()
    behind: tuple[ServiceState, ...] = ()
    letters: tuple[ServiceState, ...] = ()

    @classmethod
    def of(cls, services: Sequence[ServiceState], *, is_administrator: bool) -> "TourState":
        return cls(
            tuple(each for each in services if each.is_away),
            tuple(each for each in services if each.is_behind),
            tuple(each for each in services if each.dead_letters and is_administrator),
        )

    @property
    def is_fine(self) -> bool:
        return not (self.away or self.behind or self.letters)


@dataclass(frozen=True, slots=True)
class ToDo:
    """What is due; ``matches`` are the first to record of ``matches_total``."""

    draws: tuple[DrawDue, ...] = ()
    skeletons: tuple[SkeletonDue, ...] = ()
    matches: tuple[RecordRow, ...] = ()
    matches_total: int = 0

    @property
    def is_all_done(self) -> bool:
        return not (self.draws or self.skeletons or self.matches)


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """``entry`` is the entry form. A part is None where a service that knows it did not answer."""

    to_do: ToDo | None
    entry: EntryPage | None
    closing: tuple[ClosingSoon, ...] | None
    ending: tuple[EndingSoon, ...] | None
    state: TourState

    @property
    def first_score(self) -> str:
        """The id of the field that takes the first score; empty without one."""
        matches = self.to_do.matches if self.to_do else ()
        return place_of(matches[0].match.match_id) if matches else ""
