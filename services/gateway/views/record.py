"""Won and lost: what a match was to one of its players, and how such matches add up.

Guarantees that every page and the JSON API count by the same rule: a walkover is a win for the
player who was there; a bye, or going through because nobody stood on the other side, is not
(rules.md section 6).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from services.gateway.views.bracket import BracketMatch, Side
from services.gateway.views.chart import BarChart
from services.gateway.views.words import SURFACE_TEXT
from shared.terms import Surface


class Outcome(StrEnum):
    """What a match was to one player; the value stands in class names."""

    WON = "won"
    LOST = "lost"
    TO_PLAY = "to-play"
    NOT_COUNTED = "not-counted"


OUTCOME_TEXT = {
    Outcome.WON: "Won",
    Outcome.LOST: "Lost",
    Outcome.TO_PLAY: "To play",
    Outcome.NOT_COUNTED: "Not counted",
}


def outcome_of(match: BracketMatch, player_id: int) -> Outcome:
    """What the match was to a player who stands in it."""
    if match.is_to_play:
        return Outcome.TO_PLAY
    if match.is_bye or match.is_cancelled or match.winner is None:
        return Outcome.NOT_COUNTED
    return Outcome.WON if stands_on(match.winner, player_id) else Outcome.LOST


def stands_on(side: Side, player_id: int) -> bool:
    return side.person is not None and side.person.player_id == player_id


def opponent_of(match: BracketMatch, player_id: int) -> Side:
    """The side on which the player does not stand."""
    return match.lower if stands_on(match.upper, player_id) else match.upper


@dataclass(frozen=True, slots=True)
class Record:
    """Matches won and lost."""

    won: int = 0
    lost: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Self:
        counted = list(outcomes)
        return cls(counted.count(Outcome.WON), counted.count(Outcome.LOST))

    @property
    def total(self) -> int:
        return self.won + self.lost

    @property
    def text(self) -> str:
        """``12–5``."""
        return f"{self.won}–{self.lost}"


def by_surface(outcomes: Iterable[tuple[Surface, Outcome]]) -> dict[Surface, Record]:
    """The record on each surface on which a match counted, in the order of the rules."""
    every = list(outcomes)
    records = {
        surface: Record.of(outcome for on, outcome in every if on is surface) for surface in Surface
    }
    return {surface: record for surface, record in records.items() if record.total}


def surface_chart(records: Mapping[Surface, Record]) -> BarChart:
    """A bar for each of these surfaces."""
    return BarChart.of(
        [
            (SURFACE_TEXT[surface], surface.name.lower(), record.won, record.lost)
            for surface, record in records.items()
        ]
    )
