"""What moto has not: time. A clock that does not tick by itself, and what takes its time on AWS.

Guarantees that nothing here decides for the runbook: it only makes RDS refuse what RDS refuses, ECS
and instances need their seconds, and Route 53 believe what its checks have seen three times. The
durations are made up; they test the runbook, not AWS.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final

import boto3
from botocore.exceptions import EndpointConnectionError
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from cdk import names
from cdk.names import ECS_SERVICES, Side
from cdk.settings import Settings
from tools.drill.failover import PRIMARY, HealthCheck, answer

START: Final = datetime(2026, 11, 28, 2, 30, tzinfo=UTC).timestamp()
TASK_STARTS, TASK_ENDS = 60.0, 20.0
PROMOTION, RENAME, NEW_REPLICA = 120.0, 30.0, 60.0
REPLICATION: Final = 0.4
HEARTBEAT: Final = 300.0
_MINUTE: Final = 60.0
_Denial = tuple[str, str]


@dataclass(slots=True)
class _Busy:
    """An instance that does something; ``source`` is what it copies until it is done."""

    status: str
    until: float
    source: str = ""


@dataclass(slots=True)
class _Data:
    """Names of players with their moments; ``source`` is the ARN that is copied, from which nothing
    comes any more where it is ``cut_off``."""

    rows: list[tuple[float, str]] = field(default_factory=list)
    source: str = ""
    cut_off: bool = False


@dataclass(slots=True)
class _Tasks:
    """Of one service: ``running`` became ``wanted`` at ``changed`` and some seconds."""

    wanted: int
    running: int
    changed: float

    def look(self, wanted: int, now: float) -> int:
        if wanted != self.wanted:
            self.wanted, self.changed = wanted, now
        takes = TASK_STARTS if self.wanted > self.running else TASK_ENDS
        if now - self.changed >= takes:
            self.running = self.wanted
        return self.running


class World:
    """Time, and what happens in it, on top of what moto holds for one purpose."""

    def __init__(self, settings: Settings, zone: str) -> None:
        self.settings = settings
        self.zone = zone
        self.now = START
        self.session = boto3.Session()
        self.calls: list[tuple[str, str, str]] = []
        self.asked_copies: list[dict[str, Any]] = []
        self._denied: set[_Denial] = set()
        self._lost: set[str] = set()
        self._dark: set[Side] = set()
        self._busy: dict[str, _Busy] = {}
        self._backup_at_promotion: dict[str, float] = {}
        self._tasks: dict[tuple[str, str], _Tasks] = {}
        self._requests: set[str] = set()
        self._data = {
            self.arn(side): _Data(source=self.arn(Side.PRIMARY) if side is Side.DR else "")
            for side in Side
        }
        self._primary_check = HealthCheck(3, good=True)
        self._promoted_check = HealthCheck(3, good=False)
        self._next_check = self.now
        self._behind = REPLICATION
        self._leads: dict[str, str] = {}
        self.read_zone()
        self._hook()
        for side in Side:
            self._settle(side)

    # --- time -------------------------------------------------------------------------------------

    def pause(self, seconds: float) -> None:
        """The clock moves, with Route 53's checks at their moments."""
        end = self.now + seconds
        while self._next_check <= end:
            self.now = self._next_check
            self._check()
            self._next_check += self.settings.health_check_seconds
        self.now = end

    def _check(self) -> None:
        for region, service in self._tasks:
            self._running(region, service)
        ready = self.serves(Side.PRIMARY) and Side.PRIMARY not in self._dark
        self._primary_check.note(ready)
        self._promoted_check.note(self.mark(Side.DR) == names.PROMOTED)

    # --- faults -----------------------------------------------------------------------------------

    def back_up(self, side: Side, seconds: float) -> None:
        self._busy[self.arn(side)] = _Busy("backing-up", self.now + seconds)

    def fall_behind(self, seconds: float) -> None:
        """The replica in DR applies what is so old."""
        self._behind = seconds

    def deny(self, service: str, operation: str) -> None:
        """botocore's names, as ("rds", "PromoteReadReplica")."""
        self._denied.add((service, operation))

    def begin_backup_at_promotion(self, side: Side, seconds: float) -> None:
        """The instance looks available until it is to be promoted."""
        self._backup_at_promotion[self.arn(side)] = seconds

    def allow_all(self) -> None:
        self._denied.clear()

    def lose(self, side: Side) -> None:
        """The region answers nobody: no API, no task, no copy."""
        for arn, data in self._data.items():
            if data.source and self._region_of(side) in data.source:
                data.rows, data.cut_off = self._rows_of(arn, self.now), True
        self._lost.add(self._region_of(side))
        self._dark.add(side)

    def bring_back(self, side: Side) -> None:
        """As it was, with the tasks and the data of then."""
        self._lost.discard(self._region_of(side))
        self._dark.discard(side)

    # --- the site ---------------------------------------------------------------------------------

    def read_zone(self) -> None:
        """Records as Route 53 has them now: failover ones by role."""
        records = boto3.client("route53").list_resource_record_sets(HostedZoneId=self.zone)
        for record in records["ResourceRecordSets"]:
            if "AliasTarget" in record:
                key = f"{record['Name'].rstrip('.')}{record.get('Failover', '')}"
                self._leads[key] = record["AliasTarget"]["DNSName"]

    def addresses(self, host: str) -> frozenset[str]:
        if host == names.site_host(self.settings.domain):
            host += "PRIMARY" if self.answer is Side.PRIMARY else "SECONDARY"
        target = self._leads.get(host)
        return frozenset({f"{target} 1", f"{target} 2"}) if target else frozenset()

    @property
    def answer(self) -> Side:
        """Whom the tour's name leads to, by the rule of the drill on one machine."""
        region = answer(
            primary_healthy=self._primary_check.good, promoted=self._promoted_check.good
        )
        return Side.PRIMARY if region == PRIMARY else Side.DR

    def side_at(self, host: str) -> Side | None:
        if host == names.site_host(self.settings.domain):
            side = self.answer
        else:
            side = next(s for s in Side if host == names.side_host(self.settings.domain, s))
        return None if side in self._dark else side

    def mark(self, side: Side) -> str:
        backend = elbv2_backends[self.settings.account][self._region_of(side)]
        rules = [
            rule
            for balancer in backend.load_balancers.values()
            for listener in balancer.listeners.values()
            for rule in listener.rules.values()
            if rule.priority != "default"
        ]
        fixed = [a for rule in rules for a in rule.actions if a.type == "fixed-response"]
        status: str = fixed[0].data["FixedResponseConfig"]["StatusCode"]
        return status

    def serves(self, side: Side) -> bool:
        """A gateway runs, with a database under the name that it connects to."""
        if side in self._dark or not self._running(self._region_of(side), "gateway"):
            return False
        return self.arn(side) in self._data and self._status(self.arn(side)) != "creating"

    def takes_writes(self, side: Side) -> bool:
        arn = self.arn(side)
        return not self._data[arn].source and arn not in self._promoting()

    def rows(self, side: Side) -> list[str]:
        return [name for _, name in self._rows_of(self.arn(side), self.now)]

    def write(self, side: Side, request_id: str, name: str) -> None:
        if request_id not in self._requests:
            self._requests.add(request_id)
            self._data[self.arn(side)].rows.append((self.now, name))

    def data_of(self, identifier: str, side: Side) -> list[str]:
        """What an instance of any name holds."""
        return [name for _, name in self._rows_of(self._arn_of(identifier, side), self.now)]

    # --- instances --------------------------------------------------------------------------------

    def arn(self, side: Side) -> str:
        return self._arn_of(names.database_identifier(self.settings.purpose, side), side)

    def _arn_of(self, identifier: str, side: Side) -> str:
        return f"arn:aws:rds:{self._region_of(side)}:{self.settings.account}:db:{identifier}"

    def _rows_of(self, arn: str, until: float) -> list[tuple[float, str]]:
        data = self._data[arn]
        own = [row for row in data.rows if row[0] <= until]
        if not data.source or data.cut_off:
            return own
        return self._rows_of(data.source, until - self._behind)

    def _status(self, arn: str) -> str:
        busy = self._busy.get(arn)
        return busy.status if busy and self.now < busy.until else "available"

    def _promoting(self) -> set[str]:
        return {a for a, busy in self._busy.items() if busy.source and self.now < busy.until}

    def _last_commit(self, arn: str, moment: float) -> float:
        """The source's last commit up to a moment: people's while its gateway runs, RDS's own
        every five minutes."""
        side = next(side for side in Side if self._region_of(side) in arn)
        tasks = self._tasks[(self._region_of(side), "gateway")]
        if tasks.running:
            return moment
        heartbeat = moment - moment % HEARTBEAT
        return max(heartbeat, min(moment, tasks.changed + TASK_ENDS))

    def _lag(self, arn: str, moment: float) -> float:
        """As RDS measures it: the age of the last commit that was applied."""
        return moment - self._last_commit(self._data[arn].source, moment - self._behind)

    def wanted(self, side: Side) -> dict[str, int]:
        """Tasks of each service that ECS is to run."""
        services = ecs_backends[self.settings.account][self._region_of(side)].services.values()
        return {one.name: one.desired_count for one in services}

    # --- tasks ------------------------------------------------------------------------------------

    def _running(self, region: str, service: str) -> int:
        cluster = names.cluster_name(self.settings.purpose)
        wanted = ecs_backends[self.settings.account][region].services[f"{cluster}:{service}"]
        return self._tasks[(region, service)].look(wanted.desired_count, self.now)

    # --- AWS, as moto does not do it --------------------------------------------------------------

    def _hook(self) -> None:
        events = self.session.events
        events.register("before-call", self._before)
        changed: dict[str, Callable[[dict[str, Any], str], None]] = {
            "rds.DescribeDBInstances": self._describe_instances,
            "ecs.DescribeServices": self._describe_services,
            "elastic-load-balancing-v2.DescribeTargetHealth": self._target_health,
            "cloudwatch.GetMetricStatistics": self._metrics,
        }
        for name, change in changed.items():
            events.register(f"after-call.{name}", _changing(change))
        events.register("provide-client-params.rds", self._rds_parameters)

    def _before(self, model: Any, params: Any, request_signer: Any, **_: Any) -> Any:
        service, operation = model.service_model.service_id.hyphenize(), model.name
        region: str = request_signer.region_name
        named: dict[str, Any] = params.get("body") or {}
        if region in self._lost:
            raise EndpointConnectionError(endpoint_url=f"https://{service}.{region}.amazonaws.com")
        self.calls.append((service, operation, region))
        if (service, operation) in self._denied:
            return _refusal(
                "AccessDenied",
                f"User: arn:aws:iam::{self.settings.account}:user/operator is not authorized to "
                f"perform: {model.service_model.signing_name}:{operation} on resource: *",
            )
        if operation == "PromoteReadReplica":
            return self._promote(self._arn_in(region, named["DBInstanceIdentifier"]))
        if operation == "DeleteDBInstance":
            del self._data[self._arn_in(region, named["DBInstanceIdentifier"])]
        return None

    def _promote(self, arn: str) -> Any:
        """Refused while anything is done to the instance, and where there is nothing to promote."""
        data = self._data[arn]
        if seconds := self._backup_at_promotion.pop(arn, 0.0):
            self._busy[arn] = _Busy("backing-up", self.now + seconds)
        if self._status(arn) != "available" or not data.source:
            return _refusal("InvalidDBInstanceState", f"{arn} is {self._status(arn)}")
        self._busy[arn] = _Busy("modifying", self.now + PROMOTION, data.source)
        self._data[arn] = _Data(self._rows_of(arn, self.now))
        return None

    def _rds_parameters(self, params: dict[str, Any], model: Any, context: Any, **_: Any) -> Any:
        """Time passes for what moto does at once. Parameters of the network are taken out: moto
        looks for them in the wrong region."""
        region: str = context["client_region"]
        if model.name == "ModifyDBInstance" and "NewDBInstanceIdentifier" in params:
            old = self._arn_in(region, params["DBInstanceIdentifier"])
            new = self._arn_in(region, params["NewDBInstanceIdentifier"])
            self._data[new] = self._data.pop(old)
            self._busy[new] = _Busy("renaming", self.now + RENAME)
        if model.name == "CreateDBInstanceReadReplica":
            arn = self._arn_in(region, params["DBInstanceIdentifier"])
            self._data[arn] = _Data(source=params["SourceDBInstanceIdentifier"])
            self._busy[arn] = _Busy("creating", self.now + NEW_REPLICA)
            self._behind = REPLICATION
            self.asked_copies.append(dict(params))
            unreadable = ("DBSubnetGroupName", "DBParameterGroupName", "VpcSecurityGroupIds")
            return {key: value for key, value in params.items() if key not in unreadable}
        return params

    def _describe_instances(self, told: dict[str, Any], region: str) -> None:
        for one in told["DBInstances"]:
            arn = one["DBInstanceArn"]
            one["DBInstanceStatus"] = self._status(arn)
            source = self._busy[arn].source if arn in self._promoting() else self._data[arn].source
            one.update(self.network(region), ReadReplicaSourceDBInstanceIdentifier=source)

    @staticmethod
    def network(region: str) -> dict[str, Any]:
        """What belongs to the region, which moto looks for in the wrong one."""
        return {
            "DBSubnetGroup": {"DBSubnetGroupName": f"subnets-{region}"},
            "DBParameterGroups": [{"DBParameterGroupName": f"parameters-{region}"}],
            "VpcSecurityGroups": [{"VpcSecurityGroupId": f"sg-{region}"}],
            "KmsKeyId": f"arn:aws:kms:{region}:111122223333:key/made-up",
        }

    def _describe_services(self, told: dict[str, Any], region: str) -> None:
        for one in told["services"]:
            one["runningCount"] = self._running(region, one["serviceName"])

    def _target_health(self, told: dict[str, Any], region: str) -> None:
        state = "healthy" if self.serves(self._side_in(region)) else "unhealthy"
        told["TargetHealthDescriptions"] = [
            {"Target": {"Id": "10.20.2.9"}, "TargetHealth": {"State": state}}
        ]

    def _metrics(self, told: dict[str, Any], region: str) -> None:
        arn = self.arn(self._side_in(region))
        told["Datapoints"] = []
        if arn not in self._data or not self._data[arn].source:
            return
        minute = self.now - self.now % _MINUTE
        for at in (minute - 2 * _MINUTE, minute - _MINUTE):
            told["Datapoints"].append(
                {
                    "Timestamp": datetime.fromtimestamp(at, UTC),
                    "Maximum": max(self._lag(arn, at), self._lag(arn, at + _MINUTE - 1)),
                }
            )

    def _region_of(self, side: Side) -> str:
        return self.settings.region(side).name

    def _side_in(self, region: str) -> Side:
        return next(side for side in Side if self._region_of(side) == region)

    def _arn_in(self, region: str, identifier: str) -> str:
        return self._arn_of(identifier, self._side_in(region))

    def _settle(self, side: Side) -> None:
        """What was deployed runs."""
        region = self._region_of(side)
        told = boto3.client("ecs", region_name=region).describe_services(
            cluster=names.cluster_name(self.settings.purpose), services=list(ECS_SERVICES)
        )
        for one in told["services"]:
            count = one["desiredCount"]
            self._tasks[(region, one["serviceName"])] = _Tasks(count, count, self.now)


def _changing(change: Callable[[dict[str, Any], str], None]) -> Callable[..., None]:
    def changed(parsed: dict[str, Any], context: Any, **_: Any) -> None:
        if "Error" not in parsed:
            change(parsed, context["client_region"])

    return changed


def _refusal(code: str, message: str) -> tuple[object, dict[str, Any]]:
    return SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": message}}
