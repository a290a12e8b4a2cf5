"""What belongs to a draw: its lines, seeds and matches, each there once (rules.md 4, 5 and 13)."""

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

DRAW_1 = {"draw_id": 1}
# a place that draw 1 does not have, so that what is set aside leaves no gap
EXTRA = {"match_id": 90, "match_number": 2}


def another_draw(foreign: Foreign, **cells: object) -> int:
    """A draw of tournament 3 that nobody has made; the line."""
    new = {"draw_id": 9, "tournament_id": 3, "draw_status_id": 1, "num_players": ""}
    return foreign.copy("draws", DRAW_1, **{**new, "draw_generated_at": "", **cells})


@pytest.mark.parametrize(
    "cells",
    [
        {"tournament_id": 99},
        {"age_category_id": 0},
        {"age_category_id": 3},
        {"gender_id": 0},
        {"gender_id": 3},
    ],
)
def test_a_draw_of_no_tournament_or_category_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    line = another_draw(foreign, **cells)
    book = foreign.judge()
    title = "names an unknown tournament, category or gender"
    assert told(book) == {aside("draws", line, "1", title)}
    assert all_stored(book, rows.Draw, draw_id=9) == []


def test_a_tournament_has_one_draw_for_each_category_and_gender() -> None:
    foreign = Foreign()
    another_draw(foreign)
    line = another_draw(foreign, draw_id=10)
    title = "a second draw of the same tournament and category"
    assert told(foreign.judge()) == {aside("draws", line, "4", title)}


def test_the_draws_of_the_other_categories_stand_beside_it() -> None:
    foreign = Foreign()
    another_draw(foreign)
    another_draw(foreign, draw_id=10, gender_id=2, has_supertiebreak="t")
    another_draw(foreign, draw_id=11, age_category_id=2, has_supertiebreak="t")
    assert told(foreign.judge()) == set()


def test_a_draw_set_aside_takes_its_parts_along() -> None:
    foreign = Foreign()
    line = foreign.change("draws", {"draw_id": 2}, gender_id=3)
    unknown = "names an unknown draw, player or "
    assert told(foreign.judge()) == {
        aside("draws", line, "1", "names an unknown tournament, category or gender"),
        *(
            aside("drawplayers", n, "4", f"{unknown}line")
            for n in foreign.lines("drawplayers", draw_id=2)
        ),
        *(aside("drawseed", n, "4", f"{unknown}seed") for n in foreign.lines("drawseed")),
        *(
            aside("matches", n, "5", "names an unknown draw or player")
            for n in foreign.lines("matches", draw_id=2)
        ),
        *(
            unverified("pointshistory", n, "6", "points without a place in the draw")
            for n in foreign.lines("pointshistory", tournament_id=2, age_category_id=1)
        ),
    }


# ---- lines


@pytest.mark.parametrize(
    "cells",
    [
        {"draw_id": 99},
        {"player_id": 99},
        {"draw_position": 0},
        {"draw_position": -1},
        {"draw_position": 2**15},
    ],
)
def test_a_line_of_no_draw_or_player_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    free = {"player_id": 7, "draw_position": 2}
    line = foreign.copy("drawplayers", {"draw_id": 1, "player_id": 1}, **{**free, **cells})
    title = "names an unknown draw, player or line"
    assert told(foreign.judge()) == {aside("drawplayers", line, "4", title)}


def test_a_line_holds_one_player() -> None:
    foreign = Foreign()
    line = foreign.copy("drawplayers", {"draw_id": 1, "player_id": 1}, player_id=7)
    assert told(foreign.judge()) == {aside("drawplayers", line, "4", "a second player on a line")}


def test_the_largest_line_that_the_column_holds_is_stored() -> None:
    foreign = Foreign()
    key = {"draw_id": 1, "player_id": 6}
    foreign.change("drawplayers", key, draw_position=2**15 - 1)
    book = foreign.judge()
    assert told(book) == in_no_bracket(foreign, 1)
    assert stored(book, rows.DrawPlayer, **key).draw_position == 2**15 - 1


def test_points_of_a_line_that_no_column_holds_are_set_aside() -> None:
    foreign = Foreign()
    free = {"player_id": 7, "draw_position": 2}
    key = {"draw_id": 1, "player_id": 1}
    line = foreign.copy("drawplayers", key, **free, entry_points=2**31)
    title = "holds a number too large for any points"
    assert told(foreign.judge()) == {aside("drawplayers", line, "9", title)}


def test_the_most_points_of_a_line_that_the_column_holds_are_stored() -> None:
    foreign = Foreign()
    foreign.change("drawplayers", {"draw_id": 1, "player_id": 1}, entry_points=2**31 - 1)
    book = foreign.judge()
    assert told(book) == set()
    assert stored(book, rows.DrawPlayer, draw_id=1, player_id=1).entry_points == 2**31 - 1


WITHOUT_ENTRY = "drawn without an entry"


def without_entry(foreign: Foreign) -> Told:
    """Of player 4 in draw 1, who must be told about."""
    (line,) = foreign.lines("drawplayers", draw_id=1, player_id=4)
    return unverified("drawplayers", line, "14", WITHOUT_ENTRY)


def test_who_was_drawn_without_an_entry_is_history() -> None:
    foreign = Foreign()
    foreign.remove("entries", entry_id=4)
    book = foreign.judge()
    assert told(book) == {without_entry(foreign)}
    assert stored(book, rows.DrawPlayer, draw_id=1, player_id=4).origin == "unverified"


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        ({"age_category_id": 2}, "the age is not that of the draw"),
        ({"gender_id": 2}, "the gender is not that of the draw"),
    ],
)
def test_an_entry_to_another_draw_is_none_to_this(cells: dict[str, object], title: str) -> None:
    foreign = Foreign()
    line = foreign.change("entries", {"entry_id": 4}, **cells)
    assert told(foreign.judge()) == {
        unverified("entries", line, "2", title),
        without_entry(foreign),
    }


# ---- seeds


@pytest.mark.parametrize(
    "cells", [{"draw_id": 99}, {"player_id": 99}, {"seed_number": 0}, {"seed_number": 17}]
)
def test_a_seed_of_no_draw_or_player_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    key = {"draw_id": 2, "player_id": 1, "is_actual_seeding": "t"}
    line = foreign.copy("drawseed", key, **{"player_id": 2, "seed_number": 3, **cells})
    title = "names an unknown draw, player or seed"
    assert told(foreign.judge()) == {aside("drawseed", line, "4", title)}


def test_a_player_is_seeded_once_in_each_seeding() -> None:
    foreign = Foreign()
    key = {"draw_id": 2, "player_id": 1, "is_actual_seeding": "t"}
    line = foreign.copy("drawseed", key, seed_number=3)
    assert told(foreign.judge()) == {aside("drawseed", line, "4", "a player seeded twice")}


def test_points_of_a_seed_that_no_column_holds_are_set_aside() -> None:
    foreign = Foreign()
    key = {"draw_id": 2, "player_id": 1, "is_actual_seeding": "t"}
    free = {"player_id": 2, "seed_number": 3}
    line = foreign.copy("drawseed", key, **free, seeding_points=2**31)
    title = "holds a number too large for any points"
    assert told(foreign.judge()) == {aside("drawseed", line, "9", title)}


def test_the_most_points_of_a_seed_that_the_column_holds_are_stored() -> None:
    foreign = Foreign()
    key = {"draw_id": 2, "player_id": 1}
    for actual in ("f", "t"):
        foreign.change("drawseed", {**key, "is_actual_seeding": actual}, seeding_points=2**31 - 1)
    book = foreign.judge()
    assert told(book) == set()
    assert {seed.seeding_points for seed in all_stored(book, rows.DrawSeed, **key)} == {2**31 - 1}


# ---- matches, and byes among them


@pytest.mark.parametrize(
    "cells", [{"draw_id": 99}, {"player1_id": 99}, {"player2_id": 99}, {"player1_id": -1}]
)
def test_a_match_of_no_draw_or_player_is_set_aside(cells: dict[str, object]) -> None:
    foreign = Foreign()
    line = foreign.copy("matches", {"match_id": 5}, **{**EXTRA, **cells})
    title = "names an unknown draw or player"
    assert told(foreign.judge()) == {aside("matches", line, "5", title)}


def add_bye(foreign: Foreign, **cells: object) -> int:
    """Player 1 in the first quarter-final of draw 1, with nobody on the other side; the line."""
    # match 8 is a walkover and has no score
    alone: dict[str, object] = {"match_id": 90, "draw_id": 1, "match_number": 1, "player1_id": 1}
    alone |= {"player2_id": "", "match_date": "2026-01-05"}
    return foreign.copy("matches", {"match_id": 8}, **{**alone, "winner_id": 1, **cells})


@pytest.mark.parametrize("status", range(1, 7))
@pytest.mark.parametrize("winner", ["", 1])
def test_a_match_with_one_player_is_a_bye_whatever_its_status(status: int, winner: object) -> None:
    foreign = Foreign()
    line = add_bye(foreign, match_status_id=status, winner_id=winner)
    book = foreign.judge()
    title = "a match with one player is a bye"
    assert told(book) == {Told("matches", line, "became a bye", "13", title)}
    assert all_stored(book, rows.Match, match_id=90) == []
    assert book.set_aside == []


def test_the_player_of_a_bye_may_stand_on_either_side() -> None:
    foreign = Foreign()
    add_bye(foreign, player1_id="", player2_id=1)
    add_bye(foreign, match_id=91, match_number=4, player1_id="", player2_id=6, winner_id=6)
    assert {each.outcome for each in told(foreign.judge())} == {"became a bye"}


def test_the_status_of_a_bye_is_not_asked_for() -> None:
    foreign = Foreign()
    line = add_bye(foreign, match_status_id=99, match_date="1970-01-01")
    title = "a match with one player is a bye"
    assert told(foreign.judge()) == {Told("matches", line, "became a bye", "13", title)}


def test_one_player_with_a_score_is_no_bye() -> None:
    foreign = Foreign()
    add_bye(foreign, match_status_id=4, set1_player1=0, set1_player2=0)
    assert told(foreign.judge()) == in_no_bracket(foreign, 1)


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        ({"winner_id": 2}, "the winner is none of two players"),
        ({"match_number": 0}, "has numbers that are no score"),
        ({"set1_player1": 6}, "has numbers that are no score"),
    ],
)
def test_one_player_in_an_impossible_match_is_set_aside(
    cells: dict[str, object], title: str
) -> None:
    foreign = Foreign()
    line = add_bye(foreign, **cells)
    assert told(foreign.judge()) == {aside("matches", line, "5", title)}


NO_SCORE = {f"set{number}_player{side}": "" for number in (1, 2) for side in (1, 2)}


def test_who_waits_for_an_opponent_of_a_match_still_to_be_played_has_no_bye() -> None:
    foreign = Foreign()
    waits = {"winner_id": "", "match_status_id": 1, **NO_SCORE}
    foreign.change("matches", {"match_id": 4}, **waits)
    foreign.change("matches", {"match_id": 5}, player2_id="", **waits)
    without_points(foreign)
    book = foreign.judge()
    (draw,) = foreign.lines("draws", draw_id=1)
    assert told(book) == {normalised("draws", draw, "13", "the status follows from the matches")}
    final = stored(book, rows.Match, match_id=5)
    assert (final.player1_id, final.player2_id, final.match_status_id) == (1, None, 1)
    assert stored(book, rows.Draw, draw_id=1).draw_status_id == 3
    assert stored(book, rows.MatchDraw, draw_id=1).completed_at is None
    assert all_stored(book, rows.AwardedDraw, draw_id=1) == []


def without_points(foreign: Foreign) -> None:
    """Of tournament 1, and the rankings that counted it."""
    points = foreign.tables["pointshistory"]
    foreign.tables["pointshistory"] = [row for row in points if row["tournament_id"] != "1"]
    foreign.tables["weeklyranking"].clear()


@pytest.mark.parametrize("status", [2, 3, 4, 6])
def test_a_later_match_with_one_player_and_no_score_is_a_bye_too(status: int) -> None:
    foreign = Foreign()
    cells = {"player2_id": "", "match_status_id": status, **NO_SCORE}
    line = foreign.change("matches", {"match_id": 5}, **cells)
    without_points(foreign)
    whole = in_no_bracket(foreign, 1)
    final = {each for each in whole if (each.table, each.line) == ("matches", line)}
    bye = Told("matches", line, "became a bye", "13", "a match with one player is a bye")
    assert told(foreign.judge()) == {*(whole - final), bye}


@pytest.mark.parametrize("gone", ["player1_id", "player2_id"])
def test_who_goes_through_because_nobody_came_has_no_bye_and_no_win(gone: str) -> None:
    foreign = Foreign()
    # both players of one semi-final were missing, so the final is not played
    semi_final, winner = {"player1_id": (3, 5), "player2_id": (4, 1)}[gone]
    tiebreak = {"set1_tiebreak_player1": "", "set1_tiebreak_player2": ""}
    cancelled = {"match_status_id": 5, **NO_SCORE, **tiebreak}
    foreign.change("matches", {"match_id": semi_final}, winner_id="", **cancelled)
    foreign.change("matches", {"match_id": 5}, winner_id=winner, **{gone: "", **cancelled})
    without_points(foreign)
    book = foreign.judge()
    assert told(book) == set()
    final = stored(book, rows.Match, match_id=5)
    assert (getattr(final, gone), final.winner_id) == (None, winner)


def test_going_through_is_no_win() -> None:
    foreign = Foreign()
    foreign.change("matches", {"match_id": 4}, winner_id="", match_status_id=5, **NO_SCORE)
    foreign.change("matches", {"match_id": 5}, player2_id="", match_status_id=5, **NO_SCORE)
    foreign.change("pointshistory", {"id": 2}, stage_result_id=3, points_earned=45)
    foreign.tables["weeklyranking"].clear()
    book = foreign.judge()
    assert told(book) == set()
    # the semi-final
    assert stored(book, rows.Points, id=1).wins == 1
