"""A second ranking, written from the rule book alone: slow, by days and pairwise comparison.

Shares no code with the domain but the types of its input and output.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cmp_to_key
from itertools import combinations

from services.rankings.domain.ranking import Result
from shared.terms import AgeCategory
from shared.weeks import Week


@dataclass(frozen=True)
class Row:
    player_id: int
    points: int
    best: list[int]
    tournaments: int
    digest: str


def rank_by_the_book(
    week: Week, category: AgeCategory, results: Sequence[Result], birth_years: Mapping[int, int]
) -> list[Row]:
    iso_year, iso_week = week.monday.isocalendar()[:2]
    earliest = week.monday - timedelta(days=364)
    youngest = {1: 60, 2: 65}[int(category)]
    rows = []
    for player_id in {result.player_id for result in results}:
        points = [
            result.points
            for result in results
            if result.player_id == player_id and earliest <= result.week.monday < week.monday
        ]
        age = iso_year - birth_years[player_id]
        if points and youngest <= age <= youngest + 4:
            lot = f"{player_id}:{int(category)}:{iso_year}:{iso_week}"
            rows.append(
                Row(
                    player_id=player_id,
                    points=best_sum_of_four(points),
                    best=sorted(points, reverse=True)[:4],
                    tournaments=len(points),
                    digest=hashlib.sha256(lot.encode()).hexdigest(),
                )
            )
    return sorted(rows, key=cmp_to_key(compare))


def best_sum_of_four(points: list[int]) -> int:
    return max(sum(four) for four in combinations(points, min(4, len(points))))


def compare(one: Row, other: Row) -> int:
    if one.points != other.points:
        return -1 if one.points > other.points else 1
    for index in range(4):
        mine = one.best[index] if index < len(one.best) else 0
        theirs = other.best[index] if index < len(other.best) else 0
        if mine != theirs:
            return -1 if mine > theirs else 1
    if one.tournaments != other.tournaments:
        return -1 if one.tournaments < other.tournaments else 1
    return -1 if one.digest < other.digest else 1
