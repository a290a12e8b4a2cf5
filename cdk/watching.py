"""What is looked at: alarms of a region, where they go, and one page with all of it.

Guarantees an alarm for each way in which the tour gets worse unseen. What the services know of
themselves comes from a line that each leading replica logs a minute (shared/leader.py). Nothing
automatic hangs on an alarm: failover is Route 53's, releases are ECS's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from cdk import names
from cdk.choices import Place
from cdk.fleet import Fleet
from shared.names import SERVICES, ServiceName

_MINUTE: Final = Duration.minutes(1)
_FIVE: Final = Duration.minutes(5)
_GB: Final = 1024**3
_LOUD: Final = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
_QUIET: Final = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
_OK_WITHOUT: Final = cloudwatch.TreatMissingData.NOT_BREACHING
_BAD_WITHOUT: Final = cloudwatch.TreatMissingData.BREACHING

# the line's name and its fields (shared/leader.py)
_LINE: Final = "measured"
_OUTBOX: Final = "outbox_oldest_seconds"
_DEAD: Final = "dead_letters"
_LATE: Final = "clock_late_seconds"
_FIELDS: Final = (_OUTBOX, _DEAD, _LATE)


@dataclass(frozen=True, slots=True)
class Watch:
    """One alarm: when ``metric`` has been beyond ``threshold`` for ``periods`` of its periods."""

    name: str
    says: str
    metric: cloudwatch.IMetric
    threshold: float
    periods: int = 1
    comparison: cloudwatch.ComparisonOperator = _LOUD
    missing: cloudwatch.TreatMissingData = _OK_WITHOUT


class Watching(Construct):
    """``alarms`` by name, ``topic`` where they go."""

    def __init__(self, scope: Construct, name: str, place: Place, key: kms.IKey) -> None:
        super().__init__(scope, name)
        self._place = place
        self.alarms: dict[str, cloudwatch.Alarm] = {}
        self.topic = sns.Topic(
            self,
            "Topic",
            topic_name=f"{names.cluster_name(place.purpose)}-{place.side}-alarms",
            master_key=key,
            enforce_ssl=True,
        )
        # a policy of its own takes the place of SNS's, which lets the account's alarms in
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": place.settings.account}},
            )
        )
        if email := place.settings.watching.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(email))
        self._board = cloudwatch.Dashboard(
            self,
            "Board",
            dashboard_name=names.dashboard_name(place.purpose, place.side),
            default_interval=Duration.hours(6),
        )

    def site(
        self, balancer: elb.ApplicationLoadBalancer, targets: elb.ApplicationTargetGroup
    ) -> None:
        """What people notice: nobody there, errors, slowness."""
        errors = cloudwatch.MathExpression(
            expression="target + balancer",
            using_metrics={
                "target": targets.metrics.http_code_target(
                    elb.HttpCodeTarget.TARGET_5XX_COUNT, period=_FIVE
                ),
                "balancer": balancer.metrics.http_code_elb(
                    elb.HttpCodeElb.ELB_5XX_COUNT, period=_FIVE
                ),
            },
            label="answers of 5xx",
            period=_FIVE,
        )
        healthy = targets.metrics.healthy_host_count(period=_MINUTE, statistic="Minimum")
        ill = targets.metrics.unhealthy_host_count(period=_MINUTE, statistic="Maximum")
        slow = targets.metrics.target_response_time(period=_FIVE, statistic="p95")
        self._watch(
            Watch("gateway-gone", "No gateway answers.", healthy, 1, 2, _QUIET, self._by_side()),
            Watch("gateway-ill", "A gateway does not answer.", ill, 0, 5),
            Watch("errors", "More than ten answers of 5xx in five minutes.", errors, 10),
            Watch("slow", "One page in twenty takes longer than a second.", slow, 1, 3),
        )
        self._show("Site", [balancer.metrics.request_count(period=_MINUTE), errors], [slow])

    def fleet(self, fleet: Fleet) -> None:
        """Services that run out of what they have."""
        measured = fleet.cpu_and_memory()
        for name, (cpu, memory) in measured.items():
            self._watch(
                Watch(f"{name}-cpu", f"{name} has been busy for 15 minutes.", cpu, 90, 3),
                Watch(f"{name}-memory", f"{name} runs out of memory.", memory, 90, 2),
            )
        self._show(
            "Services, percent of what they have",
            [cpu for cpu, _ in measured.values()],
            [memory for _, memory in measured.values()],
        )

    def database(self) -> None:
        """What ends a database: full disk, no memory, no connections; and how far the copy is."""
        chosen = self._place.settings.database
        free = self._of_database("FreeStorageSpace", "Minimum")
        memory = self._of_database("FreeableMemory", "Minimum")
        cpu = self._of_database("CPUUtilization", "Average")
        taken = self._of_database("DatabaseConnections", "Maximum")
        fifth = chosen.storage_gb * _GB / 5
        few = chosen.max_connections * 0.85
        self._watch(
            Watch("storage", "Four fifths of the storage are full.", free, fifth, 1, _QUIET),
            Watch("memory", "The database has less than 64 MB left.", memory, _GB / 16, 3, _QUIET),
            Watch("database-cpu", "The database has been busy for 15 minutes.", cpu, 85, 3),
            Watch("connections", "Nearly all connections are taken.", taken, few, 2),
        )
        if self._place.is_dr:
            copy = self._of_database("ReplicaLag", "Maximum", _MINUTE)
            # a beat every ten seconds (shared/leader.py): a quiet primary is not a lagging copy
            self._watch(Watch("replica-lag", "The copy is more than 60 s behind.", copy, 60, 5))
        else:
            copy = self._of_database("OldestReplicationSlotLag", "Maximum")
            tenth = chosen.storage_gb * _GB / 10
            self._watch(
                Watch("slot-lag", "The replica takes nothing: the log fills the disk.", copy, tenth)
            )
        self._show("Database", [taken, cpu], [free, copy])

    def tour(self, groups: Mapping[ServiceName, logs.ILogGroup]) -> None:
        """What the services tell of themselves: events waiting, given up, the clock's work undone.

        ``groups`` are the five services' logs.
        """
        for service, group in groups.items():
            for field in _FIELDS:
                logs.MetricFilter(
                    self,
                    f"{service}-{field}",
                    log_group=group,
                    metric_namespace=names.metric_namespace(self._place.purpose),
                    metric_name=field,
                    metric_value=f"$.{field}",
                    filter_pattern=logs.FilterPattern.string_value("$.event", "=", _LINE),
                )
        outbox, dead, late = (self._measured(field) for field in _FIELDS)
        lines = self._measured(_OUTBOX, "SampleCount", _FIVE)
        # a line a minute from each leader, one of five may be missed at a change of leader
        expected = len(SERVICES) * 5 - 4
        self._watch(
            Watch("outbox", "Events have been waiting for more than a minute.", outbox, 60, 2),
            Watch("dead-letters", "An event was given up: see the page Dead letters.", dead, 0),
            Watch(
                "clock",
                "A deadline, a draw or the Monday ranking has been due for 15 minutes.",
                late,
                15 * 60,
            ),
            Watch(
                "leaders",
                "A service has no replica that leads: no events, no clock.",
                lines,
                expected,
                2,
                _QUIET,
                self._by_side(),
            ),
        )
        self._show("What the services say", [outbox, late], [dead, lines])

    def _by_side(self) -> cloudwatch.TreatMissingData:
        """At the primary silence is bad; a standby without tasks or writes is silent by right."""
        return _OK_WITHOUT if self._place.is_dr else _BAD_WITHOUT

    def _of_database(
        self, metric: str, statistic: str, period: Duration = _FIVE
    ) -> cloudwatch.Metric:
        identifier = names.database_identifier(self._place.purpose, self._place.side)
        return cloudwatch.Metric(
            namespace="AWS/RDS",
            metric_name=metric,
            dimensions_map={"DBInstanceIdentifier": identifier},
            statistic=statistic,
            period=period,
        )

    def _measured(
        self, field: str, statistic: str = "Maximum", period: Duration = _MINUTE
    ) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=names.metric_namespace(self._place.purpose),
            metric_name=field,
            statistic=statistic,
            period=period,
        )

    def _watch(self, *watches: Watch) -> None:
        for watch in watches:
            alarm = cloudwatch.Alarm(
                self,
                watch.name,
                alarm_name=names.alarm_name(self._place.purpose, self._place.side, watch.name),
                alarm_description=watch.says,
                metric=watch.metric,
                threshold=watch.threshold,
                evaluation_periods=watch.periods,
                comparison_operator=watch.comparison,
                treat_missing_data=watch.missing,
            )
            alarm.add_alarm_action(actions.SnsAction(self.topic))
            alarm.add_ok_action(actions.SnsAction(self.topic))
            self.alarms[watch.name] = alarm

    def _show(
        self, title: str, left: Sequence[cloudwatch.IMetric], right: Sequence[cloudwatch.IMetric]
    ) -> None:
        self._board.add_widgets(
            cloudwatch.GraphWidget(title=title, left=left, right=right, width=12)
        )
