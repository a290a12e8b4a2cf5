"""Taking away: databases that were set aside, and at the end the deployment.

Guarantees that no data go without a snapshot, and that the operator is told what CloudFormation
leaves behind and goes on costing money.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cdk.names import PROJECT, STACKS, Output, Side, evidence_bucket, side_of, stack_name
from tools.aws.record import What
from tools.aws.region import RegionSide
from tools.aws.waiting import MINUTES, Waiting
from tools.problems import Failed

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

_LEAVING = "deleting"
_GONE = "DELETE_COMPLETE"
_STACK_SECONDS = 60 * MINUTES
_SNAPSHOT_SECONDS = 60 * MINUTES


class Removal:
    def __init__(self, primary: RegionSide, dr: RegionSide, wait: Waiting) -> None:
        self._sides = {Side.PRIMARY: primary, Side.DR: dr}
        self._wait = wait

    def discard(self) -> None:
        """The databases that were set aside; a last snapshot of each stays."""
        for side in self._sides.values():
            self._discard_in(side)

    def teardown(self) -> None:
        """All stacks, the second region first, and what is outside of them; then what is left."""
        self.discard()
        for side in reversed(self._sides.values()):
            self._let_go(side)
        for artifact in reversed(STACKS):
            self._delete_stack(self._sides[side_of(artifact)], artifact)
        left = [line for side in self._sides.values() for line in left_behind(side)]
        self._wait.around.say(
            "\n".join(["Left behind, and for you to delete (docs/runbook-aws.md):", *left])
        )

    def _discard_in(self, side: RegionSide) -> None:
        for instance in side.database.those_set_aside():
            if instance.status != _LEAVING:
                self._wait.record.note(What.SNAPSHOT, side.database.discard(instance.identifier))
        self._wait.until(
            lambda: not side.database.those_set_aside(),
            f"the end of the databases set aside in {side.name}",
            _SNAPSHOT_SECONDS,
        )

    def _let_go(self, side: RegionSide) -> None:
        """A stack that deletes its database takes what was promoted for a replica, of which no
        snapshot is made: so one is made here, of every instance that takes writes itself."""
        instance = side.database.instance()
        if instance is not None and instance.status != _LEAVING:
            if not instance.copies:
                name = f"{instance.identifier}-teardown"
                side.database.snapshot(name)
                self._wait.until(
                    lambda: side.database.snapshot_status(name) == "available",
                    f"the snapshot {name}",
                    _SNAPSHOT_SECONDS,
                )
                self._wait.record.note_once(What.SNAPSHOT, name)
            side.database.unprotect(instance.identifier)
        if self._status(side, side.stack) not in (None, _GONE):
            side.clients.elbv2.modify_load_balancer_attributes(
                LoadBalancerArn=side.output(Output.LOAD_BALANCER_ARN),
                Attributes=[{"Key": "deletion_protection.enabled", "Value": "false"}],
            )

    def _delete_stack(self, side: RegionSide, artifact: str) -> None:
        name = stack_name(side.settings.purpose, artifact)
        told = self._told(side, name)
        if told is None or told["StackStatus"] == _GONE:
            return
        if told.get("EnableTerminationProtection"):
            side.clients.cloudformation.update_termination_protection(
                StackName=name, EnableTerminationProtection=False
            )
        side.clients.cloudformation.delete_stack(StackName=name)

        def gone() -> bool:
            status = self._status(side, name)
            if status == "DELETE_FAILED":
                raise Failed(f"The stack {name} could not be deleted: {_reason(side, name)}")
            return status in (None, _GONE)

        self._wait.until(gone, f"the end of the stack {name}", _STACK_SECONDS)

    def _status(self, side: RegionSide, name: str) -> str | None:
        told = self._told(side, name)
        return told["StackStatus"] if told is not None else None

    def _told(self, side: RegionSide, name: str) -> "StackTypeDef | None":
        """None where there is no such stack."""
        try:
            stacks = side.clients.cloudformation.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return stacks[0] if stacks else None


def left_behind(side: RegionSide) -> Iterator[str]:
    """What is there although its stack is gone, a line for each."""
    purpose = side.settings.purpose
    for snapshot in side.database.snapshots():
        yield f"snapshot {snapshot} in {side.name}: the data; delete it when nobody wants them back"
    if (kept := side.database.instance()) is not None and kept.status != _LEAVING:
        yield f"database {kept.identifier} in {side.name}: its stack kept it, with the data"
    for instance in side.database.those_set_aside():
        yield f"database {instance.identifier} in {side.name}: run the step discard"
    bucket = evidence_bucket(purpose, side.settings.account, side.name)
    names = {one["Name"] for one in side.clients.s3.list_buckets()["Buckets"]}
    if bucket in names:
        yield f"bucket {bucket}: evidence and logs, kept on purpose"
    prefixes = (f"/{PROJECT}/{purpose}/", f"/aws/rds/instance/{PROJECT}-{purpose}-")
    for prefix in prefixes:
        pages = side.clients.logs.get_paginator("describe_log_groups").paginate(
            logGroupNamePrefix=prefix
        )
        for page in pages:
            for group in page["logGroups"]:
                yield f"log group {group['logGroupName']} in {side.name}"


def _reason(side: RegionSide, stack: str) -> str:
    events = side.clients.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    return next(
        (
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in events
            if event.get("ResourceStatus") == "DELETE_FAILED"
        ),
        "CloudFormation gives no reason.",
    )
