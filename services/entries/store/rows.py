"""The rows of the entries service as the rest of it sees them.

Guarantees that numbers of the reference tables are terms (``Gender``, ``AgeCategory`` …) and that
a player carries the status that people see on the day of the reading.
"""

from dataclasses import dataclass
from datetime import date, datetime

from services.entries.domain.bulk import Candidate
from services.entries.domain.countries import CountryDetails
from services.entries.domain.eligibility import EnteredTournament, Entrant, Suspension
from services.entries.domain.history import Origin
from services.entries.domain.withdrawal import WithdrawalType
from shared.terms import AgeCategory, Gender, PlayerStatus, Surface, TournamentCategory
from shared.weeks import Week


@dataclass(frozen=True, slots=True)
class Country:
    country_id: int
    code: str
    name: str

    @property
    def details(self) -> CountryDetails:
        """The country as another one is compared with it."""
        return CountryDetails(self.code, self.name)


@dataclass(frozen=True, slots=True)
class Venue:
    venue_id: int
    name: str
    location_id: int
    city: str
    country: Country


@dataclass(frozen=True, slots=True)
class Player:
    """``status`` is what the officials have set, ``shown_status`` what people see."""

    player_id: int
    first_name: str
    last_name: str
    birth_year: int
    gender: Gender
    country: Country
    status: PlayerStatus
    shown_status: PlayerStatus
    suspended_until: date | None
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def entrant(self) -> Entrant:
        """The player as an entry concerns it."""
        name = f"{self.first_name} {self.last_name}"
        return Entrant(name, self.birth_year, self.gender, self.status)

    @property
    def candidate(self) -> Candidate:
        """The player as a line of a list may mean one."""
        return Candidate(
            self.player_id,
            self.first_name,
            self.last_name,
            self.birth_year,
            self.gender,
            self.country.country_id,
            self.country.name,
        )


@dataclass(frozen=True, slots=True)
class Tournament:
    """The deadlines are UTC."""

    tournament_id: int
    name: str
    start_date: date
    end_date: date
    category: TournamentCategory
    surface: Surface
    venue: Venue
    entry_deadline: datetime
    draw_deadline: datetime
    origin: Origin
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def week(self) -> Week:
        return Week.of(self.start_date)

    @property
    def entered(self) -> EnteredTournament:
        """The tournament as an entry concerns it."""
        return EnteredTournament(self.tournament_id, self.name, self.week)


@dataclass(frozen=True, slots=True)
class ListKey:
    """The entry list of one of a tournament's four draws."""

    tournament_id: int
    age_category: AgeCategory
    gender: Gender


@dataclass(frozen=True, slots=True)
class Entry:
    """``released``: its draw was cancelled. Moments are UTC."""

    entry_id: int
    player: Player
    tournament_id: int
    age_category: AgeCategory
    gender: Gender
    entry_points: int
    entered_at: datetime
    withdrawn_at: datetime | None
    withdrawal_type: WithdrawalType | None
    withdrawn_by_suspension_id: int | None
    released: bool
    origin: Origin
    version: int
    changed_by: str
    changed_at: datetime

    @property
    def list_key(self) -> ListKey:
        return ListKey(self.tournament_id, self.age_category, self.gender)


@dataclass(frozen=True, slots=True)
class StandingEntry:
    """An entry as the draw needs it."""

    entry_id: int
    player_id: int
    entered_at: datetime
    entry_points: int


@dataclass(frozen=True, slots=True)
class KnownSuspension:
    """A copy of a suspension; ``version`` is that of the original's row. One that was lifted holds
    no longer from ``lifted_on`` on."""

    suspension_id: int
    player_id: int
    tournament_id: int
    suspension: Suspension
    annulled: bool
    lifted_on: date | None
    version: int

    @property
    def in_force(self) -> Suspension | None:
        """The days on which it holds; None where it never does."""
        if self.annulled or self.lifted_on is None:
            return None if self.annulled else self.suspension
        return self.suspension.lifted(self.lifted_on)
