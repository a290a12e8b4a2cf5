"""What runs for good: releases that take themselves back, counts that stay, one broker."""

from collections.abc import Iterator
from typing import Any, Final

from cdk.names import (
    DR,
    ECS_SERVICES,
    ERRANDS,
    desired_count_parameter,
    side_of,
)
from shared.names import CALLERS
from tests.cdk.safeties.checks import (
    DEFINITION,
    ENDPOINT,
    SERVICE,
    absent,
    all_of,
    among,
    at_least,
    at_most,
    every,
    find,
    having,
    in_each,
    lacking,
    present,
    reference,
)
from tests.cdk.safeties.model import (
    ISSUE,
    MIGRATIONS,
    PRIVILEGE,
    REGIONS,
    SHAPE,
    TRANSPORT,
    WARM,
    Deployment,
    Safety,
)
from tests.cdk.safeties.spoiling import drop, put, remove
from tests.synthesised import Resource, Template

_CONTAINER: Final = "ContainerDefinitions/0"
_PLACED: Final = "NetworkConfiguration/AwsvpcConfiguration"
_ROLLOUT: Final = "DeploymentConfiguration"
_BREAKER: Final = f"{_ROLLOUT}/DeploymentCircuitBreaker"
_TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
_SCALING: Final = "AWS::ApplicationAutoScaling::ScalingPolicy"
_DISCOVERY: Final = "AWS::ServiceDiscovery::Service"
_COUNT: Final = "DesiredCountParameter"
_TOUR: Final = lacking("ServiceName", "nats")


def _service(name: str) -> Any:
    return having("ServiceName", name)


def _task(name: str) -> Any:
    return having(f"{_CONTAINER}/Name", name)


_BROKER: Final = _service("nats")


def _container(definition: Resource) -> Any:
    return find(definition, _CONTAINER)


@in_each(*REGIONS)
def _all_there(_: Deployment, template: Template) -> Iterator[str]:
    running = {one.properties["ServiceName"] for one in template.of_type(SERVICE)}
    yield from (f"no service {one}" for one in set(ECS_SERVICES) - running)
    defined = {_container(one)["Name"] for one in template.of_type(DEFINITION)}
    yield from (f"no one-off task {one}" for one in set(ERRANDS) - defined)
    yield from (f"{one} runs for good" for one in set(ERRANDS) & running)


@in_each(*REGIONS)
def _from_ssm(deployment: Deployment, template: Template) -> Iterator[str]:
    path = desired_count_parameter(deployment.settings.purpose, side_of(template.stack))
    parameter = template.parameters.get(_COUNT, {})
    if parameter.get("Type") != "AWS::SSM::Parameter::Value<String>" or (
        parameter.get("Default") != path
    ):
        yield f"the count is not read from {path}"
    for service in filter(_TOUR, template.of_type(SERVICE)):
        if service.properties.get("DesiredCount") != {"Ref": _COUNT}:
            yield f"{service.id} has a count of its own"


@in_each(*REGIONS)
def _one_broker(_: Deployment, template: Template) -> Iterator[str]:
    for service in filter(_BROKER, template.of_type(SERVICE)):
        limits = find(service, _ROLLOUT)
        if (limits["MinimumHealthyPercent"], limits["MaximumPercent"]) != (0, 100):
            yield f"{service.id} may run twice during a deployment"
        choice = service.properties.get("DesiredCount")
        counts = choice.get("Fn::If") if isinstance(choice, dict) else None
        off = template.body.get("Conditions", {}).get(counts[0]) if counts else None
        if not counts or counts[1:] != [0, 1] or off != {"Fn::Equals": [{"Ref": _COUNT}, "0"]}:
            yield f"{service.id} does not run once where services run"


@in_each(*REGIONS)
def _scaled(deployment: Deployment, template: Template) -> Iterator[str]:
    for service in filter(_TOUR, template.of_type(SERVICE)):
        targets = [
            one
            for one in template.of_type(_TARGET)
            if service.id in str(one.properties["ResourceId"])
        ]
        ids = {one.id for one in targets}
        policies = [
            one
            for one in template.of_type(_SCALING)
            if reference(one.properties["ScalingTargetId"]) in ids
        ]
        if not policies:
            yield f"{service.id} stays as it is when it is busy"
        for target in targets:
            if target.properties["MaxCapacity"] < deployment.settings.tasks.max_count:
                yield f"{target.id} grows to {target.properties['MaxCapacity']} only"


@in_each(*REGIONS)
def _found_by_name(_: Deployment, template: Template) -> Iterator[str]:
    for service in template.of_type(SERVICE):
        name = service.properties["ServiceName"]
        asked = name == "nats" or bool(CALLERS.get(name))
        registered = [
            template.target(one["RegistryArn"])
            for one in service.properties.get("ServiceRegistries", ())
        ]
        if asked and [one.properties["Name"] for one in registered] != [name]:
            yield f"{name} cannot be found by its name"


@in_each(*REGIONS)
def _after_the_ways(_: Deployment, template: Template) -> Iterator[str]:
    ways = {one.id for one in template.of_type(ENDPOINT)}
    for service in template.of_type(SERVICE):
        if missing := ways - set(service.body.get("DependsOn", ())):
            yield f"{service.id} starts before {sorted(missing)}"


SAFETIES: Final = (
    Safety(
        "the-tour-is-all-there",
        "A region has every service, the broker, and the one-off tasks that its start needs.",
        SHAPE,
        _all_there,
        {
            "no rankings in a region": remove(SERVICE, where=_service("rankings"), stack=DR),
            "no broker": remove(SERVICE, where=_BROKER),
            "no migration": remove(DEFINITION, where=_task("migrate"), stack=DR),
            "the data task as a service": put(
                SERVICE, "ServiceName", "data", where=_service("draws")
            ),
        },
    ),
    Safety(
        "no-shell-into-a-task",
        "Nobody types into what runs: ECS Exec would need a role that a service must not have.",
        MIGRATIONS,
        every(SERVICE, "EnableExecuteCommand", among(False, None), stacks=REGIONS),
        {
            "ECS Exec in the gateway": put(
                SERVICE, "EnableExecuteCommand", value=True, where=_service("gateway"), stack=DR
            )
        },
    ),
    Safety(
        "tasks-have-no-public-address",
        "The one way to a page is through the load balancer.",
        PRIVILEGE,
        every(SERVICE, f"{_PLACED}/AssignPublicIp", "DISABLED", stacks=REGIONS),
        {
            "a service with a public address": put(SERVICE, f"{_PLACED}/AssignPublicIp", "ENABLED"),
            "the address left to AWS": drop(SERVICE, f"{_PLACED}/AssignPublicIp", stack=DR),
        },
    ),
    Safety(
        "a-release-that-does-not-come-up-is-taken-back",
        "A wrong image does not end the tour.",
        PRIVILEGE,
        every(SERVICE, _BREAKER, {"Enable": True, "Rollback": True}, stacks=REGIONS),
        {
            "no way back": put(SERVICE, f"{_BREAKER}/Rollback", value=False),
            "tried for ever": put(
                SERVICE, f"{_BREAKER}/Enable", value=False, where=_BROKER, stack=DR
            ),
            "no circuit breaker": drop(SERVICE, _BREAKER, where=_service("gateway")),
        },
    ),
    Safety(
        "no-service-is-without-a-task-during-a-release",
        "People go on reading while the tour is renewed.",
        ISSUE,
        all_of(
            every(SERVICE, f"{_ROLLOUT}/MinimumHealthyPercent", 100, where=_TOUR, stacks=REGIONS),
            every(SERVICE, f"{_ROLLOUT}/MaximumPercent", at_least(200), where=_TOUR),
        ),
        {
            "the old one ends first": put(
                SERVICE, f"{_ROLLOUT}/MinimumHealthyPercent", 0, where=_service("gateway")
            ),
            "no room for the new one": put(
                SERVICE, f"{_ROLLOUT}/MaximumPercent", 100, where=_service("entries"), stack=DR
            ),
        },
    ),
    Safety(
        "one-broker-never-two",
        "No event goes to a broker whose other half nobody listens to.",
        TRANSPORT,
        _one_broker,
        {
            "two during a deployment": put(
                SERVICE, f"{_ROLLOUT}/MaximumPercent", 200, where=_BROKER
            ),
            "as many as of a service": put(
                SERVICE, "DesiredCount", {"Ref": _COUNT}, where=_BROKER, stack=DR
            ),
            "two for good": put(SERVICE, "DesiredCount", 2, where=_BROKER),
        },
    ),
    Safety(
        "a-deployment-keeps-the-count",
        "A stack operation during a failover does not set the region back to its first count.",
        WARM,
        _from_ssm,
        {
            "a count as a number": put(SERVICE, "DesiredCount", 2, where=_service("draws")),
            "a count left to ECS": drop(
                SERVICE, "DesiredCount", where=_service("matches"), stack=DR
            ),
            "a parameter that is no longer read": put(
                SERVICE, "DesiredCount", {"Ref": "Other"}, where=_service("gateway")
            ),
        },
    ),
    Safety(
        "busy-services-grow",
        "Rain on the last evening of entries does not make the tour slow.",
        ISSUE,
        _scaled,
        {
            "a gateway that stays as it is": remove(
                _SCALING, where=lambda one: "Gateway" in one.id
            ),
            "no limit to grow to": put(_TARGET, "MaxCapacity", 1, stack=DR),
        },
    ),
    Safety(
        "tasks-are-spread-over-the-zones",
        "After a zone came back its share of the tasks comes back too.",
        ISSUE,
        every(SERVICE, "AvailabilityZoneRebalancing", "ENABLED", where=_TOUR, stacks=REGIONS),
        {
            "left where they are": put(
                SERVICE, "AvailabilityZoneRebalancing", "DISABLED", where=_service("gateway")
            )
        },
    ),
    Safety(
        "services-find-each-other-by-name",
        "A task that moved is found, one that is gone is asked no longer than ten seconds.",
        SHAPE,
        all_of(
            _found_by_name,
            every(_DISCOVERY, "DnsConfig/DnsRecords/0/TTL", at_most(10), stacks=REGIONS),
        ),
        {
            "a service without a name": drop(
                SERVICE, "ServiceRegistries", where=_service("rankings")
            ),
            "names kept for five minutes": put(
                _DISCOVERY, "DnsConfig/DnsRecords/0/TTL", 300, stack=DR
            ),
        },
    ),
    Safety(
        "tasks-wait-for-their-ways-to-aws",
        "A first deployment is not taken back because an endpoint came later.",
        ISSUE,
        _after_the_ways,
        {"a service that waits for nothing": drop(SERVICE, "../DependsOn", stack=DR)},
    ),
    Safety(
        "tasks-run-on-fargate-without-a-host",
        "There is no machine of ours to be patched or broken into.",
        SHAPE,
        all_of(
            every(SERVICE, "LaunchType", "FARGATE", stacks=REGIONS),
            every(DEFINITION, "NetworkMode", "awsvpc", stacks=REGIONS),
            every(DEFINITION, "Volumes/0/Host", absent, stacks=REGIONS),
            every(DEFINITION, "TaskRoleArn", present, stacks=REGIONS),
        ),
        {
            "a service on machines": put(SERVICE, "LaunchType", "EC2"),
            "tasks in the host's network": put(DEFINITION, "NetworkMode", "host", stack=DR),
            "a folder of the host": put(DEFINITION, "Volumes/0/Host", {"SourcePath": "/"}),
        },
    ),
)
