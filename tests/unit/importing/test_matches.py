"""One match at a time: players, winner, score and day, by rules.md sections 1, 5 and 13."""

from collections.abc import Mapping

import pytest

from tests.unit.importing.foreign import (
    Foreign,
    all_stored,
    aside,
    in_no_bracket,
    normalised,
    stored,
    told,
    unverified,
)
from tools import rows

# a place that draw 1 does not have, so that what is set aside leaves no gap
EXTRA = {"match_id": 90, "match_number": 2}
# the finals: men's 60 with a full third set, and women's 65 with a super tie-break
MEN, WOMEN = 5, 16
NUMBERS = [
    f"set{number}_{kind}player{side}"
    for number, kinds in ((1, ("", "tiebreak_")), (2, ("", "tiebreak_")))
    for kind in kinds
    for side in (1, 2)
] + [f"set3_{kind}player{side}" for kind in ("", "tiebreak_", "supertiebreak_") for side in (1, 2)]


def score(text: str) -> dict[str, object]:
    """``6-4 6-7(5-7) [10-7]`` as cells, player 1's numbers first; the others are empty."""
    cells: dict[str, object] = dict.fromkeys(NUMBERS, "")
    for number, written in enumerate(text.split(), 1):
        if written.startswith("["):
            pairs = {"supertiebreak_": written.strip("[]")}
        else:
            games, _, points = written.rstrip(")").partition("(")
            pairs = {"": games, "tiebreak_": points}
        for kind, pair in pairs.items():
            for side, points in enumerate(pair.split("-") if pair else (), 1):
                cells[f"set{number}_{kind}player{side}"] = points
    return cells


def set_aside(title: str, cells: Mapping[str, object], rule: str = "5") -> None:
    foreign = Foreign()
    line = foreign.copy("matches", {"match_id": MEN}, **{**EXTRA, **cells})
    book = foreign.judge()
    assert told(book) == {aside("matches", line, rule, title)}
    assert all_stored(book, rows.Match, match_id=90) == []


@pytest.mark.parametrize(
    "cells",
    [{"round_id": 0}, {"round_id": 7}, {"match_status_id": 0}, {"match_status_id": 7}],
)
def test_a_match_of_an_unknown_round_or_status_is_set_aside(cells: dict[str, object]) -> None:
    set_aside("has an unknown round or status", cells, rule="1")


@pytest.mark.parametrize(
    "cells",
    [
        {"winner_id": 3},
        {"winner_id": 99},
        {"winner_id": 0},
        {"player1_id": 5},
        {"player1_id": 5, "winner_id": 5},
        {"player1_id": 5, "winner_id": "", "match_status_id": 1},
        {"player1_id": 5, "winner_id": "", "match_status_id": 5},
        {"player1_id": "", "player2_id": ""},
        {"player1_id": "", "player2_id": "", "winner_id": ""},
        {"player1_id": "", "player2_id": "", "winner_id": "", "match_status_id": 3},
        {"player1_id": "", "player2_id": "", "winner_id": 1, "match_status_id": 1},
    ],
)
def test_a_match_has_two_players_and_one_of_them_wins(cells: dict[str, object]) -> None:
    set_aside("the winner is none of two players", cells)


@pytest.mark.parametrize("column", NUMBERS)
def test_a_number_of_a_score_needs_its_other_half(column: str) -> None:
    cells = score("6-4 6-4")
    cells[column] = 7 if cells[column] == "" else ""
    set_aside("has numbers that are no score", cells)


@pytest.mark.parametrize("number", [-1, 100, 2**40])
@pytest.mark.parametrize("side", [1, 2])
def test_a_number_of_a_score_lies_between_0_and_99(number: int, side: int) -> None:
    set_aside("has numbers that are no score", {f"set2_player{side}": number})


@pytest.mark.parametrize("number", [0, -1, 2**15])
def test_the_number_of_a_match_counts_from_1(number: int) -> None:
    set_aside("has numbers that are no score", {"match_number": number})


def test_the_largest_number_that_the_column_holds_is_stored() -> None:
    foreign = Foreign()
    foreign.change("matches", {"match_id": MEN}, match_number=2**15 - 1)
    book = foreign.judge()
    assert told(book) == in_no_bracket(foreign, 1)
    assert stored(book, rows.Match, match_id=MEN).match_number == 2**15 - 1


@pytest.mark.parametrize("number", [0, 99])
def test_the_smallest_and_largest_number_of_a_score_are_stored(number: int) -> None:
    foreign = Foreign()
    line = foreign.change("matches", {"match_id": MEN}, set1_player1=number, set1_player2=99)
    book = foreign.judge()
    assert told(book) == {unverified("matches", line, "5", GAMES)}
    assert stored(book, rows.Match, match_id=MEN).set1_player1 == number


# ---- scores

SETS = "sets too many, too few or of the wrong kind"
GAMES = "a set that cannot end so"
TIEBREAK = "a tie-break that cannot end so"
SUPER = "a super tie-break that cannot end so"
STATUS = "a score that does not fit the status"
WINNER = "another winner than the score's"


def change_final(match_id: int, text: str, **cells: object) -> tuple[Foreign, int]:
    foreign = Foreign()
    return foreign, foreign.change("matches", {"match_id": match_id}, **score(text), **cells)


@pytest.mark.parametrize(
    ("match_id", "text", "titles"),
    [
        (MEN, "", {SETS}),
        (MEN, "6-4", {GAMES}),
        (MEN, "6-4 4-6", {GAMES}),
        (WOMEN, "6-4 4-6", {SUPER}),
        (MEN, "6-4 6-4 6-4", {SETS}),
        (MEN, "6-5 6-4", {GAMES}),
        (MEN, "8-6 6-4", {GAMES}),
        (MEN, "99-0 6-4", {GAMES}),
        (MEN, "6-6 6-4", {GAMES}),
        (MEN, "7-6 6-4", {TIEBREAK}),
        (MEN, "7-6(6-5) 6-4", {TIEBREAK}),
        (MEN, "7-6(9-6) 6-4", {TIEBREAK}),
        (MEN, "7-6(5-7) 6-4", {TIEBREAK}),
        (MEN, "6-4(7-5) 6-4", {TIEBREAK}),
        (MEN, "4-6 4-6", {WINNER}),
        (MEN, "6-4 4-6 4-6", {WINNER}),
        (MEN, "6-4 4-6 [10-7]", {SUPER}),
        (WOMEN, "6-4 4-6 6-4", {GAMES}),
        (WOMEN, "6-4 4-6 [9-7]", {SUPER}),
        (WOMEN, "6-4 4-6 [10-9]", {SUPER}),
        (WOMEN, "6-4 4-6 [13-10]", {SUPER}),
        (WOMEN, "6-4 4-6 [7-10]", {WINNER}),
        (MEN, "6-5 7-6(1-0)", {GAMES, TIEBREAK}),
    ],
)
def test_a_completed_match_whose_score_breaks_a_rule_is_history(
    match_id: int, text: str, titles: set[str]
) -> None:
    foreign, line = change_final(match_id, text)
    book = foreign.judge()
    assert told(book) == {unverified("matches", line, "5", title) for title in titles}
    match = stored(book, rows.Match, match_id=match_id)
    assert match.origin == "unverified"
    for column, number in score(text).items():
        assert str(getattr(match, column)) == (str(number) if number != "" else "None")


@pytest.mark.parametrize(
    ("match_id", "text"),
    [
        (MEN, "6-0 6-4"),
        (MEN, "7-5 7-6(7-0)"),
        (MEN, "4-6 7-6(8-6) 7-6(20-18)"),
        (MEN, "6-0 0-6 7-5"),
        (WOMEN, "6-0 0-6 [10-0]"),
        (WOMEN, "5-7 7-6(7-5) [21-19]"),
        (WOMEN, "6-4 6-4"),
    ],
)
def test_a_completed_match_with_a_legal_score_is_stored_as_read(match_id: int, text: str) -> None:
    foreign, _ = change_final(match_id, text)
    book = foreign.judge()
    assert told(book) == set()
    match = stored(book, rows.Match, match_id=match_id)
    for column, number in score(text).items():
        assert str(getattr(match, column)) == (str(number) if number != "" else "None")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("", {SETS}),
        ("6-4 6-4", {STATUS}),
        ("7-4", {GAMES}),
        ("6-5 1-0", {GAMES}),
        ("6-6(7-5)", {TIEBREAK}),
        ("6-6(9-6)", {TIEBREAK}),
        ("5-5(1-0)", {TIEBREAK}),
        # the leader of the set is behind in the tie-break: stays as it is written
        ("7-6(2-3)", {TIEBREAK}),
        ("6-4 4-6 [1-0]", {SUPER}),
        ("7-6(2-1) 1-0", {TIEBREAK}),
    ],
)
@pytest.mark.parametrize("winner", [1, 5])
def test_a_retirement_whose_score_breaks_a_rule_is_history(
    text: str, titles: set[str], winner: int
) -> None:
    foreign, line = change_final(MEN, text, match_status_id=4, winner_id=winner)
    exchange_points(foreign, winner)
    assert told(foreign.judge()) == {unverified("matches", line, "5", title) for title in titles}


def exchange_points(foreign: Foreign, winner: int) -> None:
    """The points of draw 1 after a final that player 1 has won or lost."""
    if winner == 5:
        foreign.change("pointshistory", {"id": 1}, stage_result_id=2, points_earned=70)
        foreign.change("pointshistory", {"id": 2}, stage_result_id=1, points_earned=100)
    foreign.tables["weeklyranking"].clear()


@pytest.mark.parametrize(
    "text", ["0-0", "6-4", "6-4 4-6", "6-6", "6-6(3-2)", "6-4 5-5", "4-6 6-4 6-6(15-15)"]
)
def test_a_match_may_stop_at_any_score_on_the_way(text: str) -> None:
    foreign, _ = change_final(MEN, text, match_status_id=4)
    book = foreign.judge()
    assert told(book) == set()
    assert stored(book, rows.Match, match_id=MEN).match_status_id == 4


@pytest.mark.parametrize(
    ("text", "points"),
    [("7-6(3-2)", (3, 2)), ("6-7(2-3)", (2, 3)), ("7-6(0-0)", (0, 0)), ("4-6 7-6(6-5)", (6, 5))],
)
@pytest.mark.parametrize("status", [4, 6])
def test_a_match_that_stopped_inside_a_tie_break_is_stored_at_6_6(
    text: str, points: tuple[int, int], status: int
) -> None:
    foreign, line = change_final(MEN, text, match_status_id=status)
    if status == 6:
        # who is disqualified keeps no points
        foreign.change("pointshistory", {"id": 2}, points_earned=0)
        foreign.tables["weeklyranking"].clear()
    book = foreign.judge()
    title = "stopped inside a tie-break: stored as 6-6"
    assert told(book) == {normalised("matches", line, "13", title)}
    match = stored(book, rows.Match, match_id=MEN)
    last = len(text.split())
    assert getattr(match, f"set{last}_player1") == getattr(match, f"set{last}_player2") == 6
    assert points == (
        getattr(match, f"set{last}_tiebreak_player1"),
        getattr(match, f"set{last}_tiebreak_player2"),
    )
    assert match.origin == "imported"


def test_a_completed_match_is_not_taken_for_one_that_stopped_inside_a_tie_break() -> None:
    foreign, line = change_final(MEN, "6-4 7-6(3-2)")
    assert told(foreign.judge()) == {unverified("matches", line, "5", TIEBREAK)}


@pytest.mark.parametrize("match_id", [MEN, WOMEN])
def test_a_walkover_has_no_score(match_id: int) -> None:
    foreign, line = change_final(match_id, "6-4", match_status_id=3)
    loser = {MEN: 2, WOMEN: 15}[match_id]
    foreign.change("pointshistory", {"id": loser}, points_earned=0)
    foreign.tables["weeklyranking"].clear()
    assert told(foreign.judge()) == {unverified("matches", line, "5", SETS)}


def test_a_walkover_has_a_winner() -> None:
    foreign, line = change_final(MEN, "", match_status_id=3, winner_id="")
    found = told(foreign.judge())
    assert unverified("matches", line, "5", WINNER) in found
    assert {each.line for each in found if each.table == "matches"} == {line}


def test_a_completed_match_has_a_winner() -> None:
    foreign, line = change_final(MEN, "6-4 6-4", winner_id="")
    assert unverified("matches", line, "5", WINNER) in told(foreign.judge())


def test_a_match_still_to_be_played_has_no_score_and_no_winner() -> None:
    foreign, line = change_final(MEN, "6-4", match_status_id=1)
    found = told(foreign.judge())
    assert {each for each in found if each.table == "matches"} >= {
        unverified("matches", line, "5", SETS),
        unverified("matches", line, "5", WINNER),
    }


def test_a_match_cancelled_between_two_players_has_no_winner() -> None:
    foreign, line = change_final(MEN, "", match_status_id=5)
    foreign.change("pointshistory", {"id": 1}, stage_result_id=1)
    found = told(foreign.judge())
    assert found == {
        unverified("matches", line, "5", "cancelled between two players, with a winner")
    }


def test_a_cancelled_match_has_no_score() -> None:
    foreign, line = change_final(MEN, "6-4", match_status_id=5, winner_id="")
    foreign.change("pointshistory", {"id": 1}, stage_result_id=2, points_earned=70)
    foreign.tables["weeklyranking"].clear()
    assert told(foreign.judge()) == {unverified("matches", line, "5", SETS)}


# ---- the day

OUTSIDE = "played outside the tournament's week"


@pytest.mark.parametrize("day", ["2026-01-12", "2027-01-07"])
def test_a_match_after_the_tournaments_sunday_is_history(day: str) -> None:
    foreign = Foreign()
    line = foreign.change("matches", {"match_id": MEN}, match_date=day)
    assert told(foreign.judge()) == {unverified("matches", line, "5", OUTSIDE)}


def test_a_match_may_be_played_on_the_tournaments_sunday() -> None:
    foreign = Foreign()
    foreign.change("matches", {"match_id": MEN}, match_date="2026-01-11")
    assert told(foreign.judge()) == set()


def test_a_match_before_the_tournaments_monday_is_history() -> None:
    foreign = Foreign()
    line = foreign.change("matches", {"match_id": 1}, match_date="2026-01-04")
    assert told(foreign.judge()) == {
        unverified("matches", line, "5", OUTSIDE),
        unverified("matches", line, "5", "played before the day of its round"),
    }


def test_a_tournament_of_two_weeks_has_no_matches_in_the_second() -> None:
    foreign = Foreign()
    tournament = foreign.change("tournaments", {"tournament_id": 1}, end_date="2026-01-18")
    line = foreign.change("matches", {"match_id": MEN}, match_date="2026-01-12")
    found = told(foreign.judge())
    assert {each for each in found if each.table in {"tournaments", "matches"}} == {
        unverified("tournaments", tournament, "2", "does not last from Monday to Sunday"),
        unverified("matches", line, "5", OUTSIDE),
    }
