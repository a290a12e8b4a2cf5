"""The cluster with what runs in it for as long as the tour does: five services and the broker.

Guarantees that a release that does not come up is taken back by itself, that no service is without
a task during a deployment, that tasks are spread over the zones, and that there is one broker,
never two at once.
"""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_servicediscovery as servicediscovery
from constructs import Construct

from cdk import names
from cdk.accepting import accept
from cdk.choices import Place
from cdk.firewall import Firewall
from cdk.inputs import Inputs
from cdk.names import EcsService
from cdk.network import APP, Network
from cdk.task import Task
from shared.names import ServiceName

# Cloud Map's answers are kept so long: a task that is gone is asked no longer
_TTL = Duration.seconds(10)
_CPU_PERCENT = 60


class Fleet(Construct):
    """``cluster``, and ``services`` by name."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        place: Place,
        *,
        network: Network,
        firewall: Firewall,
        inputs: Inputs,
    ) -> None:
        super().__init__(scope, name)
        self._place, self._network = place, network
        self._firewall, self._inputs = firewall, inputs
        self.services: dict[EcsService, ecs.FargateService] = {}
        insights = place.settings.watching.container_insights
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=names.cluster_name(place.purpose),
            vpc=network.vpc,
            container_insights_v2=ecs.ContainerInsights.ENABLED
            if insights
            else ecs.ContainerInsights.DISABLED,
        )
        self.cluster.add_default_cloud_map_namespace(
            name=names.namespace_name(place.purpose), vpc=network.vpc
        )
        if not insights:
            accept(
                self.cluster,
                "AwsSolutions-ECS4",
                "Two days of a demonstration do without metrics for each task: those of "
                "the services are free, and alarms look at them.",
            )

    def add_service(self, service: ServiceName, task: Task) -> ecs.FargateService:
        """One of the five: the count from SSM, more of them when they are busy."""
        made = self._add(
            service,
            task,
            self._firewall.services[service],
            desired_count=self._inputs.desired_count,
            min_healthy_percent=100,
            max_healthy_percent=200,
            availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.ENABLED,
        )
        scaling = made.auto_scale_task_count(
            # a count that was set below it by hand stays: only a busy service is raised to it
            min_capacity=max(1, self._place.region.desired_count),
            max_capacity=self._place.settings.tasks.max_count,
        )
        scaling.scale_on_cpu_utilization(
            "Cpu",
            target_utilization_percent=_CPU_PERCENT,
            scale_out_cooldown=Duration.seconds(60),
            scale_in_cooldown=Duration.minutes(5),
        )
        return made

    def add_broker(self, task: Task) -> ecs.FargateService:
        """Stopped, then started: two brokers of one name would each have half of the events."""
        return self._add(
            names.BROKER,
            task,
            self._firewall.broker,
            desired_count=self._inputs.broker_count,
            min_healthy_percent=0,
            max_healthy_percent=100,
            availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.DISABLED,
        )

    def _add(
        self,
        service: EcsService,
        task: Task,
        group: ec2.ISecurityGroup,
        *,
        desired_count: float,
        min_healthy_percent: int,
        max_healthy_percent: int,
        availability_zone_rebalancing: ecs.AvailabilityZoneRebalancing,
    ) -> ecs.FargateService:
        made = ecs.FargateService(
            self,
            service.capitalize(),
            service_name=names.service_name(service),
            cluster=self.cluster,
            task_definition=task.definition,
            platform_version=ecs.FargatePlatformVersion.VERSION1_4,
            vpc_subnets=APP,
            assign_public_ip=False,
            security_groups=[group],
            desired_count=desired_count,
            min_healthy_percent=min_healthy_percent,
            max_healthy_percent=max_healthy_percent,
            availability_zone_rebalancing=availability_zone_rebalancing,
            circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            cloud_map_options=ecs.CloudMapOptions(
                name=service, dns_record_type=servicediscovery.DnsRecordType.A, dns_ttl=_TTL
            )
            if service != "gateway"
            else None,
        )
        # a task that cannot fetch its image or secret counts as a release that does not come up
        # (the group itself is waited for anyway: the service refers to it, not to its rules)
        rules = [one for one in group.node.children if one.node.id != "Resource"]
        made.node.add_dependency(*rules, self._firewall.endpoints, *self._network.endpoints)
        self.services[service] = made
        return made

    def cpu_and_memory(self) -> Mapping[EcsService, tuple[cloudwatch.Metric, cloudwatch.Metric]]:
        """What ECS measures of each service: percent of what it has, the worst of five minutes."""
        return {
            name: (
                service.metric_cpu_utilization(statistic="Maximum", period=Duration.minutes(5)),
                service.metric_memory_utilization(statistic="Maximum", period=Duration.minutes(5)),
            )
            for name, service in self.services.items()
        }
