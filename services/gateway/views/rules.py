"""The rules in plain words: the figures that the pages `/about` and `/rules` name.

Guarantees that every figure of those pages stands here or in ``shared``: a test holds each one
against the domains, which this service may not import.
"""

from dataclasses import dataclass
from datetime import time

from services.gateway.views.words import AGE_TEXT, STAGE_TEXT, draw_label, listed
from shared.ages import AGES
from shared.terms import AgeCategory, Gender, Stage, TournamentCategory
from shared.weeks import WINDOW_WEEKS

FEWEST_PLAYERS, MOST_PLAYERS = 6, 64
BEST_RESULTS = 4
NO_SHOW_MONTHS, DISQUALIFICATION_MONTHS = 2, 6
# ISO weekdays and hours, UTC: of the week before, and of the ranking's own
ENTRIES_CLOSE, DRAWS_MADE, RANKING_PUBLISHED = (2, time(10)), (5, time(19)), (1, time(20))
_WEEKDAYS = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FULL_THIRD_SET = frozenset({(AgeCategory.SIXTY, Gender.MEN)})
_EVERY_DRAW = tuple((age, gender) for gender in Gender for age in AgeCategory)


@dataclass(frozen=True, slots=True)
class SeedsRow:
    """From ``fewest`` to ``most`` players there are ``seeds``."""

    fewest: int
    most: int
    seeds: int


@dataclass(frozen=True, slots=True)
class PointsRow:
    """What a stage brings, by category in the order of ``CATEGORIES``."""

    stage: Stage
    points: tuple[int, ...]

    @property
    def stage_text(self) -> str:
        return STAGE_TEXT[self.stage]


CATEGORIES = tuple(TournamentCategory)
SEEDS = (SeedsRow(6, 8, 2), SeedsRow(9, 16, 4), SeedsRow(17, 32, 8), SeedsRow(33, 64, 16))
POINTS = (
    PointsRow(Stage.W, (100, 200, 400, 700, 1000)),
    PointsRow(Stage.F, (70, 140, 280, 500, 700)),
    PointsRow(Stage.SF, (45, 90, 190, 330, 500)),
    PointsRow(Stage.QF, (30, 60, 120, 210, 330)),
    PointsRow(Stage.L16, (15, 35, 70, 120, 210)),
    PointsRow(Stage.L32, (10, 20, 35, 60, 120)),
    PointsRow(Stage.L64, (5, 10, 20, 30, 60)),
)


def plays_full_third_set(age: AgeCategory, gender: Gender) -> bool:
    """Not a super tie-break."""
    return (age, gender) in _FULL_THIRD_SET


def moment_text(moment: tuple[int, time]) -> str:
    """``Tuesday 10:00 UTC``."""
    weekday, at = moment
    return f"{_WEEKDAYS[weekday]} {at:%H:%M} UTC"


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The figures as the templates name them."""

    fewest_players: int = FEWEST_PLAYERS
    most_players: int = MOST_PLAYERS
    best_results: int = BEST_RESULTS
    window_weeks: int = WINDOW_WEEKS
    no_show_months: int = NO_SHOW_MONTHS
    disqualification_months: int = DISQUALIFICATION_MONTHS
    seeds: tuple[SeedsRow, ...] = SEEDS
    points: tuple[PointsRow, ...] = POINTS
    entries_close: str = moment_text(ENTRIES_CLOSE)
    draws_made: str = moment_text(DRAWS_MADE)
    ranking_published: str = moment_text(RANKING_PUBLISHED)

    @property
    def ages(self) -> tuple[str, ...]:
        """``60+: from 60 to 64`` for each category."""
        return tuple(
            f"{AGE_TEXT[age]}+: from {ages.start} to {ages.stop - 1}" for age, ages in AGES.items()
        )

    @property
    def youngest(self) -> int:
        return min(ages.start for ages in AGES.values())

    @property
    def oldest(self) -> int:
        return max(ages.stop for ages in AGES.values()) - 1

    @property
    def categories(self) -> tuple[str, ...]:
        """``MT100`` and the others, the smallest first."""
        return tuple(each.name for each in CATEGORIES)

    @property
    def full_third_sets(self) -> str:
        """The draws that play a full third set."""
        return listed(tuple(draw_label(*of) for of in _EVERY_DRAW if plays_full_third_set(*of)))

    @property
    def super_tie_breaks(self) -> str:
        """The draws that a super tie-break decides."""
        return listed(tuple(draw_label(*of) for of in _EVERY_DRAW if not plays_full_third_set(*of)))
