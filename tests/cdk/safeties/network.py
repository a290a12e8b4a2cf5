"""Networks: no way out but the endpoints, two zones, nothing public but the load balancer."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cdk.names import DR, PRIMARY, side_of
from cdk.settings import Settings
from tests.cdk.permissions import granted
from tests.cdk.safeties.checks import (
    BALANCER,
    ENDPOINT,
    INSTANCE,
    ROUTE,
    SERVICE,
    SUBNET,
    all_of,
    among,
    every,
    find,
    having,
    in_each,
    listed,
    present,
    reference,
)
from tests.cdk.safeties.model import (
    PRIVILEGE,
    REGIONS,
    SHAPE,
    WATCHED,
    Copies,
    Deployment,
    Safety,
    Spoil,
)
from tests.cdk.safeties.spoiling import add, drop, put, remove
from tests.synthesised import Resource, Template

_FLOW: Final = "AWS::EC2::FlowLog"
_DATABASE_SUBNETS: Final = "AWS::RDS::DBSubnetGroup"
_SERVICE_SUBNETS: Final = "NetworkConfiguration/AwsvpcConfiguration/Subnets"
_SERVICE_GROUPS: Final = "NetworkConfiguration/AwsvpcConfiguration/SecurityGroups"
_WAYS_OUT: Final = (
    "AWS::EC2::NatGateway",
    "AWS::EC2::EgressOnlyInternetGateway",
    "AWS::EC2::VPCPeeringConnection",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::EIP",
)
_ENDPOINTS: Final = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "s3")
_INTERFACE: Final = having("VpcEndpointType", "Interface")


def _tier(template: Template, subnet: object) -> str:
    """public, app or database: the tag that the CDK gives a subnet."""
    tags = template.target(subnet).properties["Tags"]
    return str(next(tag["Value"] for tag in tags if tag["Key"] == "aws-cdk:subnet-name"))


def _placed(template: Template) -> Iterator[tuple[Resource, list[Any], str]]:
    """What stands in subnets, in which, and in which tier it should."""
    for kind, path, wanted in (
        (BALANCER, "Subnets", "public"),
        (_DATABASE_SUBNETS, "SubnetIds", "database"),
        (ENDPOINT, "SubnetIds", "app"),
        (SERVICE, _SERVICE_SUBNETS, "app"),
    ):
        for resource in template.of_type(kind):
            if subnets := find(resource, path):
                yield resource, subnets, wanted


@in_each(*REGIONS)
def _in_its_tier(_: Deployment, template: Template) -> Iterator[str]:
    for resource, subnets, wanted in _placed(template):
        if {_tier(template, subnet) for subnet in subnets} != {wanted}:
            yield f"{resource.id} does not stand in the {wanted} tier alone"


@in_each(*REGIONS)
def _isolated(_: Deployment, template: Template) -> Iterator[str]:
    tiers = {
        reference(one.properties["RouteTableId"]): _tier(template, one.properties["SubnetId"])
        for one in template.of_type("AWS::EC2::SubnetRouteTableAssociation")
    }
    for route in template.of_type(ROUTE):
        if tiers.get(reference(route.properties["RouteTableId"])) != "public":
            yield f"{route.id} leads out of a tier that is isolated"


@in_each(*REGIONS)
def _no_way_out(_: Deployment, template: Template) -> Iterator[str]:
    for kind in _WAYS_OUT:
        yield from (f"{one.id} is a {kind}" for one in template.of_type(kind))


@in_each(*REGIONS)
def _in_two_zones(_: Deployment, template: Template) -> Iterator[str]:
    for resource, subnets, _wanted in _placed(template):
        zones = {template.target(one).properties["AvailabilityZone"] for one in subnets}
        if resource.type != ENDPOINT and len(zones) < 2:
            yield f"{resource.id} stands in one zone"


@in_each(*REGIONS)
def _endpoint_zones(deployment: Deployment, template: Template) -> Iterator[str]:
    wanted = deployment.settings.region(side_of(template.stack)).endpoint_zones
    for resource, subnets, _wanted in _placed(template):
        if resource.type == ENDPOINT and len(subnets) < wanted:
            yield f"{resource.id} stands in {len(subnets)} zone of {wanted}"


@in_each(*REGIONS)
def _endpoints(_: Deployment, template: Template) -> Iterator[str]:
    names = [str(one.properties["ServiceName"]) for one in template.of_type(ENDPOINT)]
    for wanted in _ENDPOINTS:
        if not any(f".{wanted}" in name for name in names):
            yield f"no endpoint for {wanted}"


@in_each(*REGIONS)
def _endpoints_narrow(_: Deployment, template: Template) -> Iterator[str]:
    for endpoint in template.of_type(ENDPOINT):
        if not endpoint.properties.get("PolicyDocument"):
            yield f"{endpoint.id} lets everything through"
    for one in granted(template):
        sign_in = one.actions == "ecr:GetAuthorizationToken"
        wide = one.resources in ("*", "arn:aws:s3:::*") and not sign_in
        if one.holder.startswith("endpoint ") and (wide or "*" in one.actions):
            yield str(one)


@in_each(*REGIONS)
def _grouped(_: Deployment, template: Template) -> Iterator[str]:
    for kind, path in (
        (SERVICE, _SERVICE_GROUPS),
        (BALANCER, "SecurityGroups"),
        (INSTANCE, "VPCSecurityGroups"),
        (ENDPOINT, "SecurityGroupIds"),
    ):
        for resource in template.of_type(kind):
            gateway = resource.properties.get("VpcEndpointType") == "Gateway"
            if not gateway and len(listed(find(resource, path))) != 1:
                yield f"{resource.id} does not stand in one group of its own"


def _move(kind: str, path: str, tier: str, *, zones: int = 2, stack: str = PRIMARY) -> Spoil:
    """Put something into another tier, or into fewer zones of its own."""

    def spoil(copies: Copies) -> None:
        template = copies[stack]
        found = [
            {"Ref": one.id}
            for one in template.of_type(SUBNET)
            if _tier(template, {"Ref": one.id}) == tier
        ]
        put(kind, path, found[:zones], stack=stack)(copies)

    return spoil


def _route(tier: str, properties: Mapping[str, object], *, stack: str) -> Spoil:
    """A route of a tier that has none."""

    def spoil(copies: Copies) -> None:
        template = copies[stack]
        table = next(
            one.properties["RouteTableId"]
            for one in template.of_type("AWS::EC2::SubnetRouteTableAssociation")
            if _tier(template, one.properties["SubnetId"]) == tier
        )
        add(stack, ROUTE, {"RouteTableId": table, **properties})(copies)

    return spoil


def _two_endpoint_zones(settings: Settings) -> bool:
    return settings.primary.endpoint_zones == 2


def _of(service: str) -> Any:
    return lambda one: f".{service}" in str(one.properties["ServiceName"])


SAFETIES: Final = (
    Safety(
        "isolated-tiers-have-no-route-out",
        "A task or a database that was taken over cannot call anybody.",
        SHAPE,
        _isolated,
        {
            "a route from the tasks' tier to the internet": _route(
                "app", {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}, stack=PRIMARY
            ),
            "a route from the database's tier through a NAT": _route(
                "database", {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "n"}, stack=DR
            ),
            "a route over IPv6 from the tasks' tier": _route(
                "app", {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"}, stack=DR
            ),
        },
    ),
    Safety(
        "no-nat-no-peering",
        "Nothing is made through which an isolated tier could reach the world.",
        SHAPE,
        _no_way_out,
        {
            "a NAT gateway": add(PRIMARY, "AWS::EC2::NatGateway", {"SubnetId": "subnet-1"}),
            "a peering with another network": add(
                DR, "AWS::EC2::VPCPeeringConnection", {"PeerVpcId": "vpc-1"}
            ),
        },
    ),
    Safety(
        "only-the-load-balancer-stands-in-public",
        "Tasks, database and endpoints have no address that the internet routes to.",
        SHAPE,
        _in_its_tier,
        {
            "a service in the public tier": _move(SERVICE, _SERVICE_SUBNETS, "public"),
            "the database in the public tier": _move(
                _DATABASE_SUBNETS, "SubnetIds", "public", stack=DR
            ),
            "the database in the tasks' tier": _move(_DATABASE_SUBNETS, "SubnetIds", "app"),
            "the load balancer in the tasks' tier": _move(BALANCER, "Subnets", "app"),
        },
    ),
    Safety(
        "subnets-give-no-public-address",
        "Whatever is put into the public tier by mistake stays unreachable.",
        PRIVILEGE,
        every(SUBNET, "MapPublicIpOnLaunch", among(False, None), stacks=REGIONS),
        {"a subnet that gives public addresses": put(SUBNET, "MapPublicIpOnLaunch", value=True)},
    ),
    Safety(
        "two-zones",
        "The loss of a zone takes neither the services nor the database's second instance.",
        SHAPE,
        _in_two_zones,
        {
            "the tasks of a service in one zone": _move(SERVICE, _SERVICE_SUBNETS, "app", zones=1),
            "the database's subnets in one zone": _move(
                _DATABASE_SUBNETS, "SubnetIds", "database", zones=1
            ),
            "the load balancer in one zone": _move(BALANCER, "Subnets", "public", zones=1),
            "both subnets of a tier in one zone": put(
                SUBNET,
                "AvailabilityZone",
                "us-east-1a",
                stack=PRIMARY,
                where=having("AvailabilityZone", "us-east-1b"),
            ),
        },
    ),
    Safety(
        "endpoints-in-both-zones",
        "After the loss of a zone the other one still starts tasks.",
        SHAPE,
        _endpoint_zones,
        {"an endpoint in one zone": _move(ENDPOINT, "SubnetIds", "app", zones=1)},
        wanted=_two_endpoint_zones,
    ),
    Safety(
        "endpoints-complete",
        "A task gets its image, its secret and its log without a way to the internet.",
        SHAPE,
        _endpoints,
        {
            f"no endpoint for {name}": remove(ENDPOINT, where=_of(name), stack=stack)
            for name, stack in zip(_ENDPOINTS, (PRIMARY, DR, PRIMARY, DR, PRIMARY), strict=True)
        },
    ),
    Safety(
        "endpoints-answer-under-aws-names",
        "A task that asks for AWS by name is answered inside the network.",
        SHAPE,
        every(ENDPOINT, "PrivateDnsEnabled", True, where=_INTERFACE, stacks=REGIONS),
        {
            "an endpoint without its name": put(
                ENDPOINT, "PrivateDnsEnabled", value=False, where=_INTERFACE
            )
        },
    ),
    Safety(
        "endpoints-let-through-this-deployment-alone",
        "Whoever takes a task over can carry nothing out into an account of his own, "
        "and the tour reads no bucket.",
        PRIVILEGE,
        _endpoints_narrow,
        {
            "an endpoint without a policy": drop(ENDPOINT, "PolicyDocument", stack=DR),
            "an endpoint for every action": put(
                ENDPOINT, "PolicyDocument/Statement/1/Action", "ecr:*"
            ),
            "an endpoint for every secret": put(
                ENDPOINT,
                "PolicyDocument/Statement/0/Resource",
                "*",
                where=_of("secretsmanager"),
            ),
            "an endpoint for every bucket": put(
                ENDPOINT, "PolicyDocument/Statement/0/Resource", "arn:aws:s3:::*", where=_of("s3")
            ),
        },
    ),
    Safety(
        "everything-has-a-group-of-its-own",
        "Nothing falls into the network's default group, which lets its members talk freely.",
        PRIVILEGE,
        _grouped,
        {
            "a service without a group": drop(SERVICE, _SERVICE_GROUPS),
            "a database in a second group": put(
                INSTANCE, "VPCSecurityGroups", ["sg-1", "sg-2"], stack=DR
            ),
            "an endpoint without a group": drop(ENDPOINT, "SecurityGroupIds", stack=DR),
        },
    ),
    Safety(
        "flow-logs",
        "Who tried to reach whom can be read after the fact.",
        WATCHED,
        all_of(
            every(_FLOW, "TrafficType", "ALL", stacks=REGIONS),
            every(_FLOW, "ResourceType", "VPC", stacks=REGIONS),
            every(_FLOW, "LogGroupName", present, stacks=REGIONS),
        ),
        {
            "no flow log": remove(_FLOW, stack=DR),
            "a flow log of what is accepted only": put(_FLOW, "TrafficType", "ACCEPT"),
            "a flow log that goes nowhere": drop(_FLOW, "LogGroupName"),
        },
    ),
)
