"""The ways to AWS: a client for each service that the runbook asks, by region.

Guarantees that nobody else makes a client, so that a rehearsal can give its own.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from cdk.names import Side
from cdk.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_rds import RDSClient
    from mypy_boto3_route53 import Route53Client
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_sts import STSClient

# a region in trouble answers late or not at all: a step says so soon rather than wait for minutes
_PATIENCE = Config(
    connect_timeout=5, read_timeout=20, retries={"mode": "standard", "max_attempts": 4}
)


@dataclass(frozen=True, slots=True)
class Clients:
    """Of one region."""

    region: str
    cloudformation: "CloudFormationClient"
    cloudwatch: "CloudWatchClient"
    ecr: "ECRClient"
    ecs: "ECSClient"
    elbv2: "ElasticLoadBalancingv2Client"
    logs: "CloudWatchLogsClient"
    rds: "RDSClient"
    s3: "S3Client"
    secrets: "SecretsManagerClient"
    ssm: "SSMClient"


@dataclass(frozen=True, slots=True)
class Ways:
    """To both regions, and to what belongs to none (``names`` is Route 53, asked in calm times
    only: its control plane lives in us-east-1)."""

    sides: dict[Side, Clients]
    names: "Route53Client"
    identity: "STSClient"


def ways(settings: Settings, session: boto3.Session | None = None) -> Ways:
    """With the login that the environment or the profile gives."""
    session = session or boto3.Session()
    dr = settings.dr.name
    return Ways(
        {side: _clients(session, settings.region(side).name) for side in Side},
        session.client("route53", region_name=dr, config=_PATIENCE),
        session.client("sts", region_name=dr, config=_PATIENCE),
    )


def _clients(session: boto3.Session, region: str) -> Clients:
    return Clients(
        region,
        session.client("cloudformation", region_name=region, config=_PATIENCE),
        session.client("cloudwatch", region_name=region, config=_PATIENCE),
        session.client("ecr", region_name=region, config=_PATIENCE),
        session.client("ecs", region_name=region, config=_PATIENCE),
        session.client("elbv2", region_name=region, config=_PATIENCE),
        session.client("logs", region_name=region, config=_PATIENCE),
        session.client("rds", region_name=region, config=_PATIENCE),
        session.client("s3", region_name=region, config=_PATIENCE),
        session.client("secretsmanager", region_name=region, config=_PATIENCE),
        session.client("ssm", region_name=region, config=_PATIENCE),
    )
