"""What stands for Route 53: when a check changes its mind, and whom the name leads to."""

import pytest

from tools.drill.failover import HealthCheck, answer


def test_a_check_changes_its_mind_only_after_so_many_answers_in_a_row() -> None:
    check = HealthCheck(checks=3, good=True)
    changed = [check.note(good) for good in (False, False, True, False, False, False, False)]
    assert changed == [False, False, False, False, False, True, False]
    assert not check.good


def test_a_check_finds_back_to_health_in_the_same_way() -> None:
    check = HealthCheck(checks=2, good=False)
    assert [check.note(True), check.good, check.note(True), check.good] == [
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("primary_healthy", "promoted", "region"),
    [
        (True, False, "one"),
        (False, False, "two"),
        (False, True, "two"),
        # the latch: the old primary is sound again, and stays out
        (True, True, "two"),
    ],
)
def test_the_name_leads_to_the_primary_only_while_it_is_healthy_and_nobody_else_promoted(
    primary_healthy: bool, promoted: bool, region: str
) -> None:
    assert answer(primary_healthy=primary_healthy, promoted=promoted) == region
