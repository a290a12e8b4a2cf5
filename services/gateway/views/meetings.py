"""Head to head: what the meetings of two players came to.

Guarantees that each meeting counts once, by the same rule as on each player's own page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.gateway.views.chart import BarChart
from services.gateway.views.people import Person
from services.gateway.views.played import PlayersMatch
from services.gateway.views.record import Outcome, Record, by_surface, surface_chart
from services.gateway.views.words import counted
from shared.terms import Surface


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """``meetings`` the latest first, seen from ``player``; matches to be played among them."""

    player: Person
    other: Person
    meetings: tuple[PlayersMatch, ...]
    today: date

    @classmethod
    def of(
        cls, player: Person, other: Person, matches: Sequence[PlayersMatch], today: date
    ) -> Self:
        """Of all matches of ``player``."""
        meetings = sorted(
            (each for each in matches if each.is_with(other)), key=lambda each: each.latest_first
        )
        return cls(player, other, tuple(meetings), today)

    @property
    def to_play(self) -> tuple[PlayersMatch, ...]:
        """The next one first."""
        return tuple(each for each in self.meetings[::-1] if each.outcome is Outcome.TO_PLAY)

    @property
    def over(self) -> tuple[PlayersMatch, ...]:
        return tuple(each for each in self.meetings if each.outcome is not Outcome.TO_PLAY)

    @property
    def record(self) -> Record:
        """Won and lost by ``player``."""
        return Record.of(each.outcome for each in self.meetings)

    @property
    def by_surface(self) -> dict[Surface, Record]:
        return by_surface((each.tournament.surface, each.outcome) for each in self.meetings)

    @property
    def surfaces(self) -> BarChart:
        return surface_chart(self.by_surface)

    @property
    def text(self) -> str:
        """Who leads, in a sentence."""
        won, lost = self.record.won, self.record.lost
        if not won + lost:
            return "They have never met."
        if won == lost:
            return f"{counted(won + lost, 'meeting')}: level at {won}–{lost}."
        leader = self.player if won > lost else self.other
        lead = f"{max(won, lost)}–{min(won, lost)}"
        return f"{counted(won + lost, 'meeting')}: {leader.name} leads {lead}."
