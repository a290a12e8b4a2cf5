"""Draws as wholes: the bracket, the lines, the seeds, the byes, the days (rules.md 3, 4, 5, 11)."""

from collections.abc import Callable

import pytest

from tests.unit.importing.foreign import (
    Foreign,
    Told,
    all_stored,
    aside,
    in_no_bracket,
    normalised,
    stored,
    told,
    unverified,
)
from tools import rows

DRAW = {1: {"draw_id": 1}, 2: {"draw_id": 2}, 3: {"draw_id": 3}}


def draw_line(foreign: Foreign, draw_id: int) -> int:
    (line,) = foreign.lines("draws", draw_id=draw_id)
    return line


# ---- the bracket


def lose_a_match(foreign: Foreign) -> None:
    foreign.remove("matches", match_id=1)


def have_a_match_too_many(foreign: Foreign) -> None:
    foreign.copy("matches", {"match_id": 1}, match_id=90, match_number=1, player1_id=1, winner_id=1)


def play_the_final_in_another_round(foreign: Foreign) -> None:
    foreign.change("matches", {"match_id": 5}, round_id=4, match_number=1)


def number_a_match_past_its_round(foreign: Foreign) -> None:
    foreign.change("matches", {"match_id": 4}, match_number=3)


def have_the_loser_play_on(foreign: Foreign) -> None:
    foreign.change("matches", {"match_id": 5}, player1_id=2, winner_id=2)


def exchange_the_sides(foreign: Foreign, match_id: int = 5) -> None:
    """The upper player of a final is written below, the score with the player."""
    match = foreign.row("matches", match_id=match_id)
    for upper in list(match):
        if "player1" in upper:
            lower = upper.replace("player1", "player2")
            match[upper], match[lower] = match[lower], match[upper]


def play_against_somebody_who_was_not_drawn(foreign: Foreign) -> None:
    foreign.change("matches", {"match_id": 1}, player2_id=7)


def stand_on_other_lines(foreign: Foreign) -> None:
    foreign.change("drawplayers", {"draw_id": 1, "player_id": 1}, draw_position=2)
    foreign.change("drawplayers", {"draw_id": 1, "player_id": 3}, draw_position=1)
    foreign.change("drawplayers", {"draw_id": 1, "player_id": 2}, draw_position=4)


def stand_below_the_last_line(foreign: Foreign) -> None:
    foreign.change("drawplayers", {"draw_id": 1, "player_id": 6}, draw_position=9)


def leave_two_lines_of_a_pair_empty(foreign: Foreign) -> None:
    foreign.change("drawplayers", {"draw_id": 1, "player_id": 6}, draw_position=2)


BREAKS = [
    lose_a_match,
    have_a_match_too_many,
    play_the_final_in_another_round,
    have_the_loser_play_on,
    exchange_the_sides,
    play_against_somebody_who_was_not_drawn,
    stand_on_other_lines,
    stand_below_the_last_line,
    leave_two_lines_of_a_pair_empty,
    number_a_match_past_its_round,
]


@pytest.mark.parametrize("spoil", BREAKS)
def test_a_draw_whose_matches_form_no_bracket_is_a_list_of_matches(
    spoil: Callable[[Foreign], None],
) -> None:
    foreign = Foreign()
    spoil(foreign)
    book = foreign.judge()
    assert told(book) >= in_no_bracket(foreign, 1)
    whose = {"draws", "drawplayers", "matches"}
    for table in whose:
        of_draw_1 = set(foreign.lines(table, draw_id=1))
        assert {each.line for each in told(book) if each.table == table} <= of_draw_1
    assert stored(book, rows.Draw, draw_id=1).draw_size is None
    assert stored(book, rows.MatchDraw, draw_id=1).draw_size is None
    assert stored(book, rows.Draw, draw_id=1).origin == "unverified"
    assert stored(book, rows.MatchDraw, draw_id=1).origin == "unverified"
    assert {line.origin for line in all_stored(book, rows.DrawPlayer, draw_id=1)} == {"unverified"}
    assert {match.origin for match in all_stored(book, rows.Match, draw_id=1)} == {"unverified"}


def test_nothing_else_is_told_of_matches_that_form_no_bracket() -> None:
    foreign = Foreign()
    exchange_the_sides(foreign)
    assert told(foreign.judge()) == in_no_bracket(foreign, 1)


def test_byes_are_kept_as_read_where_there_is_no_bracket() -> None:
    foreign = Foreign()
    exchange_the_sides(foreign)
    foreign.change("drawplayers", {"draw_id": 1, "player_id": 1}, has_bye="f")
    book = foreign.judge()
    assert told(book) == in_no_bracket(foreign, 1)
    assert stored(book, rows.DrawPlayer, draw_id=1, player_id=1).has_bye is False


def test_seeds_of_matches_that_form_no_bracket_are_history_too() -> None:
    foreign = Foreign()
    exchange_the_sides(foreign, match_id=11)
    book = foreign.judge()
    assert told(book) == in_no_bracket(foreign, 2)
    assert {seed.origin for seed in all_stored(book, rows.DrawSeed)} == {"unverified"}


def test_a_bracket_has_the_size_that_its_players_need() -> None:
    book = Foreign().judge()
    assert {draw.draw_size for draw in all_stored(book, rows.Draw, draw_status_id=4)} == {8}
    assert {draw.draw_size for draw in all_stored(book, rows.MatchDraw)} == {8}
    assert {line.draw_size for line in all_stored(book, rows.DrawPlayer)} == {8}
    assert {match.draw_size for match in all_stored(book, rows.Match)} == {8}


def test_a_draw_of_fewer_than_six_is_no_draw() -> None:
    foreign = Foreign()
    foreign.remove("drawplayers", draw_id=1, player_id=4)
    line = draw_line(foreign, 1)
    (points,) = foreign.lines("pointshistory", player_id=4, tournament_id=1)
    assert told(foreign.judge()) == {
        *in_no_bracket(foreign, 1),
        unverified("draws", line, "3", "not 6 to 64 players"),
        normalised("draws", line, "13", "num_players is counted"),
        unverified("pointshistory", points, "6", "points without a place in the draw"),
    }


def test_a_draw_of_more_than_64_is_no_draw() -> None:
    foreign = Foreign()
    for number in range(59):
        foreign.copy("players", {"player_id": 8}, player_id=100 + number)
        key = {"draw_id": 1, "player_id": 1}
        new = {"player_id": 100 + number, "draw_position": 100 + number}
        foreign.copy("drawplayers", key, **new)
    found = told(foreign.judge())
    assert unverified("draws", draw_line(foreign, 1), "3", "not 6 to 64 players") in found
    assert found >= in_no_bracket(foreign, 1)


@pytest.mark.parametrize("draw_id", [1, 3])
def test_the_third_set_has_the_format_of_its_draw(draw_id: int) -> None:
    foreign = Foreign()
    other = {"f": "t", "t": "f"}[foreign.row("draws", **DRAW[draw_id])["has_supertiebreak"]]
    line = foreign.change("draws", DRAW[draw_id], has_supertiebreak=other)
    book = foreign.judge()
    # the matches that went to a third set have a score of the format that the draw should have
    third = {
        1: [(2, "a set that cannot end so")],
        3: [(12, "a super tie-break that cannot end so")],
    }
    third[3].append((16, "a super tie-break that cannot end so"))
    expected = {unverified("draws", line, "3", "the third set has the wrong format")}
    for match_id, title in third[draw_id]:
        (match,) = foreign.lines("matches", match_id=match_id)
        expected.add(unverified("matches", match, "5", title))
    assert told(book) == expected
    assert stored(book, rows.Draw, draw_id=draw_id).has_supertiebreak is (other == "t")


# ---- seeds and byes of draw 2: players 1 and 5, on lines 1 and 8, with a bye for seed 1

SIDE = "the seeds stand on the wrong side or in the wrong section"
LINES = "the seeds stand on the wrong lines, or the byes are not spread"
BYES = "the size or the byes are not those of the rules"
NUMBER = "breaks a rule of draws"
OF_SUCH = "seed of a draw that breaks the rules of seeding"


def seed_line(foreign: Foreign, player_id: int, actual: str) -> int:
    (line,) = foreign.lines("drawseed", player_id=player_id, is_actual_seeding=actual)
    return line


def all_seeds(foreign: Foreign) -> set[Told]:
    return {unverified("drawseed", n, "4", OF_SUCH) for n in foreign.lines("drawseed", draw_id=2)}


def exchange_the_seeds(foreign: Foreign) -> None:
    rows_ = [foreign.row("drawseed", player_id=p, is_actual_seeding="t") for p in (1, 5)]
    for row, number in zip(rows_, (2, 1), strict=True):
        row["seed_number"] = str(number)


def test_each_seed_stands_on_its_line_and_the_first_has_the_bye() -> None:
    foreign = Foreign()
    exchange_the_seeds(foreign)
    line = draw_line(foreign, 2)
    book = foreign.judge()
    assert told(book) == {
        unverified("draws", line, "3", BYES),
        unverified("draws", line, "11", LINES),
        *all_seeds(foreign),
    }
    # the bracket itself stands
    assert stored(book, rows.Draw, draw_id=2).draw_size == 8
    assert {match.origin for match in all_stored(book, rows.Match, draw_id=2)} == {"imported"}


def test_two_seeds_stand_in_two_halves() -> None:
    foreign = Foreign()
    foreign.change("drawseed", {"player_id": 5, "is_actual_seeding": "t"}, player_id=2)
    line = draw_line(foreign, 2)
    assert told(foreign.judge()) == {
        unverified("draws", line, "4", SIDE),
        unverified("draws", line, "11", LINES),
        *all_seeds(foreign),
    }


def test_a_draw_has_as_many_seeds_as_the_rules_say() -> None:
    foreign = Foreign()
    foreign.remove("drawseed", player_id=5, is_actual_seeding="t")
    line = draw_line(foreign, 2)
    assert told(foreign.judge()) == {unverified("draws", line, "1", NUMBER)}


def test_a_draw_without_a_ranking_has_no_seeds() -> None:
    foreign = Foreign()
    foreign.tables["drawseed"].clear()
    book = foreign.judge()
    assert told(book) == set()
    assert stored(book, rows.Draw, draw_id=2).is_seeded is False


def test_a_draw_may_have_been_planned_without_seeds() -> None:
    foreign = Foreign()
    foreign.remove("drawseed", player_id=1, is_actual_seeding="f")
    foreign.remove("drawseed", player_id=5, is_actual_seeding="f")
    book = foreign.judge()
    assert told(book) == set()
    assert stored(book, rows.Draw, draw_id=2).is_seeded is True


@pytest.mark.parametrize("number", [3, 16])
def test_actual_seeds_are_numbered_from_1(number: int) -> None:
    foreign = Foreign()
    key = {"player_id": 5, "is_actual_seeding": "t"}
    foreign.change("drawseed", key, seed_number=number)
    book = foreign.judge()
    found = told(book)
    seed = stored(book, rows.DrawSeed, player_id=5, is_actual_seeding=True)
    assert (seed.seed_number, seed.origin) == (number, "unverified")
    assert found >= {unverified("draws", draw_line(foreign, 2), "4", SIDE), *all_seeds(foreign)}
    assert {each.table for each in found} == {"draws", "drawseed"}


def test_planned_seeds_are_numbered_from_1() -> None:
    foreign = Foreign()
    foreign.change("drawseed", {"player_id": 5, "is_actual_seeding": "f"}, seed_number=3)
    line = draw_line(foreign, 2)
    title = "the planned seeds leave a number out"
    assert told(foreign.judge()) == {unverified("draws", line, "4", title)}


def test_a_planned_seed_may_have_withdrawn_before_the_draw() -> None:
    foreign = Foreign()
    # player 8 has entered nothing in draw 2
    foreign.change("drawseed", {"player_id": 5, "is_actual_seeding": "f"}, player_id=8)
    assert told(foreign.judge()) == set()


def test_an_actual_seed_was_drawn() -> None:
    foreign = Foreign()
    seed = foreign.change("drawseed", {"player_id": 5, "is_actual_seeding": "t"}, player_id=8)
    assert told(foreign.judge()) == {
        unverified("draws", draw_line(foreign, 2), "4", SIDE),
        *all_seeds(foreign),
        unverified("drawseed", seed, "4", "a seed who was not drawn"),
    }


def test_byes_are_spread_over_the_halves() -> None:
    foreign = Foreign()
    # both byes of draw 3 in the upper half, and the matches accordingly
    foreign.change("drawplayers", {"draw_id": 3, "player_id": 12}, draw_position=5, has_bye="f")
    foreign.change("drawplayers", {"draw_id": 3, "player_id": 13}, draw_position=6)
    foreign.change("drawplayers", {"draw_id": 3, "player_id": 14}, draw_position=3)
    foreign.change("matches", {"match_id": 12}, match_number=3)
    foreign.change("matches", {"match_id": 14}, player2_id=14)
    foreign.change("matches", {"match_id": 15}, player1_id=12)
    for player, stage, points in ((12, 3, 90), (14, 3, 0)):
        key = {"player_id": player, "tournament_id": 2}
        foreign.change("pointshistory", key, stage_result_id=stage, points_earned=points)
    assert told(foreign.judge()) == {unverified("draws", draw_line(foreign, 3), "11", LINES)}


# ---- days


def test_nobody_plays_twice_on_one_day() -> None:
    foreign = Foreign()
    line = foreign.change("matches", {"match_id": 5}, match_date="2026-01-06")
    assert told(foreign.judge()) == {
        unverified("matches", line, "5", "a player's second match of a day"),
        unverified("matches", line, "5", "not on a later day than the matches before it"),
        unverified("matches", line, "5", "played before the day of its round"),
    }


def test_a_match_is_not_played_before_those_that_feed_it() -> None:
    foreign = Foreign()
    line = foreign.change("matches", {"match_id": 4}, match_date="2026-01-08")
    final = foreign.lines("matches", match_id=5)[0]
    assert told(foreign.judge()) == {
        unverified("matches", final, "5", "not on a later day than the matches before it")
    }
    assert line == 5


def test_a_match_may_be_moved_to_a_later_day() -> None:
    foreign = Foreign()
    foreign.change("matches", {"match_id": 4}, match_date="2026-01-09")
    foreign.change("matches", {"match_id": 5}, match_date="2026-01-10")
    assert told(foreign.judge()) == set()


def test_a_round_is_not_played_before_its_day() -> None:
    foreign = Foreign()
    # player 1 had a bye, so the match fits after nothing
    foreign.change("matches", {"match_id": 1}, match_date="2026-01-04")
    line = foreign.change("matches", {"match_id": 3}, match_date="2026-01-05")
    found = told(foreign.judge())
    assert unverified("matches", line, "5", "played before the day of its round") in found
    assert all("later day" not in each.title for each in found)


def test_without_a_bracket_only_two_matches_on_one_day_are_told() -> None:
    foreign = Foreign()
    exchange_the_sides(foreign)
    line = foreign.change("matches", {"match_id": 5}, match_date="2026-01-06")
    assert told(foreign.judge()) == {
        *in_no_bracket(foreign, 1),
        unverified("matches", line, "5", "a player's second match of a day"),
    }


def test_a_set_aside_match_leaves_a_gap_in_the_bracket() -> None:
    foreign = Foreign()
    line = foreign.change("matches", {"match_id": 1}, set1_player1=100)
    expected = in_no_bracket(foreign, 1)
    expected -= {each for each in expected if (each.table, each.line) == ("matches", line)}
    found = told(foreign.judge())
    assert found >= {*expected, aside("matches", line, "5", "has numbers that are no score")}
