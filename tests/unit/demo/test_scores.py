"""Results by lot: legal in every format, and about as often as rules.md section 10 says."""

from random import Random

import pytest

from services.matches.domain.results import Result, check_submission
from services.matches.domain.sets import Side
from shared.terms import MatchStatus
from tools.demo import scores

_MATCHES = 4000


@pytest.fixture(scope="module")
def results() -> list[tuple[bool, Result]]:
    """With whether a super tie-break decides."""
    chance = Random(10)
    sides: tuple[Side, Side] = (1, 2)
    return [
        (has_super, scores.played(chance, side, has_supertiebreak=has_super))
        for _ in range(_MATCHES // 4)
        for has_super in (False, True)
        for side in sides
    ]


def test_every_score_is_legal_in_the_format_of_its_draw(
    results: list[tuple[bool, Result]],
) -> None:
    for has_super, result in results:
        broken = check_submission(result, has_supertiebreak=has_super, by_administrator=False)
        assert broken == [], result


def test_one_match_in_four_goes_to_a_deciding_set(results: list[tuple[bool, Result]]) -> None:
    completed = [r for _, r in results if r.status is MatchStatus.COMPLETED]
    deciding = sum(len(result.score.sets) == 3 for result in completed)
    assert 0.22 < deciding / len(completed) < 0.28


def test_one_set_in_ten_ends_in_a_tie_break(results: list[tuple[bool, Result]]) -> None:
    sets = [one for _, result in results for one in result.score.sets if one.games]
    tiebreaks = sum(one.tiebreak is not None for one in sets)
    assert 0.085 < tiebreaks / len(sets) < 0.115


def test_one_set_in_a_hundred_ends_in_retirement(results: list[tuple[bool, Result]]) -> None:
    sets = [one for _, result in results for one in result.score.sets if one.games]
    retired = sum(result.status is MatchStatus.RETIRED for _, result in results)
    assert 0.005 < retired / len(sets) < 0.015


@pytest.mark.parametrize("winner", [1, 2])
def test_disqualification_and_no_show_name_the_player_who_was_there(winner: Side) -> None:
    for result in (scores.disqualified(Random(1), winner), scores.no_show(winner)):
        assert result.winner == winner
        for has_super in (False, True):
            assert not check_submission(result, has_supertiebreak=has_super, by_administrator=False)
