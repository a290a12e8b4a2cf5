"""The CHECKs on scores say exactly what ``check_result`` says (rules.md section 5).

The CHECKs are read back from the catalogue and asked about every score of an enumeration, so that
what is compared is the table itself and not a copy of its rule.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest

from services.matches.domain.scores import Score, check_result
from services.matches.domain.sets import Pair, SetScore, Side
from shared.terms import MatchStatus
from tests.integration.database.hand import Hand

Case = tuple[bool, MatchStatus, Score, Side | None]

CONSTRAINTS = ["matches_numbers", "matches_score", "matches_winner_by_status"]
PLAYED = (MatchStatus.COMPLETED, MatchStatus.RETIRED, MatchStatus.DISQUALIFIED)
UPPER, LOWER = SetScore((6, 4)), SetScore((4, 6))
TIEBREAKS: tuple[Pair | None, ...] = (
    *(None, (0, 0), (7, 0), (7, 5), (5, 7), (7, 6), (6, 6), (8, 6), (6, 8), (9, 6), (10, 8)),
)
# one of each kind: won by either, with tie-break, stopped, stopped in the tie-break, impossible
KINDS = (
    UPPER,
    LOWER,
    SetScore((7, 6), (7, 5)),
    SetScore((6, 7), (8, 10)),
    SetScore((2, 1)),
    SetScore((6, 6), (3, 2)),
    SetScore((6, 5), (7, 5)),
    SetScore((7, 6)),
    SetScore(supertiebreak=(10, 7)),
    SetScore(supertiebreak=(7, 10)),
    SetScore(supertiebreak=(9, 9)),
    SetScore((6, 3), supertiebreak=(10, 3)),
)


def row(number: int, case: Case) -> dict[str, Any]:
    """The case as a row of matches between players 1 and 2."""
    has_supertiebreak, status, score, winner = case
    columns: dict[str, Any] = {
        "match_id": number,
        "origin": "live",
        "has_supertiebreak": has_supertiebreak,
        "match_status_id": status.value,
        "player1_id": 1,
        "player2_id": 2,
        "winner_id": winner,
    }
    for index, one in enumerate(score.sets, start=1):
        for kind, pair in (
            ("", one.games),
            ("tiebreak_", one.tiebreak),
            ("supertiebreak_", one.supertiebreak),
        ):
            for side, value in enumerate(pair or (), start=1):
                columns[f"set{index}_{kind}player{side}"] = value
    return columns


def accepted(hand: Hand, cases: list[Case]) -> list[bool]:
    """What the CHECKs say to each case."""
    rules = hand.run(
        "postgres",
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = ANY (%s)",
        CONSTRAINTS,
    )
    assert len(rules) == len(CONSTRAINTS)
    both = " AND ".join(f"({rule}) IS NOT FALSE" for (rule,) in rules)
    rows = json.dumps([row(number, case) for number, case in enumerate(cases)])
    found = hand.run(
        "postgres",
        f"SELECT {both} FROM jsonb_populate_recordset(NULL::matches, %s) ORDER BY match_id",
        rows,
    )
    return [one for (one,) in found]


def compare(hand: Hand, cases: Iterable[Case]) -> None:
    listed = list(cases)
    for case, said in zip(listed, accepted(hand, listed), strict=True):
        assert said == (check_result(*case) == []), case


def pairs(most: int) -> Iterator[Pair]:
    yield from product(range(most + 1), repeat=2)


@pytest.mark.parametrize("status", PLAYED)
def test_every_set_and_tiebreak_in_each_place(hand: Hand, status: MatchStatus) -> None:
    def scores() -> Iterator[Score]:
        for games, tiebreak in product(pairs(9), TIEBREAKS):
            one = SetScore(games, tiebreak)
            yield Score((one,))
            yield Score((UPPER, one))
            yield Score((one, UPPER))
            yield Score((UPPER, LOWER, one))
            yield Score((one, LOWER, UPPER))

    compare(hand, ((False, status, score, 1) for score in scores()))


@pytest.mark.parametrize("status", PLAYED)
def test_every_tiebreak_of_a_set_at_seven_six_and_six_all(hand: Hand, status: MatchStatus) -> None:
    scores = (
        Score((SetScore(games, points), UPPER))
        if status is MatchStatus.COMPLETED
        else Score((UPPER, SetScore(games, points)))
        for games in ((7, 6), (6, 7), (6, 6))
        for points in pairs(16)
    )
    compare(hand, ((False, status, score, 1) for score in scores))


@pytest.mark.parametrize("status", PLAYED)
@pytest.mark.parametrize("has_supertiebreak", [True, False])
def test_every_super_tiebreak_in_either_format(
    hand: Hand, status: MatchStatus, has_supertiebreak: bool
) -> None:
    cases: Iterator[Case] = (
        (has_supertiebreak, status, Score((UPPER, LOWER, SetScore(supertiebreak=points))), winner)
        for points in pairs(20)
        for winner in (1, 2)
    )
    compare(hand, cases)


def test_every_status_with_every_kind_of_score_and_winner(hand: Hand) -> None:
    scores = [
        Score(sets)
        for length in range(4)
        for sets in product(KINDS, repeat=length)
        # the first two sets have no columns for a super tie-break
        if all(one.supertiebreak is None for one in sets[:2])
    ]
    winners: tuple[Side | None, ...] = (None, 1, 2)
    compare(
        hand,
        (
            (has_supertiebreak, status, score, winner)
            for has_supertiebreak in (True, False)
            for status in MatchStatus
            for score in scores
            for winner in winners
            # the domain names who goes through; between two players nobody does
            if not (status is MatchStatus.CANCELLED and winner)
        ),
    )


@pytest.mark.parametrize(
    "columns",
    [
        {"set1_player1": 6, "set1_player2": 4, "set3_player1": 6, "set3_player2": 4},
        {"set2_player1": 6, "set2_player2": 4, "set3_player1": 6, "set3_player2": 4},
        {"set1_player1": 6, "set2_player1": 6, "set2_player2": 4},
        {"set1_player1": 6, "set1_player2": -1, "set2_player1": 6, "set2_player2": 0},
        {"set1_tiebreak_player1": 7, "set1_tiebreak_player2": 5},
    ],
)
def test_sets_have_no_gaps_and_no_halves(hand: Hand, columns: dict[str, int]) -> None:
    rules = hand.run(
        "postgres",
        "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'matches_score'",
    )
    for status in PLAYED:
        values = row(1, (False, status, Score(), 1)) | columns
        said = hand.value(
            "postgres",
            f"SELECT {rules[0][0]} FROM jsonb_populate_record(NULL::matches, %s)",
            json.dumps(values),
        )
        assert said is False
