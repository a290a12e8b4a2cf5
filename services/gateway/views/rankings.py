"""The page of one week's ranking.

Guarantees that where equal points were separated the page says by what (rules.md section 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Self
from urllib.parse import urlencode

from services.gateway.views.forms import Choice, Field, FieldKind
from services.gateway.views.paging import Paging
from services.gateway.views.people import Person
from services.gateway.views.words import AGE_TEXT, counted, draw_label, short_day
from shared.terms import AgeCategory, Gender
from shared.weeks import Week

# of one page
MOST_PLACES = 100
GENDER_CODE = {Gender.MEN: "M", Gender.WOMEN: "F"}


class SeparatedBy(IntEnum):
    """What separated a player from the one above of equal points; numbers of the contract."""

    POINTS = 0
    BEST_RESULT = 1
    SECOND_RESULT = 2
    THIRD_RESULT = 3
    FOURTH_RESULT = 4
    FEWER_TOURNAMENTS = 5
    LOT = 6


SEPARATION_TEXT = {
    SeparatedBy.BEST_RESULT: "who has the better best result",
    SeparatedBy.SECOND_RESULT: "who has the better second result",
    SeparatedBy.THIRD_RESULT: "who has the better third result",
    SeparatedBy.FOURTH_RESULT: "who has the better fourth result",
    SeparatedBy.FEWER_TOURNAMENTS: "who played fewer tournaments",
    SeparatedBy.LOT: "separated by lot",
}


class Movement(StrEnum):
    """Since the week before; the value stands in class names."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class RankedPlayer:
    """A place in a ranking; ``previous_position`` is 0 for who was not ranked then."""

    position: int
    person: Person
    points: int
    tournaments: int
    separated_by: SeparatedBy = SeparatedBy.POINTS
    previous_position: int = 0

    @property
    def movement(self) -> Movement:
        if self.previous_position == 0:
            return Movement.NEW
        if self.position == self.previous_position:
            return Movement.SAME
        return Movement.UP if self.position < self.previous_position else Movement.DOWN

    @property
    def moved_by(self) -> int:
        """How many places; 0 for who is new."""
        if self.previous_position == 0:
            return 0
        return abs(self.previous_position - self.position)

    @property
    def separation(self) -> str:
        """``level with no. 3, who played fewer tournaments``; empty if the points decide."""
        if self.separated_by is SeparatedBy.POINTS:
            return ""
        return f"level with no. {self.position - 1}, {SEPARATION_TEXT[self.separated_by]}"


@dataclass(frozen=True, slots=True)
class RankingQuery:
    """What the address asks for; ``text`` is a part of a name."""

    week: Week
    age: AgeCategory
    gender: Gender
    text: str = ""

    @property
    def label(self) -> str:
        return draw_label(self.age, self.gender)

    @property
    def age_code(self) -> str:
        return AGE_TEXT[self.age]

    @property
    def gender_code(self) -> str:
        return GENDER_CODE[self.gender]

    def href(
        self,
        week: Week | None = None,
        age: AgeCategory | None = None,
        gender: Gender | None = None,
    ) -> str:
        """The address of this ranking, or of another week or category with the same search."""
        return f"/rankings?{self.asked(week, age, gender)}"

    def asked(
        self,
        week: Week | None = None,
        age: AgeCategory | None = None,
        gender: Gender | None = None,
    ) -> str:
        """What stands behind the question mark of such an address."""
        asked_week = week or self.week
        asked = {
            "year": str(asked_week.year),
            "week": str(asked_week.number),
            "category": AGE_TEXT[age or self.age],
            "gender": GENDER_CODE[gender or self.gender],
        }
        if self.text:
            asked["q"] = self.text
        return urlencode(asked)


def points_href(player_id: int, age: AgeCategory, week: Week) -> str:
    """The address of the page that tells why a player stands where in a ranking."""
    asked = {"category": AGE_TEXT[age], "year": str(week.year), "week": str(week.number)}
    return f"/player/{player_id}/points?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class RankingTab:
    """One of the four rankings."""

    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class RankingPage:
    """``players`` are those of this page among the ``num_found`` that fit the search; ``total`` is
    how many the ranking has, ``number`` that of the page, from 1."""

    query: RankingQuery
    tabs: tuple[RankingTab, ...]
    year_field: Field
    week_field: Field
    search_field: Field
    earlier: str
    later: str
    published_at: datetime | None
    revision: int
    is_imported: bool
    players: tuple[RankedPlayer, ...]
    total: int
    num_found: int
    number: int

    @classmethod
    def of(
        cls,
        query: RankingQuery,
        weeks: Sequence[Week],
        players: Sequence[RankedPlayer],
        *,
        total: int | None = None,
        num_found: int | None = None,
        number: int = 1,
        published_at: datetime | None = None,
        revision: int = 0,
        is_imported: bool = False,
    ) -> Self:
        """``weeks`` are those that have a ranking; by default ``players`` are all that there are
        and all that fit."""
        known = sorted(weeks)
        before = [week for week in known if week < query.week]
        after = [week for week in known if week > query.week]
        return cls(
            query,
            _tabs(query),
            year_field(query.week, known),
            week_field(query.week, known),
            Field("q", "Name", query.text, FieldKind.SEARCH, max_length=60),
            query.href(week=before[-1]) if before else "",
            query.href(week=after[0]) if after else "",
            published_at,
            revision,
            is_imported,
            tuple(players),
            len(players) if total is None else total,
            len(players) if num_found is None else num_found,
            number,
        )

    def points_href(self, player: RankedPlayer) -> str:
        """The address that tells why the player stands there."""
        return points_href(player.person.player_id, self.query.age, self.query.week)

    @property
    def without_search(self) -> str:
        """The address of the whole ranking."""
        return replace(self.query, text="").href()

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def title(self) -> str:
        return f"{self.query.label} ranking"

    @property
    def week_text(self) -> str:
        """``Week 7 of 2026``."""
        return f"Week {self.query.week.number} of {self.query.week.year}"

    @property
    def count_text(self) -> str:
        text = counted(self.total, "player")
        if self.query.text:
            text = f"{self.num_found:,} of {text}"
        return self.paging.told_after(text)

    @property
    def paging(self) -> Paging:
        return Paging(self.number, self.num_found, MOST_PLACES)

    @property
    def higher_href(self) -> str:
        """The address of the page of higher places; empty on the first."""
        return self._page(self.paging.before)

    @property
    def lower_href(self) -> str:
        """The address of the page of lower places; empty on the last."""
        return self._page(self.paging.after)

    def _page(self, number: int) -> str:
        if not number:
            return ""
        return f"{self.query.href()}&page={number}" if number > 1 else self.query.href()


def _tabs(query: RankingQuery) -> tuple[RankingTab, ...]:
    return tuple(
        RankingTab(
            draw_label(age, gender),
            query.href(age=age, gender=gender),
            (age, gender) == (query.age, query.gender),
        )
        for gender in Gender
        for age in AgeCategory
    )


def year_field(week: Week, known: Sequence[Week]) -> Field:
    years = sorted({each.year for each in (*known, week)}, reverse=True)
    choices = tuple(Choice(str(year), str(year)) for year in years)
    return Field("year", "Year", str(week.year), FieldKind.SELECT, choices=choices)


def week_field(week: Week, known: Sequence[Week]) -> Field:
    """The weeks of the year chosen; another year is chosen first, then its week."""
    weeks = {each for each in known if each.year == week.year} | {week}
    choices = tuple(
        Choice(str(each.number), f"{each.number} · {short_day(each.monday)}")
        for each in sorted(weeks, reverse=True)
    )
    return Field("week", "Week", str(week.number), FieldKind.SELECT, choices=choices)
