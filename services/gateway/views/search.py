"""Search across players and tournaments.

Guarantees that both are found by the same rule: every word typed begins a word of what is found,
whatever the accents, the case and the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.gateway.views.entry import PlayerFound
from services.gateway.views.forms import Field, FieldKind
from services.gateway.views.season import Tournament
from services.gateway.views.words import counted
from shared.text import search_key

MOST_FOUND = 25
_LEAST, MOST_TYPED = 2, 60


def problem_of(text: str) -> str:
    """Why nothing can be searched by this text; empty where it can, or where nothing is typed."""
    if not text.strip():
        return ""
    if len(search_key(text).replace(" ", "")) < _LEAST:
        return f"Type at least {_LEAST} letters of a name."
    if len(text) > MOST_TYPED:
        return f"Type at most {MOST_TYPED} characters."
    return ""


def fits(text: str, tournament: Tournament) -> bool:
    """Every word typed begins a word of the tournament's name, city, category or year; a text
    without letters or figures fits none."""
    year = tournament.first_day.isocalendar().year
    about = f"{tournament.name} {tournament.city} {tournament.category_text} {year}"
    words, typed = search_key(about).split(), search_key(text).split()
    return bool(typed) and all(any(word.startswith(one) for word in words) for one in typed)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``is_asked`` where something was searched; ``has_more_players`` than are shown."""

    field: Field
    is_asked: bool
    players: tuple[PlayerFound, ...] = ()
    has_more_players: bool = False
    tournaments: tuple[Tournament, ...] = ()
    num_tournaments: int = 0

    @classmethod
    def of(
        cls,
        text: str,
        players: Sequence[PlayerFound] = (),
        tournaments: Sequence[Tournament] = (),
        *,
        has_more_players: bool = False,
    ) -> Self:
        """``tournaments`` are all there are; those that fit are shown, the latest first."""
        problem = problem_of(text)
        is_asked = bool(text.strip()) and not problem
        fitting = [each for each in tournaments if is_asked and fits(text, each)]
        fitting.sort(key=_latest, reverse=True)
        field = Field(
            "q",
            "Player or tournament",
            text[: MOST_TYPED + 1],
            FieldKind.SEARCH,
            hint="Parts of a name do; accents do not matter.",
            error=problem,
            max_length=MOST_TYPED,
        )
        return cls(
            field,
            is_asked,
            tuple(players) if is_asked else (),
            has_more_players,
            tuple(fitting[:MOST_FOUND]),
            len(fitting),
        )

    @property
    def has_found(self) -> bool:
        return bool(self.players or self.tournaments)

    @property
    def players_text(self) -> str:
        if self.has_more_players:
            return f"The first {len(self.players)}; type more of the name to see the others."
        return counted(len(self.players), "player")

    @property
    def tournaments_text(self) -> str:
        if self.num_tournaments > len(self.tournaments):
            return (
                f"The latest {len(self.tournaments)} of {self.num_tournaments}; "
                "add a city or a year to see the others."
            )
        return counted(self.num_tournaments, "tournament")


def _latest(tournament: Tournament) -> tuple[date, int]:
    return tournament.first_day, tournament.tournament_id
