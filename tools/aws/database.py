"""An RDS instance by the name that its stack gave it: what it is, how far behind, what becomes of
it.

A stack knows its instance by this name alone, and so does everybody's connection string. So a new
replica takes over the name of the instance that it stands in for, which is renamed and kept: no
template changes, and no stack operation finds anything to do (AWS's own Region Switch rebuilds in
the same way).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from tools.aws.clients import Clients

if TYPE_CHECKING:
    from mypy_boto3_rds.type_defs import (
        CreateDBInstanceReadReplicaMessageTypeDef,
        DBInstanceTypeDef,
    )

AVAILABLE: Final = "available"
# behind the name of an instance that another one has taken the place of
SET_ASIDE: Final = "-before-"
# ReplicaLag is measured once a minute; a reading that is older says nothing of now
_LAG_WINDOW: Final = timedelta(minutes=5)
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Instance:
    """``source`` is the ARN or name of what it copies, empty where it takes writes itself."""

    identifier: str
    arn: str
    status: str
    source: str

    @property
    def copies(self) -> bool:
        return bool(self.source)

    @property
    def is_available(self) -> bool:
        return self.status == AVAILABLE


@dataclass(frozen=True, slots=True)
class LagReading:
    """``at`` is the beginning of the minute (seconds since 1970); ``seconds`` its worst lag."""

    at: float
    seconds: float

    @property
    def has_all_before(self) -> float:
        """What was committed before this moment had been applied."""
        return self.at - self.seconds


def has_caught_up(readings: Iterable[LagReading], ended_at: float) -> bool:
    """Whether a replica has applied all that was committed before ``ended_at``, the end of the last
    writer.

    RDS measures the age of the last applied commit and commits a heartbeat of its own every five
    minutes: as soon as a later commit than the last writer's has been applied, so have all before.
    """
    return any(reading.has_all_before >= ended_at for reading in readings)


@dataclass(frozen=True, slots=True)
class Database:
    """``identifier`` is the stack's name for it."""

    clients: Clients
    identifier: str

    def instance(self) -> Instance | None:
        """As it is now; None where no instance has the name."""
        told = self._told(self.identifier)
        return _instance(told) if told is not None else None

    def lag(self, now: float) -> list[LagReading]:
        """The last minutes' readings, the newest first."""
        end = datetime.fromtimestamp(now, UTC)
        points = self.clients.cloudwatch.get_metric_statistics(
            Namespace="AWS/RDS",
            MetricName="ReplicaLag",
            Dimensions=[{"Name": "DBInstanceIdentifier", "Value": self.identifier}],
            StartTime=end - _LAG_WINDOW,
            EndTime=end,
            Period=_MINUTE,
            Statistics=["Maximum"],
        )["Datapoints"]
        readings = [LagReading(one["Timestamp"].timestamp(), one["Maximum"]) for one in points]
        return sorted(readings, key=lambda one: one.at, reverse=True)

    def promote(self, backup_days: int) -> None:
        """Cannot be undone; RDS refuses it while the instance is anything but available."""
        self.clients.rds.promote_read_replica(
            DBInstanceIdentifier=self.identifier, BackupRetentionPeriod=backup_days
        )

    # --- standing in for another -----------------------------------------------------------------

    def set_aside(self, moment: datetime) -> str:
        """Rename it, so that another can take its name; the new name."""
        aside = f"{self.identifier}{SET_ASIDE}{moment:%Y%m%d-%H%M}"
        self.clients.rds.modify_db_instance(
            DBInstanceIdentifier=self.identifier,
            NewDBInstanceIdentifier=aside,
            ApplyImmediately=True,
        )
        return aside

    def those_set_aside(self) -> list[Instance]:
        """Instances that had the name before, the newest last."""
        pages = self.clients.rds.get_paginator("describe_db_instances").paginate()
        return sorted(
            (
                _instance(told)
                for page in pages
                for told in page["DBInstances"]
                if told["DBInstanceIdentifier"].startswith(f"{self.identifier}{SET_ASIDE}")
            ),
            key=lambda one: one.identifier,
        )

    def create_copy_of(self, leader: Instance, leader_region: str, model: str) -> None:
        """A replica under the name, of the shape of ``model`` (an instance that had it before)."""
        told = self._told(model)
        assert told is not None
        shape = _shape(told)
        shape["DBInstanceIdentifier"] = self.identifier
        shape["SourceDBInstanceIdentifier"] = leader.arn
        # botocore signs with it what lets RDS copy an encrypted instance from another region
        shape["SourceRegion"] = leader_region
        self.clients.rds.create_db_instance_read_replica(**shape)

    def keep_backups(self, days: int) -> None:
        """Backups of a replica, which can be had only once it is there."""
        told = self._told(self.identifier)
        if told is not None and told["BackupRetentionPeriod"] != days:
            self.clients.rds.modify_db_instance(
                DBInstanceIdentifier=self.identifier,
                BackupRetentionPeriod=days,
                ApplyImmediately=True,
            )

    def unprotect(self, identifier: str) -> None:
        """So that it can be deleted."""
        told = self._told(identifier)
        if told is not None and told["DeletionProtection"]:
            self.clients.rds.modify_db_instance(
                DBInstanceIdentifier=identifier, DeletionProtection=False, ApplyImmediately=True
            )

    def discard(self, identifier: str) -> str:
        """Delete an instance that takes writes itself; the snapshot that is left of it."""
        self.unprotect(identifier)
        snapshot = f"{identifier}-final"
        self.clients.rds.delete_db_instance(
            DBInstanceIdentifier=identifier, FinalDBSnapshotIdentifier=snapshot
        )
        return snapshot

    def snapshot(self, name: str) -> None:
        """Ask for a snapshot of what is under the name, once."""
        if self.snapshot_status(name) is None:
            self.clients.rds.create_db_snapshot(
                DBInstanceIdentifier=self.identifier, DBSnapshotIdentifier=name
            )

    def snapshot_status(self, name: str) -> str | None:
        """None where there is none of that name."""
        try:
            told = self.clients.rds.describe_db_snapshots(DBSnapshotIdentifier=name)
        except ClientError as error:
            if code_of(error) in ("DBSnapshotNotFound", "DBSnapshotNotFoundFault"):
                return None
            raise
        return told["DBSnapshots"][0]["Status"]

    def snapshots(self) -> list[str]:
        """All that were made by hand or at a deletion, of whatever had the name."""
        pages = self.clients.rds.get_paginator("describe_db_snapshots").paginate(
            SnapshotType="manual"
        )
        return sorted(
            told["DBSnapshotIdentifier"]
            for page in pages
            for told in page["DBSnapshots"]
            if told["DBInstanceIdentifier"].startswith(self.identifier)
        )

    def _told(self, identifier: str) -> "DBInstanceTypeDef | None":
        try:
            told = self.clients.rds.describe_db_instances(DBInstanceIdentifier=identifier)
        except ClientError as error:
            if code_of(error) in ("DBInstanceNotFound", "DBInstanceNotFoundFault"):
                return None
            raise
        return told["DBInstances"][0]


def code_of(error: ClientError) -> str:
    """AWS's word for what went wrong."""
    return error.response.get("Error", {}).get("Code", "")


def _instance(told: "DBInstanceTypeDef") -> Instance:
    return Instance(
        told["DBInstanceIdentifier"],
        told["DBInstanceArn"],
        told["DBInstanceStatus"],
        told.get("ReadReplicaSourceDBInstanceIdentifier", ""),
    )


def _shape(told: "DBInstanceTypeDef") -> "CreateDBInstanceReadReplicaMessageTypeDef":
    """What a replica of the same size, network, key and parameters is asked for with; the names are
    set by the caller."""
    shape: CreateDBInstanceReadReplicaMessageTypeDef = {
        "DBInstanceIdentifier": told["DBInstanceIdentifier"],
        "DBInstanceClass": told["DBInstanceClass"],
        "DBSubnetGroupName": told["DBSubnetGroup"]["DBSubnetGroupName"],
        "DBParameterGroupName": told["DBParameterGroups"][0]["DBParameterGroupName"],
        "VpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in told["VpcSecurityGroups"]],
        "MultiAZ": told["MultiAZ"],
        "StorageType": told["StorageType"],
        "PubliclyAccessible": False,
        "AutoMinorVersionUpgrade": told["AutoMinorVersionUpgrade"],
        "CopyTagsToSnapshot": told["CopyTagsToSnapshot"],
        "DeletionProtection": told["DeletionProtection"],
        # those of CloudFormation are not for others to set
        "Tags": [tag for tag in told.get("TagList", []) if not tag["Key"].startswith("aws:")],
    }
    if key := told.get("KmsKeyId"):
        shape["KmsKeyId"] = key
    if grows_to := told.get("MaxAllocatedStorage"):
        shape["MaxAllocatedStorage"] = grows_to
    if exports := told.get("EnabledCloudwatchLogsExports"):
        shape["EnableCloudwatchLogsExports"] = exports
    if told.get("MonitoringInterval"):
        shape["MonitoringInterval"] = told["MonitoringInterval"]
        shape["MonitoringRoleArn"] = told["MonitoringRoleArn"]
    if told.get("PerformanceInsightsEnabled"):
        shape["EnablePerformanceInsights"] = True
        shape["PerformanceInsightsKMSKeyId"] = told["PerformanceInsightsKMSKeyId"]
        shape["PerformanceInsightsRetentionPeriod"] = told["PerformanceInsightsRetentionPeriod"]
    return shape
