"""The page of one player: who it is, where he or she stood, what was won where, every match.

Guarantees that matches are counted as the rules do: a walkover is a win for the player who was
there; a bye, or going through because nobody stood on the other side, is not (rules.md section 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from services.gateway.views.bracket import BracketMatch
from services.gateway.views.chart import BarChart, LineChart
from services.gateway.views.people import Person
from services.gateway.views.season import Tournament
from services.gateway.views.suspensions import CAUSE_TEXT, STATE_TEXT, SuspensionState
from services.gateway.views.words import (
    GENDER_TEXT,
    PLAYER_STATUS_TEXT,
    SURFACE_TEXT,
    counted,
    draw_label,
    number,
    week_text,
)
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus, Surface
from shared.weeks import Week

# of the rankings shown: two years of weeks
_MOST_WEEKS = 104
_MOST_MATCHES = 60


@dataclass(frozen=True, slots=True)
class RankedWeek:
    """A place in one week's ranking."""

    week: Week
    age: AgeCategory
    position: int
    points: int

    @property
    def week_text(self) -> str:
        return week_text(self.week)


@dataclass(frozen=True, slots=True)
class Standing:
    """The weeks of one category, the earliest first, at least one."""

    label: str
    code: str
    weeks: tuple[RankedWeek, ...]

    @property
    def text(self) -> str:
        """What the pictures show, in a sentence."""
        last, best = self.weeks[-1], min(self.weeks, key=lambda each: each.position)
        return (
            f"No. {number(last.position)} with {number(last.points)} points in {last.week_text}; "
            f"best place no. {number(best.position)}, in {best.week_text}."
        )

    @property
    def charts(self) -> tuple[LineChart, ...]:
        """Points, and position, over time; one week is no picture."""
        if len(self.weeks) == 1:
            return ()
        return (
            LineChart.of(
                f"{self.code}-points",
                f"Points in {self.label}",
                self.text,
                [(each.week, each.points) for each in self.weeks],
            ),
            LineChart.of(
                f"{self.code}-position",
                f"Position in {self.label}",
                self.text,
                [(each.week, each.position) for each in self.weeks],
                best_is_low=True,
            ),
        )

    @property
    def latest_first(self) -> tuple[RankedWeek, ...]:
        return self.weeks[::-1]


@dataclass(frozen=True, slots=True)
class PlayersMatch:
    """A match of the player and where it was or is played."""

    tournament: Tournament
    draw_id: int
    round: str
    match: BracketMatch
    day: date


@dataclass(frozen=True, slots=True)
class PlayersSuspension:
    """A suspension and how it stands today."""

    cause: MatchStatus
    first_day: date
    last_day: date
    state: SuspensionState

    @property
    def cause_text(self) -> str:
        return CAUSE_TEXT[self.cause]

    @property
    def state_text(self) -> str:
        return "Holds today" if self.state is SuspensionState.CURRENT else STATE_TEXT[self.state]


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """``matches`` the latest day first; ``suspensions`` without those that were annulled."""

    person: Person
    gender: Gender
    birth_year: int
    status: PlayerStatus
    standings: tuple[Standing, ...]
    matches: tuple[PlayersMatch, ...]
    suspensions: tuple[PlayersSuspension, ...] = ()

    @property
    def gender_text(self) -> str:
        return GENDER_TEXT[self.gender]

    @property
    def status_text(self) -> str:
        return PLAYER_STATUS_TEXT[self.status]

    @property
    def shown(self) -> tuple[PlayersMatch, ...]:
        """The latest matches, as many as a page bears."""
        return self.matches[:_MOST_MATCHES]

    @property
    def matches_text(self) -> str:
        """``12 matches``, or ``The latest 60 of 75 matches``."""
        if len(self.matches) > _MOST_MATCHES:
            return f"The latest {_MOST_MATCHES} of {counted(len(self.matches), 'match', 'matches')}"
        return counted(len(self.matches), "match", "matches")

    @property
    def by_surface(self) -> BarChart:
        """Won and lost on each surface that was played on."""
        return BarChart.of(
            [(SURFACE_TEXT[each], each.name.lower(), *self._won_and_lost(each)) for each in Surface]
        )

    def _won_and_lost(self, surface: Surface) -> tuple[int, int]:
        over = [
            each.match.winner
            for each in self.matches
            if each.tournament.surface is surface
            and each.match.winner
            and not each.match.is_cancelled
        ]
        wins = sum(winner.person == self.person for winner in over)
        return wins, len(over) - wins


def standings_of(ranked: Sequence[RankedWeek], gender: Gender) -> tuple[Standing, ...]:
    """By category, that of the latest ranking first; two years of weeks of each at most."""
    ordered = sorted(ranked, key=lambda each: (each.age, each.week))
    found = [
        Standing(draw_label(age, gender), age.name.lower().replace("_", "-"), tuple(own))
        for age, own in groupby(ordered, key=lambda each: each.age)
    ]
    found.sort(key=lambda each: each.weeks[-1].week, reverse=True)
    return tuple(Standing(each.label, each.code, _latest(each.weeks)) for each in found)


def _latest(weeks: tuple[RankedWeek, ...]) -> tuple[RankedWeek, ...]:
    since = weeks[-1].week - (_MOST_WEEKS - 1)
    return tuple(each for each in weeks if each.week >= since)
