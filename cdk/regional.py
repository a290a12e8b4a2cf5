"""One region, whole: the primary and the DR region are this one class.

Guarantees that what was tried in one region is what stands in the other. They differ where they
must: database or replica, which half of the site's name, and the latch, which only the primary has.
"""

from aws_cdk import CfnOutput, Fn
from aws_cdk import aws_route53 as route53
from constructs import Construct

from cdk.balancer import Balancer
from cdk.choices import Place
from cdk.database import Database
from cdk.evidence import Evidence
from cdk.failover import Latch, SideNames
from cdk.firewall import Firewall
from cdk.fleet import Fleet
from cdk.inputs import Inputs
from cdk.keys import RegionalKey
from cdk.names import ERRANDS, Output
from cdk.network import APP, Network
from cdk.stacks import TourStack
from cdk.task import Job, Task
from cdk.tour_tasks import broker_job, errand_job, service_job
from cdk.vault import Vault
from cdk.watching import Watching
from cdk.web_firewall import WebFirewall
from shared.names import SERVICES


class RegionalStack(TourStack):
    """Wires the constructs; decides nothing."""

    def __init__(self, scope: Construct, artifact: str, place: Place) -> None:
        super().__init__(scope, artifact, place, f"the tour in {place.side}")
        self._place = place
        self._inputs = Inputs(self, "Inputs", place)
        self._key = RegionalKey(self, "Key", place)
        self._evidence = Evidence(self, "Evidence", place)
        self._lay_network()
        self._add_database()
        self._add_way_in()
        self._add_tasks()
        self._add_names()
        self._watch()
        self._tell()

    def _lay_network(self) -> None:
        self._network = Network(self, "Network", self._place)
        self._firewall = Firewall(self, "Firewall", self._network.vpc, self._place)
        self._network.add_endpoints(self._firewall.endpoints, self._place)

    def _add_database(self) -> None:
        self._database = Database(
            self,
            "Database",
            self._place,
            vpc=self._network.vpc,
            group=self._firewall.database,
            key=self._key,
            admin=self._inputs.secrets["migrate"],
        )
        if self._place.settings.database.vault_days:
            Vault(self, "Vault", self._place, self._key, self._database.arn)

    def _add_way_in(self) -> None:
        self._zone = route53.HostedZone.from_hosted_zone_attributes(
            self,
            "Zone",
            hosted_zone_id=self._place.settings.hosted_zone_id,
            zone_name=self._place.settings.domain,
        )
        self._balancer = Balancer(
            self,
            "WayIn",
            self._place,
            vpc=self._network.vpc,
            group=self._firewall.balancer,
            zone=self._zone,
            logs=self._evidence,
            promoted_status=self._inputs.promoted_status,
        )
        if self._place.settings.edge.waf:
            WebFirewall(self, "WebFirewall", self._place, self._balancer.balancer)

    def _add_tasks(self) -> None:
        place, database = self._place, self._database.address
        self._fleet = Fleet(
            self,
            "Fleet",
            place,
            network=self._network,
            firewall=self._firewall,
            inputs=self._inputs,
        )
        proxies = [subnet.ipv4_cidr_block for subnet in self._network.vpc.public_subnets]
        self._services = {
            service: self._task(service_job(service, place, database, proxies))
            for service in SERVICES
        }
        for service, task in self._services.items():
            self._fleet.add_service(service, task)
        self._fleet.add_broker(self._task(broker_job(place)))
        self._balancer.serve(self._fleet.services["gateway"])
        self._errands = {
            errand: self._task(errand_job(errand, place, database)) for errand in ERRANDS
        }

    def _task(self, job: Job) -> Task:
        return Task(
            self, f"{job.name.capitalize()}Task", self._place, job, self._inputs.secrets[job.name]
        )

    def _add_names(self) -> None:
        side = SideNames(self, "Names", self._place, self._zone, self._balancer.balancer)
        if not self._place.is_dr:
            latch = Latch(self, "Latch", self._place)
            latch.decide(side.site)
            self._tell_latch(latch)

    def _watch(self) -> None:
        watching = Watching(self, "Watching", self._place, self._key)
        watching.site(self._balancer.balancer, self._balancer.targets)
        watching.fleet(self._fleet)
        watching.database()
        watching.tour({service: task.log_group for service, task in self._services.items()})

    def _tell(self) -> None:
        subnets = self._network.vpc.select_subnets(subnet_group_name=APP.subnet_group_name)
        balancer = self._balancer
        for output, value in {
            Output.LOAD_BALANCER_DNS_NAME: balancer.balancer.load_balancer_dns_name,
            Output.LOAD_BALANCER_ARN: balancer.balancer.load_balancer_arn,
            Output.LISTENER_ARN: balancer.listener.listener_arn,
            Output.PROMOTED_RULE_ARN: balancer.mark.attr_rule_arn,
            Output.TARGET_GROUP_ARN: balancer.targets.target_group_arn,
            Output.CLUSTER_NAME: self._fleet.cluster.cluster_name,
            Output.DATABASE_IDENTIFIER: self._database.instance.ref,
            Output.DATABASE_ARN: self._database.arn,
            Output.TASK_SUBNETS: Fn.join(",", subnets.subnet_ids),
            Output.TOOLS_SECURITY_GROUP: self._firewall.tools.security_group_id,
            Output.MIGRATE_TASK_DEFINITION: self._errands["migrate"].definition.task_definition_arn,
            Output.DATA_TASK_DEFINITION: self._errands["data"].definition.task_definition_arn,
            Output.EVIDENCE_BUCKET: self._evidence.bucket_name,
        }.items():
            self._output(output, value)

    def _tell_latch(self, latch: Latch) -> None:
        self._output(Output.HOSTED_ZONE_ID, self._zone.hosted_zone_id)
        self._output(Output.PRIMARY_HEALTH_CHECK_ID, latch.primary.attr_health_check_id)
        self._output(Output.PROMOTED_HEALTH_CHECK_ID, latch.promoted.attr_health_check_id)
        self._output(Output.FAILOVER_HEALTH_CHECK_ID, latch.failover.attr_health_check_id)

    def _output(self, output: Output, value: str) -> None:
        CfnOutput(self, output, value=value)
