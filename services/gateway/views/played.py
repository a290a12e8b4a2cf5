"""A match as one of its players sees it: against whom, with what outcome, and in how many days."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.gateway.views.bracket import BracketMatch, Side
from services.gateway.views.people import Person
from services.gateway.views.record import (
    OUTCOME_TEXT,
    Outcome,
    Record,
    opponent_of,
    outcome_of,
    stands_on,
)
from services.gateway.views.season import Tournament
from services.gateway.views.words import counted


def against_href(player_id: int, other_id: int) -> str:
    """The address of what two players' meetings came to."""
    return f"/player/{player_id}/against/{other_id}"


@dataclass(frozen=True, slots=True)
class PlayersMatch:
    """A match in which the player stands, and where it was or is played; ``coming`` is the match
    whose winner will be the opponent."""

    player_id: int
    tournament: Tournament
    draw_id: int
    round: str
    match: BracketMatch
    day: date
    coming: BracketMatch | None = None

    @property
    def opponent_text(self) -> str:
        """Who the opponent will be, as far as that is known; for a match without one yet."""
        if self.coming is None or not (self.coming.upper.person and self.coming.lower.person):
            return "an opponent to be decided"
        return f"the winner of {self.coming.upper.person.name} v {self.coming.lower.person.name}"

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.match, self.player_id)

    @property
    def outcome_text(self) -> str:
        return OUTCOME_TEXT[self.outcome]

    @property
    def opponent(self) -> Side:
        return opponent_of(self.match, self.player_id)

    def is_with(self, opponent: Person) -> bool:
        return stands_on(self.opponent, opponent.player_id)

    @property
    def latest_first(self) -> tuple[int, int]:
        """Sorts matches; of one day the later made first."""
        return -self.day.toordinal(), -self.match.match_id

    def when(self, today: date) -> str:
        """``today``, ``tomorrow``, ``in 3 days``; a day that is over says that nothing is known."""
        days = (self.day - today).days
        if days < 0:
            return "no result yet"
        return ("today", "tomorrow")[days] if days < 2 else f"in {counted(days, 'day')}"


def records_against(matches: Iterable[PlayersMatch]) -> dict[int, Record]:
    """What a player's matches with each opponent came to, by the opponent's id."""
    outcomes: dict[int, list[Outcome]] = defaultdict(list)
    for each in matches:
        if each.opponent.person is not None:
            outcomes[each.opponent.person.player_id].append(each.outcome)
    return {player_id: Record.of(own) for player_id, own in outcomes.items()}
