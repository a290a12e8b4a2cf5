"""The real templates in moto: what it lacks is left out, what it reads otherwise is rewritten.

Guarantees that what the runbook asks for comes from the templates that are deployed: databases,
clusters and services, load balancers with the mark's rule, parameters, records and health checks,
repositories, buckets, log groups. Secrets are made beside them (moto knows none in templates), and
images, which nobody deploys.
"""

import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Final, TypeAlias

import boto3
from moto.cloudformation.models import Stack
from moto.ecr.models import Repository, ecr_backends
from moto.ecs.models import Service
from moto.rds.models import DBInstance, rds_backends

from cdk import names
from cdk.names import Side
from cdk.settings import Settings
from tests.synthesised import Synthesised
from tools.aws.database import SET_ASIDE

Json: TypeAlias = dict[str, Any]

_KEPT: Final = frozenset(
    {
        "AWS::EC2::Subnet",
        "AWS::EC2::VPC",
        "AWS::ECR::Repository",
        "AWS::ECS::Cluster",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::Logs::LogGroup",
        "AWS::RDS::DBInstance",
        "AWS::Route53::HealthCheck",
        "AWS::Route53::RecordSet",
        "AWS::S3::Bucket",
        "AWS::SSM::Parameter",
    }
)
# properties that lead to what is left out, or that moto cannot read
_UNREADABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "AWS::ECS::TaskDefinition": ("ExecutionRoleArn", "TaskRoleArn"),
    "AWS::ElasticLoadBalancingV2::Listener": ("Certificates", "SslPolicy"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("SecurityGroups",),
    "AWS::RDS::DBInstance": ("DBParameterGroupName", "DBSubnetGroupName", "VPCSecurityGroups"),
    "AWS::S3::Bucket": ("LifecycleConfiguration",),
}
# no number that a template has
_RELEASES: Final = count(1001)
# attributes that moto knows by the resource's own name
_SAME_AS_REF: Final = frozenset({"HealthCheckId", "RuleArn"})


def adapted(template: Mapping[str, Any], zone: str, settings: Settings, region: str) -> Json:
    """A template as moto can load it, for a hosted zone of moto's, with what its parameters read
    from SSM at this moment (moto compares templates and would not see that they changed)."""
    text = json.dumps(template).replace(settings.hosted_zone_id, zone)
    body: Json = json.loads(text)
    resources: Json = body["Resources"]
    gone = {name for name, one in resources.items() if one["Type"] not in _KEPT}
    for name in gone:
        del resources[name]
    for one in resources.values():
        properties = one.setdefault("Properties", {})
        for unreadable in ("Tags", *_UNREADABLE.get(one["Type"], ())):
            properties.pop(unreadable, None)
        if one["Type"].endswith("::Listener"):
            properties["Protocol"] = "HTTP"
    identifiers = {
        name: one["Properties"]["DBInstanceIdentifier"]
        for name, one in resources.items()
        if one["Type"] == "AWS::RDS::DBInstance"
    }
    rewritten: Json = _rewritten(body, gone, identifiers, _parameters(body, region))
    return rewritten


def load(synthesised: Synthesised, zone: str) -> None:
    """All four stacks, in the order of deployment, with secrets and images."""
    settings = synthesised.settings
    for artifact in names.STACKS:
        side = names.side_of(artifact)
        if artifact == names.CONTROL_STACK[side]:
            _make_secrets(settings, side)
        region = settings.region(side).name
        boto3.client("cloudformation", region_name=region).create_stack(
            StackName=names.stack_name(settings.purpose, artifact),
            TemplateBody=json.dumps(adapted(synthesised[artifact].body, zone, settings, region)),
        )
        if artifact == names.CONTROL_STACK[side]:
            _push_images(settings, region)


def operate_on(synthesised: Synthesised, artifact: str, zone: str) -> None:
    """A stack operation as a release is one: the parameters are read, and every service and the
    mark's rule are written anew, whole, as CloudFormation does where any property has changed."""
    settings = synthesised.settings
    region = settings.region(names.side_of(artifact)).name
    body = adapted(synthesised[artifact].body, zone, settings, region)
    release = next(_RELEASES)
    for one in body["Resources"].values():
        if one["Type"] == "AWS::ECS::Service":
            one["Properties"]["HealthCheckGracePeriodSeconds"] = release
        if one["Type"] == "AWS::ElasticLoadBalancingV2::ListenerRule":
            one["Properties"]["Actions"][0]["FixedResponseConfig"]["MessageBody"] = f"{release}"
    boto3.client("cloudformation", region_name=region).update_stack(
        StackName=names.stack_name(settings.purpose, artifact), TemplateBody=json.dumps(body)
    )


def prepare(patch: Callable[[object, str, object], None]) -> None:
    """CloudFormation makes a number of a parameter's text, knows a database by the name that it
    gave and empties a repository that it deletes (EmptyOnDelete), moto does not; and it reads
    templates as YAML in Python, which takes as long as all the rest."""
    patch(Stack, "parse_template", staticmethod(json.loads))
    patch(DBInstance, "delete", _delete_by_name)
    patch(Repository, "delete", _delete_with_images)
    for name in ("create_from_cloudformation_json", "update_from_cloudformation_json"):
        patch(Service, name, classmethod(_with_number(getattr(Service, name).__func__)))


def _delete_by_name(made: Any, account: str, region: str) -> None:
    """Whatever has the name that the stack gave, renamed and replaced as it may be."""
    name = made.db_instance_identifier.partition(SET_ASIDE)[0]
    if name in rds_backends[account][region].databases:
        rds_backends[account][region].delete_db_instance(name)


def _delete_with_images(made: Any, account: str, region: str) -> None:
    ecr_backends[account][region].delete_repository(made.name, force=True)


def _with_number(make: Callable[..., object]) -> Callable[..., object]:
    def made(cls: type, *args: Any, **named: Any) -> object:
        body = named["cloudformation_json"] if "cloudformation_json" in named else args[1]
        body["Properties"]["DesiredCount"] = int(body["Properties"]["DesiredCount"])
        return make(cls, *args, **named)

    return made


def _parameters(body: Json, region: str) -> dict[str, str]:
    """The template's parameters by name, which it has no more afterwards."""
    ssm = boto3.client("ssm", region_name=region)
    return {
        name: ssm.get_parameter(Name=one["Default"])["Parameter"]["Value"]
        for name, one in body.pop("Parameters", {}).items()
    }


def _rewritten(
    part: Any, gone: set[str], identifiers: Mapping[str, str], parameters: Mapping[str, str]
) -> Any:
    def deeper(one: Any) -> Any:
        return _rewritten(one, gone, identifiers, parameters)

    if isinstance(part, list):
        return [deeper(one) for one in part]
    if not isinstance(part, dict):
        return part
    if "DependsOn" in part:
        needed = part["DependsOn"]
        needed = [needed] if isinstance(needed, str) else needed
        part = {**part, "DependsOn": [one for one in needed if one not in gone]}
    if set(part) == {"Ref"}:
        name = part["Ref"]
        return parameters.get(name, f"made-up-{name.lower()}" if name in gone else part)
    if set(part) == {"Fn::GetAtt"}:
        name, attribute = part["Fn::GetAtt"]
        if name in gone:
            return f"made-up-{name.lower()}"
        if attribute in _SAME_AS_REF:
            return {"Ref": name}
        if attribute == "DBInstanceArn":
            return {"Fn::Sub": _ARN + identifiers[name]}
        return part
    return {key: deeper(value) for key, value in part.items()}


_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
_ARN: Final = "arn:aws:rds:${AWS::Region}:${AWS::AccountId}:db:"


def _make_secrets(settings: Settings, side: Side) -> None:
    """As `tour secrets` and Secrets Manager's replication leave them."""
    region = settings.region(side).name
    secrets = boto3.client("secretsmanager", region_name=region)
    ssm = boto3.client("ssm", region_name=region)
    for holder in names.SECRET_HOLDERS:
        name = names.secret_name(settings.purpose, holder)
        arn = secrets.create_secret(Name=name, SecretString="{}")["ARN"]
        parameter = names.secret_arn_parameter(settings.purpose, side, holder)
        ssm.put_parameter(Name=parameter, Value=arn, Type="String")


def _push_images(settings: Settings, region: str) -> None:
    ecr = boto3.client("ecr", region_name=region)
    for image in names.IMAGES:
        ecr.put_image(
            repositoryName=names.repository_name(image),
            imageManifest=json.dumps({"schemaVersion": 2, "mediaType": _MANIFEST, "of": image}),
            imageTag=settings.image_tag,
        )
