"""Every refusal of a score as people read it: field and sentence, all of section 5.

The tables hold one sentence each; which scores and moments are refused is tried in test_scores.py
and test_notation.py.
"""

import pytest

from services.matches.domain.notation import parse
from services.matches.domain.scores import Score, check_result
from services.matches.domain.sets import SetScore, Side
from shared.terms import MatchStatus, Violation

S64, S46 = SetScore((6, 4)), SetScore((4, 6))
LIKE = "Write it like 6-4 3-6 [10-7], 76(5) 64, 6-4 2-1 ret, or w/o."


def refusal(field: str, sentence: str) -> list[Violation]:
    return [Violation(field, "5", sentence)]


NO_TIEBREAK_END = "it is won with 7 points and two ahead (7-5), from 6-6 on by exactly two (8-6)."
NO_SUPER_END = "it is won with 10 points and two ahead (10-8), from 9-9 on by exactly two (11-9)."
WRONG_PAIR = (6, 100)


@pytest.mark.parametrize(
    ("first", "field", "sentence"),
    [
        (
            SetScore(supertiebreak=(10, 7)),
            "sets[0].supertiebreak",
            "The first set is played in games: a super tie-break can only be the third set.",
        ),
        (SetScore(), "sets[0].games", "The first set has no games."),
        (
            SetScore(WRONG_PAIR),
            "sets[0].games",
            "Games must be two whole numbers from 0 to 99, for example 6-4.",
        ),
        (
            SetScore((7, 6), WRONG_PAIR),
            "sets[0].tiebreak",
            "The tie-break must be two whole numbers from 0 to 99, for example 7-5.",
        ),
        (
            SetScore((6, 4), (7, 5)),
            "sets[0].tiebreak",
            "A set that ends 6-4 has no tie-break: only 7-6 has one.",
        ),
        (
            SetScore((6, 7)),
            "sets[0].tiebreak",
            "A set that ends 6-7 needs its tie-break, for example 6-7(5).",
        ),
        (
            SetScore((7, 6), (7, 6)),
            "sets[0].tiebreak",
            f"A tie-break cannot end 7-6: {NO_TIEBREAK_END}",
        ),
        (
            SetScore((7, 6), (5, 7)),
            "sets[0].tiebreak",
            "Who wins the tie-break wins the set: 7-6 does not fit 5-7.",
        ),
        (
            SetScore((6, 5)),
            "sets[0].games",
            "A set cannot end 6-5: play to 7-5 or a tie-break.",
        ),
        (
            SetScore((5, 6)),
            "sets[0].games",
            "A set cannot end 5-6: play to 5-7 or a tie-break.",
        ),
        (
            SetScore((6, 6)),
            "sets[0].games",
            "A set cannot end 6-6: a tie-break decides it, 7-6 or 6-7.",
        ),
        (
            SetScore((5, 4)),
            "sets[0].games",
            "A set cannot end 5-4: it is won with 6 games and two ahead.",
        ),
        (
            SetScore((8, 6)),
            "sets[0].games",
            "A set cannot end 8-6: it ends 6-0 to 6-4, 7-5, or 7-6 with a tie-break.",
        ),
    ],
)
def test_a_set_that_cannot_be_is_told_why(first: SetScore, field: str, sentence: str) -> None:
    score = Score((first, S64, S64))
    assert check_result(False, MatchStatus.COMPLETED, score, 1) == refusal(field, sentence)


@pytest.mark.parametrize(
    ("second", "field", "sentence"),
    [
        (SetScore(), "sets[1].games", "The second set has no games."),
        (
            SetScore(supertiebreak=(10, 7)),
            "sets[1].supertiebreak",
            "The second set is played in games: a super tie-break can only be the third set.",
        ),
    ],
)
def test_the_second_set_is_named(second: SetScore, field: str, sentence: str) -> None:
    score = Score((S64, second, S64))
    assert check_result(False, MatchStatus.COMPLETED, score, 1) == refusal(field, sentence)


@pytest.mark.parametrize(
    ("third", "field", "sentence"),
    [
        (
            SetScore(supertiebreak=(10, 7)),
            "sets[2].supertiebreak",
            "This draw plays a full third set, no super tie-break.",
        ),
        (SetScore(), "sets[2].games", "The third set has no games."),
    ],
)
def test_a_third_set_that_cannot_be_is_told_why(third: SetScore, field: str, sentence: str) -> None:
    score = Score((S64, S46, third))
    assert check_result(False, MatchStatus.COMPLETED, score, 1) == refusal(field, sentence)


@pytest.mark.parametrize(
    ("third", "field", "sentence"),
    [
        (
            SetScore((6, 4)),
            "sets[2].games",
            "This draw plays a super tie-break as the third set: write [10-7], no games.",
        ),
        (
            SetScore(None, (7, 5), (10, 7)),
            "sets[2].tiebreak",
            "A super tie-break has no tie-break of its own.",
        ),
        (SetScore(), "sets[2].supertiebreak", "The super tie-break has no points."),
        (
            SetScore(supertiebreak=WRONG_PAIR),
            "sets[2].supertiebreak",
            "The super tie-break must be two whole numbers from 0 to 99, for example 10-7.",
        ),
        (
            SetScore(supertiebreak=(10, 9)),
            "sets[2].supertiebreak",
            f"A super tie-break cannot end 10-9: {NO_SUPER_END}",
        ),
    ],
)
def test_a_super_tiebreak_that_cannot_be_is_told_why(
    third: SetScore, field: str, sentence: str
) -> None:
    score = Score((S64, S46, third))
    assert check_result(True, MatchStatus.COMPLETED, score, 1) == refusal(field, sentence)


@pytest.mark.parametrize(
    ("sets", "field", "sentence"),
    [
        (
            (),
            "sets",
            (
                "Write the score at which the match stopped, 0-0 if no game was finished; "
                "a match that never began is a walkover."
            ),
        ),
        (
            (S64, S64),
            "status",
            "By this score player 1 had already won: the match is completed.",
        ),
        (
            (SetScore((7, 6), (3, 2)),),
            "sets[0].tiebreak",
            "The tie-break is not over at 3-2: the set stands at 6-6(3-2).",
        ),
        (
            (SetScore((7, 6), (9, 3)),),
            "sets[0].tiebreak",
            f"A tie-break cannot end 9-3: {NO_TIEBREAK_END}",
        ),
        (
            (SetScore((5, 4), (1, 0)),),
            "sets[0].tiebreak",
            "At 5-4 there is no tie-break: it is played at 6-6.",
        ),
        (
            (SetScore((6, 6), (7, 5)),),
            "sets[0].tiebreak",
            "The tie-break is over at 7-5: the set is then 7-6, not 6-6.",
        ),
        (
            (SetScore((6, 6), (9, 5)),),
            "sets[0].tiebreak",
            f"A tie-break cannot end 9-5: {NO_TIEBREAK_END}",
        ),
        (
            (S64, S46, SetScore(supertiebreak=(13, 10))),
            "sets[2].supertiebreak",
            f"A super tie-break cannot stand at 13-10: {NO_SUPER_END}",
        ),
    ],
)
def test_a_stop_that_cannot_be_is_told_why(
    sets: tuple[SetScore, ...], field: str, sentence: str
) -> None:
    for status in (MatchStatus.RETIRED, MatchStatus.DISQUALIFIED):
        assert check_result(True, status, Score(sets), 1) == refusal(field, sentence)


@pytest.mark.parametrize(
    ("points", "sets", "winner", "field", "sentence"),
    [
        (False, (), 1, "sets", "A completed match needs its score."),
        (False, (S64,), 1, "sets[1].games", "The second set is missing."),
        (
            False,
            (S64, S46),
            1,
            "sets[2].games",
            "Each player has won one set: the third, a set, is missing.",
        ),
        (
            True,
            (S64, S46),
            1,
            "sets[2].supertiebreak",
            "Each player has won one set: the third, a super tie-break, is missing.",
        ),
        (
            False,
            (S46, S46, S64),
            2,
            "sets[2]",
            "Player 2 has won both sets: no third set is played.",
        ),
        (
            False,
            (S64, S46, S64, S64),
            1,
            "sets",
            "A match has three sets at most; 4 were given.",
        ),
        (False, (S64, S64), None, "winner", "Name the winner of the match."),
        (False, (S64, S64), 3, "winner", "The winner is player 1 or player 2."),
        (
            False,
            (S64, S64),
            2,
            "winner",
            "Player 2 cannot be the winner: by this score player 1 won two sets.",
        ),
    ],
)
def test_a_completed_match_that_cannot_be_is_told_why(
    points: bool, sets: tuple[SetScore, ...], winner: Side | None, field: str, sentence: str
) -> None:
    found = check_result(points, MatchStatus.COMPLETED, Score(sets), winner)
    assert found == refusal(field, sentence)


@pytest.mark.parametrize(
    ("status", "sets", "winner", "field", "sentence"),
    [
        (7, (), None, "status", "This is no status of a match."),
        (
            MatchStatus.SCHEDULED,
            (S64,),
            None,
            "sets",
            "A match that is still to be played has no score.",
        ),
        (MatchStatus.WALKOVER, (S64,), 1, "sets", "A walkover has no score."),
        (MatchStatus.CANCELLED, (S64,), None, "sets", "A cancelled match has no score."),
        (
            MatchStatus.WALKOVER,
            (),
            None,
            "winner",
            "Name the winner of the walkover: the player who was there.",
        ),
        (MatchStatus.WALKOVER, (), 3, "winner", "The winner is player 1 or player 2."),
        (
            MatchStatus.SCHEDULED,
            (),
            1,
            "winner",
            "A match that is still to be played has no winner.",
        ),
    ],
)
def test_a_match_not_played_has_neither_score_nor_a_wrong_winner(
    status: MatchStatus,
    sets: tuple[SetScore, ...],
    winner: Side | None,
    field: str,
    sentence: str,
) -> None:
    assert check_result(False, status, Score(sets), winner) == refusal(field, sentence)


# --- typed scores -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", f"Type the score. {LIKE}"),
        ("6-4 " * 26, f"This is too long for a score. {LIKE}"),
        ("6-4 six", f"“six” is no set. {LIKE}"),
        ("x" * 21, f"A part of this text is no set. {LIKE}"),
        ("6-4(5) 64", "“6-4(5)”: one number in brackets belongs to 7-6 or 6-7."),
        (
            "6-6(3) ret",
            "“6-6(3)”: write both players' points of the tie-break: 6-6(3-2).",
        ),
    ],
)
def test_a_text_that_is_no_score_is_told_why(text: str, sentence: str) -> None:
    assert parse(text, has_supertiebreak=False) == refusal("score", sentence)
