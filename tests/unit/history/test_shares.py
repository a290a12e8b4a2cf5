"""The shares of rules.md section 10, counted as `tour validate` counts them."""

import pytest

from tests.unit.history.moments import WEEKDAYS, YEAR_ENDS
from tests.unit.validating.hand import taken_over
from tools.history.scope import Scope, check_scope
from tools.history.season import make_season
from tools.history.writing import season_rows
from tools.validating.frequencies import Quota, quotas
from tools.validating.stored import Stored


def counted(scope: Scope, number: int) -> list[Quota]:
    now = (*WEEKDAYS, *YEAR_ENDS)[number]
    assert check_scope(scope, now) == []
    return quotas(Stored(taken_over(season_rows(make_season(scope, now))), now))


@pytest.mark.parametrize("number", range(16))
def test_they_hold_in_a_history_of_any_length_and_size(number: int) -> None:
    """The smallest that can be played, and larger ones, a weekday or year end each."""
    scope = Scope(
        random_seed=number,
        weeks=1 + number,
        players=120 * (1 + number % 3),
        tournaments_a_year=60 if number % 2 else 52,
    )
    assert [str(quota) for quota in counted(scope, number) if not quota.is_kept] == []


def test_the_smallest_history_can_be_played() -> None:
    # ten birth years, five players of each: two or three men and as many women
    scope = Scope(weeks=1, players=50)
    assert check_scope(scope, WEEKDAYS[0]) == []
    assert make_season(scope, WEEKDAYS[0]).sheets[0].making is not None


def test_in_a_year_all_that_is_rare_has_happened() -> None:
    found = {quota.what: quota for quota in counted(Scope(), 6)}
    assert len(found) == 50
    for quota in found.values():
        assert quota.is_kept
        assert quota.happened >= 1
