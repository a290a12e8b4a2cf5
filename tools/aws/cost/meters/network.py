"""The way in and between: load balancers, endpoints, names, health checks, web ACLs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cdk import names
from tools.aws.cost.usage import Found, Part, Usage
from tools.aws.templates import Resource
from tools.problems import Failed

_FAST_SECONDS: Final = 10
_MILLION: Final = 1_000_000


def balancer(found: Found) -> Iterator[Usage]:
    """The balancer itself in both regions; traffic only where the name leads, the primary."""
    if found.it.properties.get("Type", "application") != "application":
        raise Failed(f"{found.it.id} in {found.it.stack} is no application load balancer.")
    assumed = found.assumed
    yield Usage(Part.BALANCER, "Load balancer", "load balancer", Decimal(1))
    if found.it.properties.get("Scheme") == "internet-facing":
        addresses = Decimal(len(found.it.properties["Subnets"]))
        yield Usage(Part.BALANCER, f"{addresses} public addresses", "public ipv4", addresses)
    if names.side_of(found.it.stack) is not names.Side.PRIMARY:
        return
    used = assumed.capacity_units
    yield Usage(Part.BALANCER, "Capacity units", "load balancer capacity", used)
    sent = assumed.sent_gb * found.stay.days
    yield Usage(Part.TRANSFER, "To the internet", "transfer to the internet", sent)
    # what crosses is billed where it leaves and where it arrives
    crossing = 2 * assumed.between_zones_gb * found.stay.days
    yield Usage(Part.TRANSFER, "Between the zones", "transfer between zones", crossing)


def endpoint(found: Found) -> Iterator[Usage]:
    if found.it.properties.get("VpcEndpointType", "Gateway") != "Interface":
        return  # gateway endpoints are free
    zones = Decimal(len(found.it.properties["SubnetIds"]))
    what = f"{endpoint_name(found.it)}: {zones} zone{'s' if zones > 1 else ''}"
    yield Usage(Part.ENDPOINTS, what, "interface endpoint", zones)


def endpoint_name(it: Resource) -> str:
    """`ecr.api` of com.amazonaws.us-east-1.ecr.api."""
    name = it.properties["ServiceName"]
    if not isinstance(name, str):
        between, parts = name["Fn::Join"]
        name = between.join(one if isinstance(one, str) else it.region for one in parts)
    return str(name).removeprefix("com.amazonaws.").removeprefix(f"{it.region}.")


def zone(found: Found) -> Iterator[Usage]:
    what = f"Zone {found.it.properties['Name'].rstrip('.')} of {found.it.region}"
    yield Usage(Part.NAMES, what, "hosted zone", Decimal(1))
    queries = found.assumed.name_lookups * found.stay.days / _MILLION
    yield Usage(Part.NAMES, what, "dns queries", queries)


def health_check(found: Found) -> Iterator[Usage]:
    """Of an endpoint in AWS; HTTPS, a string to be found, short intervals and latency are features
    of their own. A calculated check costs as a plain one."""
    config = found.it.properties["HealthCheckConfig"]
    kind = config["Type"]
    features = (
        kind.startswith("HTTPS"),
        kind.endswith("STR_MATCH"),
        config.get("RequestInterval") == _FAST_SECONDS,
        bool(config.get("MeasureLatency")),
    )
    what = f"Health check {kind.lower().replace('_', ' ')}"
    what += (
        f" of {config['FullyQualifiedDomainName']}" if "FullyQualifiedDomainName" in config else ""
    )
    yield Usage(Part.NAMES, what, "health check", Decimal(1))
    yield Usage(Part.NAMES, what, "health check feature", Decimal(sum(features)))


def web_acl(found: Found) -> Iterator[Usage]:
    rules = Decimal(len(found.it.properties.get("Rules", ())))
    yield Usage(Part.EDGE, f"Web ACL with {rules} rules", "web acl", Decimal(1))
    yield Usage(Part.EDGE, f"Web ACL with {rules} rules", "web acl rule", rules)
    if names.side_of(found.it.stack) is names.Side.PRIMARY:
        seen = found.assumed.requests * found.stay.days / _MILLION
        yield Usage(Part.EDGE, "Requests looked at", "web acl requests", seen)
