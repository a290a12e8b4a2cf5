"""The site's names, and who answers under them: Route 53's failover with the latch.

Guarantees that traffic goes to the DR region while the primary is ill, by what Route 53's data
plane sees alone, and that it stays there once the DR region was promoted: the check that decides
wants the primary healthy AND the mark of the other side absent. So an old primary that comes back
by itself, with data that ends at the failure, gets nobody: the latch against split brain. A mark
that cannot be asked counts as absent, or the end of the DR region would take the site away.
"""

from typing import Final

from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_route53 as route53
from constructs import Construct

from cdk import names
from cdk.choices import Place
from cdk.names import Side

_READY: Final = "/health/ready"
_FAILURES: Final = 3


class SideNames(Construct):
    """This side's records: its plain name, which the checks look at, and its half of the site's."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        place: Place,
        zone: route53.IHostedZone,
        balancer: elb.ApplicationLoadBalancer,
    ) -> None:
        super().__init__(scope, name)
        target = route53.CfnRecordSet.AliasTargetProperty(
            dns_name=balancer.load_balancer_dns_name,
            hosted_zone_id=balancer.load_balancer_canonical_hosted_zone_id,
            # the checks alone decide
            evaluate_target_health=False,
        )
        route53.CfnRecordSet(
            self,
            "Plain",
            hosted_zone_id=zone.hosted_zone_id,
            name=f"{place.host}.",
            type="A",
            alias_target=target,
        )
        self.site = route53.CfnRecordSet(
            self,
            "Site",
            hosted_zone_id=zone.hosted_zone_id,
            name=f"{place.site}.",
            type="A",
            alias_target=target,
            set_identifier=place.side,
            failover="SECONDARY" if place.is_dr else "PRIMARY",
        )


class Latch(Construct):
    """``primary`` is healthy, ``promoted`` (turned round) is not, ``failover`` wants both."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        super().__init__(scope, name)
        self._settings = place.settings
        self.primary = self._look("Primary", Side.PRIMARY, _READY, inverted=False)
        self.promoted = self._look("Promoted", Side.DR, names.MARK_PATH, inverted=True)
        self.failover = route53.CfnHealthCheck(
            self,
            "Failover",
            health_check_config=route53.CfnHealthCheck.HealthCheckConfigProperty(
                type="CALCULATED",
                child_health_checks=[
                    self.primary.attr_health_check_id,
                    self.promoted.attr_health_check_id,
                ],
                health_threshold=2,
            ),
            health_check_tags=_named("failover"),
        )

    def decide(self, record: route53.CfnRecordSet) -> None:
        """Let this record answer only while the latch holds."""
        record.health_check_id = self.failover.attr_health_check_id

    def _look(self, name: str, side: Side, path: str, *, inverted: bool) -> route53.CfnHealthCheck:
        host = names.side_host(self._settings.domain, side)
        return route53.CfnHealthCheck(
            self,
            name,
            health_check_config=route53.CfnHealthCheck.HealthCheckConfigProperty(
                type="HTTPS",
                fully_qualified_domain_name=host,
                port=443,
                resource_path=path,
                enable_sni=True,
                inverted=inverted,
                failure_threshold=_FAILURES,
                request_interval=self._settings.health_check_seconds,
                measure_latency=False,
            ),
            health_check_tags=_named(name.lower()),
        )


def _named(name: str) -> list[route53.CfnHealthCheck.HealthCheckTagProperty]:
    return [route53.CfnHealthCheck.HealthCheckTagProperty(key="Name", value=name)]
