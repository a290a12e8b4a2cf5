"""The page that tells a player why he or she stands where in a ranking, and what comes.

Guarantees that a week taken over from earlier records is called that, and that what its results
on record add up to is said beside it (rules.md section 13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Self

from services.gateway.views.forms import Field
from services.gateway.views.people import Person
from services.gateway.views.rankings import (
    SEPARATION_TEXT,
    RankingQuery,
    RankingTab,
    SeparatedBy,
    points_href,
    week_field,
    year_field,
)
from services.gateway.views.words import (
    AGE_TEXT,
    STAGE_TEXT,
    counted,
    day,
    draw_label,
    listed,
    number,
    week_text,
)
from shared.ages import AGES, category_for
from shared.terms import AgeCategory, Gender, Stage
from shared.weeks import WINDOW_WEEKS, Week

_BEST_TEXT = ("", "The one result", "Both results", "All three results", "The best four results")


class WeekState(Enum):
    """Whether the week asked for has a ranking."""

    PUBLISHED = auto()
    NONE = auto()
    PENDING = auto()


@dataclass(frozen=True, slots=True)
class PlayedResult:
    """What was earned in a tournament. ``is_live``: played in this tour, not taken over."""

    tournament_id: int
    tournament: str
    week: Week
    stage: Stage
    points: int
    counts: bool
    drops_off: Week
    is_sanctioned: bool
    is_live: bool

    @property
    def stage_text(self) -> str:
        """How far, and why nothing was earned where the record shows it."""
        stage = STAGE_TEXT[self.stage]
        if self.is_sanctioned:
            return f"{stage}; no points after a no-show, late withdrawal or disqualification"
        if self.is_live and not self.points:
            return f"{stage}; no points without a match won"
        return stage

    @property
    def week_text(self) -> str:
        return week_text(self.week)


@dataclass(frozen=True, slots=True)
class Change:
    """A coming ranking with other results than the one before; ``before`` are the points then."""

    week: Week
    leaving: tuple[str, ...]
    arriving: tuple[str, ...]
    points: int
    before: int

    @property
    def week_text(self) -> str:
        return week_text(self.week)

    @property
    def text(self) -> str:
        """``Nice Open and Porto Open drop off; Wien Open comes in.``"""
        parts = []
        if self.leaving:
            verb = "drops" if len(self.leaving) == 1 else "drop"
            parts.append(f"{listed(self.leaving)} {verb} off")
        if self.arriving:
            verb = "comes" if len(self.arriving) == 1 else "come"
            parts.append(f"{listed(self.arriving)} {verb} in")
        return "; ".join(parts)

    @property
    def difference(self) -> str:
        """``−70``, ``+20``, ``unchanged``."""
        by = self.points - self.before
        return f"{'+' if by > 0 else '−'}{abs(by)}" if by else "unchanged"


@dataclass(frozen=True, slots=True)
class Lots:
    """Two texts and their SHA-256 in hex; the player's own first."""

    text: str
    sha256: str
    text_above: str
    sha256_above: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a ranking as published; ``above`` is who stands one higher with equal points."""

    position: int
    points: int
    above: Person | None = None
    separated_by: SeparatedBy = SeparatedBy.POINTS
    lots: Lots | None = None

    @property
    def tie_text(self) -> str:
        """What separated equal points; empty if the points decide."""
        if self.above is None:
            return ""
        level = f"Level on points with no. {self.position - 1}, {self.above.name}"
        if self.separated_by is SeparatedBy.POINTS:
            return f"{level}. The earlier records do not say what separated them."
        return f"{level}, {SEPARATION_TEXT[self.separated_by]}."


@dataclass(frozen=True, slots=True)
class BreakdownQuery:
    """Whose points in which ranking."""

    player_id: int
    age: AgeCategory
    gender: Gender
    week: Week

    def href(self, age: AgeCategory) -> str:
        """The address of the same player and week in another category."""
        return points_href(self.player_id, age, self.week)

    @property
    def age_code(self) -> str:
        return AGE_TEXT[self.age]

    @property
    def label(self) -> str:
        return draw_label(self.age, self.gender)

    @property
    def ranking_href(self) -> str:
        """The address of the ranking itself."""
        return RankingQuery(self.week, self.age, self.gender).href()


@dataclass(frozen=True, slots=True)
class BreakdownPage:
    """``results`` in the order in which they count; ``changes`` for the latest week only."""

    query: BreakdownQuery
    person: Person
    tabs: tuple[RankingTab, ...]
    year_field: Field
    week_field: Field
    state: WeekState
    place: Place | None
    results: tuple[PlayedResult, ...]
    results_points: int
    changes: tuple[Change, ...]
    outgrown: Week
    revision: int
    is_imported: bool

    @classmethod
    def of(
        cls,
        query: BreakdownQuery,
        person: Person,
        weeks: Sequence[Week],
        categories: Sequence[AgeCategory],
        *,
        state: WeekState,
        outgrown: Week,
        place: Place | None = None,
        results: Sequence[PlayedResult] = (),
        results_points: int = 0,
        changes: Sequence[Change] = (),
        revision: int = 0,
        is_imported: bool = False,
    ) -> Self:
        """``weeks`` are those that have a ranking, ``categories`` those with results."""
        shown = sorted({*categories, query.age})
        tabs = tuple(
            RankingTab(draw_label(age, query.gender), query.href(age), age is query.age)
            for age in shown
        )
        return cls(
            query,
            person,
            tabs if len(tabs) > 1 else (),
            year_field(query.week, weeks),
            week_field(query.week, weeks),
            state,
            place,
            tuple(results),
            results_points,
            tuple(changes),
            outgrown,
            revision,
            is_imported,
        )

    @property
    def week_text(self) -> str:
        """``Week 7 of 2026``."""
        return week_text(self.query.week).capitalize()

    @property
    def counting(self) -> tuple[PlayedResult, ...]:
        return tuple(each for each in self.results if each.counts)

    @property
    def others(self) -> tuple[PlayedResult, ...]:
        return tuple(each for each in self.results if not each.counts)

    @property
    def others_text(self) -> str:
        if self.is_outgrown:
            return f"Stay behind in {self.query.label}"
        return "Does not count" if len(self.others) == 1 else "Do not count"

    @property
    def above_href(self) -> str:
        """The address of the same page of who stands directly above with equal points."""
        above = self.place.above if self.place else None
        return points_href(above.player_id, self.query.age, self.query.week) if above else ""

    @property
    def best_text(self) -> str:
        """What the sum is made of: ``The best four results``."""
        return _BEST_TEXT[len(self.counting)]

    @property
    def window_text(self) -> str:
        first, last = self.query.week - WINDOW_WEEKS, self.query.week - 1
        return f"{week_text(first)} to {week_text(last)}"

    @property
    def tournaments_text(self) -> str:
        return counted(len(self.results), "tournament")

    @property
    def imported_text(self) -> str:
        """Says that the place was taken over, and whether the results on record agree."""
        if not self.is_imported:
            return ""
        points = self.place.points if self.place else 0
        on_record = f"the results on record add up to {number(self.results_points)}"
        if points == self.results_points:
            return f"As imported from the earlier records; {on_record} as well."
        return f"As imported from the earlier records: {number(points)} points; {on_record}."

    @property
    def is_outgrown(self) -> bool:
        return self.query.week >= self.outgrown

    @property
    def category_text(self) -> str:
        """What a new year has meant or will mean, where it changes something; else empty."""
        age, year, label = self.query.age, self.query.week.year, self.query.label
        until = AGES[age].stop
        onward = category_for(until)
        to = f"{draw_label(onward, self.query.gender)} starts at zero" if onward else ""
        if self.is_outgrown and self.place:
            return (
                f"Listed by the earlier records, though too old for {label} since "
                f"{week_text(self.outgrown)}."
            )
        if self.is_outgrown:
            after = f"; {to.replace('starts', 'started')}" if to else ""
            return (
                f"No longer in {label} since {week_text(self.outgrown)}, the year of turning "
                f"{until}. The points stay behind{after}."
            )
        if year + 1 == self.outgrown.year:
            after = f"and {to}" if to else "and with it the rankings"
            ends = (
                f"Turns {until} in {year + 1}: leaves {label} with {week_text(self.outgrown)}, "
                f"on {day(self.outgrown.monday)}, {after}."
            )
            return f"{ends} The points earned here stay behind."
        if age is AgeCategory.SIXTY_FIVE and year == self.outgrown.year - 5:
            before = draw_label(AgeCategory.SIXTY, self.query.gender)
            return f"New in {label} this year, from zero: results in {before} do not count here."
        return ""
