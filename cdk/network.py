"""A region's network: two zones, three tiers, no way out.

Guarantees that only the public tier has a route to the internet and that nothing but the load
balancer is meant to stand in it: tasks and database live in isolated subnets, and reach AWS
through endpoints whose policies name what this deployment may ask for.
"""

from typing import Final

from aws_cdk import ArnFormat, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct, IDependable

from cdk import names
from cdk.choices import Place, retention

_TIERS: Final = {
    "public": ec2.SubnetType.PUBLIC,
    "app": ec2.SubnetType.PRIVATE_ISOLATED,
    "database": ec2.SubnetType.PRIVATE_ISOLATED,
}
PUBLIC: Final = ec2.SubnetSelection(subnet_group_name="public")
APP: Final = ec2.SubnetSelection(subnet_group_name="app")
DATABASE: Final = ec2.SubnetSelection(subnet_group_name="database")


class Network(Construct):
    """``vpc`` with its tiers and, in the log group, every flow that was refused or let through."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        super().__init__(scope, name)
        region = place.region
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(str(region.network)),
            availability_zones=list(region.zones),
            nat_gateways=0,
            # closing the default group would take a Lambda function; nothing is ever put in it
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name=tier,
                    subnet_type=kind,
                    cidr_mask=24,
                    map_public_ip_on_launch=False if tier == "public" else None,
                )
                for tier, kind in _TIERS.items()
            ],
        )
        for subnet in (*self.vpc.public_subnets, *self.vpc.isolated_subnets):
            _accept_named_zone(subnet)
        self.endpoints: list[IDependable] = []
        flows = logs.LogGroup(
            self,
            "Flows",
            log_group_name=names.flow_log_group_name(place.purpose),
            retention=retention(place.settings.watching.log_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.vpc.add_flow_log(
            "FlowLog", destination=ec2.FlowLogDestination.to_cloud_watch_logs(flows)
        )

    def add_endpoints(self, group: ec2.ISecurityGroup, place: Place) -> None:
        """The ways to ECR, CloudWatch Logs, Secrets Manager and, for the images' layers, S3."""
        stack, region = Stack.of(self), place.region
        zones = ec2.SubnetSelection(
            subnet_group_name="app", availability_zones=list(region.zones[: region.endpoint_zones])
        )
        repositories = stack.format_arn(
            service="ecr", resource="repository", resource_name=f"{names.REPOSITORY_PREFIX}*"
        )
        pull = iam.PolicyStatement(
            principals=[iam.AnyPrincipal()],
            actions=[
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
            resources=[repositories],
        )
        sign_in = iam.PolicyStatement(
            principals=[iam.AnyPrincipal()],
            actions=["ecr:GetAuthorizationToken"],
            resources=["*"],
        )
        write_logs = iam.PolicyStatement(
            principals=[iam.AnyPrincipal()],
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[
                stack.format_arn(
                    service="logs",
                    resource="log-group",
                    resource_name=f"/{names.PROJECT}/{place.purpose}/*",
                    arn_format=ArnFormat.COLON_RESOURCE_NAME,
                )
            ],
        )
        read_secrets = iam.PolicyStatement(
            principals=[iam.AnyPrincipal()],
            actions=["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
            resources=[
                stack.format_arn(
                    service="secretsmanager",
                    resource="secret",
                    resource_name=f"{names.PROJECT}/{place.purpose}/*",
                    arn_format=ArnFormat.COLON_RESOURCE_NAME,
                )
            ],
        )
        services = ec2.InterfaceVpcEndpointAwsService
        for name, service, statements in (
            ("EcrApi", services.ECR, (sign_in, pull)),
            ("EcrDocker", services.ECR_DOCKER, (sign_in, pull)),
            ("Logs", services.CLOUDWATCH_LOGS, (write_logs,)),
            ("Secrets", services.SECRETS_MANAGER, (read_secrets,)),
        ):
            endpoint = self.vpc.add_interface_endpoint(
                name, service=service, subnets=zones, security_groups=[group], open=False
            )
            for statement in statements:
                endpoint.add_to_policy(statement)
            self.endpoints.append(endpoint)
        layers = self.vpc.add_gateway_endpoint(
            "S3", service=ec2.GatewayVpcEndpointAwsService.S3, subnets=[APP]
        )
        layers.add_to_policy(
            iam.PolicyStatement(
                principals=[iam.AnyPrincipal()],
                actions=["s3:GetObject"],
                # where ECR keeps its layers: AWS's own bucket, named in its documentation
                resources=[f"arn:aws:s3:::prod-{region.name}-starport-layer-bucket/*"],
            )
        )
        self.endpoints.append(layers)


def _accept_named_zone(subnet: ec2.ISubnet) -> None:
    """cfn-lint would have the zones asked at the deployment; here they are a choice of the
    settings, as an account's answer would have to be looked up at synthesis."""
    resource = subnet.node.default_child
    assert isinstance(resource, ec2.CfnSubnet)
    resource.add_metadata("cfn-lint", {"config": {"ignore_checks": ["W3010"]}})
