"""The deployment's names: what templates give and the runbook, the cost and the tests look up.

Guarantees that a name stands once. Most are functions of the purpose ("demo", "production"), so
that nobody takes one deployment for another; each purpose has an account of its own (decision 72).
Imports neither aws_cdk nor boto3: tools may import it.
"""

from enum import StrEnum
from typing import Final, Literal

from shared.names import SERVICES

PROJECT: Final = "masters-tour"


class Side(StrEnum):
    """The two halves of the pair; which one takes writes is another matter after a failover."""

    PRIMARY = "primary"
    DR = "dr"


# --- stacks: the artifact ids are the names of the templates in cdk.out ---------------------------
PRIMARY_CONTROL: Final = "PrimaryControl"
DR_CONTROL: Final = "DrControl"
PRIMARY: Final = "Primary"
DR: Final = "Dr"
# in the order of deployment; the controls hold what has to be there before a region can start:
# repositories, secrets, desired count, the promoted mark's status
STACKS: Final = (DR_CONTROL, PRIMARY_CONTROL, PRIMARY, DR)
CONTROL_STACK: Final = {Side.PRIMARY: PRIMARY_CONTROL, Side.DR: DR_CONTROL}
REGIONAL_STACK: Final = {Side.PRIMARY: PRIMARY, Side.DR: DR}
_SUFFIXES: Final = {
    PRIMARY_CONTROL: "primary-control",
    DR_CONTROL: "dr-control",
    PRIMARY: "primary",
    DR: "dr",
}


def stack_name(purpose: str, artifact: str) -> str:
    """CloudFormation's name of a stack."""
    return f"{PROJECT}-{purpose}-{_SUFFIXES[artifact]}"


def side_of(artifact: str) -> Side:
    return Side.DR if artifact in (DR_CONTROL, DR) else Side.PRIMARY


# --- outputs of both regional stacks --------------------------------------------------------------
class Output(StrEnum):
    LOAD_BALANCER_DNS_NAME = "LoadBalancerDnsName"
    LOAD_BALANCER_ARN = "LoadBalancerArn"
    LISTENER_ARN = "ListenerArn"
    PROMOTED_RULE_ARN = "PromotedRuleArn"
    TARGET_GROUP_ARN = "TargetGroupArn"
    CLUSTER_NAME = "ClusterName"
    DATABASE_IDENTIFIER = "DatabaseIdentifier"
    DATABASE_ARN = "DatabaseArn"
    # with commas between, as run_task takes them after a split
    TASK_SUBNETS = "TaskSubnets"
    TOOLS_SECURITY_GROUP = "ToolsSecurityGroup"
    MIGRATE_TASK_DEFINITION = "MigrateTaskDefinition"
    DATA_TASK_DEFINITION = "DataTaskDefinition"
    EVIDENCE_BUCKET = "EvidenceBucket"
    # of the primary alone
    HOSTED_ZONE_ID = "HostedZoneId"
    PRIMARY_HEALTH_CHECK_ID = "PrimaryHealthCheckId"
    PROMOTED_HEALTH_CHECK_ID = "PromotedHealthCheckId"
    FAILOVER_HEALTH_CHECK_ID = "FailoverHealthCheckId"


PRIMARY_ONLY: Final = frozenset(
    {
        Output.HOSTED_ZONE_ID,
        Output.PRIMARY_HEALTH_CHECK_ID,
        Output.PROMOTED_HEALTH_CHECK_ID,
        Output.FAILOVER_HEALTH_CHECK_ID,
    }
)


# --- what is read at every stack operation: SSM parameters, each in the region of its side --------
def desired_count_parameter(purpose: str, side: Side) -> str:
    """How many tasks of each service run there; the broker runs once, or not at 0."""
    return f"/{PROJECT}/{purpose}/{side}/desired-count"


def promoted_status_parameter(purpose: str, side: Side) -> str:
    """What the promoted mark of that side answers: NOT_PROMOTED or PROMOTED."""
    return f"/{PROJECT}/{purpose}/{side}/promoted-status"


def secret_arn_parameter(purpose: str, side: Side, holder: "SecretHolder") -> str:
    """The complete ARN of a secret in that side's region, suffix included; written by
    `tour secrets` once the secret is filled, so that nothing starts on an empty one."""
    return f"/{PROJECT}/{purpose}/{side}/secrets/{holder}"


NOT_PROMOTED: Final = "404"
PROMOTED: Final = "200"
MARK_PATH: Final = "/promoted"

# --- who holds a secret ---------------------------------------------------------------------------
SecretHolder = Literal[
    "entries", "draws", "matches", "rankings", "gateway", "nats", "migrate", "data"
]
SECRET_HOLDERS: Final[tuple[SecretHolder, ...]] = (*SERVICES, "nats", "migrate", "data")


def secret_name(purpose: str, holder: SecretHolder) -> str:
    """The same in both regions: the secret of the DR region is a replica."""
    return f"{PROJECT}/{purpose}/{holder}"


ADMIN_PASSWORD: Final = "TOUR_ADMIN_PASSWORD"  # noqa: S105 - the key of it
BROKER_CONFIG: Final = "NATS_CONFIG"
FIRST_PASSWORD: Final = "TOUR_FIRST_PASSWORD"  # noqa: S105 - the key of it
_SERVICE_KEYS: Final = (
    "TOUR_DATABASE_PASSWORD",
    "TOUR_NATS_PASSWORD",
    "TOUR_TOKEN",
    "TOUR_CALLER_HASHES",
)
# the logins of shared/schema.py, and who imports (tests hold them together)
_LOGINS: Final = (*(f"svc_{service}" for service in SERVICES), "imp_tour", "tour_migrator")
_IMPORTER: Final = "imp_tour"


def secret_keys(holder: SecretHolder) -> tuple[str, ...]:
    """The keys in a holder's secret, which are the variables that its task gets."""
    if holder == "nats":
        return (BROKER_CONFIG,)
    if holder == "data":
        return (login_password(_IMPORTER),)
    if holder == "migrate":
        return (ADMIN_PASSWORD, *map(login_password, _LOGINS))
    if holder == "gateway":
        return (*_SERVICE_KEYS, FIRST_PASSWORD)
    return _SERVICE_KEYS


def login_password(login: str) -> str:
    """The variable that tools read a login's password from (tools/local/database.py)."""
    return f"TOUR_PASSWORD_{login.upper()}"


# --- containers -----------------------------------------------------------------------------------
Image = Literal["entries", "draws", "matches", "rankings", "gateway", "tools", "nats"]
REPOSITORY_PREFIX: Final = f"{PROJECT}/"
IMAGES: Final[tuple[Image, ...]] = (*SERVICES, "tools", "nats")
BROKER: Final = "nats"
# the services of the cluster
EcsService = Literal["entries", "draws", "matches", "rankings", "gateway", "nats"]
ECS_SERVICES: Final[tuple[EcsService, ...]] = (*SERVICES, BROKER)
Errand = Literal["migrate", "data"]
ERRANDS: Final[tuple[Errand, ...]] = ("migrate", "data")


def repository_name(image: Image) -> str:
    """An ECR repository, the same in both regions."""
    return f"{REPOSITORY_PREFIX}{image}"


def cluster_name(purpose: str) -> str:
    return f"{PROJECT}-{purpose}"


def service_name(service: EcsService) -> str:
    """An ECS service's name in its cluster, and the container's name in its task."""
    return service


def errand_family(purpose: str, errand: Errand) -> str:
    """The family of a one-off task; its container is called like the errand."""
    return f"{PROJECT}-{purpose}-{errand}"


def task_family(purpose: str, service: EcsService) -> str:
    return f"{PROJECT}-{purpose}-{service}"


def log_group_name(purpose: str, container: EcsService | Errand) -> str:
    return f"/{PROJECT}/{purpose}/{container}"


def flow_log_group_name(purpose: str) -> str:
    return f"/{PROJECT}/{purpose}/network"


def namespace_name(purpose: str) -> str:
    """The private zone of Cloud Map; a service is called <service>.<namespace> in it."""
    return f"{purpose}.{PROJECT}.internal"


# --- database -------------------------------------------------------------------------------------
def database_identifier(purpose: str, side: Side) -> str:
    return f"{PROJECT}-{purpose}-{side}"


def database_log_group_name(purpose: str, side: Side, kind: str) -> str:
    """Where RDS writes a log of the instance: the name is RDS's own."""
    return f"/aws/rds/instance/{database_identifier(purpose, side)}/{kind}"


# --- names that people and health checks use ------------------------------------------------------
def site_host(domain: str) -> str:
    """The tour's address, with the failover records."""
    return f"tour.{domain}"


def side_host(domain: str, side: Side) -> str:
    """A plain alias of one side's load balancer: what the health checks look at."""
    return f"{side}.{domain}"


# --- evidence and watching ------------------------------------------------------------------------
def evidence_bucket(purpose: str, account: str, region: str) -> str:
    """Load balancer logs and what a drill found out; kept when the stacks go."""
    return f"{PROJECT}-{purpose}-{account}-{region}-evidence"


def alarm_name(purpose: str, side: Side, alarm: str) -> str:
    return f"{alarm_prefix(purpose, side)}{alarm}"


def alarm_prefix(purpose: str, side: Side) -> str:
    return f"{PROJECT}-{purpose}-{side}-"


def dashboard_name(purpose: str, side: Side) -> str:
    return f"{PROJECT}-{purpose}-{side}"


def metric_namespace(purpose: str) -> str:
    """The namespace of what the services measure themselves."""
    return f"{PROJECT}/{purpose}"
