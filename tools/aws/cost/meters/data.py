"""What is kept: the databases and their backups, images, objects."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tools.aws.cost.assumptions import Assumptions
from tools.aws.cost.meters.watching import log
from tools.aws.cost.usage import Found, Part, Usage
from tools.problems import Failed

_COLONS_OF_AN_ARN: Final = 5
_TEN_THOUSAND: Final = 10_000


def database(found: Found) -> Iterator[Usage]:
    """Instance, storage, backups over what comes free with the storage, and a replica's copy."""
    properties, assumed = found.it.properties, found.assumed
    mode = "multi" if properties.get("MultiAZ") else "single"
    source = properties.get("SourceDBInstanceIdentifier")
    name = "Replica" if source else "Primary"
    kind = properties["DBInstanceClass"]
    zones = "in two zones" if mode == "multi" else "in one zone"
    yield Usage(Part.DATABASE, f"{name}: {kind} {zones}", f"rds {kind} {mode}", Decimal(1))
    allocated = _storage_gb(found)
    what = f"{name}: {allocated} GB {zones}"
    yield Usage(Part.DATABASE, what, f"rds storage {mode}", allocated)
    days = min(found.stay.days, Decimal(properties.get("BackupRetentionPeriod", 1)))
    kept = assumed.database_gb + days * assumed.wal_gb if days else Decimal(0)
    over = max(kept - allocated, Decimal(0))
    yield Usage(Part.DATABASE, f"{name}: backups beyond {allocated} GB", "rds backup", over)
    if properties.get("EnableCloudwatchLogsExports") or properties.get("MonitoringInterval"):
        yield from log("Log of the databases", "logs", assumed.database_log_gb * found.stay.days)
    if source:
        copied = assumed.database_gb + found.stay.days * assumed.wal_gb
        region = _region_of_arn(source)
        what = "Replication to the other region"
        yield Usage(Part.TRANSFER, what, "transfer between regions", copied, region)


def _storage_gb(found: Found) -> Decimal:
    """A replica has as much as what it copies."""
    it, at = found.it, found.deployment
    if "AllocatedStorage" in it.properties:
        return Decimal(it.properties["AllocatedStorage"])
    copied = str(it.properties.get("SourceDBInstanceIdentifier", "")).rsplit(":", 1)[-1]
    for one in at.of_type(it.type):
        if one.properties.get("DBInstanceIdentifier") == copied:
            return Decimal(one.properties["AllocatedStorage"])
    raise Failed(f"Nobody says how much storage {it.id} in {it.stack} has.")


def _region_of_arn(value: object) -> str:
    if not (isinstance(value, str) and value.count(":") >= _COLONS_OF_AN_ARN):
        raise Failed(f"{value} is no ARN: the region a replica copies from is not known.")
    return value.split(":")[3]


def vault(found: Found) -> Iterator[Usage]:
    """Weekly copies of the database, kept as the plan says; each as if it were a full one."""
    for plan in found.deployment.of_type("AWS::Backup::BackupPlan"):
        if plan.stack != found.it.stack:
            continue
        for rule in plan.properties["BackupPlan"]["BackupPlanRule"]:
            days = min(found.stay.days, Decimal(rule["Lifecycle"]["DeleteAfterDays"]))
            # a first copy, and one a week
            copies = 1 + days // 7
            kept = copies * found.assumed.database_gb
            yield Usage(Part.STORAGE, "Backups in the vault", "backup vault storage", kept)


def repository(found: Found) -> Iterator[Usage]:
    yield Usage(Part.STORAGE, "Images", "image storage", _image_gb(found.assumed))


def _image_gb(assumed: Assumptions) -> Decimal:
    return assumed.image_gb * assumed.releases_kept


def replication(found: Found) -> Iterator[Usage]:
    """Each image goes to the other region once. Its repository there is billed where a template
    has it."""
    it, at = found.it, found.deployment
    here = [one for one in at.of_type("AWS::ECR::Repository") if one.region == it.region]
    rules = it.properties["ReplicationConfiguration"]["Rules"]
    destinations = Decimal(sum(len(rule["Destinations"]) for rule in rules))
    sent = destinations * len(here) * _image_gb(found.assumed)
    yield Usage(Part.TRANSFER, "Images to the other region", "transfer between regions", sent)


def bucket(found: Found) -> Iterator[Usage]:
    kept = found.assumed.evidence_gb
    yield Usage(Part.STORAGE, "Load balancer logs and evidence", "object storage", kept)
    # a load balancer writes a file for each address every five minutes
    writes = 2 * 12 * found.stay.hours / Decimal(_TEN_THOUSAND)
    yield Usage(Part.STORAGE, "Load balancer logs and evidence", "object writes", writes)
