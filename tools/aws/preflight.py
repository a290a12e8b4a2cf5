"""What has to be true before a region may be lost on purpose, or taken over from.

Every function answers with a sentence for each thing that is not as it should be, so that a person
puts all of them right at once. Nothing is changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from cdk.names import (
    IMAGES,
    NOT_PROMOTED,
    SECRET_HOLDERS,
    Output,
    Side,
    alarm_prefix,
    repository_name,
    secret_arn_parameter,
    secret_name,
    side_host,
    site_host,
)
from tools.aws.clients import Ways
from tools.aws.database import code_of
from tools.aws.region import RegionSide

if TYPE_CHECKING:
    from mypy_boto3_ecr.type_defs import ImageIdentifierTypeDef
    from mypy_boto3_route53.type_defs import ResourceRecordSetOutputTypeDef

# the alarm's own threshold (aws.md)
LAG_LIMIT_SECONDS: Final = 60.0
_ADDRESSES: Final = ("A", "AAAA", "CNAME")


@dataclass(frozen=True, slots=True)
class Lead:
    """A record of the zone that leads people somewhere: ``role`` is PRIMARY, SECONDARY, or empty
    for a plain one; ``target`` a load balancer's name, or what else it says."""

    name: str
    role: str
    target: str
    health_check: str = ""


def stale_leads(found: Iterable[Lead], wanted: Iterable[Lead]) -> list[str]:
    """What of a zone is not as the stacks made it: a record of an earlier deployment leads people,
    or the health checks, to what is no more."""
    expected = {(lead.name, lead.role): lead for lead in wanted}
    seen: set[tuple[str, str]] = set()
    complaints = []
    for lead in found:
        key = (lead.name, lead.role)
        seen.add(key)
        ours = expected.get(key)
        kind = f"{lead.name} ({lead.role.lower()})" if lead.role else lead.name
        if ours is None:
            complaints.append(f"The zone has a stale record: {kind} leads to {lead.target}.")
        elif lead.target != ours.target:
            complaints.append(
                f"The zone has a stale record: {kind} leads to {lead.target}, not to {ours.target}."
            )
        elif lead.health_check != ours.health_check:
            complaints.append(
                f"The record {kind} follows the health check {lead.health_check or 'none'}, "
                f"not {ours.health_check or 'none'}."
            )
    complaints += [
        f"The zone has no record {name} {role.lower()}".rstrip() + "."
        for name, role in expected.keys() - seen
    ]
    return sorted(complaints)


def of_images(here: RegionSide) -> Iterator[str]:
    """Every image that a task is started from."""
    for repository, tag in _images(here):
        image: ImageIdentifierTypeDef = {"imageTag": tag}
        try:
            here.clients.ecr.describe_images(repositoryName=repository, imageIds=[image])
        except ClientError as error:
            if code_of(error) not in ("ImageNotFoundException", "RepositoryNotFoundException"):
                raise
            yield (
                f"The image {repository}:{tag} is missing in {here.name}: push it again "
                "(replication copies only what is pushed after it was set up)."
            )


def of_secrets(here: RegionSide) -> Iterator[str]:
    """Each task's secret is there, and is the one that its definition names."""
    purpose = here.settings.purpose
    for holder in SECRET_HOLDERS:
        name = secret_name(purpose, holder)
        try:
            told = here.clients.secrets.describe_secret(SecretId=name)
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            yield f"The secret {name} is missing in {here.name}."
            continue
        if told.get("DeletedDate"):
            yield f"The secret {name} in {here.name} is being deleted."
        if not told.get("VersionIdsToStages"):
            yield f"The secret {name} in {here.name} has no value."
        parameter = secret_arn_parameter(purpose, here.side, holder)
        named = here.clients.ssm.get_parameter(Name=parameter)["Parameter"]["Value"]
        if named != told["ARN"]:
            yield f"{parameter} names {named}, but the secret in {here.name} is {told['ARN']}."


def of_replica(here: RegionSide, source: str | None, now: float) -> Iterator[str]:
    """``here`` copies ``source`` (an ARN) and is close behind. None: the source's region is lost,
    nobody can say which it was, and nothing comes any more, so the lag is no matter."""
    identifier, instance = here.database.identifier, here.database.instance()
    if instance is None:
        yield f"There is no database {identifier} in {here.name}."
    elif not instance.copies:
        yield f"{identifier} is no replica: it was promoted already. Rebuild the pair first."
    elif source is not None and instance.source != source:
        yield f"{identifier} copies {instance.source}, not {source}."
    elif source is not None:
        yield from _of_lag(here, now)


def _of_lag(here: RegionSide, now: float) -> Iterator[str]:
    identifier, lag = here.database.identifier, here.database.lag(now)
    if not lag:
        yield f"{identifier} has told no lag in the last minutes."
    elif lag[0].seconds > LAG_LIMIT_SECONDS:
        yield f"{identifier} is {lag[0].seconds:.0f} s behind, {LAG_LIMIT_SECONDS:.0f} are allowed."


def of_mark(here: RegionSide) -> Iterator[str]:
    if (mark := here.mark()) != NOT_PROMOTED:
        yield f"The mark in {here.name} answers {mark}: this side was promoted. Fail back first."


def of_tasks(here: RegionSide) -> Iterator[str]:
    """As many as wanted run, and the load balancer finds the gateways healthy."""
    count = here.wanted()
    if unsteady := here.unsteady(count):
        yield f"In {here.name} not all tasks run: {', '.join(unsteady)}."
    if count and not here.healthy_targets():
        yield f"The load balancer in {here.name} finds no healthy gateway."


def of_alarms(here: RegionSide) -> Iterator[str]:
    prefix = alarm_prefix(here.settings.purpose, here.side)
    pages = here.clients.cloudwatch.get_paginator("describe_alarms").paginate(
        AlarmNamePrefix=prefix
    )
    for page in pages:
        for alarm in page["MetricAlarms"]:
            if alarm["StateValue"] == "ALARM":
                yield f"The alarm {alarm['AlarmName']} in {here.name} is on."


def of_zone(ways: Ways, primary: RegionSide, dr: RegionSide) -> list[str]:
    """The tour's names lead where the stacks say; asks Route 53's control plane."""
    settings = primary.settings
    site = site_host(settings.domain)
    one, two = (_plain(side.output(Output.LOAD_BALANCER_DNS_NAME)) for side in (primary, dr))
    check = primary.output(Output.FAILOVER_HEALTH_CHECK_ID)
    wanted = (
        Lead(site, "PRIMARY", one, check),
        Lead(site, "SECONDARY", two),
        Lead(side_host(settings.domain, Side.PRIMARY), "", one),
        Lead(side_host(settings.domain, Side.DR), "", two),
    )
    names = {lead.name for lead in wanted}
    pages = ways.names.get_paginator("list_resource_record_sets").paginate(
        HostedZoneId=primary.output(Output.HOSTED_ZONE_ID)
    )
    found = (
        _lead(record)
        for page in pages
        for record in page["ResourceRecordSets"]
        if record["Type"] in _ADDRESSES and _plain(record["Name"]) in names
    )
    return stale_leads(found, wanted)


def _images(here: RegionSide) -> list[tuple[str, str]]:
    """Repository and tag."""
    settings = here.settings
    tags = [(repository_name(image), settings.image_tag) for image in IMAGES]
    if settings.data_tag:
        tags.append((repository_name("tools"), settings.data_tag))
    return tags


def _lead(record: "ResourceRecordSetOutputTypeDef") -> Lead:
    alias = record.get("AliasTarget")
    values = [one["Value"] for one in record.get("ResourceRecords", [])]
    return Lead(
        _plain(record["Name"]),
        record.get("Failover", ""),
        _plain(alias["DNSName"]) if alias else ", ".join(values),
        record.get("HealthCheckId", ""),
    )


def _plain(name: str) -> str:
    """As names are compared: Route 53 ends one with a dot and may put a prefix before an alias."""
    return name.lower().rstrip(".").removeprefix("dualstack.")
