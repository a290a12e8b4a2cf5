"""Security groups: the call graph and nothing beside it."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from cdk.names import DR, PRIMARY
from tests.cdk.connections import (
    INTERNET,
    S3,
    Connection,
    expected,
    group_names,
    let_out_by_default,
    opened,
)
from tests.cdk.safeties.checks import EGRESS, GROUP, INGRESS, having, in_each
from tests.cdk.safeties.model import PRIVILEGE, REGIONS, Check, Copies, Deployment, Safety, Spoil
from tests.cdk.safeties.spoiling import append, drop, put, remove
from tests.synthesised import Template

_TABLE: Final = expected()
_CALLERS: Final = {row.caller for row in _TABLE}
_CALLED: Final = {row.called for row in _TABLE}


@in_each(*REGIONS)
def _reached_from_outside(_: Deployment, template: Template) -> Iterator[str]:
    for one in opened(template)[1]:
        if one.caller not in _CALLERS or (one.caller == INTERNET and one not in _TABLE):
            yield str(one)


@in_each(*REGIONS)
def _reaching_outside(_: Deployment, template: Template) -> Iterator[str]:
    yield from (str(one) for one in opened(template)[0] if one.called not in _CALLED)
    yield from (f"{name} lets everything out" for name in let_out_by_default(template))


@in_each(*REGIONS)
def _as_called(_: Deployment, template: Template) -> Iterator[str]:
    out, into = opened(template)
    for one in _TABLE:
        if one.caller != INTERNET and one not in out:
            yield f"{one} is not let out"
        if one.called != S3 and one not in into:
            yield f"{one} is not let in"


def _only_as_listed(concerns: Callable[[Connection], bool]) -> Check:
    """Of the connections that this concerns none is open but the table's, and none twice."""

    @in_each(*REGIONS)
    def check(_: Deployment, template: Template) -> Iterator[str]:
        for end in opened(template):
            more = Counter(filter(concerns, end)) - Counter(filter(concerns, _TABLE))
            yield from (f"{one} is open" for one in more)

    return check


def _open(caller: str, called: str, port: int, *, stack: str = PRIMARY) -> Spoil:
    """A rule at the called end, from a group or a network."""

    def spoil(copies: Copies) -> None:
        copies.once()
        template = copies[stack]
        groups = {name: {"Fn::GetAtt": [group, "GroupId"]} for group, name in _groups(template)}
        key = "CidrIpv6" if ":" in caller else "CidrIp"
        peer = {"SourceSecurityGroupId": groups[caller]} if caller in groups else {key: caller}
        rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **peer}
        template.body["Resources"]["Intruder"] = {
            "Type": INGRESS,
            "Properties": {"GroupId": groups[called], **rule},
        }

    return spoil


def _groups(template: Template) -> Iterator[tuple[str, str]]:
    yield from group_names(template).items()


def _described(text: str) -> Callable[..., bool]:
    return having("Description", text)


_ALL: Final = {"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}
_DATABASE_GROUP: Final = having("GroupDescription", "PostgreSQL")

SAFETIES: Final = (
    Safety(
        "the-internet-reaches-the-load-balancer-alone",
        "Nobody outside can talk to a task or the database, whatever else is wrong.",
        PRIVILEGE,
        _reached_from_outside,
        {
            "the database open to the internet": _open("0.0.0.0/0", "database", 5432),
            "the gateway open to the internet over IPv6": _open("::/0", "gateway", 8000, stack=DR),
            "a service open to the whole network": _open("10.20.0.0/16", "entries", 50051),
            "the load balancer open on another port": _open("0.0.0.0/0", "balancer", 22),
            "all ports of the database's group open": append(
                GROUP, "SecurityGroupIngress", _ALL, where=_DATABASE_GROUP, stack=DR
            ),
        },
    ),
    Safety(
        "no-group-lets-anything-out-to-the-internet",
        "What was taken over cannot call home, even if a route were there.",
        PRIVILEGE,
        _reaching_outside,
        {
            "a service that may call anybody": append(
                GROUP,
                "SecurityGroupEgress",
                _ALL,
                where=having("GroupDescription", "Tasks of entries"),
            ),
            "the database's rule for nothing gone: all is let out": drop(
                GROUP, "SecurityGroupEgress", where=_DATABASE_GROUP
            ),
            "a list of addresses wider than S3's": put(
                EGRESS,
                "DestinationPrefixListId",
                {"Ref": "Wider"},
                where=_described("layers of images, from S3"),
            ),
        },
    ),
    Safety(
        "who-calls-is-let-in",
        "A service that has to be asked can be asked, and all of the call graph works.",
        PRIVILEGE,
        _as_called,
        {
            "a caller not let out": remove(EGRESS, where=_described("draws asks"), stack=DR),
            "a caller not let in": remove(INGRESS, where=_described("matches asks")),
            "the gateway not let into its database": remove(
                INGRESS, where=_described("data of gateway")
            ),
            "a service that cannot send its events": remove(
                EGRESS, where=_described("events of rankings")
            ),
            "a port that nobody listens on": put(
                INGRESS, "FromPort", 50052, where=_described("entries asks")
            ),
        },
    ),
    Safety(
        "the-database-is-reached-by-services-and-one-off-tasks-alone",
        "Neither load balancer nor broker is a step towards the data.",
        PRIVILEGE,
        _only_as_listed(lambda one: one.called == "database"),
        {
            "the load balancer let into the database": _open("balancer", "database", 5432),
            "the broker let into the database": _open("broker", "database", 5432, stack=DR),
            "every port of the database to a service": put(
                INGRESS, "IpProtocol", "-1", where=_described("data of entries")
            ),
        },
    ),
    Safety(
        "a-grpc-port-is-reached-by-its-callers-alone",
        "A service that was taken over cannot ask those that it never asks.",
        PRIVILEGE,
        _only_as_listed(lambda one: one.port not in {"443", "80", "4222", "5432", "8000"}),
        {
            "rankings let into entries": _open("rankings", "entries", 50051),
            "one-off tasks let into matches": _open("tools", "matches", 50051, stack=DR),
            "a range of ports for a caller": put(
                INGRESS, "ToPort", 65535, where=_described("gateway asks")
            ),
        },
    ),
    Safety(
        "the-gateway-is-reached-by-the-load-balancer-alone",
        "Nobody can claim to be the proxy whose word the gateway takes for who asks.",
        PRIVILEGE,
        _only_as_listed(lambda one: one.called == "gateway"),
        {"one-off tasks let into the gateway": _open("tools", "gateway", 8000)},
    ),
    Safety(
        "the-broker-is-reached-by-the-services-alone",
        "Nobody else can send or take an event.",
        PRIVILEGE,
        _only_as_listed(lambda one: one.called == "broker"),
        {
            "one-off tasks let into the broker": _open("tools", "broker", 4222),
            "the load balancer let into the broker": _open("balancer", "broker", 8222, stack=DR),
        },
    ),
)
