"""What would make the deployment cheaper, and what that would give up.

Each is a change of the templates, so that the bill of the changed ones says what it saves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cdk import names
from tools.aws.templates import Deployment, Resource


@dataclass(frozen=True, slots=True)
class Saving:
    title: str
    gives_up: str
    change: Callable[[Deployment], Deployment]


def _without(deployment: Deployment, gone: Callable[[Resource], bool]) -> Deployment:
    return _changed(deployment, lambda one: None if gone(one) else one.properties)


def _changed(
    deployment: Deployment, change: Callable[[Resource], Mapping[str, Any] | None]
) -> Deployment:
    """Every resource with the properties that ``change`` gives it; None: without it."""
    stacks = []
    for stack in deployment.stacks:
        bodies = {
            one.id: {"Type": one.type, "Properties": properties}
            for one in stack.resources()
            if (properties := change(one)) is not None
        }
        stacks.append(replace(stack, template={**stack.template, "Resources": bodies}))
    return replace(deployment, stacks=tuple(stacks))


def _in_dr(one: Resource) -> bool:
    return names.side_of(one.stack) is names.Side.DR


def _one_region(deployment: Deployment) -> Deployment:
    def change(one: Resource) -> Mapping[str, Any] | None:
        if one.type in ("AWS::ECR::ReplicationConfiguration", "AWS::Route53::HealthCheck"):
            return None
        # the numbers of tasks stay, which the bill looks up
        if _in_dr(one) and one.type != "AWS::SSM::Parameter":
            return None
        return {key: one.properties[key] for key in one.properties if key != "ReplicaRegions"}

    return _changed(deployment, change)


def _sleeping_dr(deployment: Deployment) -> Deployment:
    sleeping = ("AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::EC2::VPCEndpoint")
    return _without(deployment, lambda one: _in_dr(one) and one.type in sleeping)


def _one_zone_database(deployment: Deployment) -> Deployment:
    return _changed(
        deployment,
        lambda one: (
            {**one.properties, "MultiAZ": False}
            if one.type == "AWS::RDS::DBInstance"
            else one.properties
        ),
    )


def _endpoints_in_one_zone(deployment: Deployment) -> Deployment:
    return _changed(
        deployment,
        lambda one: (
            {**one.properties, "SubnetIds": one.properties["SubnetIds"][:1]}
            if one.type == "AWS::EC2::VPCEndpoint" and "SubnetIds" in one.properties
            else one.properties
        ),
    )


def _on_arm(deployment: Deployment) -> Deployment:
    arm = {"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"}
    return _changed(
        deployment,
        lambda one: (
            {**one.properties, "RuntimePlatform": arm}
            if one.type == "AWS::ECS::TaskDefinition"
            else one.properties
        ),
    )


def _unwatched(deployment: Deployment) -> Deployment:
    watching = (
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::Dashboard",
        "AWS::Logs::MetricFilter",
        "AWS::EC2::FlowLog",
    )

    def change(one: Resource) -> Mapping[str, Any] | None:
        if one.type in watching:
            return None
        return {key: one.properties[key] for key in one.properties if key != "ClusterSettings"}

    return _changed(deployment, change)


def _no_firewall(deployment: Deployment) -> Deployment:
    return _without(deployment, lambda one: one.type == "AWS::WAFv2::WebACL")


SAVINGS: Final = (
    Saving(
        "One region only",
        "The drill itself, and the tour for as long as the region is away.",
        _one_region,
    ),
    Saving(
        "The second region without load balancer and endpoints until it is needed",
        "The latch against two writing sides, which is a rule of that load balancer; reads minutes "
        "after a failure with nobody awake; some ten minutes of each failover.",
        _sleeping_dr,
    ),
    Saving(
        "The database in one zone",
        "The tour for as long as RDS needs to bring it back when its zone or its machine fails: "
        "minutes to hours instead of one or two minutes.",
        _one_zone_database,
    ),
    Saving(
        "Interface endpoints in one zone",
        "New tasks, new secrets and the log while that zone is away; running tasks go on.",
        _endpoints_in_one_zone,
    ),
    Saving(
        "Images for ARM",
        "Images built on the machines that most people and CI have: each needs a build for ARM.",
        _on_arm,
    ),
    Saving(
        "Without alarms, dashboards, flow logs and measurements",
        "Everybody learns of trouble from the spectators.",
        _unwatched,
    ),
    Saving(
        "Without the web application firewall",
        "The limit for each address and the managed rules in front of the gateway, which keeps its "
        "own limits on signing in.",
        _no_firewall,
    ),
)
