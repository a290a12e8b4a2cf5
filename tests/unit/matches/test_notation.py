"""Section 5 (scores are shown from the winner's side) and what officials type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matches.domain.notation import TypedResult, parse, show, stopped_in_tiebreak
from services.matches.domain.scores import NOT_PLAYED, Score, check_result
from services.matches.domain.sets import SIDES, SetScore, Side
from shared.terms import MatchStatus, Violation
from tests.unit.matches.play import Umpire, play_matches

S64, S36, S46 = SetScore((6, 4)), SetScore((3, 6)), SetScore((4, 6))
TEN_SEVEN = SetScore(supertiebreak=(10, 7))


def typed(text: str, *, points: bool = True, side: Side = 1) -> TypedResult:
    read = parse(text, has_supertiebreak=points, side=side)
    assert isinstance(read, TypedResult), read
    return read


def refused(text: str, *, points: bool = True) -> list[Violation]:
    read = parse(text, has_supertiebreak=points)
    assert isinstance(read, list), read
    assert {violation.field for violation in read} == {"score"}
    return read


@pytest.mark.parametrize(
    ("sets", "status", "winner", "shown"),
    [
        ((S64, S36, TEN_SEVEN), MatchStatus.COMPLETED, 1, "6-4 3-6 [10-7]"),
        ((S46, SetScore((6, 3)), SetScore(supertiebreak=(7, 10))), MatchStatus.COMPLETED, 2,
         "6-4 3-6 [10-7]"),
        ((SetScore((7, 6), (7, 5)), S64), MatchStatus.COMPLETED, 1, "7-6(5) 6-4"),
        ((SetScore((7, 6), (12, 10)), S64), MatchStatus.COMPLETED, 1, "7-6(10) 6-4"),
        ((SetScore((7, 6), (7, 5)), S46, S46), MatchStatus.COMPLETED, 2, "6-7(5) 6-4 6-4"),
        ((S64, SetScore((2, 1))), MatchStatus.RETIRED, 1, "6-4 2-1 ret."),
        ((S64, SetScore((2, 1))), MatchStatus.RETIRED, 2, "4-6 1-2 ret."),
        ((SetScore((0, 0)),), MatchStatus.RETIRED, 1, "0-0 ret."),
        ((SetScore((6, 6), (3, 2)),), MatchStatus.RETIRED, 1, "6-6(3-2) ret."),
        ((SetScore((6, 6), (3, 2)),), MatchStatus.RETIRED, 2, "6-6(2-3) ret."),
        ((SetScore((6, 2)), SetScore((1, 0))), MatchStatus.DISQUALIFIED, 1, "6-2 1-0 def."),
        ((), MatchStatus.WALKOVER, 2, "w/o"),
        ((), MatchStatus.SCHEDULED, None, ""),
        ((), MatchStatus.CANCELLED, 1, ""),
    ],
)  # fmt: skip
def test_a_score_is_shown_from_the_winners_side(
    sets: tuple[SetScore, ...], status: MatchStatus, winner: Side | None, shown: str
) -> None:
    assert show(Score(sets), status, winner) == shown


def test_unverified_history_is_shown_as_it_stands() -> None:
    sets = (
        SetScore((7, 6)),
        SetScore((9, 7)),
        SetScore((7, 6), (3, 2)),
        SetScore((6, 4), None, (2, 1)),
        SetScore((6, 4), (7, 5)),
    )
    shown = "7-6 9-7 7-6(3-2) 6-4[2-1] 6-4(7-5)"
    assert show(Score(sets), MatchStatus.COMPLETED, None) == shown


@pytest.mark.parametrize(
    ("text", "sets", "status"),
    [
        ("64 36 [10-7]", (S64, S36, TEN_SEVEN), MatchStatus.COMPLETED),
        ("6-4 3-6 10-7", (S64, S36, TEN_SEVEN), MatchStatus.COMPLETED),
        ("  6 - 4 ,3–6;[ 10 - 7 ] ", (S64, S36, TEN_SEVEN), MatchStatus.COMPLETED),
        ("6:4 3:6 10:7", (S64, S36, TEN_SEVEN), MatchStatus.COMPLETED),
        ("64 36 107", (S64, S36, TEN_SEVEN), MatchStatus.COMPLETED),
        ("76(5) 64", (SetScore((7, 6), (7, 5)), S64), MatchStatus.COMPLETED),
        ("7-6 (5) 6-4", (SetScore((7, 6), (7, 5)), S64), MatchStatus.COMPLETED),
        ("67(0) 64", (SetScore((6, 7), (0, 7)), S64), MatchStatus.COMPLETED),
        ("7-6(6) 6-4", (SetScore((7, 6), (8, 6)), S64), MatchStatus.COMPLETED),
        ("6-7(13) 6-4", (SetScore((6, 7), (13, 15)), S64), MatchStatus.COMPLETED),
        ("7-6(7-5) 6-4", (SetScore((7, 6), (7, 5)), S64), MatchStatus.COMPLETED),
        ("64 21 ret", (S64, SetScore((2, 1))), MatchStatus.RETIRED),
        ("6-4 2-1 Ret.", (S64, SetScore((2, 1))), MatchStatus.RETIRED),
        ("62 10 def", (SetScore((6, 2)), SetScore((1, 0))), MatchStatus.DISQUALIFIED),
        ("6-6(3-2) ret", (SetScore((6, 6), (3, 2)),), MatchStatus.RETIRED),
        ("7-6(3-2) ret", (SetScore((6, 6), (3, 2)),), MatchStatus.RETIRED),
        ("6-7(2-3) ret", (SetScore((6, 6), (2, 3)),), MatchStatus.RETIRED),
        ("w/o", (), MatchStatus.WALKOVER),
        ("W.O.", (), MatchStatus.WALKOVER),
        ("walkover", (), MatchStatus.WALKOVER),
        ("ret", (), MatchStatus.RETIRED),
    ],
)
def test_what_officials_type_is_read(
    text: str, sets: tuple[SetScore, ...], status: MatchStatus
) -> None:
    assert typed(text) == TypedResult(Score(sets), status)


def test_what_is_typed_from_player_twos_side_is_turned_round() -> None:
    assert typed("6-4 6-7(5) 3-2 ret", points=False, side=2) == TypedResult(
        Score((S46, SetScore((7, 6), (7, 5)), SetScore((2, 3)))), MatchStatus.RETIRED
    )


def test_a_text_is_typed_from_player_ones_side_unless_said_otherwise() -> None:
    expected = TypedResult(Score((S64, S64)), MatchStatus.COMPLETED)
    assert parse("64 64", has_supertiebreak=False) == expected


def test_points_without_brackets_are_only_the_third_set_of_a_super_tiebreak_draw() -> None:
    assert typed("64 36 10-7", points=False).score.sets[2] == SetScore((10, 7))
    assert typed("10-7 64", points=True).score.sets[0] == SetScore((10, 7))
    assert typed("[10-7] 64", points=True).score.sets[0] == TEN_SEVEN


def test_a_super_tiebreak_needs_no_dash_wherever_it_ends() -> None:
    ends = [(10, least) for least in range(9)] + [(least + 2, least) for least in range(9, 98)]
    for points in (*ends, *((least, most) for most, least in ends)):
        read = typed(f"64 36 {points[0]}{points[1]}").score.sets[2]
        assert read == SetScore(supertiebreak=points)


@pytest.mark.parametrize("word", ["109", "111", "0107", "1007", "007", "1110", "9911"])
def test_figures_that_end_no_super_tiebreak_are_not_parted(word: str) -> None:
    assert isinstance(parse(f"64 36 {word}", has_supertiebreak=True), list)


def test_a_full_third_set_is_never_read_as_points() -> None:
    assert isinstance(parse("64 36 107", has_supertiebreak=False), list)
    assert isinstance(parse("107 64", has_supertiebreak=True), list)


def test_only_the_last_set_of_a_stopped_match_is_taken_back_to_six_all() -> None:
    assert typed("7-6(3-2) 6-4").score.sets[0] == SetScore((7, 6), (3, 2))
    assert typed("7-6(3-2) 6-4 ret").score.sets[0] == SetScore((7, 6), (3, 2))
    assert typed("7-6(5) ret").score.sets[0] == SetScore((7, 6), (7, 5))


def test_a_tiebreak_against_its_set_is_not_taken_back_to_six_all() -> None:
    for wrong in (SetScore((7, 6), (2, 3)), SetScore((6, 7), (3, 2)), SetScore((7, 6))):
        assert stopped_in_tiebreak(wrong) == wrong
    level = SetScore((6, 7), (3, 3))
    assert stopped_in_tiebreak(level) == SetScore((6, 6), (3, 3))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type the score"),
        (" \t ", "Type the score"),
        ("6", "“6” is no set"),
        ("64 36 109", "“109” is no set"),
        ("64 ret 21", "“ret” is no set"),
        ("64 21 ret def", "“ret” is no set"),
        ("٦-٤", "is no set"),
        ("<script>", "“<script>” is no set"),
        ("6-4\x0064", "A part of this text is no set"),
        ("\ud800", "A part of this text is no set"),
        ("6-4\u202e", "A part of this text is no set"),
        ("x" * 20, f"“{'x' * 20}” is no set"),
        ("x" * 21, "A part of this text is no set"),
        ("x" * 100, "A part of this text is no set"),
        ("6-4 " * 25 + " ", "too long"),
        ("6-6(3) ret", "6-6(3-2)"),
        ("6-4(5) 64", "belongs to 7-6 or 6-7"),
        ("-1-6", "is no set"),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_sentence(text: str, words: str) -> None:
    (violation,) = refused(text)
    assert words in violation.message


def test_every_part_that_cannot_be_read_is_named() -> None:
    assert len(refused("6 64 9-9-9")) == 2


@given(st.text(max_size=200), st.booleans())
def test_any_text_is_answered(text: str, points: bool) -> None:
    read = parse(text, has_supertiebreak=points)
    assert isinstance(read, TypedResult) or read


@given(st.text(alphabet="0123456789-()[] ret.", max_size=40), st.booleans(), st.sampled_from(SIDES))
def test_what_is_read_can_be_checked(text: str, points: bool, side: Side) -> None:
    read = parse(text, has_supertiebreak=points, side=side)
    if isinstance(read, TypedResult):
        check_result(points, read.status, read.score, 1)


LEGAL_SETS = (
    S64,
    S36,
    SetScore((7, 5)),
    SetScore((7, 6), (7, 0)),
    SetScore((6, 7), (12, 14)),
    SetScore((6, 6)),
    SetScore((6, 6), (3, 2)),
    SetScore((6, 6), (8, 9)),
    SetScore((0, 0)),
    TEN_SEVEN,
    SetScore(supertiebreak=(10, 12)),
    SetScore(supertiebreak=(0, 0)),
    SetScore(supertiebreak=(9, 8)),
)


@pytest.mark.parametrize("points", [True, False])
def test_what_is_shown_is_read_as_the_same_result(points: bool) -> None:
    completed, stopped = play_matches(points, LEGAL_SETS)
    results = [(score, MatchStatus.COMPLETED, winner) for score, winner in completed.items()]
    for status in (MatchStatus.RETIRED, MatchStatus.DISQUALIFIED):
        results += [(score, status, winner) for score in stopped for winner in SIDES]
    results += [(NOT_PLAYED, MatchStatus.WALKOVER, winner) for winner in SIDES]
    assert len(results) > 100
    for score, status, winner in results:
        shown = show(score, status, winner)
        assert typed(shown, points=points, side=winner) == TypedResult(score, status)


@given(st.booleans(), st.lists(st.sampled_from(SIDES), max_size=80), st.sampled_from(SIDES))
def test_any_moment_of_play_is_read_as_it_is_shown(
    points: bool, rallies: list[Side], winner: Side
) -> None:
    umpire = Umpire(points)
    for side in rallies:
        if umpire.winner is None:
            umpire.play(side)
    if umpire.winner is None:
        for score in umpire.moments():
            if score.sets:
                shown = show(score, MatchStatus.RETIRED, winner)
                assert typed(shown, points=points, side=winner).score == score
