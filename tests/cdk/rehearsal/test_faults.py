"""What goes wrong in the middle of a drill, and what comes of it: one drill from its first step on,
by tests that follow each other."""

import boto3
import pytest

from cdk.names import (
    DR,
    NOT_PROMOTED,
    PROMOTED,
    Side,
    desired_count_parameter,
    promoted_status_parameter,
)
from tests.cdk.rehearsal import adapter
from tests.cdk.rehearsal.conftest import Rehearsal
from tools.aws.database import LagReading, has_caught_up
from tools.aws.record import What
from tools.problems import Failed, Problem

WEST = "us-west-2"


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("watch-dns", "No region has failed yet: run fail-primary first."),
        ("flip-mark", "masters-tour-demo-dr was not promoted: run promote first."),
        ("prove", "Nothing was promoted yet: run await-promoted first."),
        ("evidence", "No region has failed yet: run fail-primary first."),
        ("rebuild", "us-west-2 does not lead: there is nothing to rebuild."),
        ("fail-back", "masters-tour-demo-primary does not copy masters-tour-demo-dr"),
        ("prove-back", "Nothing was failed back yet: run fail-back first."),
    ],
)
def test_a_step_out_of_order_says_which_comes_first_and_changes_nothing(
    calm: Rehearsal, step: str, sentence: str
) -> None:
    calm.world.calls.clear()
    with pytest.raises(Problem, match=sentence):
        calm.run(step, folder="out-of-order")
    assert [call for call in calm.world.calls if not call[1].startswith("Describe")] == []


@pytest.mark.parametrize(
    "step", ["fail-primary", "promote", "rebuild", "fail-back", "discard", "teardown"]
)
def test_a_person_who_does_not_say_yes_changes_nothing(calm: Rehearsal, step: str) -> None:
    calm.world.calls.clear()
    calm.consents = False
    with pytest.raises(Problem, match=f"Stopped before the step {step}; nothing of it was done."):
        calm.run(step)
    calm.consents = True
    assert calm.world.calls == []


@pytest.mark.parametrize(
    ("step", "service", "operation", "action"),
    [
        ("activate-dr", "ecs", "UpdateService", "ecs:UpdateService"),
        ("fail-primary", "ssm", "PutParameter", "ssm:PutParameter"),
        ("await-replica", "rds", "DescribeDBInstances", "rds:DescribeDBInstances"),
    ],
)
def test_a_login_that_may_not_is_told_which_step_and_which_action_and_goes_on_from_there(
    calm: Rehearsal, step: str, service: str, operation: str, action: str
) -> None:
    _refused(calm, step, service, operation, action)
    calm.run(step)


def test_a_count_that_a_stack_operation_reset_is_put_right_by_the_same_step(
    calm: Rehearsal,
) -> None:
    """The control of the one below: an operation brings the number that stands in SSM."""
    name = desired_count_parameter("demo", Side.DR)
    boto3.client("ssm", region_name=WEST).put_parameter(Name=name, Value="0", Overwrite=True)
    adapter.operate_on(calm.templates, DR, calm.world.zone)
    calm.world.pause(60)
    assert not calm.world.serves(Side.DR)
    calm.run("activate-dr", "watch-dns")
    assert calm.world.serves(Side.DR)


def test_a_replica_that_is_backed_up_is_waited_for_and_promoted_even_if_a_backup_begins_between(
    calm: Rehearsal,
) -> None:
    world = calm.world
    world.back_up(Side.DR, 120)
    until = world.now + 120
    calm.run("await-replica")
    assert world.now >= until
    world.begin_backup_at_promotion(Side.DR, 60)
    until = world.now + 60
    world.calls.clear()
    calm.run("promote")
    assert world.now >= until
    # refused once, taken once
    assert _promotions(calm) == 2


def test_a_refused_mark_is_told_and_flipped_when_it_may_be(calm: Rehearsal) -> None:
    _refused(
        calm,
        "flip-mark",
        "elastic-load-balancing-v2",
        "ModifyRule",
        "elasticloadbalancing:ModifyRule",
    )
    assert calm.record().first(What.MARK_FLIPPED) is None
    calm.run("flip-mark")
    assert calm.world.mark(Side.DR) == PROMOTED


def test_a_promotion_under_way_is_not_asked_for_again_at_another_desk(calm: Rehearsal) -> None:
    calm.world.calls.clear()
    calm.run("fail-primary", "promote", "flip-mark", folder="desk-two")
    calm.run("await-promoted", "promote")
    calm.run("await-promoted", "promote", folder="desk-two")
    assert _promotions(calm) == 0
    assert calm.world.takes_writes(Side.DR)


def test_a_stack_operation_leaves_the_count_and_the_mark_of_a_running_dr(calm: Rehearsal) -> None:
    adapter.operate_on(calm.templates, DR, calm.world.zone)
    calm.world.pause(60)
    assert calm.world.serves(Side.DR)
    assert calm.world.mark(Side.DR) == PROMOTED
    assert calm.world.takes_writes(Side.DR)


def test_a_mark_that_stands_in_no_parameter_would_be_lost_with_the_next_operation(
    calm: Rehearsal,
) -> None:
    """The control of the one above."""
    name = promoted_status_parameter("demo", Side.DR)
    boto3.client("ssm", region_name=WEST).put_parameter(Name=name, Value="404", Overwrite=True)
    adapter.operate_on(calm.templates, DR, calm.world.zone)
    assert calm.world.mark(Side.DR) == NOT_PROMOTED
    calm.run("flip-mark")
    assert calm.world.mark(Side.DR) == PROMOTED


def test_nothing_is_promoted_back_before_it_has_all_that_was_written(calm: Rehearsal) -> None:
    calm.run("prove", "rebuild")
    # from now on what is applied in the first region is four minutes old
    calm.world.fall_behind(240)
    calm.run("fail-back")
    ended = calm.record().first(What.WRITERS_ENDED)
    assert ended is not None
    assert calm.world.now - ended.at > 240
    calm.run("prove-back")


def test_nothing_is_copied_over_the_side_that_leads(calm: Rehearsal) -> None:
    """Both take writes now: the mark alone says which."""
    leads = calm.world.rows(Side.PRIMARY)
    with pytest.raises(Problem, match="us-west-2 does not lead: there is nothing to rebuild"):
        calm.run("rebuild")
    assert calm.world.rows(Side.PRIMARY) == leads
    calm.run("rebuild-second")


@pytest.mark.parametrize(
    ("reading", "caught_up"),
    [
        # a commit of the minute after the last writer was applied
        (LagReading(at=1060.0, seconds=59.0), True),
        # the last applied commit is one of before
        (LagReading(at=1060.0, seconds=61.0), False),
        # RDS's heartbeat, minutes later
        (LagReading(at=1320.0, seconds=20.0), True),
    ],
)
def test_a_replica_has_everything_once_it_applied_a_commit_later_than_the_last_writer(
    reading: LagReading, caught_up: bool
) -> None:
    assert has_caught_up([LagReading(at=900.0, seconds=0.0), reading], 1001.0) is caught_up


def _promotions(rehearsal: Rehearsal) -> int:
    return sum(operation == "PromoteReadReplica" for _, operation, _ in rehearsal.world.calls)


def _refused(rehearsal: Rehearsal, step: str, service: str, operation: str, action: str) -> None:
    rehearsal.world.deny(service, operation)
    with pytest.raises(Problem) as refused:
        rehearsal.run(step)
    rehearsal.world.allow_all()
    assert not isinstance(refused.value, Failed)
    assert str(refused.value) == (
        f"The step {step} was refused: this login may not {action}. Allow it "
        f"(docs/runbook-aws.md lists what is needed) and go on with --from {step}."
    )
