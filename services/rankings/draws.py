"""Draws as the matches service tells of them, and what they bring their players.

Guarantees that points are worked out in one place, whether a draw has just ended, was corrected or
is looked at once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.rankings.domain.points import points_for
from services.rankings.store.rows import ListKey, PointsRow
from shared.terms import AgeCategory, Gender, Stage, TournamentCategory
from shared.weeks import Week


@dataclass(frozen=True, slots=True)
class Finish:
    """How far a player came in a draw."""

    player_id: int
    stage: Stage
    wins: int
    sanctioned: bool


@dataclass(frozen=True, slots=True)
class CountedDraw:
    """A draw in the rankings, its matches not all over; ``version`` grows whenever it is complete
    anew or open again."""

    draw_id: int
    tournament_id: int
    category: AgeCategory
    gender: Gender
    end_date: date
    version: int

    @property
    def list(self) -> ListKey:
        return ListKey(self.category, self.gender)

    @property
    def week(self) -> Week:
        return Week.of(self.end_date)

    @property
    def points(self) -> Sequence[PointsRow]:
        """What its players earn, by player; nothing while it is open (rules.md section 6)."""
        return ()


@dataclass(frozen=True, slots=True)
class CompletedDraw(CountedDraw):
    """A draw whose matches are all over."""

    tournament_category: TournamentCategory
    finishes: Sequence[Finish]

    @property
    def points(self) -> Sequence[PointsRow]:
        return [self._earned(f) for f in sorted(self.finishes, key=lambda f: f.player_id)]

    def _earned(self, finish: Finish) -> PointsRow:
        return PointsRow(
            player_id=finish.player_id,
            tournament_id=self.tournament_id,
            category=self.category,
            gender=self.gender,
            stage=finish.stage,
            points=points_for(
                self.tournament_category, finish.stage, finish.wins, finish.sanctioned
            ),
            tournament_end_date=self.end_date,
            tournament_category=self.tournament_category,
            draw_id=self.draw_id,
            wins=finish.wins,
            sanctioned=finish.sanctioned,
        )
