"""How a safety looks at templates. A path leads through properties, as
``ContainerDefinitions/0/User``; ``Key=x`` takes the element of a list whose Key is x; ``..`` leads
to the resource itself, as ``../DeletionPolicy``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from tests.cdk.safeties.model import Check, Deployment
from tests.synthesised import Resource, Template

Where = Callable[[Resource], bool]
Rule = Callable[[object], bool]


def find(resource: Resource, path: str) -> Any:
    """What stands there; None where nothing does."""
    return walk(resource.body, steps(path))


def steps(path: str) -> list[str]:
    """A path from the resource's body."""
    return (
        path.removeprefix("../").split("/")
        if path.startswith("../")
        else [
            "Properties",
            *path.split("/"),
        ]
    )


def walk(value: Any, path: Sequence[str]) -> Any:
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list):
            value = element(value, step)
        else:
            return None
    return value


def element(values: list[Any], step: str) -> Any:
    """The element at a number, or with a property: ``0``, ``Key=x``."""
    if "=" not in step:
        return values[int(step)] if int(step) < len(values) else None
    key, wanted = step.split("=", 1)
    return next((one for one in values if one.get(key) == wanted), None)


def anyone(_: Resource) -> bool:
    return True


def having(path: str, value: object) -> Where:
    return lambda resource: bool(find(resource, path) == value)


def lacking(path: str, value: object) -> Where:
    return lambda resource: bool(find(resource, path) != value)


def every(
    kind: str, path: str, wanted: object, *, where: Where = anyone, stacks: tuple[str, ...] = ()
) -> Check:
    """Each resource of the type has this value there, or one that the rule accepts; and there is
    one in each stack named."""
    rule: Rule = wanted if callable(wanted) else lambda value: bool(value == wanted)

    def check(deployment: Deployment) -> Iterator[str]:
        seen = set()
        for template, resource in deployment.each(kind, *stacks):
            if where(resource):
                seen.add(template.stack)
                if not rule(found := find(resource, path)):
                    yield f"{template.stack}/{resource.id}: {path} is {found}"
        for stack in set(stacks or ("any stack",)) - (seen if stacks else seen and {"any stack"}):
            yield f"no {kind} in {stack}"

    return check


def all_of(*checks: Check) -> Check:
    def check(deployment: Deployment) -> Iterator[str]:
        for one in checks:
            yield from one(deployment)

    return check


def in_each(*stacks: str) -> Callable[[Callable[[Deployment, Template], Iterator[str]]], Check]:
    """A check of one stack becomes one of the deployment."""

    def wrap(look: Callable[[Deployment, Template], Iterator[str]]) -> Check:
        def check(deployment: Deployment) -> Iterator[str]:
            for stack in stacks:
                for sentence in look(deployment, deployment[stack]):
                    yield f"{stack}: {sentence}"

        return check

    return wrap


# --- rules of values ------------------------------------------------------------------------------
def among(*values: object) -> Rule:
    return lambda value: value in values


def present(value: object) -> bool:
    return value not in (None, "", [], {})


def absent(value: object) -> bool:
    return value is None


def at_least(least: int) -> Rule:
    return lambda value: isinstance(value, int) and value >= least


def at_most(most: int) -> Rule:
    return lambda value: isinstance(value, int) and value <= most


def listed(value: object) -> list[Any]:
    """IAM and CloudFormation write one of a list without the list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def reference(value: object) -> str | None:
    """The logical id that a Ref or GetAtt leads to."""
    if isinstance(value, Mapping):
        if "Ref" in value:
            return str(value["Ref"])
        if "Fn::GetAtt" in value:
            return str(value["Fn::GetAtt"][0])
    return None


INSTANCE: Final = "AWS::RDS::DBInstance"
SERVICE: Final = "AWS::ECS::Service"
DEFINITION: Final = "AWS::ECS::TaskDefinition"
BALANCER: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"
LISTENER: Final = "AWS::ElasticLoadBalancingV2::Listener"
RULE: Final = "AWS::ElasticLoadBalancingV2::ListenerRule"
TARGETS: Final = "AWS::ElasticLoadBalancingV2::TargetGroup"
GROUP: Final = "AWS::EC2::SecurityGroup"
INGRESS: Final = "AWS::EC2::SecurityGroupIngress"
EGRESS: Final = "AWS::EC2::SecurityGroupEgress"
ENDPOINT: Final = "AWS::EC2::VPCEndpoint"
SUBNET: Final = "AWS::EC2::Subnet"
ROUTE: Final = "AWS::EC2::Route"
BUCKET: Final = "AWS::S3::Bucket"
BUCKET_POLICY: Final = "AWS::S3::BucketPolicy"
KEY: Final = "AWS::KMS::Key"
ROLE: Final = "AWS::IAM::Role"
POLICY: Final = "AWS::IAM::Policy"
ALARM: Final = "AWS::CloudWatch::Alarm"
TOPIC: Final = "AWS::SNS::Topic"
TOPIC_POLICY: Final = "AWS::SNS::TopicPolicy"
LOG_GROUP: Final = "AWS::Logs::LogGroup"
FILTER: Final = "AWS::Logs::MetricFilter"
HEALTH_CHECK: Final = "AWS::Route53::HealthCheck"
RECORD: Final = "AWS::Route53::RecordSet"
REPOSITORY: Final = "AWS::ECR::Repository"
REPLICATION: Final = "AWS::ECR::ReplicationConfiguration"
SECRET: Final = "AWS::SecretsManager::Secret"
PARAMETER: Final = "AWS::SSM::Parameter"
