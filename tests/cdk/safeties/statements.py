"""Roles and policies: the table of tests/cdk/permissions.py and nothing beside it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from cdk.names import DR, DR_CONTROL, PRIMARY, PRIMARY_CONTROL
from tests.cdk.permissions import WILDCARDS, expected, granted, wildcards
from tests.cdk.safeties.checks import ENDPOINT, KEY, POLICY, REPOSITORY, ROLE, all_of, in_each
from tests.cdk.safeties.model import PRIVILEGE, REGIONS, Deployment, Safety
from tests.cdk.safeties.spoiling import add, append, put, remove
from tests.synthesised import Resource, Template

_STATEMENT: Final = "PolicyDocument/Statement"
_MORE: Final = {"Effect": "Allow", "Action": "rds:DeleteDBInstance", "Resource": "arn:aws:rds:x"}


@in_each(*REGIONS)
def _none_more(deployment: Deployment, template: Template) -> Iterator[str]:
    more = Counter(granted(template)) - Counter(expected(template, deployment.settings))
    yield from map(str, more)


@in_each(PRIMARY_CONTROL, DR_CONTROL)
def _none_before(_: Deployment, template: Template) -> Iterator[str]:
    yield from map(str, granted(template))


@in_each(*REGIONS)
def _none_less(deployment: Deployment, template: Template) -> Iterator[str]:
    less = Counter(expected(template, deployment.settings)) - Counter(granted(template))
    yield from (f"missing: {one}" for one in less)


@in_each(*REGIONS)
def _narrow(deployment: Deployment, template: Template) -> Iterator[str]:
    for holder, wildcard in wildcards(template, deployment.settings) - set(WILDCARDS):
        yield f"{holder}: {wildcard} without a reason"


def _execution(task: str) -> Any:
    return lambda one: one.id.startswith(f"{task.capitalize()}TaskExecution")


def _endpoint(service: str) -> Any:
    return lambda one: f".{service}" in str(one.properties["ServiceName"])


def _flows(one: Resource) -> bool:
    return "FlowLog" in one.id


SAFETIES: Final = (
    Safety(
        "nobody-may-more-than-the-table-says",
        "No role or policy lets through more than was thought about.",
        PRIVILEGE,
        all_of(_none_more, _none_before),
        {
            "one more statement": append(POLICY, _STATEMENT, _MORE, where=_execution("gateway")),
            "one more action": put(
                POLICY,
                f"{_STATEMENT}/3/Action",
                ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
                where=_execution("draws"),
                stack=DR,
            ),
            "another's secret": put(
                POLICY,
                f"{_STATEMENT}/3/Resource",
                {"Ref": "GatewaySecretParameter"},
                where=_execution("data"),
            ),
            "another's repository": put(
                POLICY,
                f"{_STATEMENT}/0/Resource",
                "arn:aws:ecr:us-east-1:111122223333:repository/other",
                where=_execution("nats"),
                stack=PRIMARY,
            ),
            "everything but": put(
                POLICY,
                f"{_STATEMENT}/0",
                {"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::x"},
                where=_flows,
            ),
            "one more role": add(
                DR,
                ROLE,
                {
                    "AssumeRolePolicyDocument": {
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"AWS": "arn:aws:iam::999900001111:root"},
                                "Action": "sts:AssumeRole",
                            }
                        ]
                    }
                },
            ),
            "a policy of AWS's for all": append(
                ROLE,
                "ManagedPolicyArns",
                "arn:aws:iam::aws:policy/AmazonS3FullAccess",
                where=_execution("entries"),
            ),
            "a key for another account": put(
                KEY,
                "KeyPolicy/Statement/0/Principal/AWS",
                "arn:aws:iam::999900001111:root",
                stack=DR,
            ),
            "a repository that another account may read": put(
                REPOSITORY,
                "RepositoryPolicyText",
                {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:GetImage"}]},
            ),
        },
    ),
    Safety(
        "nobody-may-less-than-the-table-says",
        "What a task needs to start it may: a missing permission shows here, not at a failover.",
        PRIVILEGE,
        _none_less,
        {
            "an execution role without a policy": remove(
                POLICY, where=_execution("rankings"), stack=DR
            ),
            "no secret for the migration": put(
                POLICY,
                f"{_STATEMENT}/3/Action",
                "secretsmanager:DescribeSecret",
                where=_execution("migrate"),
            ),
            "an endpoint that lets no log through": put(
                ENDPOINT,
                f"{_STATEMENT}/0/Action",
                "logs:CreateLogStream",
                where=_endpoint("logs"),
                stack=DR,
            ),
        },
    ),
    Safety(
        "no-wildcard-without-a-reason",
        "No policy says 'all of them' where it could say which.",
        PRIVILEGE,
        _narrow,
        {
            "all secrets": put(
                POLICY,
                f"{_STATEMENT}/3/Resource",
                "arn:aws:secretsmanager:*",
                where=_execution("data"),
            ),
            "all actions of ECR": put(
                POLICY, f"{_STATEMENT}/0/Action", "ecr:*", where=_execution("matches"), stack=DR
            ),
            "all logs": put(POLICY, f"{_STATEMENT}/0/Resource", "*", where=_flows),
        },
    ),
)
