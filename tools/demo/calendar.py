"""Which tournaments the demo has, in weeks counted from the present one.

Guarantees one in play in every week, one whose draws are next, and some that take entries.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.terms import AgeCategory, Gender, Surface, TournamentCategory
from shared.weeks import Week
from tools.demo.records import COMPETITIONS, Competition, Mishap, Tournament

_MEN_60: Final = Competition(AgeCategory.SIXTY, Gender.MEN)
_WOMEN_60: Final = Competition(AgeCategory.SIXTY, Gender.WOMEN)
_MEN_65: Final = Competition(AgeCategory.SIXTY_FIVE, Gender.MEN)


@dataclass(frozen=True, slots=True)
class _Plan:
    """``weeks``: from the present one; ``wanted`` in the order of COMPETITIONS."""

    weeks: int
    name: str
    venue_id: int
    category: TournamentCategory
    surface: Surface
    wanted: tuple[int, int, int, int]
    mishaps: Mapping[Competition, Mishap] = field(default_factory=dict)


_CLAY, _HARD, _GRASS, _CARPET = Surface
_MT100, _MT200, _MT400, _MT700, _MT1000 = TournamentCategory

_PLANS: Final = (
    _Plan(-5, "Bohemian Cup", 1, _MT200, _CARPET, (12, 10, 9, 8)),
    _Plan(
        -3,
        "Basque Coast Masters",
        2,
        _MT700,
        _CLAY,
        (14, 12, 13, 7),
        {_MEN_60: Mishap.DISQUALIFICATION},
    ),
    _Plan(-2, "Adriatic Trophy", 3, _MT100, _HARD, (11, 9, 8, 10), {_WOMEN_60: Mishap.NO_SHOW}),
    _Plan(-1, "Bahía Masters", 4, _MT1000, _HARD, (22, 16, 15, 12), {_MEN_65: Mishap.WITHDRAWAL}),
    _Plan(0, "Alentejo Open", 5, _MT400, _CLAY, (19, 13, 14, 8)),
    _Plan(1, "Hanseatic Cup", 6, _MT200, _GRASS, (14, 11, 12, 9)),
    _Plan(2, "Skåne Masters", 7, _MT700, _CLAY, (18, 15, 16, 13)),
    # two of one week: a player plays one of them
    _Plan(3, "Aegean Open", 8, _MT400, _HARD, (12, 10, 11, 9)),
    _Plan(3, "Bohemian Indoor Trophy", 1, _MT100, _CARPET, (10, 9, 9, 8)),
    _Plan(4, "Côte Basque Championships", 2, _MT1000, _CLAY, (24, 18, 20, 16)),
)
WEEKS_BEFORE: Final = -min(plan.weeks for plan in _PLANS)


def make_calendar(present: Week) -> tuple[Tournament, ...]:
    """The tournaments in the order of their weeks, with ids from 1."""
    return tuple(
        Tournament(
            tournament_id=tournament_id,
            name=plan.name,
            week=present + plan.weeks,
            venue_id=plan.venue_id,
            category=plan.category,
            surface=plan.surface,
            wanted=dict(zip(COMPETITIONS, plan.wanted, strict=True)),
            mishaps=plan.mishaps,
        )
        for tournament_id, plan in enumerate(_PLANS, start=1)
    )
