"""What a player earns in a draw (rules.md sections 1 and 6)."""

import pytest

from services.rankings.domain.points import POINTS, points_for
from shared.terms import Stage, TournamentCategory

# Typed from the rule book, row by row, and read here in another way than in the code.
RULE_BOOK = """
MT100   100   70  45  30  15  10  5
MT200   200  140  90  60  35  20 10
MT400   400  280 190 120  70  35 20
MT700   700  500 330 210 120  60 30
MT1000 1000  700 500 330 210 120 60
"""
STAGES = ["W", "F", "SF", "QF", "L16", "L32", "L64"]
TABLE = [
    (TournamentCategory[name], Stage[stage], int(points))
    for name, *row in (line.split() for line in RULE_BOOK.strip().splitlines())
    for stage, points in zip(STAGES, row, strict=True)
]


@pytest.mark.parametrize(("category", "stage", "points"), TABLE)
def test_points_are_those_of_the_rule_book(
    category: TournamentCategory, stage: Stage, points: int
) -> None:
    assert points_for(category, stage, wins=1, sanctioned=False) == points


def test_the_table_has_35_rows() -> None:
    assert sum(len(stages) for stages in POINTS.values()) == len(TABLE) == 35


@pytest.mark.parametrize(("category", "stage", "points"), TABLE)
def test_a_player_without_a_match_win_gets_no_points_whatever_the_stage(
    category: TournamentCategory, stage: Stage, points: int
) -> None:
    assert points_for(category, stage, wins=0, sanctioned=False) == 0


@pytest.mark.parametrize(("category", "stage", "points"), TABLE)
def test_a_sanctioned_player_gets_no_points_earlier_rounds_included(
    category: TournamentCategory, stage: Stage, points: int
) -> None:
    assert points_for(category, stage, wins=3, sanctioned=True) == 0
