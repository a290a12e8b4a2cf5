"""Every IAM statement stands in the table, and nothing in the table is missing from the roles."""

from collections import Counter

import pytest

from cdk.names import DR, DR_CONTROL, PRIMARY, PRIMARY_CONTROL
from tests.cdk.permissions import WILDCARDS, expected, granted, wildcards
from tests.synthesised import Synthesised


@pytest.mark.parametrize("stack", [PRIMARY, DR])
def test_every_statement_stands_in_the_table_and_the_table_in_the_statements(
    purpose: Synthesised, stack: str
) -> None:
    there, wanted = granted(purpose[stack]), expected(purpose[stack], purpose.settings)
    assert Counter(there) - Counter(wanted) == {}
    assert Counter(wanted) - Counter(there) == {}


@pytest.mark.parametrize("stack", [PRIMARY_CONTROL, DR_CONTROL])
def test_what_stands_before_a_region_lets_nobody_do_anything(
    purpose: Synthesised, stack: str
) -> None:
    assert not granted(purpose[stack])


@pytest.mark.parametrize("stack", [PRIMARY, DR])
def test_every_wildcard_has_its_reason_and_every_reason_its_wildcard(
    purpose: Synthesised, stack: str
) -> None:
    assert wildcards(purpose[stack], purpose.settings) == set(WILDCARDS)


@pytest.mark.parametrize("stack", [PRIMARY, DR])
def test_no_code_of_the_tour_may_ask_aws_anything(purpose: Synthesised, stack: str) -> None:
    of_tasks = [one for one in granted(purpose[stack]) if one.holder.endswith(": task role")]
    assert len(of_tasks) == 8
    assert {one.actions for one in of_tasks} == {"sts:AssumeRole"}
    assert {one.who for one in of_tasks} == {"Service ecs-tasks.amazonaws.com"}
