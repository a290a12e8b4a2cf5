"""SQL by hand as the matches service: its matches are those of the lines, on days of the week."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.database.hand import Hand, each
from tests.integration.database.season import (
    MADRID,
    MONDAY,
    Season,
    match_rows,
)

SVC = "svc_matches"
IMPORT = "imp_tour"
Rows = list[dict[str, Any]]


def exchange(rows: Rows, one: tuple[int, str], other: tuple[int, str]) -> None:
    """Let two players change places; a place is the index of a match and a column."""
    (index, column), (other_index, other_column) = one, other
    first, second = rows[index][column], rows[other_index][other_column]
    rows[index][column], rows[other_index][other_column] = second, first


# --- who plays whom ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        # within a match, upper and lower side
        ((0, "player1_id"), (0, "player2_id"), "matches_line1"),
        # across the matches of a half, and of both halves
        ((0, "player2_id"), (1, "player2_id"), "matches_line2"),
        ((1, "player1_id"), (3, "player1_id"), "matches_line1"),
        ((0, "player1_id"), (2, "player2_id"), "matches_line1"),
    ],
)
def test_lines_1_and_2_meet_and_3_and_4_and_no_others(
    hand: Hand, season: Season, one: tuple[int, str], other: tuple[int, str], rule: str
) -> None:
    rows = list(match_rows(season.store_draw(8)))
    hand.insert(SVC, "match_draws", season.match_draw(8))
    with hand.tried():
        hand.insert(SVC, "matches", *rows)
    exchange(rows, one, other)
    with hand.refused(rule):
        hand.insert(SVC, "matches", *rows)


def test_a_bye_leads_to_the_match_of_its_own_lines(hand: Hand, season: Season) -> None:
    """A draw of ten: matches 1 and 2 in the first round, byes in the quarter-finals 3 to 6."""
    rows = list(match_rows(season.store_draw(10)))
    hand.insert(SVC, "match_draws", season.match_draw(10))
    byes = [
        (index, column)
        for index in range(2, 6)
        for column in ("player1_id", "player2_id")
        if rows[index][column] is not None
    ]
    assert len(byes) == 6
    for one in byes:
        for other in byes:
            if one < other:
                exchange(rows, one, other)
                refused_side = min(one, other)[1].removesuffix("_id").replace("player", "pair")
                with hand.refused(f"matches_{refused_side}"):
                    hand.insert(SVC, "matches", *rows)
                exchange(rows, one, other)
    with hand.tried():
        hand.insert(SVC, "matches", *rows)


def test_imported_matches_may_name_their_two_players_the_other_way_round(
    hand: Hand, season: Season
) -> None:
    drawn = season.store_draw(8)
    rows = list(match_rows(drawn))
    exchange(rows, (0, "player1_id"), (0, "player2_id"))
    with hand.tried():
        hand.insert(IMPORT, "match_draws", season.match_draw(8, origin="imported"))
        hand.insert(IMPORT, "matches", *each(rows, origin="imported"))


# --- the copy of the draw ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        # the format would let scores of the other one in
        ({"has_supertiebreak": True}, "match_draws_as_made"),
        ({"age_category_id": 2}, "match_draws_as_made"),
        ({"gender_id": 2}, "match_draws_as_made"),
        ({"tournament_id": MADRID}, "match_draws_as_made"),
        ({"num_players": 9}, "match_draws_as_made"),
        ({"num_players": 17, "draw_size": 32}, "match_draws_as_made"),
        # the week would let matches outside the tournament in
        ({"start_date": MONDAY + timedelta(days=7), "end_date": MONDAY + timedelta(days=13)},
         "match_draws_first_day"),
        ({"end_date": MONDAY + timedelta(days=7)}, "match_draws_week"),
    ],
)  # fmt: skip
def test_matches_know_their_draw_as_it_was_made(
    hand: Hand, season: Season, changes: dict[str, Any], rule: str
) -> None:
    season.store_draw(10)
    with hand.tried():
        hand.insert(SVC, "match_draws", season.match_draw(10))
    with hand.refused(rule):
        hand.insert(SVC, "match_draws", season.match_draw(10, **changes))


def test_the_copy_of_a_draw_is_not_changed_afterwards_either(hand: Hand, season: Season) -> None:
    season.store_draw(10)
    hand.insert(SVC, "match_draws", season.match_draw(10))
    with hand.refused("match_draws_as_made"):
        hand.run(SVC, "UPDATE match_draws SET has_supertiebreak = true")
    with hand.refused("match_draws_first_day"):
        hand.run(SVC, "UPDATE match_draws SET start_date = start_date - 7, end_date = end_date - 7")


# --- impossible scores ------------------------------------------------------------------------


def sets(*numbers: tuple[int, int] | None, **more: int) -> dict[str, int | None]:
    """Columns of a score: games of the sets in order, more by name (``set1_tiebreak_player1``)."""
    columns: dict[str, int | None] = {}
    for index, pair in enumerate(numbers, start=1):
        for side in (1, 2):
            columns[f"set{index}_player{side}"] = None if pair is None else pair[side - 1]
    return columns | more


def tiebreak(index: int, one: int, other: int) -> dict[str, int]:
    return {f"set{index}_tiebreak_player1": one, f"set{index}_tiebreak_player2": other}


SUPER = {"set3_supertiebreak_player1": 10, "set3_supertiebreak_player2": 8}
COMPLETED, WALKOVER, RETIRED, CANCELLED, DISQUALIFIED = 2, 3, 4, 5, 6


@pytest.mark.parametrize(
    ("status", "score"),
    [
        # a set: 6-0 to 6-4, 7-5, or 7-6, and nothing else
        (COMPLETED, sets((6, 5), (6, 0))),
        (COMPLETED, sets((8, 6), (6, 0))),
        (COMPLETED, sets((7, 4), (6, 0))),
        (COMPLETED, sets((6, 4), (4, 3))),
        # a tie-break if and only if the set is 7-6, and its winner wins the set
        (COMPLETED, sets((7, 6), (6, 0))),
        (COMPLETED, sets((6, 4), (6, 0), **tiebreak(1, 7, 5))),
        (COMPLETED, sets((7, 6), (6, 0), **tiebreak(1, 5, 7))),
        (COMPLETED, sets((7, 6), (6, 0), **tiebreak(1, 9, 6))),
        (COMPLETED, sets((7, 6), (6, 0), **tiebreak(1, 7, 6))),
        # a deciding set if and only if each won one, in the format of the draw
        (COMPLETED, sets((6, 4), (6, 4), (6, 4))),
        (COMPLETED, sets((6, 4), (4, 6))),
        (COMPLETED, sets((6, 4), (4, 6), **SUPER)),
        (COMPLETED, sets((6, 4), (4, 6), (6, 4), **SUPER)),
        # the winner won two sets
        (COMPLETED, sets((4, 6), (4, 6))),
        (COMPLETED, sets()),
        # who retires or is disqualified has begun, and nobody has won
        (RETIRED, sets()),
        (RETIRED, sets((6, 4), (6, 4))),
        (RETIRED, sets((4, 3), (1, 0))),
        (RETIRED, sets((7, 6), **tiebreak(1, 3, 2))),
        (RETIRED, sets((6, 6), **tiebreak(1, 7, 5))),
        (RETIRED, sets(None, (6, 4))),
        (RETIRED, sets((6, 4), (4, 6), **SUPER)),
        (DISQUALIFIED, sets()),
        (DISQUALIFIED, sets((6, 4), (4, 6), (6, 4))),
        # no score where nothing was played
        (WALKOVER, sets((6, 0), (6, 0))),
        (WALKOVER, sets((0, 0))),
        (CANCELLED, sets((6, 4))),
        (1, sets((0, 0))),
    ],
)
def test_no_impossible_score_is_stored(
    hand: Hand, season: Season, status: int, score: dict[str, int | None]
) -> None:
    season.store_matches(8)
    hand.check()
    of_status: dict[str, Any] = {
        1: {},
        WALKOVER: {"player2_absence": "NO_SHOW"},
        CANCELLED: {"player1_absence": "NO_SHOW", "player2_absence": "NO_SHOW"},
    }.get(status, {})
    if status not in (1, CANCELLED):
        statement = "SELECT player1_id FROM matches WHERE match_id = 1"
        of_status["winner_id"] = hand.value(SVC, statement)
    row = {"match_status_id": status, **of_status, **score}
    names = ", ".join(f"{name} = %s" for name in row)
    with hand.refused("matches_score"):
        hand.run(SVC, f"UPDATE matches SET {names} WHERE match_id = 1", *row.values())
