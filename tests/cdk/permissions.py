"""Who may do what: every statement of every role and resource policy, as one table.

Statements are found wherever in a template one stands, so that none escapes by standing in a
property that nobody thought of. References are written as what they lead to.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cdk.names import SECRET_HOLDERS, side_of
from cdk.settings import Settings
from tests.cdk.safeties.checks import (
    DEFINITION,
    ENDPOINT,
    LOG_GROUP,
    POLICY,
    ROLE,
    listed,
    reference,
)
from tests.synthesised import Resource, Template

_IMAGES: Final = {"migrate": "tools", "data": "tools"}
_OWN_ACCOUNT: Final = '{"StringEquals": {"aws:SourceAccount": "{account}"}}'
_TASKS_OF_ACCOUNT: Final = (
    '{"ArnLike": {"aws:SourceArn": "arn:aws:ecs:{region}:{account}:*"}, '
    '"StringEquals": {"aws:SourceAccount": "{account}"}}'
)
_PULL: Final = "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer"
_EVERYBODY: Final = "AWS *"
# writes a value as text
Read = Callable[[object], str]


@dataclass(frozen=True, order=True, slots=True)
class Permission:
    """``holder`` is whose policy it is, ``who`` whom it names: nobody in a role's own policy."""

    holder: str
    who: str
    effect: str
    actions: str
    resources: str
    condition: str = ""

    def __str__(self) -> str:
        text = f"{self.holder}: {self.effect} {self.who} {self.actions} on {self.resources}"
        return f"{text} if {self.condition}" if self.condition else text


# of each of the eight tasks
_OF_A_TASK: Final = (
    Permission(
        "{task}: task role", "Service ecs-tasks.amazonaws.com", "Allow", "sts:AssumeRole", "",
        _TASKS_OF_ACCOUNT,
    ),
    Permission(
        "{task}: execution role", "Service ecs-tasks.amazonaws.com", "Allow", "sts:AssumeRole", "",
        _TASKS_OF_ACCOUNT,
    ),
    Permission(
        "{task}: execution role", "", "Allow", _PULL,
        "arn:aws:ecr:{region}:{account}:repository/masters-tour/{image}",
    ),
    Permission("{task}: execution role", "", "Allow", "ecr:GetAuthorizationToken", "*"),
    Permission(
        "{task}: execution role", "", "Allow", "logs:CreateLogStream logs:PutLogEvents",
        "log group /masters-tour/{purpose}/{task}",
    ),
    Permission(
        "{task}: execution role", "", "Allow",
        "secretsmanager:DescribeSecret secretsmanager:GetSecretValue",
        "what /masters-tour/{purpose}/{side}/secrets/{task} names",
    ),
)  # fmt: skip
# of a region
_OF_A_REGION: Final = (
    Permission(
        "flow logs: role", "Service vpc-flow-logs.amazonaws.com", "Allow", "sts:AssumeRole", ""
    ),
    Permission(
        "flow logs: role", "", "Allow",
        "logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents",
        "log group /masters-tour/{purpose}/network",
    ),
    Permission("endpoint ecr.api", _EVERYBODY, "Allow", "ecr:GetAuthorizationToken", "*"),
    Permission(
        "endpoint ecr.api", _EVERYBODY, "Allow", _PULL,
        "arn:aws:ecr:{region}:{account}:repository/masters-tour/*",
    ),
    Permission("endpoint ecr.dkr", _EVERYBODY, "Allow", "ecr:GetAuthorizationToken", "*"),
    Permission(
        "endpoint ecr.dkr", _EVERYBODY, "Allow", _PULL,
        "arn:aws:ecr:{region}:{account}:repository/masters-tour/*",
    ),
    Permission(
        "endpoint logs", _EVERYBODY, "Allow", "logs:CreateLogStream logs:PutLogEvents",
        "arn:aws:logs:{region}:{account}:log-group:/masters-tour/{purpose}/*",
    ),
    Permission(
        "endpoint secretsmanager", _EVERYBODY, "Allow",
        "secretsmanager:DescribeSecret secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:{region}:{account}:secret:masters-tour/{purpose}/*",
    ),
    Permission(
        "endpoint s3", _EVERYBODY, "Allow", "s3:GetObject",
        "arn:aws:s3:::prod-{region}-starport-layer-bucket/*",
    ),
    Permission("key", "AWS arn:aws:iam::{account}:root", "Allow", "kms:*", "*"),
    Permission(
        "key", "Service cloudwatch.amazonaws.com", "Allow", "kms:Decrypt kms:GenerateDataKey*", "*",
        _OWN_ACCOUNT,
    ),
    Permission(
        "alarm topic", "Service cloudwatch.amazonaws.com", "Allow", "sns:Publish", "alarm topic",
        _OWN_ACCOUNT,
    ),
    Permission(
        "alarm topic", "*", "Deny", "sns:Publish", "alarm topic",
        '{"Bool": {"aws:SecureTransport": "false"}}',
    ),
    Permission(
        "evidence bucket", _EVERYBODY, "Deny", "s3:*", "evidence bucket evidence bucket/*",
        '{"Bool": {"aws:SecureTransport": "false"}}',
    ),
    Permission(
        "evidence bucket", "AWS arn:aws:iam::{balancers}:root", "Allow", "s3:PutObject",
        "evidence bucket/load-balancer/AWSLogs/{account}/*",
    ),
    Permission(
        "evidence bucket", "Service delivery.logs.amazonaws.com", "Allow", "s3:PutObject",
        "evidence bucket/load-balancer/AWSLogs/{account}/*",
        '{"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}',
    ),
    Permission(
        "evidence bucket", "Service delivery.logs.amazonaws.com", "Allow", "s3:GetBucketAcl",
        "evidence bucket",
    ),
)  # fmt: skip
# where weekly copies are kept
_OF_A_VAULT: Final = (
    Permission("backup: role", "Service backup.amazonaws.com", "Allow", "sts:AssumeRole", ""),
    Permission("backup: role", "", "Allow", "as AWSBackupServiceRolePolicyForBackup says", ""),
)
# all of it
TABLE: Final = (*_OF_A_TASK, *_OF_A_REGION, *_OF_A_VAULT)
# the accounts from which AWS's load balancers write their logs, from its documentation
_BALANCERS: Final = {"us-east-1": "127311923021", "us-west-2": "797873946194"}

# every wildcard there is, with the reason why nothing narrower is possible or better
WILDCARDS: Final = {
    ("{task}: execution role", "*"): "ecr:GetAuthorizationToken knows no resource.",
    ("endpoint ecr.api", "*"): "ecr:GetAuthorizationToken knows no resource.",
    ("endpoint ecr.dkr", "*"): "ecr:GetAuthorizationToken knows no resource.",
    **{
        (f"endpoint {name}", "who: AWS *"): (
            "An endpoint's policy narrows what the roles may do, for whoever comes through it; "
            "who may come is said by the security group, what a role may do by its own policy."
        )
        for name in ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "s3")
    },
    **{
        (f"endpoint {name}", "arn:aws:ecr:{region}:{account}:repository/masters-tour/*"): (
            "The deployment's own repositories; each task's role names its one."
        )
        for name in ("ecr.api", "ecr.dkr")
    },
    (
        "endpoint logs",
        "arn:aws:logs:{region}:{account}:log-group:/masters-tour/{purpose}/*",
    ): "The purpose's own log groups; each task's role names its one.",
    (
        "endpoint secretsmanager",
        "arn:aws:secretsmanager:{region}:{account}:secret:masters-tour/{purpose}/*",
    ): "The purpose's own secrets, whose names end in AWS's suffix; each role names its one.",
    (
        "endpoint s3",
        "arn:aws:s3:::prod-{region}-starport-layer-bucket/*",
    ): "AWS's own bucket, where ECR keeps the layers of all images under names of its own.",
    ("key", "kms:*"): "The account's administrators: a key without them can never be changed.",
    ("key", "kms:GenerateDataKey*"): "AWS asks for both of the calls, with and without plain text.",
    ("key", "*"): "In a key's own policy it means this key.",
    ("alarm topic", "who: *"): "It denies: nobody may publish without TLS.",
    ("evidence bucket", "who: AWS *"): "It denies: nobody may ask without TLS.",
    ("evidence bucket", "s3:*"): "It denies: nothing is answered without TLS.",
    ("evidence bucket", "evidence bucket/*"): "It denies: no object is given without TLS.",
    (
        "evidence bucket",
        "evidence bucket/load-balancer/AWSLogs/{account}/*",
    ): "The load balancer names its logs by date and time.",
}  # fmt: skip


def expected(template: Template, settings: Settings) -> list[Permission]:
    """The table, for that region of that purpose."""
    side = side_of(template.stack)
    region = settings.region(side).name
    known = {
        "purpose": settings.purpose,
        "side": side.value,
        "account": settings.account,
        "region": region,
        "balancers": _BALANCERS[region],
    }
    rows = [_filled(row, known) for row in _OF_A_REGION]
    if settings.database.vault_days:
        rows += [_filled(row, known) for row in _OF_A_VAULT]
    for task in SECRET_HOLDERS:
        own = {**known, "task": task, "image": _IMAGES.get(task, task)}
        rows += [_filled(row, own) for row in _OF_A_TASK]
    return sorted(rows)


def wildcards(template: Template, settings: Settings) -> set[tuple[str, str]]:
    """Whose policy has which wildcard, with the names of WILDCARDS."""
    side = side_of(template.stack)
    names = {
        settings.account: "{account}",
        settings.region(side).name: "{region}",
        f"/{settings.purpose}/": "/{purpose}/",
    }
    found = set()
    for one in granted(template):
        parts = [*one.actions.split(), *re.split(r" (?=evidence|arn:|log group)", one.resources)]
        parts += [f"who: {one.who}"]
        for part in parts:
            if "*" in part:
                found.add(
                    (
                        re.sub(r"^\w+(?=: (execution|task) role)", "{task}", one.holder),
                        _named(part, names),
                    )
                )
    return found


def _named(text: str, names: Mapping[str, str]) -> str:
    for value, name in names.items():
        text = text.replace(value, name)
    return text


def granted(template: Template) -> list[Permission]:
    """Every statement there is in a template."""
    return sorted(_granted(template))


def _granted(template: Template) -> Iterator[Permission]:
    names = _holders(template)

    def read(value: object) -> str:
        return _text(value, template, names)

    for resource in template.resources.values():
        holders = [names.get(resource.id, resource.id)]
        if resource.type == POLICY:
            roles = resource.properties.get("Roles", [])
            holders = [names.get(reference(role) or "", str(role)) for role in roles]
        for statement in _statements(resource.properties):
            for holder in holders:
                yield _permission(holder, statement, read)
        for managed in _managed(resource):
            text = read(managed).rsplit("/", 1)[-1]
            yield Permission(holders[0], "", "Allow", f"as {text} says", "")


def _managed(resource: Resource) -> list[Any]:
    return listed(resource.properties.get("ManagedPolicyArns")) if resource.type == ROLE else []


def _statements(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        for one in listed(value.get("Statement")):
            if isinstance(one, Mapping) and "Effect" in one:
                yield one
        for inner in value.values():
            yield from _statements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _statements(inner)


def _permission(holder: str, statement: Mapping[str, Any], read: Read) -> Permission:
    condition = statement.get("Condition")
    return Permission(
        holder,
        _who(statement.get("Principal", ""), read),
        statement["Effect"],
        " ".join(
            [
                *sorted(listed(statement.get("Action"))),
                *(f"not {one}" for one in listed(statement.get("NotAction"))),
            ]
        ),
        " ".join(
            [
                *(read(one) for one in listed(statement.get("Resource"))),
                *(f"not {read(one)}" for one in listed(statement.get("NotResource"))),
            ]
        ),
        json.dumps(condition, sort_keys=True) if condition else "",
    )


def _who(principal: object, read: Read) -> str:
    if isinstance(principal, Mapping):
        return " ".join(
            f"{kind} {read(one)}" for kind, named in principal.items() for one in listed(named)
        )
    return str(principal)


def _holders(template: Template) -> Mapping[str, str]:
    """Roles and resources with a policy, by logical id, called by what they serve."""
    names: dict[str, str] = {}
    for definition in template.of_type(DEFINITION):
        (container,) = definition.properties["ContainerDefinitions"]
        for path, role in (("TaskRoleArn", "task role"), ("ExecutionRoleArn", "execution role")):
            names[reference(definition.properties.get(path)) or "?"] = (
                f"{container['Name']}: {role}"
            )
    for flow in template.of_type("AWS::EC2::FlowLog"):
        names[reference(flow.properties["DeliverLogsPermissionArn"]) or "?"] = "flow logs: role"
    for selection in template.of_type("AWS::Backup::BackupSelection"):
        chosen = selection.properties["BackupSelection"]
        names[reference(chosen["IamRoleArn"]) or "?"] = "backup: role"
    for endpoint in template.of_type(ENDPOINT):
        service = _text(endpoint.properties["ServiceName"], template, names)
        names[endpoint.id] = "endpoint " + ".".join(service.split(".")[3:])
    for kind, name in (
        ("AWS::KMS::Key", "key"),
        ("AWS::S3::Bucket", "evidence bucket"),
        ("AWS::S3::BucketPolicy", "evidence bucket"),
        ("AWS::SNS::Topic", "alarm topic"),
        ("AWS::SNS::TopicPolicy", "alarm topic"),
    ):
        names |= {resource.id: name for resource in template.of_type(kind)}
    return names


def _text(value: object, template: Template, names: Mapping[str, str]) -> str:
    """A value with its references written as what they lead to."""
    if not isinstance(value, Mapping):
        return str(value)
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return str(separator).join(_text(part, template, names) for part in parts)
    name = reference(value) or ""
    if name in template.parameters:
        return f"what {template.parameters[name]['Default']} names"
    if name in template.resources and template.resources[name].type == LOG_GROUP:
        return f"log group {template.resources[name].properties['LogGroupName']}"
    return names.get(name) or {"AWS::Partition": "aws"}.get(name) or json.dumps(value)


def _filled(row: Permission, known: Mapping[str, str]) -> Permission:
    def fill(text: str) -> str:
        for name, value in known.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    return Permission(
        fill(row.holder), fill(row.who), row.effect, row.actions, fill(row.resources),
        fill(row.condition),
    )  # fmt: skip
