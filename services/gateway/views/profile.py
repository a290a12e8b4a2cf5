"""The page of one player: when to play, where he or she stands and stood, what was won where.

Guarantees that a page holds a bounded number of tournaments however many were played, and that
what is counted is counted over all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from services.gateway.views.breakdown import Change
from services.gateway.views.chart import BarChart, LineChart
from services.gateway.views.paging import Paging
from services.gateway.views.people import Person
from services.gateway.views.played import PlayersMatch, against_href, records_against
from services.gateway.views.rankings import RankingQuery
from services.gateway.views.record import Outcome, Record, by_surface, surface_chart
from services.gateway.views.season import Tournament
from services.gateway.views.suspensions import CAUSE_TEXT, STATE_TEXT, SuspensionState
from services.gateway.views.words import (
    GENDER_TEXT,
    PLAYER_STATUS_TEXT,
    STAGE_TEXT,
    counted,
    draw_label,
    number,
    week_text,
)
from shared.terms import AgeCategory, Gender, MatchStatus, PlayerStatus, Stage
from shared.weeks import Week

# of the rankings shown: two years of weeks
_MOST_WEEKS = 104
# of the tournaments on one page
MOST_TOURNAMENTS = 12


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

    gender: Gender
    weeks: tuple[RankedWeek, ...]

    @property
    def label(self) -> str:
        return draw_label(self.last.age, self.gender)

    @property
    def code(self) -> str:
        """``sixty-five``: begins the ids of its pictures."""
        return self.last.age.name.lower().replace("_", "-")

    @property
    def last(self) -> RankedWeek:
        return self.weeks[-1]

    @property
    def place_text(self) -> str:
        """``No. 2 with 2,700 points``."""
        points = counted(self.last.points, "point")
        return f"No. {number(self.last.position)} with {points}"

    @property
    def best_text(self) -> str:
        """The best place of the weeks shown and the first week of it."""
        best = min(self.weeks, key=lambda each: each.position)
        return f"best place no. {number(best.position)}, in {best.week_text}"

    @property
    def text(self) -> str:
        """What the pictures show, in a sentence."""
        return f"{self.place_text} in {self.last.week_text}; {self.best_text}."

    @property
    def ranking_href(self) -> str:
        """The address of the ranking of the last week."""
        return RankingQuery(self.last.week, self.last.age, self.gender).href()

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
class Earned:
    """What a tournament brought, once its draw was over."""

    stage: Stage
    points: int

    @property
    def text(self) -> str:
        """``Semi-finalist · 190 points``."""
        return f"{STAGE_TEXT[self.stage]} · {counted(self.points, 'point')}"


@dataclass(frozen=True, slots=True)
class PlayedTournament:
    """A tournament with the player's matches, the last round first, at least one."""

    tournament: Tournament
    matches: tuple[PlayersMatch, ...]
    earned: Earned | None = None

    @property
    def draw_id(self) -> int:
        return self.matches[0].draw_id

    @property
    def reached_text(self) -> str:
        """How far; who is out before the draw is over has no points yet."""
        if self.earned is not None:
            return self.earned.text
        last = self.matches[0]
        if last.outcome is Outcome.TO_PLAY:
            return "Still in"
        if last.outcome is Outcome.LOST:
            return f"Lost in the {last.round.lower()}"
        return ""


def by_tournament(
    matches: Sequence[PlayersMatch], earned: Mapping[int, Earned]
) -> tuple[PlayedTournament, ...]:
    """The latest tournament first; ``earned`` by tournament."""
    found: dict[int, list[PlayersMatch]] = {}
    for each in sorted(matches, key=lambda each: each.latest_first):
        found.setdefault(each.tournament.tournament_id, []).append(each)
    played = [
        PlayedTournament(own[0].tournament, tuple(own), earned.get(key))
        for key, own in found.items()
    ]
    played.sort(
        key=lambda each: (each.tournament.first_day, each.tournament.tournament_id), reverse=True
    )
    return tuple(played)


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry that stands in a tournament where the player has no match yet."""

    tournament: Tournament
    is_cancelled: bool = False

    @property
    def text(self) -> str:
        """When and where, and whether there will be a draw at all."""
        text = f"{self.tournament.days} · {self.tournament.city}"
        return f"{text} · cancelled: fewer than six players" if self.is_cancelled else text


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
    """``played`` the latest tournament first, ``entered`` the next one first;
    ``suspensions`` without those that were annulled; ``drop_off`` the next coming ranking that
    loses a result; ``number`` of the page of tournaments, from 1."""

    person: Person
    gender: Gender
    birth_year: int
    status: PlayerStatus
    today: date
    standings: tuple[Standing, ...] = ()
    played: tuple[PlayedTournament, ...] = ()
    entered: tuple[Entered, ...] = ()
    suspensions: tuple[PlayersSuspension, ...] = ()
    drop_off: Change | None = None
    number: int = 1

    @property
    def gender_text(self) -> str:
        return GENDER_TEXT[self.gender]

    @property
    def status_text(self) -> str:
        return PLAYER_STATUS_TEXT[self.status]

    @property
    def matches(self) -> tuple[PlayersMatch, ...]:
        """All there are."""
        return tuple(match for each in self.played for match in each.matches)

    @property
    def to_play(self) -> tuple[PlayersMatch, ...]:
        """The matches to be played, the next one first."""
        waiting = [each for each in self.matches if each.outcome is Outcome.TO_PLAY]
        return tuple(sorted(waiting, key=lambda each: (each.day, each.match.match_id)))

    @property
    def record(self) -> Record:
        return Record.of(each.outcome for each in self.matches)

    @property
    def surfaces(self) -> BarChart:
        """Won and lost on each surface that was played on."""
        return surface_chart(
            by_surface((each.tournament.surface, each.outcome) for each in self.matches)
        )

    @property
    def has_pictures(self) -> bool:
        return bool(self.surfaces.bars) or any(each.charts for each in self.standings)

    @property
    def records(self) -> Mapping[int, Record]:
        """What the matches with each opponent came to, by the opponent's id."""
        return records_against(self.matches)

    def against_href(self, opponent: Person) -> str:
        return against_href(self.person.player_id, opponent.player_id)

    @property
    def paging(self) -> Paging:
        return Paging(self.number, len(self.played), MOST_TOURNAMENTS)

    @property
    def shown(self) -> tuple[PlayedTournament, ...]:
        """The tournaments of this page."""
        return self.played[self.paging.start : self.paging.start + MOST_TOURNAMENTS]

    @property
    def played_text(self) -> str:
        """``74 matches in 31 tournaments``, and which of them these are if not all."""
        matches = counted(len(self.matches), "match", "matches")
        return self.paging.told_after(f"{matches} in {counted(len(self.played), 'tournament')}")

    @property
    def later_href(self) -> str:
        """The address of the page of later tournaments; empty on the first."""
        return self._page(self.paging.before)

    @property
    def earlier_href(self) -> str:
        """The address of the page of earlier tournaments; empty on the last."""
        return self._page(self.paging.after)

    def _page(self, number: int) -> str:
        if not number:
            return ""
        asked = f"?{urlencode({'page': number})}" if number > 1 else ""
        return f"/player/{self.person.player_id}{asked}#matches"


def standings_of(ranked: Sequence[RankedWeek], gender: Gender) -> tuple[Standing, ...]:
    """By category, that of the latest ranking first; two years of weeks of each at most."""
    ordered = sorted(ranked, key=lambda each: (each.age, each.week))
    found = [Standing(gender, tuple(own)) for _, own in groupby(ordered, key=lambda each: each.age)]
    found.sort(key=lambda each: each.last.week, reverse=True)
    return tuple(Standing(gender, _latest(each.weeks)) for each in found)


def _latest(weeks: tuple[RankedWeek, ...]) -> tuple[RankedWeek, ...]:
    since = weeks[-1].week - (_MOST_WEEKS - 1)
    return tuple(each for each in weeks if each.week >= since)
