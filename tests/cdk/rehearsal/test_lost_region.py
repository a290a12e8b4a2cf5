"""A region that is really lost, comes back by itself, and in the end everything is taken away: one
course of things, by tests that follow each other."""

from collections.abc import Iterator

import boto3
import pytest

from cdk.names import NOT_PROMOTED, PROMOTED, STACKS, Side, side_of, stack_name
from tests.cdk.rehearsal.conftest import Rehearsal, deployed
from tools.aws.evidence import figures
from tools.aws.record import What
from tools.aws.region import RegionSide
from tools.problems import Problem

EAST, WEST = "us-east-1", "us-west-2"
BEHIND = 22.0


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """People wrote, the replica was behind, the region is gone; every call to it raises."""
    with deployed(tmp_path_factory.mktemp("lost")) as rehearsal:
        rehearsal.run("preflight", "load")
        rehearsal.world.fall_behind(BEHIND)
        rehearsal.world.lose(Side.PRIMARY)
        rehearsal.world.calls.clear()
        rehearsal.run_until("evidence", lost=True)
        yield rehearsal


def test_a_lost_region_is_asked_nothing(lost: Rehearsal) -> None:
    assert {region for _, _, region in lost.world.calls} == {WEST}


def test_what_the_lost_region_had_acknowledged_and_not_sent_is_named(lost: Rehearsal) -> None:
    told = figures(lost.record())
    there = lost.world.rows(Side.DR)
    # one each five seconds
    assert len(told.lost) == BEHIND // 5
    assert not set(told.lost) & set(there)
    report = (lost.folder / "drill" / "report.md").read_text()
    assert f"{len(told.lost)} of {told.acknowledged}" in report
    assert all(name in report for name in told.lost)
    # nobody can ask a region that is gone how far it was behind
    assert told.seconds_to_writes is not None


def test_an_old_primary_that_comes_back_gets_nobody_even_while_dr_is_away(
    lost: Rehearsal,
) -> None:
    world = lost.world
    world.bring_back(Side.PRIMARY)
    ecs = boto3.client("ecs", region_name=WEST)
    ecs.update_service(cluster="masters-tour-demo", service="gateway", desiredCount=0)
    world.pause(600)
    assert world.serves(Side.PRIMARY)
    assert not world.serves(Side.DR)
    assert _led_to(lost) == Side.DR
    # the control: without the mark they would be led to the old data
    dr = RegionSide(Side.DR, lost.settings, lost.ways.sides[Side.DR])
    dr.set_mark(NOT_PROMOTED)
    world.pause(600)
    assert _led_to(lost) == Side.PRIMARY
    dr.set_mark(PROMOTED)
    lost.run("activate-dr", "watch-dns")


def test_the_pair_is_rebuilt_over_a_primary_that_came_back_and_its_old_data_are_kept(
    lost: Rehearsal,
) -> None:
    only_there = set(figures(lost.record()).lost)
    with pytest.raises(Problem, match="us-east-1 does not lead: run fail-back first"):
        lost.run("rebuild-second")
    assert lost.world.serves(Side.PRIMARY)
    lost.run("rebuild")
    # nobody goes on with the old data under another name
    assert not lost.world.serves(Side.PRIMARY)
    aside = lost.record().last(What.SET_ASIDE)
    assert aside is not None
    assert only_there <= set(lost.world.data_of(aside.value, Side.PRIMARY))
    assert not only_there & set(lost.world.rows(Side.PRIMARY))
    assert set(lost.world.rows(Side.DR)) >= set(lost.world.rows(Side.PRIMARY))


def test_teardown_keeps_a_snapshot_of_all_data_and_tells_what_is_left(lost: Rehearsal) -> None:
    aside = lost.record().last(What.SET_ASIDE)
    assert aside is not None
    lost.said.clear()
    lost.run("teardown")
    for artifact in STACKS:
        stacks = boto3.client(
            "cloudformation", region_name=lost.settings.region(side_of(artifact)).name
        ).describe_stacks()["Stacks"]
        assert stack_name("demo", artifact) not in {one["StackName"] for one in stacks}
    left = [line.partition(":")[0] for line in lost.said[0].splitlines()[1:]]
    assert left == [
        f"snapshot {aside.value}-final in {EAST}",
        f"bucket masters-tour-demo-111122223333-{EAST}-evidence",
        f"snapshot masters-tour-demo-dr-teardown in {WEST}",
        f"bucket masters-tour-demo-111122223333-{WEST}-evidence",
    ]
    lost.world.calls.clear()
    lost.run("teardown")
    changes = {
        operation
        for _, operation, _ in lost.world.calls
        if not operation.startswith(("Describe", "List"))
    }
    assert changes == set()


def _led_to(rehearsal: Rehearsal) -> str:
    return rehearsal.world.answer
