"""How long and how large a history is to be, and which weeks that makes.

Guarantees that what passes ``check_scope`` can be played: every draw finds its players.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.rankings.domain.window import weeks_through
from shared.ages import AGES
from shared.text import weekday_in_words
from shared.weeks import WINDOW_WEEKS, Week

WEEKS_AHEAD: Final = 10
"""After the present one, with tournaments that take entries."""
MOST_WEEKS: Final = 520
MOST_PLAYERS: Final = 100_000
MOST_IN_A_WEEK: Final = 20
"""Tournaments; each has a city of its own in that week."""
# of one age and gender, for each tournament of a week: twelve for every draw
_FEWEST_OF_AN_AGE: Final = 2.5
_YOUNGEST: Final = min(ages.start for ages in AGES.values())
_OLDEST: Final = max(ages.stop for ages in AGES.values()) - 1


@dataclass(frozen=True, slots=True)
class Scope:
    """``until`` is the last day of the past, a Sunday; None for the latest that is over."""

    random_seed: int = 2026
    weeks: int = 58
    players: int = 200
    tournaments_a_year: int = WINDOW_WEEKS
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The weeks of a history: those that are over, the present one, and those ahead."""

    first: Week
    last: Week
    present: Week

    @property
    def held(self) -> Iterator[Week]:
        """Every week with tournaments, in order."""
        yield from weeks_through(self.first, self.last)
        yield from weeks_through(self.present, self.present + WEEKS_AHEAD)

    @property
    def birth_years(self) -> range:
        """Who has the age of a category in some of these weeks."""
        last = (self.present + WEEKS_AHEAD).year
        return range(self.first.year - _OLDEST, last - _YOUNGEST + 1)


def frame_of(scope: Scope, now: datetime) -> Frame:
    """``now`` is the tour's time, UTC."""
    present = Week.of(now.date())
    last = present - 1 if scope.until is None else Week.of(scope.until)
    return Frame(last - (scope.weeks - 1), last, present)


def most_in_a_week(scope: Scope) -> int:
    return -(-scope.tournaments_a_year // WINDOW_WEEKS)


def check_scope(scope: Scope, now: datetime) -> list[str]:
    """A sentence for everything that keeps this history from being played."""
    found = [
        sentence
        for sentence in (
            _between("weeks", scope.weeks, 1, MOST_WEEKS),
            _between("players", scope.players, 1, MOST_PLAYERS),
            _between(
                "tournaments-a-year",
                scope.tournaments_a_year,
                WINDOW_WEEKS,
                MOST_IN_A_WEEK * WINDOW_WEEKS,
            ),
            _until(scope.until, now),
        )
        if sentence
    ]
    return found or list(_enough_players(scope, now))


def _between(option: str, value: int, least: int, most: int) -> str | None:
    if least <= value <= most:
        return None
    return f"--{option} must be between {least} and {most}, not {value}."


def _until(until: date | None, now: datetime) -> str | None:
    last = (Week.of(now.date()) - 1).sunday
    if until is None or (until.isoweekday() == 7 and until <= last):
        return None
    return (
        f"--until must be a Sunday that is over on the tour's clock, {last} at the latest, "
        f"not {weekday_in_words(until)}."
    )


def _enough_players(scope: Scope, now: datetime) -> Iterator[str]:
    born, held = len(frame_of(scope, now).birth_years), most_in_a_week(scope)
    fewest = round(2 * born * _FEWEST_OF_AN_AGE * held)
    if scope.players < fewest:
        a_week = "a tournament" if held == 1 else f"up to {held} tournaments"
        yield (
            f"--players must be at least {fewest} for {scope.weeks} weeks with {a_week} each, "
            f"so that every draw finds its six, not {scope.players}."
        )
