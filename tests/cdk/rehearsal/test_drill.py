"""The runbook from its first step to the last of the way back, each step twice, on a deployment
made of the real templates."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

from cdk.names import NOT_PROMOTED, Side, desired_count_parameter, service_name
from tests.cdk.rehearsal.conftest import Rehearsal, deployed
from tests.cdk.rehearsal.world import PROMOTION
from tools.aws.evidence import DrillFigures, figures
from tools.aws.record import Record, What

DRILL = [
    "preflight",
    "load",
    "activate-dr",
    "fail-primary",
    "watch-dns",
    "await-replica",
    "promote",
    "flip-mark",
    "await-promoted",
    "prove",
    "evidence",
]
WAY_BACK = ["rebuild", "fail-back", "prove-back", "rebuild-second", "discard"]
_ONLY_READS = re.compile(r"^(Describe|Get|List)")
# what asks before it is done
_CANNOT_BE_UNDONE = {"fail-primary", "promote", "rebuild", "fail-back", "rebuild-second", "discard"}
Call = tuple[str, str, str]


@dataclass
class Drilled:
    """What was called by each step, the first and the second time, and how things then stood."""

    rehearsal: Rehearsal
    first: dict[str, list[Call]] = field(default_factory=dict)
    again: dict[str, list[Call]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    dr_tasks: dict[str, dict[str, int]] = field(default_factory=dict)
    figures: DrillFigures | None = None
    kept: dict[str, list[str]] = field(default_factory=dict)

    @property
    def record(self) -> Record:
        return self.rehearsal.record()

    def do(self, step: str) -> None:
        world = self.rehearsal.world
        world.calls.clear()
        self.rehearsal.asked.clear()
        self.rehearsal.run(step)
        self.first[step] = list(world.calls)
        self.dr_tasks[step] = world.wanted(Side.DR)
        if self.rehearsal.asked:
            self.asked.add(step)
        world.calls.clear()
        self.rehearsal.run(step)
        self.again[step] = list(world.calls)


@pytest.fixture(scope="module")
def drilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drilled]:
    with deployed(tmp_path_factory.mktemp("drilled")) as rehearsal:
        made = Drilled(rehearsal)
        for step in DRILL:
            made.do(step)
        made.figures = figures(made.record)
        for step in WAY_BACK:
            if step == "discard":
                asides = made.record.moments(What.SET_ASIDE)
                made.kept = {
                    one.value: rehearsal.world.data_of(one.value, side)
                    for one, side in zip(asides, Side, strict=True)
                }
            made.do(step)
        yield made


@pytest.mark.parametrize("step", [*DRILL, *WAY_BACK])
def test_a_step_done_twice_changes_nothing_the_second_time(drilled: Drilled, step: str) -> None:
    changes = {
        operation for _, operation, _ in drilled.again[step] if not _ONLY_READS.match(operation)
    }
    # the report is written anew
    assert changes == ({"PutObject"} if step == "evidence" else set())


@pytest.mark.parametrize("step", DRILL[2:])
def test_taking_over_asks_nothing_of_the_lost_region_and_of_route_53(
    drilled: Drilled, step: str
) -> None:
    settings = drilled.rehearsal.settings
    asked = {(service, region) for service, _, region in drilled.first[step]}
    if step == "fail-primary":
        assert {region for _, region in asked} == {settings.primary.name, settings.dr.name}
    else:
        assert {region for _, region in asked} <= {settings.dr.name}
    assert "route-53" not in {service for service, _ in asked}


def test_what_cannot_be_undone_is_asked_for_before(drilled: Drilled) -> None:
    assert drilled.asked == _CANNOT_BE_UNDONE


def test_the_name_turns_after_three_failed_checks_and_reads_are_back_with_it(
    drilled: Drilled,
) -> None:
    told = drilled.figures
    assert told is not None
    interval = drilled.rehearsal.settings.health_check_seconds
    assert told.seconds_to_name is not None
    # tasks end within seconds of the order, then three checks
    assert 2 * interval < told.seconds_to_name <= 4 * interval + 20
    assert told.seconds_to_reads == told.seconds_to_name


def test_writes_are_back_with_the_promotion_and_the_latch_is_closed_long_before(
    drilled: Drilled,
) -> None:
    told = drilled.figures
    assert told is not None
    assert told.promotion_seconds == pytest.approx(PROMOTION, abs=5)
    assert told.latch_seconds is not None
    assert told.latch_seconds <= 5
    assert told.seconds_to_writes is not None
    assert told.seconds_to_name is not None
    assert told.promotion_seconds is not None
    assert told.seconds_to_writes >= told.seconds_to_name + told.promotion_seconds - 5


def test_of_a_planned_failure_nothing_is_lost(drilled: Drilled) -> None:
    told = drilled.figures
    assert told is not None
    # an official wrote every five seconds for two minutes
    assert told.acknowledged >= 24
    assert told.compared
    assert told.lost == []
    assert told.lag_seconds == pytest.approx(0.4)


def test_writes_that_the_first_region_answered_while_it_ended_are_looked_for_too(
    drilled: Drilled,
) -> None:
    failed, compared = drilled.record.first(What.FAILED), drilled.record.first(What.COMPARED)
    promoted = drilled.record.first(What.PROMOTED)
    assert failed is not None
    assert compared is not None
    assert promoted is not None
    answered = [
        one.began
        for one in drilled.record.requests()
        if one.kind == "player" and one.outcome == "done" and one.began < promoted.at
    ]
    assert answered[-1] > failed.at
    assert int(compared.value) == len(answered)


def test_the_evidence_stands_in_the_folder_and_in_the_second_regions_bucket(
    drilled: Drilled,
) -> None:
    rehearsal = drilled.rehearsal
    written = json.loads((rehearsal.folder / "drill" / "evidence.json").read_text())
    assert drilled.figures is not None
    assert written["figures"] == asdict(drilled.figures)
    assert [step["step"] for step in written["steps"]] == DRILL
    report = (rehearsal.folder / "drill" / "report.md").read_text()
    assert "RTO: writes" in report
    bucket = _outputs(rehearsal, Side.DR)["EvidenceBucket"]
    kept = boto3.client("s3", region_name="us-west-2").list_objects_v2(Bucket=bucket)["Contents"]
    assert {Path(one["Key"]).name for one in kept} == {"evidence.json", "report.md"}


def test_on_the_way_back_reads_come_before_the_promotion(drilled: Drilled) -> None:
    turned = drilled.record.first(What.TURNED_BACK)
    ended = drilled.record.first(What.WRITERS_ENDED)
    assert turned is not None
    assert ended is not None
    reads = [
        one
        for one in drilled.record.requests()
        if one.kind == "read" and turned.at <= one.began <= ended.at
    ]
    assert reads
    assert all(one.outcome in ("done", "standby") for one in reads)
    assert any(one.outcome == "standby" for one in reads)


def test_before_the_promotion_back_every_task_that_could_write_has_ended(drilled: Drilled) -> None:
    assert set(drilled.dr_tasks["rebuild"].values()) == {1}
    assert set(drilled.dr_tasks["fail-back"].values()) == {0}


def test_afterwards_the_pair_is_as_it_was(drilled: Drilled) -> None:
    rehearsal = drilled.rehearsal
    primary = rehearsal.world.arn(Side.PRIMARY)
    for side, source, count in ((Side.PRIMARY, "", 1), (Side.DR, primary, 0)):
        region = rehearsal.settings.region(side).name
        rds = rehearsal.world.session.client("rds", region_name=region)
        told = {
            one["DBInstanceIdentifier"]: one for one in rds.describe_db_instances()["DBInstances"]
        }
        # under the stack's name, and no other is left
        assert list(told) == [_outputs(rehearsal, side)["DatabaseIdentifier"]]
        database: Any = told.popitem()[1]
        assert database.get("ReadReplicaSourceDBInstanceIdentifier", "") == source
        assert database["DBInstanceStatus"] == "available"
        ssm = boto3.client("ssm", region_name=region)
        name = desired_count_parameter("demo", side)
        assert ssm.get_parameter(Name=name)["Parameter"]["Value"] == str(count)
        services = rehearsal.world.session.client("ecs", region_name=region).describe_services(
            cluster="masters-tour-demo", services=[service_name("gateway"), service_name("nats")]
        )
        assert [one["runningCount"] for one in services["services"]] == [count, count]
    assert rehearsal.world.mark(Side.DR) == NOT_PROMOTED
    assert rehearsal.world.answer is Side.PRIMARY


def test_what_was_set_aside_keeps_its_data_until_it_is_discarded_with_a_snapshot(
    drilled: Drilled,
) -> None:
    assert len(drilled.kept) == 2
    assert all(drilled.kept.values())
    snapshots = {one.value for one in drilled.record.moments(What.SNAPSHOT)}
    assert snapshots == {f"{name}-final" for name in drilled.kept}


def test_a_new_replica_takes_the_name_the_key_and_the_network_of_what_it_stands_in_for(
    drilled: Drilled,
) -> None:
    world, settings = drilled.rehearsal.world, drilled.rehearsal.settings
    copies = world.asked_copies
    assert [one["DBInstanceIdentifier"] for one in copies] == [
        "masters-tour-demo-primary",
        "masters-tour-demo-dr",
    ]
    for side, leader, asked in zip(Side, reversed(Side), copies, strict=True):
        region = settings.region(side).name
        network = world.network(region)
        assert asked["SourceDBInstanceIdentifier"] == world.arn(leader)
        assert asked["SourceRegion"] == settings.region(leader).name
        assert asked["KmsKeyId"] == network["KmsKeyId"]
        assert asked["DBSubnetGroupName"] == network["DBSubnetGroup"]["DBSubnetGroupName"]
        assert asked["VpcSecurityGroupIds"] == [f"sg-{region}"]
        assert asked["DBParameterGroupName"] == f"parameters-{region}"
        assert not asked["PubliclyAccessible"]


def test_every_acknowledged_write_is_there_at_the_end(drilled: Drilled) -> None:
    there = set(drilled.rehearsal.world.rows(Side.PRIMARY))
    written = {
        one.what
        for one in drilled.record.requests()
        if one.kind == "player" and one.outcome == "done"
    }
    assert written
    assert written <= there


def _outputs(rehearsal: Rehearsal, side: Side) -> dict[str, str]:
    region = rehearsal.settings.region(side).name
    stacks = boto3.client("cloudformation", region_name=region).describe_stacks(
        StackName=f"masters-tour-demo-{side}"
    )
    return {one["OutputKey"]: one["OutputValue"] for one in stacks["Stacks"][0]["Outputs"]}
