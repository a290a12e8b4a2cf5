"""What preflight finds before a region is failed: each thing that is missing, by its sentence.
Every test puts back what it took away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import boto3
import pytest

from cdk.names import (
    NOT_PROMOTED,
    PROMOTED,
    Side,
    alarm_name,
    secret_arn_parameter,
    site_host,
)
from tests.cdk.rehearsal.conftest import Rehearsal
from tools.aws.preflight import Lead, stale_leads
from tools.aws.region import RegionSide
from tools.aws.visits import Official
from tools.problems import Problem

if TYPE_CHECKING:
    from mypy_boto3_route53.type_defs import ResourceRecordSetTypeDef

EAST, WEST = "us-east-1", "us-west-2"


def complaints(rehearsal: Rehearsal) -> list[str]:
    with pytest.raises(Problem) as found:
        rehearsal.run("preflight", folder="calm")
    return str(found.value).splitlines()[1:]


def test_a_whole_pair_passes(calm: Rehearsal) -> None:
    calm.run("preflight", folder="calm")


def test_an_image_that_was_not_replicated_is_named_with_what_to_do(calm: Rehearsal) -> None:
    ecr = boto3.client("ecr", region_name=WEST)
    image = ecr.batch_get_image(
        repositoryName="masters-tour/draws", imageIds=[{"imageTag": "1.0.0"}]
    )["images"][0]
    ecr.batch_delete_image(repositoryName="masters-tour/draws", imageIds=[{"imageTag": "1.0.0"}])
    [complaint] = complaints(calm)
    assert complaint.startswith("The image masters-tour/draws:1.0.0 is missing in us-west-2: push")
    ecr.put_image(
        repositoryName="masters-tour/draws",
        imageManifest=image["imageManifest"],
        imageTag="1.0.0",
    )


def test_a_record_of_an_earlier_deployment_at_the_tours_name_is_stale(calm: Rehearsal) -> None:
    old: ResourceRecordSetTypeDef = {
        "Name": "tour.example.org",
        "Type": "AAAA",
        "AliasTarget": {
            "HostedZoneId": "Z35SXDOTRQ7X7K",
            "DNSName": "dualstack.old-1.us-east-1.elb.amazonaws.com",
            "EvaluateTargetHealth": False,
        },
    }
    with _record(calm, old):
        target = "old-1.us-east-1.elb.amazonaws.com"
        sentence = f"The zone has a stale record: tour.example.org leads to {target}."
        assert complaints(calm) == [sentence]


def test_a_secret_that_the_tasks_do_not_name_is_told(calm: Rehearsal) -> None:
    ssm = boto3.client("ssm", region_name=WEST)
    name = secret_arn_parameter("demo", Side.DR, "draws")
    right = ssm.get_parameter(Name=name)["Parameter"]["Value"]
    other = right.replace("draws", "other")
    ssm.put_parameter(Name=name, Value=other, Overwrite=True)
    assert complaints(calm) == [f"{name} names {other}, but the secret in us-west-2 is {right}."]
    ssm.put_parameter(Name=name, Value=right, Overwrite=True)


def test_a_secret_that_is_being_deleted_is_told(calm: Rehearsal) -> None:
    secrets = boto3.client("secretsmanager", region_name=WEST)
    secrets.delete_secret(SecretId="masters-tour/demo/nats")
    found = complaints(calm)
    secrets.restore_secret(SecretId="masters-tour/demo/nats")
    assert found == ["The secret masters-tour/demo/nats in us-west-2 is being deleted."]


def test_a_replica_that_is_far_behind_is_told_with_the_limit(calm: Rehearsal) -> None:
    calm.world.fall_behind(75.0)
    assert complaints(calm) == ["masters-tour-demo-dr is 75 s behind, 60 are allowed."]
    calm.world.fall_behind(0.4)


def test_an_alarm_that_is_on_is_told(calm: Rehearsal) -> None:
    watch = boto3.client("cloudwatch", region_name=EAST)
    name = alarm_name("demo", Side.PRIMARY, "dead-letters")
    watch.put_metric_alarm(
        AlarmName=name,
        MetricName="DeadLetters",
        Namespace="made-up",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Threshold=0,
        Period=60,
        Statistic="Maximum",
    )
    calm.run("preflight", folder="calm")
    watch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a rehearsal")
    assert complaints(calm) == [f"The alarm {name} in us-east-1 is on."]
    watch.delete_alarms(AlarmNames=[name])


def test_a_side_that_was_promoted_already_is_told(calm: Rehearsal) -> None:
    dr = RegionSide(Side.DR, calm.settings, calm.ways.sides[Side.DR])
    dr.set_mark(PROMOTED)
    assert complaints(calm) == [
        "The mark in us-west-2 answers 200: this side was promoted. Fail back first."
    ]
    dr.set_mark(NOT_PROMOTED)


def test_tasks_that_do_not_run_are_told(calm: Rehearsal) -> None:
    ecs = boto3.client("ecs", region_name=EAST)
    ecs.update_service(cluster="masters-tour-demo", service="rankings", desiredCount=2)
    assert complaints(calm) == ["In us-east-1 not all tasks run: rankings runs 1 of 2."]
    calm.world.pause(90)
    # scaled by itself to more than the stack wants, which is well
    calm.run("preflight", folder="calm")
    ecs.update_service(cluster="masters-tour-demo", service="rankings", desiredCount=1)
    calm.world.pause(90)


def test_everything_that_is_wrong_is_told_at_once(calm: Rehearsal) -> None:
    calm.world.fall_behind(75.0)
    secrets = boto3.client("secretsmanager", region_name=WEST)
    secrets.delete_secret(SecretId="masters-tour/demo/nats")
    assert len(complaints(calm)) == 2
    secrets.restore_secret(SecretId="masters-tour/demo/nats")
    calm.world.fall_behind(0.4)


def test_an_official_whom_the_tour_does_not_know_is_told_without_the_password(
    calm: Rehearsal,
) -> None:
    right, calm.official = calm.official, Official("drill", "wrong horse")
    with pytest.raises(Problem, match="The official drill cannot sign in") as found:
        calm.run("preflight", folder="calm")
    calm.official = right
    assert "wrong horse" not in str(found.value)
    assert "wrong horse" not in repr(Official("drill", "wrong horse"))


SITE = site_host("example.org")
WANTED = (Lead(SITE, "PRIMARY", "one", "check"), Lead(SITE, "SECONDARY", "two"))


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        (Lead(SITE, "PRIMARY", "old", "check"), "leads to old, not to one"),
        (Lead(SITE, "PRIMARY", "one", ""), "follows the health check none, not check"),
        (Lead(SITE, "", "203.0.113.9"), "stale record: tour.example.org leads to 203.0.113.9"),
    ],
)
def test_a_lead_that_is_not_the_stacks_own_is_told(found: Lead, complaint: str) -> None:
    others = [lead for lead in WANTED if lead.role != found.role]
    assert any(complaint in one for one in stale_leads([found, *others], WANTED))


def test_the_stacks_own_leads_are_not_told_and_a_missing_one_is() -> None:
    assert stale_leads(WANTED, WANTED) == []
    assert stale_leads(WANTED[:1], WANTED) == ["The zone has no record tour.example.org secondary."]


@contextmanager
def _record(rehearsal: Rehearsal, record: "ResourceRecordSetTypeDef") -> Iterator[None]:
    names = boto3.client("route53")

    def change(action: Literal["CREATE", "DELETE"]) -> None:
        names.change_resource_record_sets(
            HostedZoneId=rehearsal.world.zone,
            ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]},
        )

    change("CREATE")
    yield
    change("DELETE")
