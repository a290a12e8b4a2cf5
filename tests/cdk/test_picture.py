"""docs/aws.svg: what the templates give, with nothing in it that they have not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cdk.names import DR, PRIMARY
from cdk.settings import purposes
from tests.synthesised import Synthesised, synthesised
from tools.aws.documents import PICTURE, drawn
from tools.aws.picture.drawing import picture
from tools.aws.picture.scene import DATABASE, Call, scene
from tools.aws.templates import Deployment, read
from tools.problems import Failed

_SVG = "{http://www.w3.org/2000/svg}"
_SHOWN = (
    "AWS::CloudWatch::Alarm",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::ECR::Repository",
    "AWS::ECS::Service",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::KMS::Key",
    "AWS::RDS::DBInstance",
    "AWS::Route53::HealthCheck",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
    "AWS::WAFv2::WebACL",
)


@pytest.fixture(scope="module")
def deployment(purpose: Synthesised) -> Deployment:
    return read(purpose.folder)


def _sources(svg: str) -> Iterator[tuple[str, str]]:
    """Stack and logical id of everything drawn."""
    for one in ElementTree.fromstring(svg).iter():
        for source in one.get("data-from", "").split():
            stack, id = source.split("/")  # noqa: A001
            yield stack, id


def _without(deployment: Deployment, stack: str, id: str) -> Deployment:  # noqa: A002
    spoilt = deployment.stack(stack)
    left = {key: one for key, one in spoilt.template["Resources"].items() if key != id}
    changed = replace(spoilt, template={**spoilt.template, "Resources": left})
    stacks = tuple(changed if one.id == stack else one for one in deployment.stacks)
    return replace(deployment, stacks=stacks)


def test_the_picture_is_what_the_templates_give() -> None:
    deployments = [read(synthesised(one).folder) for one in purposes()]
    assert PICTURE.read_text(encoding="utf-8") == drawn(deployments), "run `make aws-docs`"


def test_everything_drawn_is_in_the_templates_and_nothing_of_weight_is_missing(
    deployment: Deployment,
) -> None:
    found = set(_sources(picture(scene(deployment))))
    assert found <= {(one.stack, one.id) for one in deployment.resources}
    assert found >= {(one.stack, one.id) for one in deployment.of_type(*_SHOWN)}


def test_who_calls_whom_is_what_the_security_groups_let_in(deployment: Deployment) -> None:
    for half in scene(deployment).halves:
        calls = {(call.caller, call.callee) for call in half.calls}
        assert ("load balancer", "gateway") in calls
        assert ("nats", DATABASE) not in calls
        assert {caller for caller, callee in calls if callee == "gateway"} == {"load balancer"}


def test_a_rule_that_goes_takes_its_dot_with_it(deployment: Deployment) -> None:
    before = picture(scene(deployment))
    rule = next(
        one
        for one in deployment.of_type("AWS::EC2::SecurityGroupIngress")
        if one.stack == DR and one.properties["FromPort"] == 5432
    )
    after = picture(scene(_without(deployment, DR, rule.id)))
    assert before.count("<circle") == after.count("<circle") + 1
    assert rule.id in before
    assert rule.id not in after


def test_a_call_that_the_picture_has_no_line_for_is_named(deployment: Deployment) -> None:
    there = scene(deployment)
    one, two = there.halves
    odd = Call("nats", DATABASE, 5432, one.calls[0].source)
    halves = (replace(one, calls=(*one.calls, odd)), two)
    with pytest.raises(Failed, match="no place for a call of nats to database"):
        picture(replace(there, halves=halves))


def test_a_picture_without_the_mark_or_the_failover_records_is_refused(
    deployment: Deployment,
) -> None:
    (mark,) = (
        one
        for one in deployment.of_type("AWS::ElasticLoadBalancingV2::ListenerRule")
        if one.stack == DR
    )
    with pytest.raises(Failed, match="answers /promoted"):
        scene(_without(deployment, DR, mark.id))
    record = next(
        one
        for one in deployment.of_type("AWS::Route53::RecordSet")
        if one.stack == PRIMARY and "Failover" in one.properties
    )
    with pytest.raises(Failed, match="no pair of failover records"):
        scene(_without(deployment, PRIMARY, record.id))


def test_who_does_not_see_the_picture_is_told_what_is_in_it(deployment: Deployment) -> None:
    root = ElementTree.fromstring(picture(scene(deployment)))
    title, told = root.find(f"{_SVG}title"), root.find(f"{_SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert told is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert title.text == f"Masters Tour on AWS: {deployment.purpose}"
    for words in (
        "tour.example.org leads to us-east-1 while the failover check is healthy",
        "dr.example.org/promoted does not answer",
        "draws is called by gateway, matches",
        "database replica of us-east-1",
    ):
        assert words in str(told.text)


def test_the_picture_needs_nothing_else_and_can_be_read_on_a_phone(
    deployment: Deployment,
) -> None:
    svg = picture(scene(deployment))
    assert not re.search(r"(href|url\(|@import|<script|<image|<style)", svg)
    root = ElementTree.fromstring(svg)
    width = int(root.get("width", "0"))
    smallest = min(int(text.get("font-size", "0")) for text in root.iter(f"{_SVG}text"))
    assert smallest * 390 / width >= 8.5
