"""The way in: a load balancer that speaks TLS 1.2 or better and knows the promoted mark.

Guarantees that plain HTTP is answered with a redirect only, that headers no browser sends are
dropped, and that the mark is answered by the load balancer itself: it outlives every task.
"""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk import names
from cdk.choices import Place
from cdk.evidence import BALANCER_LOGS
from cdk.firewall import HTTP, HTTPS
from cdk.network import PUBLIC

# the gateway keeps a connection longer (services/gateway/__main__.py): this end closes it first
_IDLE: Final = Duration.seconds(60)
# a task ends within ten seconds (shared/service.py)
_DRAIN: Final = Duration.seconds(15)


class Balancer(Construct):
    """``balancer``, ``listener`` on 443, ``targets`` (the gateway's tasks), ``mark`` (the rule)."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        place: Place,
        *,
        vpc: ec2.IVpc,
        group: ec2.ISecurityGroup,
        zone: route53.IHostedZone,
        logs: s3.IBucket,
        promoted_status: str,
    ) -> None:
        super().__init__(scope, name)
        self.balancer = elb.ApplicationLoadBalancer(
            self,
            "Balancer",
            vpc=vpc,
            vpc_subnets=PUBLIC,
            internet_facing=True,
            security_group=group,
            drop_invalid_header_fields=True,
            desync_mitigation_mode=elb.DesyncMitigationMode.STRICTEST,
            idle_timeout=_IDLE,
            deletion_protection=place.settings.edge.deletion_protection,
        )
        self.balancer.log_access_logs(logs, BALANCER_LOGS)
        self.balancer.add_redirect(open=False)
        self.targets = self._targets(vpc)
        self.listener = self.balancer.add_listener(
            "Tls",
            port=HTTPS,
            protocol=elb.ApplicationProtocol.HTTPS,
            ssl_policy=elb.SslPolicy.RECOMMENDED_TLS,
            certificates=[self._certificate(place, zone)],
            default_target_groups=[self.targets],
            open=False,
        )
        self.mark = self._mark(place, promoted_status)

    def serve(self, gateway: ecs.FargateService) -> None:
        """Let the gateway's tasks answer."""
        gateway.attach_to_application_target_group(self.targets)

    def _certificate(self, place: Place, zone: route53.IHostedZone) -> acm.ICertificate:
        """Of this region: the other one's failure does not keep it from being renewed."""
        return acm.Certificate(
            self,
            "Certificate",
            domain_name=place.site,
            subject_alternative_names=[place.host],
            validation=acm.CertificateValidation.from_dns(zone),
        )

    def _targets(self, vpc: ec2.IVpc) -> elb.ApplicationTargetGroup:
        return elb.ApplicationTargetGroup(
            self,
            "Gateway",
            vpc=vpc,
            port=HTTP,
            protocol=elb.ApplicationProtocol.HTTP,
            target_type=elb.TargetType.IP,
            load_balancing_algorithm_type=(
                elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS
            ),
            deregistration_delay=_DRAIN,
            # asked by address, which the gateway answers for /health/ alone. Whether the process
            # answers: ECS ends a task that fails here, and ending all of them would not bring a
            # database back. Route 53 asks /health/ready (cdk/failover.py).
            health_check=elb.HealthCheck(
                path="/health/live",
                healthy_http_codes="200",
                interval=Duration.seconds(10),
                timeout=Duration.seconds(5),
                healthy_threshold_count=2,
                unhealthy_threshold_count=3,
            ),
        )

    def _mark(self, place: Place, status: str) -> elb.CfnListenerRule:
        return elb.CfnListenerRule(
            self,
            "PromotedMark",
            listener_arn=self.listener.listener_arn,
            priority=1,
            conditions=[
                elb.CfnListenerRule.RuleConditionProperty(
                    field="host-header",
                    host_header_config=elb.CfnListenerRule.HostHeaderConfigProperty(
                        values=[place.host]
                    ),
                ),
                elb.CfnListenerRule.RuleConditionProperty(
                    field="path-pattern",
                    path_pattern_config=elb.CfnListenerRule.PathPatternConfigProperty(
                        values=[names.MARK_PATH]
                    ),
                ),
            ],
            actions=[
                elb.CfnListenerRule.ActionProperty(
                    type="fixed-response",
                    fixed_response_config=elb.CfnListenerRule.FixedResponseConfigProperty(
                        status_code=status,
                        content_type="text/plain",
                        message_body="200: this side takes the writes.",
                    ),
                )
            ],
        )
