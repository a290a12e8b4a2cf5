"""Failover without the failed region, and the latch against split brain."""

import json
from collections.abc import Iterator
from typing import Any, Final

from cdk.names import (
    DR,
    DR_CONTROL,
    MARK_PATH,
    NOT_PROMOTED,
    PRIMARY,
    PRIMARY_CONTROL,
    Side,
    promoted_status_parameter,
    side_host,
    side_of,
    site_host,
)
from tests.cdk.safeties.checks import (
    BALANCER,
    HEALTH_CHECK,
    PARAMETER,
    RECORD,
    RULE,
    absent,
    among,
    every,
    find,
    having,
    in_each,
    lacking,
    reference,
)
from tests.cdk.safeties.model import FAILOVER, REGIONS, Copies, Deployment, Safety
from tests.cdk.safeties.spoiling import drop, put, remove
from tests.synthesised import Resource, Template

_CONFIG: Final = "HealthCheckConfig"
_CALCULATED: Final = having(f"{_CONFIG}/Type", "CALCULATED")
_LOOKING: Final = lacking(f"{_CONFIG}/Type", "CALCULATED")
_OF_PRIMARY: Final = having(f"{_CONFIG}/ResourcePath", "/health/ready")
_OF_MARK: Final = having(f"{_CONFIG}/ResourcePath", MARK_PATH)
_PLAIN: Final = having("Failover", None)
_FAILING_OVER: Final = lacking("Failover", None)
_STATUS: Final = "PromotedStatusParameter"
_ANSWER: Final = "Actions/0/FixedResponseConfig/StatusCode"


def _site(deployment: Deployment, template: Template) -> list[Resource]:
    name = f"{site_host(deployment.settings.domain)}."
    return [one for one in template.of_type(RECORD) if one.properties["Name"] == name]


@in_each(*REGIONS)
def _pair(deployment: Deployment, template: Template) -> Iterator[str]:
    wanted = "SECONDARY" if template.stack == DR else "PRIMARY"
    found = [one.properties.get("Failover") for one in _site(deployment, template)]
    if found != [wanted]:
        yield f"the site's record is {found}, not {wanted}"
    balancers = {one.id for one in template.of_type(BALANCER)}
    for record in _site(deployment, template):
        if reference(find(record, "AliasTarget/DNSName")) not in balancers:
            yield f"{record.id} leads to no load balancer of its region"
        if record.properties.get("SetIdentifier") != side_of(template.stack):
            yield f"{record.id} is not told from the other one"


@in_each(PRIMARY)
def _hangs_on_latch(deployment: Deployment, template: Template) -> Iterator[str]:
    for record in _site(deployment, template):
        check = template.resources.get(reference(record.properties.get("HealthCheckId")) or "")
        if check is None or not _CALCULATED(check):
            yield f"{record.id} does not hang on the latch"


@in_each(DR)
def _last_resort(deployment: Deployment, template: Template) -> Iterator[str]:
    for record in _site(deployment, template):
        if "HealthCheckId" in record.properties:
            yield f"{record.id} may be taken out too"


@in_each(PRIMARY)
def _wants_both(_: Deployment, template: Template) -> Iterator[str]:
    for check in filter(_CALCULATED, template.of_type(HEALTH_CHECK)):
        children = [
            template.resources[reference(one) or ""]
            for one in find(check, f"{_CONFIG}/ChildHealthChecks")
        ]
        for kind, wanted in (("the primary", _OF_PRIMARY), ("the mark", _OF_MARK)):
            if not any(map(wanted, children)):
                yield f"{check.id} does not ask for {kind}"
        if find(check, f"{_CONFIG}/HealthThreshold") != len(children):
            yield f"{check.id} is content with less than all"


@in_each(PRIMARY)
def _turned_round(deployment: Deployment, template: Template) -> Iterator[str]:
    host = side_host(deployment.settings.domain, Side.DR)
    marks = [one for one in template.of_type(HEALTH_CHECK) if _OF_MARK(one)]
    if not marks:
        yield "nobody looks at the mark"
    for check in marks:
        config = check.properties[_CONFIG]
        if config.get("Inverted") is not True:
            yield f"{check.id} takes the mark for health"
        if config.get("FullyQualifiedDomainName") != host:
            yield f"{check.id} looks at another mark than {host}'s"


@in_each(PRIMARY)
def _looks_at_primary(deployment: Deployment, template: Template) -> Iterator[str]:
    host = side_host(deployment.settings.domain, Side.PRIMARY)
    checks = [one for one in template.of_type(HEALTH_CHECK) if _OF_PRIMARY(one)]
    if not checks:
        yield "nobody looks whether the primary is ready"
    for check in checks:
        config = check.properties[_CONFIG]
        if config.get("Inverted") is True or config.get("FullyQualifiedDomainName") != host:
            yield f"{check.id} does not look at {host}"


@in_each(PRIMARY)
def _quick(deployment: Deployment, template: Template) -> Iterator[str]:
    for check in filter(_LOOKING, template.of_type(HEALTH_CHECK)):
        config = check.properties[_CONFIG]
        interval = deployment.settings.health_check_seconds
        if config.get("RequestInterval") != interval or config.get("FailureThreshold") != 3:
            yield f"{check.id} does not see a failure after three times {interval} s"


@in_each(*REGIONS)
def _mark(deployment: Deployment, template: Template) -> Iterator[str]:
    host = side_host(deployment.settings.domain, side_of(template.stack))
    rules = template.of_type(RULE)
    if not rules:
        yield "no mark"
    for rule in rules:
        conditions: list[Any] = rule.properties["Conditions"]
        hosts = [one.get("HostHeaderConfig", {}).get("Values") for one in conditions]
        paths = [one.get("PathPatternConfig", {}).get("Values") for one in conditions]
        if [MARK_PATH] not in paths or [host] not in hosts:
            yield f"{rule.id} answers for something else than {host}{MARK_PATH}"
        if [one["Type"] for one in rule.properties["Actions"]] != ["fixed-response"]:
            yield f"{rule.id} is answered by something that can fail"


@in_each(*REGIONS)
def _mark_from_ssm(deployment: Deployment, template: Template) -> Iterator[str]:
    path = promoted_status_parameter(deployment.settings.purpose, side_of(template.stack))
    parameter = template.parameters.get(_STATUS, {})
    if parameter.get("Default") != path or not str(parameter.get("Type")).startswith("AWS::SSM::"):
        yield f"the mark is not read from {path}"
    for rule in template.of_type(RULE):
        if find(rule, _ANSWER) != {"Ref": _STATUS}:
            yield f"{rule.id} would be set back by the next stack operation"


@in_each(PRIMARY_CONTROL, DR_CONTROL)
def _not_promoted_at_first(deployment: Deployment, template: Template) -> Iterator[str]:
    path = promoted_status_parameter(deployment.settings.purpose, side_of(template.stack))
    found = [one for one in template.of_type(PARAMETER) if one.properties["Name"] == path]
    if [one.properties["Value"] for one in found] != [NOT_PROMOTED]:
        yield f"{path} is not {NOT_PROMOTED} at first"


@in_each(*REGIONS)
def _plain_names(deployment: Deployment, template: Template) -> Iterator[str]:
    name = f"{side_host(deployment.settings.domain, side_of(template.stack))}."
    found = [one for one in template.of_type(RECORD) if one.properties["Name"] == name]
    if len(found) != 1 or "Failover" in found[0].properties:
        yield f"{name} does not lead to its region, whatever happens"


def _nothing_of(other: Side) -> Any:
    def look(deployment: Deployment, template: Template) -> Iterator[str]:
        region = deployment.settings.region(other).name
        for resource in template.resources.values():
            text = json.dumps(resource.properties)
            own = {"SourceDBInstanceIdentifier", "SourceRegion"}
            rest = {key: one for key, one in resource.properties.items() if key not in own}
            if "Fn::ImportValue" in text or region in json.dumps(rest):
                yield f"{resource.id} needs the other region"

    return look


def _no_crossing(deployment: Deployment) -> Iterator[str]:
    for stack, other in ((PRIMARY, Side.DR), (DR, Side.PRIMARY), (DR_CONTROL, Side.PRIMARY)):
        yield from in_each(stack)(_nothing_of(other))(deployment)


def _is_status(one: Resource) -> bool:
    return str(one.properties["Name"]).endswith("promoted-status")


def _latch_left_out(copies: Copies) -> None:
    """The record hangs on the primary's own check."""
    checks = copies[PRIMARY].of_type(HEALTH_CHECK)
    (primary,) = filter(_OF_PRIMARY, checks)
    check = {"Fn::GetAtt": [primary.id, "HealthCheckId"]}
    put(RECORD, "HealthCheckId", check, where=_FAILING_OVER, stack=PRIMARY)(copies)


SAFETIES: Final = (
    Safety(
        "the-site-has-two-answers",
        "When the primary is ill Route 53 has somewhere else to send people.",
        FAILOVER,
        _pair,
        {
            "no answer of the DR region": remove(RECORD, where=_FAILING_OVER, stack=DR),
            "two primaries": put(RECORD, "Failover", "PRIMARY", where=_FAILING_OVER, stack=DR),
            "a plain record instead": drop(RECORD, "Failover", where=_FAILING_OVER, stack=PRIMARY),
            "the DR region's answer is the primary's load balancer": put(
                RECORD,
                "AliasTarget/DNSName",
                "primary.us-east-1.elb.amazonaws.com",
                where=_FAILING_OVER,
                stack=DR,
            ),
        },
    ),
    Safety(
        "the-primary-answers-while-the-latch-holds",
        "An ill primary is left, and one that lost its data's future is not come back to.",
        FAILOVER,
        _hangs_on_latch,
        {
            "no check at all": drop(RECORD, "HealthCheckId", where=_FAILING_OVER, stack=PRIMARY),
            "the primary's health alone": _latch_left_out,
        },
    ),
    Safety(
        "the-dr-region-always-answers",
        "With both sides ill people are sent where the data is, not nowhere.",
        FAILOVER,
        _last_resort,
        {
            "a check on the last resort": put(
                RECORD, "HealthCheckId", "check-1", where=_FAILING_OVER, stack=DR
            )
        },
    ),
    Safety(
        "the-checks-alone-decide",
        "No load balancer's opinion of its targets turns the site round behind the latch's back.",
        FAILOVER,
        every(RECORD, "AliasTarget/EvaluateTargetHealth", among(False, None), stacks=REGIONS),
        {
            "targets that are asked too": put(
                RECORD, "AliasTarget/EvaluateTargetHealth", value=True, where=_FAILING_OVER
            )
        },
    ),
    Safety(
        "the-latch-wants-both",
        "Healthy AND nobody promoted: a primary that comes back by itself gets nobody.",
        FAILOVER,
        _wants_both,
        {
            "the mark dropped": put(
                HEALTH_CHECK,
                f"{_CONFIG}/ChildHealthChecks",
                lambda one: find(one, f"{_CONFIG}/ChildHealthChecks")[:1],
                where=_CALCULATED,
            ),
            "the primary dropped": put(
                HEALTH_CHECK,
                f"{_CONFIG}/ChildHealthChecks",
                lambda one: find(one, f"{_CONFIG}/ChildHealthChecks")[1:],
                where=_CALCULATED,
            ),
            "one of two is enough": put(
                HEALTH_CHECK, f"{_CONFIG}/HealthThreshold", 1, where=_CALCULATED
            ),
        },
    ),
    Safety(
        "the-mark-is-turned-round",
        "A mark that is there, and only that, keeps the old primary out.",
        FAILOVER,
        _turned_round,
        {
            "the mark taken for health": put(
                HEALTH_CHECK, f"{_CONFIG}/Inverted", value=False, where=_OF_MARK
            ),
            "the primary's own mark": put(
                HEALTH_CHECK,
                f"{_CONFIG}/FullyQualifiedDomainName",
                "primary.example.org",
                where=_OF_MARK,
            ),
            "the application instead of the mark": put(
                HEALTH_CHECK, f"{_CONFIG}/ResourcePath", "/health/promoted", where=_OF_MARK
            ),
        },
    ),
    Safety(
        "the-primary-is-asked-whether-it-is-ready",
        "A primary without its database counts as ill, though its pages answer.",
        FAILOVER,
        _looks_at_primary,
        {
            "any page will do": put(
                HEALTH_CHECK, f"{_CONFIG}/ResourcePath", "/health/live", where=_OF_PRIMARY
            ),
            "the site itself is asked, whoever answers": put(
                HEALTH_CHECK,
                f"{_CONFIG}/FullyQualifiedDomainName",
                "tour.example.org",
                where=_OF_PRIMARY,
            ),
            "illness taken for health": put(
                HEALTH_CHECK, f"{_CONFIG}/Inverted", value=True, where=_OF_PRIMARY
            ),
        },
    ),
    Safety(
        "a-failure-is-seen-after-three-looks",
        "People wait for a failover as long as the settings promise, no longer.",
        FAILOVER,
        _quick,
        {
            "ten looks": put(HEALTH_CHECK, f"{_CONFIG}/FailureThreshold", 10, where=_OF_PRIMARY),
            "another interval": put(HEALTH_CHECK, f"{_CONFIG}/RequestInterval", 60, where=_OF_MARK),
        },
    ),
    Safety(
        "checks-look-for-themselves",
        "No decision waits for a metric of us-east-1, where all metrics of checks live.",
        FAILOVER,
        every(
            HEALTH_CHECK,
            f"{_CONFIG}/AlarmIdentifier",
            absent,
            stacks=(PRIMARY,),
        ),
        {
            "a check that hangs on an alarm": put(
                HEALTH_CHECK, f"{_CONFIG}/AlarmIdentifier", {"Region": "us-east-1", "Name": "a"}
            )
        },
    ),
    Safety(
        "the-mark-outlives-every-task",
        "The DR tasks may all fail: the old primary still gets nobody.",
        FAILOVER,
        _mark,
        {
            "no mark": remove(RULE, stack=DR),
            "a mark that the tasks answer": put(RULE, "Actions/0/Type", "forward", stack=DR),
            "a mark under every name": put(
                RULE,
                "Conditions",
                lambda one: find(one, "Conditions")[1:],
                stack=DR,
            ),
            "a mark on another path": put(
                RULE, "Conditions/1/PathPatternConfig/Values", ["/health/promoted"]
            ),
        },
    ),
    Safety(
        "a-deployment-keeps-the-mark",
        "A stack operation after a promotion does not let the old primary in again.",
        FAILOVER,
        _mark_from_ssm,
        {
            "a mark as a number": put(RULE, _ANSWER, "404", stack=DR),
            "a mark of another parameter": put(
                RULE, _ANSWER, {"Ref": "DesiredCountParameter"}, stack=PRIMARY
            ),
        },
    ),
    Safety(
        "nobody-is-promoted-at-first",
        "A new deployment serves from its primary.",
        FAILOVER,
        _not_promoted_at_first,
        {
            "promoted from the start": put(
                PARAMETER, "Value", "200", where=_is_status, stack=DR_CONTROL
            ),
            "no mark's status": remove(PARAMETER, where=_is_status, stack=DR_CONTROL),
        },
    ),
    Safety(
        "each-side-has-a-name-of-its-own",
        "The checks look at a side, not at whoever answers for the site.",
        FAILOVER,
        _plain_names,
        {
            "no name of the DR region": remove(RECORD, where=_PLAIN, stack=DR),
            "a name that fails over": put(
                RECORD, "Failover", "PRIMARY", where=_PLAIN, stack=PRIMARY
            ),
        },
    ),
    Safety(
        "no-region-needs-the-other",
        "A region can be deployed, changed and torn down while the other one is away.",
        FAILOVER,
        _no_crossing,
        {
            "a value imported from the other stack": put(
                BALANCER, "Scheme", {"Fn::ImportValue": "primary-scheme"}, stack=DR
            ),
            "the primary region's address in the DR region": put(
                RECORD, "AliasTarget/HostedZoneId", "us-east-1", stack=DR
            ),
        },
    ),
)
