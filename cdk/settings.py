"""Every choice of the deployment, typed: one file per purpose in cdk/purposes.

Guarantees that a purpose is complete and sane before anything is synthesised, or is refused with a
sentence per choice that is not. What an operator's account adds (account, domain, hosted zone,
image tags, who is told of alarms) may come from the environment instead: TOUR_AWS_<NAME>. Imports
neither aws_cdk nor boto3: tools may import it.
"""

import os
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Network
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cdk.names import Side
from shared.names import SERVICES

PURPOSES: Final = Path(__file__).parent / "purposes"
PREFIX: Final = "TOUR_AWS_"
# connections that a replica opens beside its pool: leader, listener, lookout (shared/database.py)
BESIDE_THE_POOL: Final = 3
# connections kept for RDS itself, for a person and for the one-off tasks
SPARE_CONNECTIONS: Final = 20


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(Model):
    """One region: where, its addresses, and how much of it runs."""

    name: str
    zones: tuple[str, str]
    # a /16 that is cut into a /24 per zone and tier
    network: IPv4Network
    # zones with interface endpoints: in the others tasks reach them across the zone border
    endpoint_zones: Literal[1, 2]
    # AWS's list of S3's addresses in that region: where ECR keeps the layers of images
    s3_prefix_list: Annotated[str, Field(pattern=r"^pl-[0-9a-f]+$")]
    # tasks of each service at the first deployment; later the number stands in SSM
    desired_count: int = Field(ge=0, le=10)

    @model_validator(mode="after")
    def _its_zones(self) -> Self:
        if any(not zone.startswith(self.name) for zone in self.zones):
            raise ValueError(f"zones must lie in {self.name}")
        if self.network.prefixlen != 16:
            raise ValueError("network must be a /16")
        return self


class Database(Model):
    engine_version: Annotated[str, Field(pattern=r"^16\.\d+$")]
    instance_class: Annotated[str, Field(pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")]
    storage_gb: int = Field(ge=20)
    # storage grows by itself up to here
    max_storage_gb: int
    max_connections: int
    backup_days: int = Field(ge=1, le=35)
    deletion_protection: bool
    # days that AWS Backup keeps a weekly copy in each region, beside the above; 0: none
    vault_days: int = Field(ge=0)


class Tasks(Model):
    """The five services' tasks: each of this size (Fargate's units), as many as this."""

    cpu: Literal[256, 512, 1024, 2048]
    memory_mb: int
    # autoscaling goes from the desired count up to here
    max_count: int = Field(ge=1)
    # connections in each task's pool
    database_pool: int = Field(ge=2, le=50)


class Broker(Model):
    cpu: Literal[256, 512, 1024]
    memory_mb: int


class Errands(Model):
    """The one-off tasks: migration and data."""

    cpu: Literal[256, 512, 1024, 2048, 4096]
    memory_mb: int


class Watching(Model):
    log_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 180, 365]
    # days that the bucket keeps load balancer logs
    access_log_days: int = Field(ge=1)
    # where alarms go; empty: nowhere but the console
    alarm_email: str = ""
    # US dollars a month; the operator is told at 80 % and when it is foreseen. 0: no budget
    budget_usd: int = Field(ge=0)
    # metrics per task (ECS Container Insights)
    container_insights: bool


class Edge(Model):
    """What stands between the internet and the gateway."""

    # AWS WAF with the managed rules and a limit per address
    waf: bool
    # requests in five minutes from one address; signing in has limits of its own in the gateway
    requests_per_address: int = Field(ge=100)
    # the load balancer itself refuses to be deleted
    deletion_protection: bool


class Settings(Model):
    """One purpose."""

    purpose: Annotated[str, Field(pattern=r"^[a-z]{3,12}$")]
    account: Annotated[str, Field(pattern=r"^\d{12}$")]
    domain: Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.[a-z]{2,}$")]
    hosted_zone_id: Annotated[str, Field(pattern=r"^Z[A-Z0-9]+$")]
    # tags in ECR never change what they name: each release has its own
    image_tag: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")]
    # the image of the data task where it holds a data set to import; empty: as the others
    data_tag: str = ""
    # seconds between two looks of a Route 53 checker; three failures make a failover
    health_check_seconds: Literal[10, 30]
    primary: Region
    dr: Region
    database: Database
    tasks: Tasks
    broker: Broker
    errands: Errands
    watching: Watching
    edge: Edge

    @model_validator(mode="after")
    def _is_sane(self) -> Self:
        if self.primary.name == self.dr.name:
            raise ValueError("primary and dr must be two regions")
        if self.primary.network.overlaps(self.dr.network):
            raise ValueError("the networks of primary and dr must not overlap")
        if self.database.max_storage_gb < self.database.storage_gb:
            raise ValueError("database.max_storage_gb must not be below database.storage_gb")
        if self.tasks.max_count < max(self.primary.desired_count, self.dr.desired_count):
            raise ValueError("tasks.max_count must not be below a region's desired_count")
        if self.connections_needed > self.database.max_connections:
            raise ValueError(
                f"database.max_connections must be {self.connections_needed} at least: "
                "all services at tasks.max_count, twice during a deployment"
            )
        return self

    @property
    def connections_needed(self) -> int:
        """PostgreSQL connections when every service is replaced at its largest count."""
        each = self.tasks.database_pool + BESIDE_THE_POOL
        return 2 * self.tasks.max_count * len(SERVICES) * each + SPARE_CONNECTIONS

    def region(self, side: Side) -> Region:
        return self.dr if side is Side.DR else self.primary


class WrongSettings(ValueError):
    """A purpose that is incomplete or impossible; the text has a sentence per choice."""


def purposes() -> list[str]:
    """The purposes there are."""
    return sorted(file.stem for file in PURPOSES.glob("*.toml"))


def load(purpose: str, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a purpose; WrongSettings where there is no such purpose or one is wrong.

    ``environment`` (the process's own by default) may give TOUR_AWS_ACCOUNT, TOUR_AWS_DOMAIN,
    TOUR_AWS_HOSTED_ZONE_ID, TOUR_AWS_IMAGE_TAG, TOUR_AWS_DATA_TAG and TOUR_AWS_ALARM_EMAIL.
    """
    if purpose not in purposes():
        raise WrongSettings(f"There is no purpose {purpose!r}: choose {' or '.join(purposes())}.")
    with (PURPOSES / f"{purpose}.toml").open("rb") as file:
        chosen = tomllib.load(file)
    _override(chosen, os.environ if environment is None else environment)
    try:
        return Settings(purpose=purpose, **chosen)
    except ValidationError as error:
        raise WrongSettings(" ".join(map(_sentence, error.errors()))) from error


def _override(chosen: dict[str, Any], environment: Mapping[str, str]) -> None:
    for name in ("account", "domain", "hosted_zone_id", "image_tag", "data_tag"):
        if given := environment.get(f"{PREFIX}{name.upper()}"):
            chosen[name] = given
    if given := environment.get(f"{PREFIX}ALARM_EMAIL"):
        chosen["watching"]["alarm_email"] = given


def _sentence(trouble: Mapping[str, Any]) -> str:
    where = ".".join(map(str, trouble["loc"]))
    reason = str(trouble["msg"]).removeprefix("Value error, ")
    return f"{where}: {reason}." if where else f"{reason[0].upper()}{reason[1:]}."
