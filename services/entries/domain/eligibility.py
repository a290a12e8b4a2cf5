"""Who may enter which draw of a tournament, and when (rules.md sections 2 and 3).

Guarantees that ``check_entry`` returns an empty list exactly if the entry breaks no rule, and
otherwise one sentence for every rule it breaks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.entries.domain.tournaments import entries_in_time, entry_deadline
from shared.ages import AGES, age_in, category_for
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus, Violation
from shared.text import day_in_words, moment_in_words
from shared.weeks import Week

MOST_PLAYERS = 64

_CATEGORY_NAMES = {AgeCategory.SIXTY: "60+", AgeCategory.SIXTY_FIVE: "65+"}
_GENDER_NAMES = {Gender.MEN: "men's", Gender.WOMEN: "women's"}
_CAUSES = {MatchStatus.WALKOVER: "a no-show", MatchStatus.DISQUALIFIED: "a disqualification"}


class ListState(StrEnum):
    """The entries of one draw: accepted, past the deadline, frozen because it is being or has been
    drawn, or released because it was cancelled."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    FROZEN = "FROZEN"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entrant:
    """The player as the entry concerns it; ``status`` is what the officials have set."""

    name: str
    birth_year: int
    gender: Gender
    status: PlayerStatus


@dataclass(frozen=True, slots=True)
class EnteredTournament:
    """A tournament as an entry concerns it; it fills the days of its week."""

    tournament_id: int
    name: str
    week: Week


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension in force, not an annulled one; the first and the last day belong to it.

    ``cause`` is WALKOVER for a no-show or a withdrawal after the draw, or DISQUALIFIED; None where
    it is not known.
    """

    first_day: date
    last_day: date
    cause: MatchStatus | None = None

    def lifted(self, on: date) -> "Suspension | None":
        """What is left of one that was lifted: it holds until the day before; None if it never
        held (rules.md section 7)."""
        last_day = min(self.last_day, on - timedelta(days=1))
        return replace(self, last_day=last_day) if self.first_day <= last_day else None

    def touches(self, first: date, last: date) -> bool:
        """Whether it covers any day from ``first`` to ``last``, both included (rules.md section
        7)."""
        return self.first_day <= last and first <= self.last_day


@dataclass(frozen=True, slots=True)
class EntryList:
    """The list of the draw that follows from the player; ``standing`` entries are not withdrawn."""

    state: ListState
    standing: int


@dataclass(frozen=True, slots=True)
class EntryAttempt:
    """An entry that somebody asks for, with all that decides on it.

    ``asked_category`` and ``asked_gender`` are set where the request names a draw.
    ``entered_that_week`` are the tournaments of the same week, this one included, in which the
    player has an entry that stands. ``entry_list`` is None where no draw holds the player's age.
    ``now`` is UTC.
    """

    player: Entrant
    tournament: EnteredTournament
    now: datetime
    asked_category: AgeCategory | None
    asked_gender: Gender | None
    entered_that_week: tuple[EnteredTournament, ...]
    entry_list: EntryList | None
    suspensions: tuple[Suspension, ...]


def category_name(category: AgeCategory) -> str:
    return _CATEGORY_NAMES[category]


def gender_name(gender: Gender) -> str:
    """As in "the women's draw"."""
    return _GENDER_NAMES[gender]


def check_entry(attempt: EntryAttempt) -> list[Violation]:
    """Every rule that the entry breaks; an empty list if the player may enter."""
    return [*_check_player(attempt), *_check_list(attempt), *_check_room(attempt)]


def check_return(attempt: EntryAttempt) -> list[Violation]:
    """What keeps an entry out that an annulled suspension had withdrawn (rules.md section 5).

    It was in time once, so the deadline and a closed list do not matter; the draw does.
    """
    return [*_check_player(attempt), *_check_undrawn(attempt), *_check_room(attempt)]


def _check_player(attempt: EntryAttempt) -> list[Violation]:
    return [
        *_check_age(attempt),
        *_check_gender(attempt),
        *_check_status(attempt.player),
        *_check_suspensions(attempt),
        *_check_week(attempt),
    ]


def _check_age(attempt: EntryAttempt) -> Iterator[Violation]:
    player, year = attempt.player, attempt.tournament.week.year
    age = age_in(year, player.birth_year)
    category = category_for(age)
    turns = f"{player.name} turns {age} in {year}"
    if category is None:
        youngest, oldest = AGES[AgeCategory.SIXTY][0], AGES[AgeCategory.SIXTY_FIVE][-1]
        message = f"{turns}; the tour is for players who turn {youngest} to {oldest} in that year."
        yield Violation("player_id", "2", message)
    elif attempt.asked_category is not None and attempt.asked_category is not category:
        asked = category_name(attempt.asked_category)
        message = f"{turns} and plays in the {category_name(category)} draw, not in {asked}."
        yield Violation("age_category_id", "2", message)


def _check_gender(attempt: EntryAttempt) -> Iterator[Violation]:
    player, asked = attempt.player, attempt.asked_gender
    if asked is not None and asked is not player.gender:
        message = (
            f"{player.name} plays in the {gender_name(player.gender)} draw, "
            f"not in the {gender_name(asked)}."
        )
        yield Violation("gender_id", "2", message)


def _check_status(player: Entrant) -> Iterator[Violation]:
    if player.status in {PlayerStatus.INACTIVE, PlayerStatus.RETIRED}:
        message = f"{player.name} is {player.status.name.lower()}; only active players may enter."
        yield Violation("player_id", "2", message)


def _check_suspensions(attempt: EntryAttempt) -> Iterator[Violation]:
    week = attempt.tournament.week
    for suspension in attempt.suspensions:
        if suspension.touches(week.monday, week.sunday):
            cause = "" if suspension.cause is None else f" for {_CAUSES[suspension.cause]}"
            message = (
                f"{attempt.player.name} is suspended{cause} from "
                f"{day_in_words(suspension.first_day)} until the end of "
                f"{day_in_words(suspension.last_day)}; {attempt.tournament.name} begins on "
                f"{day_in_words(week.monday)}."
            )
            yield Violation("player_id", "2", message)


def _check_week(attempt: EntryAttempt) -> Iterator[Violation]:
    for entered in attempt.entered_that_week:
        if entered.tournament_id == attempt.tournament.tournament_id:
            message = f"{attempt.player.name} is already entered in {entered.name}."
        else:
            message = (
                f"{attempt.player.name} is entered in {entered.name} in the same week; "
                "a player plays one tournament per week."
            )
        yield Violation("tournament_id", "2", message)


def _check_list(attempt: EntryAttempt) -> Iterator[Violation]:
    tournament, entry_list = attempt.tournament, attempt.entry_list
    if not entries_in_time(tournament.week.monday, attempt.now):
        closed = moment_in_words(entry_deadline(tournament.week.monday))
        yield Violation("tournament_id", "2", f"Entries for {tournament.name} closed on {closed}.")
    elif entry_list is not None and entry_list.state is not ListState.OPEN:
        message = f"Entries for this draw of {tournament.name} are closed."
        yield Violation("tournament_id", "2", message)


def _check_undrawn(attempt: EntryAttempt) -> Iterator[Violation]:
    if attempt.entry_list is None:
        return
    if attempt.entry_list.state in {ListState.FROZEN, ListState.CANCELLED}:
        message = f"This draw of {attempt.tournament.name} is made or cancelled already."
        yield Violation("tournament_id", "5", message)


def _check_room(attempt: EntryAttempt) -> Iterator[Violation]:
    entry_list = attempt.entry_list
    if entry_list is not None and entry_list.standing >= MOST_PLAYERS:
        message = (
            f"This draw of {attempt.tournament.name} is full: {entry_list.standing} players are "
            f"entered, and a draw holds at most {MOST_PLAYERS}."
        )
        yield Violation("tournament_id", "3", message)
