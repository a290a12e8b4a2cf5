"""The order of play: who plays on one day, by tournament and draw.

Guarantees that a day's matches stand in the order of draws, rounds and numbers and that nothing
is promised which nobody has fixed: the rules date a match and give it no hour (rules.md section 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from services.gateway.views.season import Tournament
from services.gateway.views.tournament import DrawsMatches, TodaysMatch, by_draw
from services.gateway.views.words import counted, day


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """Which day, and of one tournament or, with 0, of all."""

    day: date
    tournament_id: int = 0

    def on(self, other: date) -> str:
        """The address of another day of the same."""
        asked = {"date": other.isoformat()}
        if self.tournament_id:
            asked["tournament_id"] = str(self.tournament_id)
        return f"/order-of-play?{urlencode(asked)}"

    @property
    def day_before(self) -> str:
        """The address of yesterday; empty at the first day there is."""
        return self.on(self.day - timedelta(days=1)) if self.day > date.min else ""

    @property
    def day_after(self) -> str:
        """The address of tomorrow; empty at the last day there is."""
        return self.on(self.day + timedelta(days=1)) if self.day < date.max else ""

    @property
    def of_all(self) -> str:
        """The address of the same day of all tournaments."""
        return OrderQuery(self.day).on(self.day)


@dataclass(frozen=True, slots=True)
class TournamentsDay:
    """The day's matches of one tournament, by draw."""

    tournament: Tournament
    draws: tuple[DrawsMatches, ...]

    @classmethod
    def of(cls, tournament: Tournament, matches: Sequence[TodaysMatch]) -> Self:
        """``matches`` in the order of draws, rounds and numbers."""
        return cls(tournament, by_draw(matches))


@dataclass(frozen=True, slots=True)
class NextPlay:
    """The next day with play, and whose."""

    day: date
    tournament: Tournament


@dataclass(frozen=True, slots=True)
class OrderPage:
    """``one`` is the tournament asked for, if one was; ``today`` the day of the tour clock."""

    query: OrderQuery
    today: date
    days: tuple[TournamentsDay, ...]
    one: Tournament | None = None
    next_play: NextPlay | None = None

    @property
    def title(self) -> str:
        return f"Order of play, {day(self.query.day)}"

    @property
    def is_today(self) -> bool:
        return self.query.day == self.today

    @property
    def today_href(self) -> str:
        """The address of today; empty on that page."""
        return "" if self.is_today else self.query.on(self.today)

    @property
    def count_text(self) -> str:
        """``5 matches, 2 to be played``; empty on a day without."""
        matches = [each.match for one in self.days for draw in one.draws for each in draw.matches]
        if not matches:
            return ""
        left = sum(match.is_to_play for match in matches)
        left_text = f"{left} to be played" if left else "all over"
        return f"{counted(len(matches), 'match', 'matches')}, {left_text}"

    @property
    def next_href(self) -> str:
        """The address of the next day with play; empty where none is known."""
        return self.query.on(self.next_play.day) if self.next_play else ""


def next_play(
    after: date, tournaments: Sequence[Tournament], dated: Sequence[tuple[date, int]]
) -> NextPlay | None:
    """The next day with play, None where none is known.

    ``dated`` are the days and tournament ids of matches that are made. A tournament that is still
    to come plays from its first day on: that is when every first round is played (rules.md
    section 5).
    """
    by_id = {each.tournament_id: each for each in tournaments}
    known = [(found, by_id[key]) for found, key in dated if found > after and key in by_id]
    coming = [(each.first_day, each) for each in tournaments if each.first_day > after]
    found = min((*known, *coming), key=lambda each: (each[0], each[1].tournament_id), default=None)
    return NextPlay(*found) if found else None
