"""Results by lot: legal in every format, and in the shares of rules.md section 10."""

from collections import Counter
from random import Random

import pytest

from services.matches.domain.results import Result, check_submission
from services.matches.domain.sets import Side
from shared.terms import MatchStatus
from tools.history.scores import Results

_MATCHES = 4000


@pytest.fixture(scope="module")
def results() -> list[tuple[bool, Side | None, Result]]:
    """With whether a super tie-break decides, and who was the better ranked."""
    deal = Results(Random(10))
    favourites: tuple[Side | None, ...] = (1, 2, None)
    found = []
    for number in range(_MATCHES):
        has_super, favourite = number % 4 > 0, favourites[number % 3]
        found.append((has_super, favourite, deal.deal(favourite, has_supertiebreak=has_super)))
    return found


def test_every_score_is_legal_in_the_format_of_its_draw(
    results: list[tuple[bool, Side | None, Result]],
) -> None:
    for has_super, _, result in results:
        broken = check_submission(result, has_supertiebreak=has_super, by_administrator=False)
        assert broken == [], result


def test_no_shows_and_disqualifications_are_as_many_as_planned(
    results: list[tuple[bool, Side | None, Result]],
) -> None:
    statuses = Counter(result.status for _, _, result in results)
    assert statuses[MatchStatus.WALKOVER] == 20
    assert abs(statuses[MatchStatus.DISQUALIFIED] - 8) <= 1
    assert set(statuses) == {
        MatchStatus.COMPLETED,
        MatchStatus.RETIRED,
        MatchStatus.WALKOVER,
        MatchStatus.DISQUALIFIED,
    }


def test_who_stops_does_not_count_for_winners_and_scores(
    results: list[tuple[bool, Side | None, Result]],
) -> None:
    """Of those played to the end the shares are kept to one, however many were not."""
    completed = [
        (favourite, result)
        for _, favourite, result in results
        if result.status is MatchStatus.COMPLETED
    ]
    with_favourite = [(side, result.winner) for side, result in completed if side]
    won = sum(side == winner for side, winner in with_favourite)
    assert abs(won - len(with_favourite) * 2 / 3) < 1
    deciding = sum(len(result.score.sets) == 3 for _, result in completed)
    assert abs(deciding - len(completed) / 4) < 1
    sets = [one for _, result in completed for one in result.score.sets if one.games]
    tiebreaks = sum(one.tiebreak is not None for one in sets)
    assert abs(tiebreaks - len(sets) / 10) < 1
    retired = sum(result.status is MatchStatus.RETIRED for _, _, result in results)
    plain = len(sets) - tiebreaks
    assert abs(retired - (plain + retired) / 100) < 1


def test_where_neither_is_better_ranked_lot_decides(
    results: list[tuple[bool, Side | None, Result]],
) -> None:
    winners = Counter(
        result.winner for _, favourite, result in results if favourite is None and result.winner
    )
    assert min(winners[1], winners[2]) > 500
