"""Section 5: which scores, winners and statuses fit together."""

from itertools import product
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matches.domain.scores import Score, check_result, winner_of
from services.matches.domain.sets import (
    SIDES,
    Pair,
    SetEnd,
    SetScore,
    Side,
    judge_set,
    judge_supertiebreak,
)
from shared.terms import MatchStatus, Violation
from tests.unit.matches.play import Umpire, every_pair, play_matches, play_points, play_set

STOPPED = (MatchStatus.RETIRED, MatchStatus.DISQUALIFIED)


def games(*sets: Pair) -> Score:
    return Score(tuple(SetScore(one) for one in sets))


def seven_six(points: Pair) -> SetScore:
    return SetScore((7, 6) if points[0] > points[1] else (6, 7), points)


def super_tiebreak(points: Pair) -> Score:
    return Score((SetScore((6, 4)), SetScore((3, 6)), SetScore(supertiebreak=points)))


def fields(broken: list[Violation]) -> list[str]:
    return [violation.field for violation in broken]


def completed(score: Score, winner: Side | None = 1, *, points: bool = False) -> list[Violation]:
    return check_result(points, MatchStatus.COMPLETED, score, winner)


def retired(score: Score, winner: Side | None = 1, *, points: bool = False) -> list[Violation]:
    return check_result(points, MatchStatus.RETIRED, score, winner)


# --- every score there is, against the umpire -------------------------------------------------


def test_a_set_ends_exactly_where_play_ends_it() -> None:
    ends, _ = play_set()
    for score in every_pair(15):
        tiebreak = {(7, 6): (7, 5), (6, 7): (5, 7)}.get(score)
        side: Side = 1 if score[0] > score[1] else 2
        other = (6, 0) if side == 1 else (0, 6)
        match = Score((SetScore(score, tiebreak), SetScore(other)))
        assert (completed(match, side) == []) is (score in ends), score


def test_a_match_stops_at_games_exactly_where_play_passes() -> None:
    ends, on_the_way = play_set()
    for score in every_pair(15):
        if score in {(7, 6), (6, 7)}:
            assert fields(retired(games(score))) == ["sets[0].tiebreak"]
            continue
        may_stand = score in ends or score in on_the_way
        for status in STOPPED:
            broken = check_result(False, status, games((6, 4), score), 2)
            if score in ends and score[0] > score[1]:
                assert fields(broken) == ["status"], score
            else:
                assert (broken == []) is may_stand, score


def test_a_tiebreak_ends_exactly_where_play_ends_it() -> None:
    ends, _ = play_points(7, 30)
    for points in every_pair(30):
        score = Score((seven_six(points), seven_six(points)))
        side: Side = 1 if points[0] > points[1] else 2
        assert (completed(score, side) == []) is (points in ends), points


def test_a_match_stops_inside_a_tiebreak_exactly_where_play_passes() -> None:
    _, on_the_way = play_points(7, 30)
    for points in every_pair(30):
        score = Score((SetScore((6, 6), points),))
        assert (retired(score) == []) is (points in on_the_way), points
        assert completed(score) != []


def test_a_super_tiebreak_ends_exactly_where_play_ends_it() -> None:
    ends, _ = play_points(10, 40)
    for points in every_pair(40):
        side: Side = 1 if points[0] > points[1] else 2
        broken = completed(super_tiebreak(points), side, points=True)
        assert (broken == []) is (points in ends), points


def test_a_match_stops_inside_a_super_tiebreak_exactly_where_play_passes() -> None:
    _, on_the_way = play_points(10, 40)
    for points in every_pair(40):
        broken = retired(super_tiebreak(points), points=True)
        assert (broken == []) is (points in on_the_way), points


WRITTEN = (
    *(SetScore(score) for score in ((6, 0), (4, 6), (7, 5), (6, 5), (6, 6), (0, 0), (4, 3))),
    *(SetScore(score) for score in ((8, 6), (7, 6), (7, 4))),
    SetScore((7, 6), (8, 6)),
    SetScore((6, 7), (5, 7)),
    SetScore((7, 6), (5, 7)),
    SetScore((7, 6), (3, 2)),
    SetScore((6, 6), (3, 2)),
    SetScore((6, 6), (7, 5)),
    SetScore((6, 4), (7, 5)),
    SetScore((5, 5), (1, 0)),
    SetScore(),
    SetScore(supertiebreak=(10, 8)),
    SetScore(supertiebreak=(9, 11)),
    SetScore(supertiebreak=(9, 9)),
    SetScore(supertiebreak=(10, 9)),
    SetScore(supertiebreak=(13, 10)),
    SetScore((6, 4), None, (10, 8)),
    SetScore(None, (7, 5)),
)


@pytest.mark.parametrize("has_supertiebreak", [True, False])
def test_sets_make_a_result_exactly_where_a_match_can_go_that_way(has_supertiebreak: bool) -> None:
    full, stopped = play_matches(has_supertiebreak, WRITTEN)
    in_the_other_format, _ = play_matches(not has_supertiebreak, WRITTEN)
    won = full | in_the_other_format
    for count in range(4):
        for sets in product(WRITTEN, repeat=count):
            score = Score(sets)
            winner = full.get(score)
            assert winner_of(score) == won.get(score), score
            for side in SIDES:
                broken = check_result(has_supertiebreak, MatchStatus.COMPLETED, score, side)
                assert (broken == []) is (side == winner), (score, side)
            broken = check_result(has_supertiebreak, MatchStatus.RETIRED, score, 2)
            assert (broken == []) is (score in stopped), score


@given(st.booleans(), st.lists(st.sampled_from(SIDES), max_size=120))
def test_every_moment_of_play_is_a_retirement_until_somebody_has_won(
    has_supertiebreak: bool, rallies: list[Side]
) -> None:
    umpire = Umpire(has_supertiebreak)
    for side in rallies:
        for score in umpire.moments():
            for status in STOPPED:
                assert check_result(has_supertiebreak, status, score, 1) == []
                assert check_result(has_supertiebreak, status, score, 2) == []
            assert check_result(has_supertiebreak, MatchStatus.COMPLETED, score, side) != []
            assert winner_of(score) is None
        umpire.play(side)
        if umpire.winner is not None:
            break
    if umpire.winner is not None:
        (score,) = umpire.moments()
        assert winner_of(score) == umpire.winner
        assert check_result(has_supertiebreak, MatchStatus.COMPLETED, score, umpire.winner) == []
        assert fields(retired(score, points=has_supertiebreak)) == ["status"]
        flipped: Side = 2 if umpire.winner == 1 else 1
        assert winner_of(score.flipped()) == flipped


# --- each rule by itself ----------------------------------------------------------------------


def test_a_set_at_six_five_is_told_how_to_go_on() -> None:
    assert completed(games((6, 5), (6, 0))) == [
        Violation("sets[0].games", "5", "A set cannot end 6-5: play to 7-5 or a tie-break.")
    ]


@pytest.mark.parametrize(
    ("score", "field", "words"),
    [
        (games((5, 6), (6, 0)), "sets[0].games", "play to 5-7 or a tie-break"),
        (games((6, 6), (6, 0)), "sets[0].games", "a tie-break decides it"),
        (games((3, 2), (6, 0)), "sets[0].games", "6 games and two ahead"),
        (games((6, 0), (8, 6)), "sets[1].games", "it ends 6-0 to 6-4, 7-5, or 7-6"),
        (games((7, 6), (6, 0)), "sets[0].tiebreak", "needs its tie-break"),
        (Score((SetScore((6, 4), (7, 5)), SetScore((6, 0)))), "sets[0].tiebreak", "only 7-6"),
        (Score((SetScore((7, 6), (9, 3)), SetScore((6, 0)))), "sets[0].tiebreak", "cannot end 9-3"),
        (Score((SetScore((7, 6), (5, 7)), SetScore((6, 0)))), "sets[0].tiebreak", "wins the set"),
        (Score((SetScore((5, 5), (7, 5)), SetScore((6, 0)))), "sets[0].tiebreak", "at 6-6"),
        (Score((SetScore(), SetScore((6, 0)))), "sets[0].games", "has no games"),
        (games((6, 4)), "sets[1].games", "second set is missing"),
        (games((6, 4), (4, 6)), "sets[2].games", "the third, a set, is missing"),
        (games((6, 4), (6, 4), (6, 4)), "sets[2]", "no third set is played"),
        (Score(), "sets", "needs its score"),
        (games((6, 4), (4, 6), (6, 4), (6, 4)), "sets", "three sets at most; 4 were given"),
        (super_tiebreak((10, 8)), "sets[2].supertiebreak", "full third set"),
        (
            Score((SetScore(supertiebreak=(10, 8)), SetScore((6, 0)))),
            "sets[0].supertiebreak",
            "only be the third set",
        ),
    ],
)
def test_a_completed_match_breaks_a_rule_at_its_field(score: Score, field: str, words: str) -> None:
    by_field = {violation.field: violation for violation in completed(score)}
    assert words in by_field[field].message
    assert by_field[field].rule == "5"


@pytest.mark.parametrize(
    ("third", "field", "words"),
    [
        (SetScore((6, 4)), "sets[2].games", "write [10-7]"),
        (SetScore((6, 4), None, (10, 8)), "sets[2].games", "write [10-7]"),
        (SetScore(None, (7, 5), (10, 8)), "sets[2].tiebreak", "no tie-break of its own"),
        (SetScore(), "sets[2].supertiebreak", "no points"),
        (SetScore(supertiebreak=(13, 10)), "sets[2].supertiebreak", "cannot end 13-10"),
        (SetScore(supertiebreak=(9, 8)), "sets[2].supertiebreak", "cannot end 9-8"),
    ],
)
def test_a_third_set_by_super_tiebreak_has_its_points_alone(
    third: SetScore, field: str, words: str
) -> None:
    score = Score((SetScore((6, 4)), SetScore((4, 6)), third))
    by_field = {violation.field: violation for violation in completed(score, points=True)}
    assert words in by_field[field].message


def test_a_missing_super_tiebreak_is_asked_for_at_its_field() -> None:
    assert fields(completed(games((6, 4), (4, 6)), points=True)) == ["sets[2].supertiebreak"]


def test_every_broken_rule_is_named_at_once() -> None:
    score = Score((SetScore((6, 5)), SetScore((7, 6)), SetScore((6, 4)), SetScore((6, 4))))
    assert fields(completed(score, None, points=True)) == [
        "sets[0].games",
        "sets[1].tiebreak",
        "sets[2].games",
        "sets",
        "winner",
    ]


def test_only_who_won_two_sets_is_the_winner() -> None:
    assert completed(games((6, 4), (6, 4)), 1) == []
    assert fields(completed(games((6, 4), (6, 4)), 2)) == ["winner"]
    assert fields(completed(games((6, 4), (6, 4)), None)) == ["winner"]
    assert completed(super_tiebreak((8, 10)), 2, points=True) == []
    assert fields(completed(super_tiebreak((8, 10)), 1, points=True)) == ["winner"]


def test_who_leads_may_retire() -> None:
    assert retired(games((6, 0), (5, 0)), 2) == []
    assert retired(games((6, 0), (5, 0)), 1) == []


def test_a_match_that_has_begun_may_stop_at_love_all_but_needs_it_written() -> None:
    for status in STOPPED:
        assert check_result(False, status, games((0, 0)), 1) == []
        assert fields(check_result(False, status, Score(), 1)) == ["sets"]


def test_a_match_may_stop_between_sets() -> None:
    assert retired(games((6, 4))) == []
    assert retired(games((6, 4), (0, 0))) == []
    assert retired(games((6, 4), (4, 6))) == []
    assert retired(super_tiebreak((0, 0)), points=True) == []


def test_a_set_that_stopped_on_the_way_is_open_and_no_mistake() -> None:
    on_the_way = SetScore((3, 2))
    assert judge_set(0, on_the_way, may_be_open=True) == (SetEnd.OPEN, [])
    assert judge_set(0, on_the_way, may_be_open=False)[0] is SetEnd.BROKEN
    points = SetScore(supertiebreak=(3, 2))
    assert judge_supertiebreak(points, may_be_open=True) == (SetEnd.OPEN, [])
    assert judge_supertiebreak(points, may_be_open=False)[0] is SetEnd.BROKEN


def test_a_super_tiebreak_with_games_beside_it_makes_nobody_the_winner() -> None:
    score = Score((SetScore((6, 4)), SetScore((4, 6)), SetScore((6, 4), None, (10, 7))))
    assert fields(completed(score, 2, points=True)) == ["sets[2].games"]
    assert fields(completed(score, 1, points=True)) == ["sets[2].games"]


def test_nothing_follows_an_unfinished_set() -> None:
    assert fields(retired(games((4, 3), (1, 0)))) == ["sets[0].games"]
    assert fields(retired(games((6, 6), (0, 0)))) == ["sets[0].games"]


def test_a_score_that_somebody_has_won_is_no_retirement() -> None:
    for status in STOPPED:
        assert fields(check_result(False, status, games((6, 4), (6, 4)), 1)) == ["status"]
        assert fields(check_result(True, status, super_tiebreak((10, 8)), 1)) == ["status"]


def test_nothing_follows_the_end_of_a_match_that_stopped() -> None:
    assert fields(retired(games((6, 4), (6, 4), (1, 0)))) == ["sets[2]", "status"]


def test_an_open_tiebreak_stands_at_six_all() -> None:
    assert retired(Score((SetScore((6, 6), (3, 2)),))) == []
    (broken,) = retired(Score((SetScore((7, 6), (3, 2)),)))
    assert broken.field == "sets[0].tiebreak"
    assert "6-6(3-2)" in broken.message
    for result in (retired(Score((SetScore((7, 6), (9, 3)),))),
                   completed(Score((SetScore((7, 6), (3, 2)), SetScore((6, 0)))))):  # fmt: skip
        assert "A tie-break cannot end" in result[0].message
    (broken,) = retired(Score((SetScore((6, 6), (7, 2)),)))
    assert "the set is then 7-6" in broken.message


@pytest.mark.parametrize("status", STOPPED)
def test_a_stopped_match_needs_a_winner(status: MatchStatus) -> None:
    assert fields(check_result(False, status, games((3, 2)), None)) == ["winner"]


@pytest.mark.parametrize(
    "status", [MatchStatus.SCHEDULED, MatchStatus.WALKOVER, MatchStatus.CANCELLED]
)
def test_a_match_nobody_played_has_no_score(status: MatchStatus) -> None:
    winner: Side | None = 1 if status is MatchStatus.WALKOVER else None
    assert check_result(False, status, Score(), winner) == []
    assert fields(check_result(False, status, games((6, 4), (6, 4)), winner)) == ["sets"]


def test_a_walkover_has_a_winner_and_a_scheduled_match_none() -> None:
    assert fields(check_result(False, MatchStatus.WALKOVER, Score(), None)) == ["winner"]
    assert fields(check_result(False, MatchStatus.SCHEDULED, Score(), 2)) == ["winner"]
    assert check_result(False, MatchStatus.CANCELLED, Score(), 2) == []


# --- anything a caller can send ---------------------------------------------------------------

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=3),
    st.lists(st.integers(0, 8), max_size=3),
    st.tuples(st.integers(-1, 8)),
    st.tuples(st.integers(-2, 12), st.integers(-2, 12)),
    st.tuples(st.one_of(st.booleans(), st.none(), st.floats(), st.integers()), st.integers(0, 7)),
)
LEGAL_NUMBER = st.integers(0, 13)
LEGAL_PAIR = st.one_of(st.none(), st.tuples(LEGAL_NUMBER, LEGAL_NUMBER))


@given(
    st.booleans(),
    st.one_of(st.sampled_from(MatchStatus), JUNK),
    st.lists(st.builds(SetScore, *[st.one_of(LEGAL_PAIR, JUNK)] * 3), max_size=8),
    st.one_of(st.sampled_from(SIDES), JUNK),
)
def test_whatever_is_sent_is_answered_with_violations_and_never_an_error(
    has_supertiebreak: bool, status: Any, sets: list[SetScore], winner: Any
) -> None:
    for violation in check_result(has_supertiebreak, status, Score(tuple(sets)), winner):
        assert violation.message.endswith(".")
        assert len(violation.message) < 200
        assert violation.rule == "5"
    assert winner_of(Score(tuple(sets))) in {None, 1, 2}


@pytest.mark.parametrize(
    "pair",
    [(True, 6), (6.0, 4), ("6", 4), (-1, 6), (100, 98), (6,), (6, 4, 2), [6, 4], 64, "64", 1e309],
)
def test_numbers_are_plain_and_within_bounds(pair: object) -> None:
    wrong = cast("Pair", pair)
    score = Score((SetScore(wrong), SetScore((7, 6), wrong)))
    assert fields(completed(score)) == ["sets[0].games", "sets[1].tiebreak"]
    assert fields(completed(super_tiebreak(wrong), points=True)) == ["sets[2].supertiebreak"]


def test_the_largest_number_is_ninety_nine() -> None:
    assert completed(Score((seven_six((99, 97)), SetScore((6, 0))))) == []
    assert fields(completed(Score((seven_six((100, 98)), SetScore((6, 0)))))) == [
        "sets[0].tiebreak"
    ]


@pytest.mark.parametrize("winner", [0, 3, True, 1.0, "1"])
def test_the_winner_is_side_one_or_two(winner: object) -> None:
    wrong = cast("Side", winner)
    assert fields(completed(games((6, 4), (6, 4)), wrong)) == ["winner"]
    assert fields(check_result(False, MatchStatus.WALKOVER, Score(), wrong)) == ["winner"]


def test_an_unknown_status_is_refused() -> None:
    assert fields(check_result(False, cast("MatchStatus", 7), Score(), None)) == ["status"]
    assert fields(check_result(False, cast("MatchStatus", 2), Score(), None)) == ["status"]
