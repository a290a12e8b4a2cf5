"""Who may open a connection to whom: the table that every security group rule is held against.

``internet`` and ``s3`` (AWS's list of S3's addresses) stand outside; the rest are groups, called by
what stands in them. A connection between two groups needs a rule at both ends.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cdk.names import Output
from tests.cdk.safeties.checks import EGRESS, GROUP, INGRESS, listed, reference
from tests.synthesised import Template

_TABLE: Final = """
from       to          port   why
internet   balancer    443    the site
internet   balancer    80     redirected to TLS
balancer   gateway     8000   pages

gateway    entries     50051  gateway asks
draws      entries     50051  draws asks
matches    entries     50051  matches asks
gateway    draws       50051  gateway asks
matches    draws       50051  matches asks
gateway    matches     50051  gateway asks
entries    matches     50051  entries asks
gateway    rankings    50051  gateway asks
entries    rankings    50051  entries asks
draws      rankings    50051  draws asks

entries    broker      4222   events of entries
draws      broker      4222   events of draws
matches    broker      4222   events of matches
rankings   broker      4222   events of rankings
gateway    broker      4222   events of gateway

entries    database    5432   data of entries
draws      database    5432   data of draws
matches    database    5432   data of matches
rankings   database    5432   data of rankings
gateway    database    5432   data of gateway
tools      database    5432   migration and data

entries    endpoints   443    images, logs, secrets
draws      endpoints   443    images, logs, secrets
matches    endpoints   443    images, logs, secrets
rankings   endpoints   443    images, logs, secrets
gateway    endpoints   443    images, logs, secrets
broker     endpoints   443    images, logs, secrets
tools      endpoints   443    images, logs, secrets

entries    s3          443    layers of images, from S3
draws      s3          443    layers of images, from S3
matches    s3          443    layers of images, from S3
rankings   s3          443    layers of images, from S3
gateway    s3          443    layers of images, from S3
broker     s3          443    layers of images, from S3
tools      s3          443    layers of images, from S3
"""
INTERNET: Final = "internet"
S3: Final = "s3"
# the rule that stands for "nothing": without one EC2 lets a new group open any connection
_NOTHING: Final = {"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp"}


@dataclass(frozen=True, order=True, slots=True)
class Connection:
    """``port`` is one TCP port; anything else, as the rule has it (``-1 0-65535``)."""

    caller: str
    called: str
    port: str
    why: str

    def __str__(self) -> str:
        return f"{self.caller} -> {self.called}:{self.port} ({self.why})"


def expected() -> list[Connection]:
    """The table."""
    lines = [line.split(maxsplit=3) for line in _TABLE.strip().splitlines()[1:] if line]
    return [Connection(*line) for line in lines]


def opened(template: Template) -> tuple[list[Connection], list[Connection]]:
    """What a region's rules let out of a group, and what they let into one."""
    groups = group_names(template)
    out = [_connection(groups, own, rule, leaves=True) for own, rule in _rules(template, EGRESS)]
    into = [_connection(groups, own, rule, leaves=False) for own, rule in _rules(template, INGRESS)]
    return sorted(out), sorted(into)


def let_out_by_default(template: Template) -> list[str]:
    """Groups without a rule for what leaves them: EC2 lets it all out."""
    ruled = {own for own, _ in _rules(template, EGRESS, nothing=True)}
    return [name for group, name in group_names(template).items() if group not in ruled]


def group_names(template: Template) -> Mapping[str, str]:
    """The groups by logical id, called by what stands in them; else by their id."""
    names = {group.id: group.id for group in template.of_type(GROUP)}
    for groups, name in _standing(template):
        for group in groups:
            names[reference(group) or "?"] = name
    return names


def _standing(template: Template) -> Iterator[tuple[list[Any], str]]:
    for service in template.of_type("AWS::ECS::Service"):
        placed = service.properties["NetworkConfiguration"]["AwsvpcConfiguration"]
        name = service.properties["ServiceName"]
        yield listed(placed.get("SecurityGroups")), "broker" if name == "nats" else name
    for kind, path, name in (
        ("AWS::RDS::DBInstance", "VPCSecurityGroups", "database"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups", "balancer"),
        ("AWS::EC2::VPCEndpoint", "SecurityGroupIds", "endpoints"),
    ):
        for resource in template.of_type(kind):
            yield listed(resource.properties.get(path)), name
    yield [template.outputs[Output.TOOLS_SECURITY_GROUP]], "tools"


def _rules(
    template: Template, kind: str, *, nothing: bool = False
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rules of their own and those that stand in a group, each with its group."""
    for rule in template.of_type(kind):
        yield reference(rule.properties["GroupId"]) or "?", rule.properties
    inline = "SecurityGroupEgress" if kind == EGRESS else "SecurityGroupIngress"
    for group in template.of_type(GROUP):
        for rule in group.properties.get(inline, ()):
            if nothing or any(rule.get(key) != value for key, value in _NOTHING.items()):
                yield group.id, rule


def _connection(
    groups: Mapping[str, str], own: str, rule: Mapping[str, Any], *, leaves: bool
) -> Connection:
    side = "Destination" if leaves else "Source"
    other = (
        rule.get(f"{side}SecurityGroupId")
        or rule.get(f"{side}PrefixListId")
        or rule.get("CidrIp")
        or rule.get("CidrIpv6")
    )
    peer = groups.get(reference(other) or "", str(other))
    if str(other).startswith("pl-"):
        peer = S3
    if other in ("0.0.0.0/0", "::/0"):
        peer = INTERNET
    mine = groups.get(own, own)
    caller, called = (mine, peer) if leaves else (peer, mine)
    return Connection(caller, called, _port(rule), str(rule.get("Description", "")))


def _port(rule: Mapping[str, Any]) -> str:
    first, last, protocol = rule.get("FromPort"), rule.get("ToPort"), rule["IpProtocol"]
    if protocol == "tcp" and first == last:
        return str(first)
    return f"{protocol} {first}-{last}"
