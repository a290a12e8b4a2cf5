"""An alarm for each way in which the tour gets worse, and people who hear it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cdk.names import (
    DR,
    ECS_SERVICES,
    PRIMARY,
    Side,
    alarm_name,
    side_of,
)
from cdk.settings import Settings
from tests.cdk.permissions import granted
from tests.cdk.safeties.checks import (
    ALARM,
    KEY,
    TOPIC,
    TOPIC_POLICY,
    in_each,
    listed,
    reference,
    walk,
)
from tests.cdk.safeties.model import (
    ISSUE,
    REGIONS,
    WATCHED,
    Check,
    Deployment,
    Safety,
    Spoil,
)
from tests.cdk.safeties.spoiling import drop, put, remove
from tests.synthesised import Resource, Template

_SUBSCRIPTION: Final = "AWS::SNS::Subscription"
_GREATER: Final = "GreaterThanThreshold"
_LESS: Final = "LessThanThreshold"
_GB: Final = 1024**3


@dataclass(frozen=True, slots=True)
class Watched:
    """An alarm that is owed: on which metric, how loud at the latest, and on which sides.
    ``most`` bounds a threshold that may be passed, ``least`` one that may be fallen below."""

    name: str
    protects: str
    metric: str
    most: float | None = None
    least: float | None = None
    sides: tuple[str, ...] = REGIONS
    # silence is as bad as the worst value, at the primary
    silence_is_bad: bool = False


_WATCHED: Final = (
    Watched(
        "gateway-gone",
        "The site is away and somebody knows.",
        "HealthyHostCount",
        least=1,
        silence_is_bad=True,
    ),
    Watched("gateway-ill", "A gateway hangs and somebody knows.", "UnHealthyHostCount", most=0),
    Watched("errors", "People are answered with errors and somebody knows.", "5XX", most=10),
    Watched("slow", "Pages take long and somebody knows.", "TargetResponseTime", most=1),
    Watched("storage", "The disk fills and somebody knows in time.", "FreeStorageSpace", least=_GB),
    Watched("memory", "The database runs out of memory.", "FreeableMemory", least=32 * 1024**2),
    Watched("database-cpu", "The database is too small.", "CPUUtilization", most=90),
    Watched("connections", "The next service gets no connection.", "DatabaseConnections", most=300),
    Watched(
        "replica-lag",
        "What a failover would lose grows beyond a minute and somebody knows.",
        "ReplicaLag",
        most=60,
        sides=(DR,),
    ),
    Watched(
        "slot-lag",
        "A replica that takes nothing fills the primary's disk.",
        "OldestReplicationSlotLag",
        most=10 * _GB,
        sides=(PRIMARY,),
    ),
    Watched("outbox", "Events wait and pages grow old.", "outbox_oldest_seconds", most=60),
    Watched("dead-letters", "An event was given up and waits for people.", "dead_letters", most=0),
    Watched(
        "clock",
        "The Monday ranking is not published by 20:15, or a draw is not made.",
        "clock_late_seconds",
        most=15 * 60,
    ),
    Watched(
        "leaders",
        "A service has nobody who sends events and keeps the clock.",
        "outbox_oldest_seconds",
        least=1,
        silence_is_bad=True,
    ),
    *(
        Watched(
            f"{service}-{kind}",
            f"{service} runs out of {kind} and somebody knows.",
            metric,
            most=90,
        )
        for service in ECS_SERVICES
        for kind, metric in (("cpu", "CPUUtilization"), ("memory", "MemoryUtilization"))
    ),
)


def _alarm(template: Template, settings: Settings, name: str) -> Resource | None:
    full = alarm_name(settings.purpose, side_of(template.stack), name)
    return next(
        (one for one in template.of_type(ALARM) if one.properties["AlarmName"] == full), None
    )


def _metrics(alarm: Resource) -> list[str]:
    """One, or those of a sum."""
    parts = listed(alarm.properties.get("Metrics"))
    summed = [str(walk(part, ("MetricStat", "Metric", "MetricName"))) for part in parts]
    return [str(alarm.properties.get("MetricName")), *summed]


def _alarmed(watched: Watched) -> Check:
    @in_each(*watched.sides)
    def check(deployment: Deployment, template: Template) -> Iterator[str]:
        alarm = _alarm(template, deployment.settings, watched.name)
        if alarm is None:
            yield f"no alarm {watched.name}"
            return
        if not any(watched.metric in metric for metric in _metrics(alarm)):
            yield f"{watched.name} looks at {_metrics(alarm)}"
        threshold, comparison = (
            alarm.properties["Threshold"],
            alarm.properties["ComparisonOperator"],
        )
        if watched.most is not None and (comparison, threshold > watched.most) != (_GREATER, False):
            yield f"{watched.name} is silent until {comparison} {threshold}"
        if watched.least is not None and (comparison, threshold < watched.least) != (_LESS, False):
            yield f"{watched.name} is silent until {comparison} {threshold}"
        at_primary = template.stack == PRIMARY
        silence = alarm.properties.get("TreatMissingData")
        if watched.silence_is_bad and at_primary and silence != "breaching":
            yield f"{watched.name} takes silence for good news"
        if alarm.properties.get("ActionsEnabled") is False:
            yield f"{watched.name} is switched off"

    return check


def _named(name: str) -> Any:
    return lambda one: any(
        one.properties["AlarmName"] == alarm_name(purpose, side, name)
        for purpose in ("demo", "production")
        for side in Side
    )


def _silenced(watched: Watched) -> Mapping[str, Spoil]:
    stack, alarm = watched.sides[-1], _named(watched.name)
    worse = watched.most * 100 + 1 if watched.most is not None else 0
    spoilt: dict[str, Spoil] = {
        f"no alarm {watched.name}": remove(ALARM, where=alarm, stack=stack),
        f"{watched.name} that is never reached": put(
            ALARM, "Threshold", worse, where=alarm, stack=stack
        ),
    }
    if watched.silence_is_bad:
        spoilt[f"{watched.name} that takes silence for good news"] = put(
            ALARM, "TreatMissingData", "notBreaching", where=alarm, stack=PRIMARY
        )
    return spoilt


@in_each(*REGIONS)
def _heard(_: Deployment, template: Template) -> Iterator[str]:
    topics = {one.id for one in template.of_type(TOPIC)}
    for alarm in template.of_type(ALARM):
        to = {reference(one) for one in listed(alarm.properties.get("AlarmActions"))}
        if not to & topics or alarm.properties.get("ActionsEnabled") is False:
            yield f"{alarm.id} tells nobody"


@in_each(*REGIONS)
def _may_publish(deployment: Deployment, template: Template) -> Iterator[str]:
    ours = deployment.settings.account
    allowed = [
        one
        for one in granted(template)
        if one.who == "Service cloudwatch.amazonaws.com"
        and one.effect == "Allow"
        and ours in one.condition
    ]
    if not any("sns:Publish" in one.actions for one in allowed):
        yield "alarms may not publish to their topic"
    if not any(one.actions == "kms:Decrypt kms:GenerateDataKey*" for one in allowed):
        yield "alarms may not use the topic's key"


@in_each(*REGIONS)
def _topic_closed(_: Deployment, template: Template) -> Iterator[str]:
    keys = {one.id for one in template.of_type(KEY)}
    for topic in template.of_type(TOPIC):
        if reference(topic.properties.get("KmsMasterKeyId")) not in keys:
            yield f"{topic.id} is not encrypted with the region's key"
    if not any(
        one.holder == "alarm topic"
        and one.effect == "Deny"
        and '"aws:SecureTransport": "false"' in one.condition
        for one in granted(template)
    ):
        yield "the topic takes messages without TLS"


def told(settings: Settings) -> bool:
    return bool(settings.watching.alarm_email)


@in_each(PRIMARY)
def _subscribed(deployment: Deployment, template: Template) -> Iterator[str]:
    topics = {one.id for one in template.of_type(TOPIC)}
    told = {
        one.properties.get("Endpoint")
        for one in template.of_type(_SUBSCRIPTION)
        if reference(one.properties["TopicArn"]) in topics
    }
    if deployment.settings.watching.alarm_email not in told:
        yield "the operator hears no alarm"


SAFETIES: Final = (
    *(
        Safety(
            f"alarm-{watched.name}",
            watched.protects,
            WATCHED,
            _alarmed(watched),
            _silenced(watched),
        )
        for watched in _WATCHED
    ),
    Safety(
        "alarms-go-somewhere",
        "An alarm is more than a red field on a page that nobody looks at.",
        WATCHED,
        _heard,
        {
            "an alarm that tells nobody": drop(ALARM, "AlarmActions", stack=DR),
            "an alarm that is switched off": put(ALARM, "ActionsEnabled", value=False),
        },
    ),
    Safety(
        "alarms-may-publish",
        "What CloudWatch wants to say is not refused by topic or key, where nobody would see it.",
        WATCHED,
        _may_publish,
        {
            "a topic that refuses its alarms": drop(
                TOPIC_POLICY, "PolicyDocument/Statement/1", stack=DR
            ),
            "a key that refuses them": drop(KEY, "KeyPolicy/Statement/1"),
            "a topic for everybody's alarms": drop(
                TOPIC_POLICY, "PolicyDocument/Statement/1/Condition"
            ),
        },
    ),
    Safety(
        "alarms-travel-encrypted",
        "What is wrong with the tour is nobody else's business.",
        ISSUE,
        _topic_closed,
        {
            "a topic in the open": drop(TOPIC, "KmsMasterKeyId"),
            "messages without TLS": drop(TOPIC_POLICY, "PolicyDocument/Statement/0", stack=DR),
        },
    ),
    Safety(
        "the-operator-is-told",
        "Somebody gets a mail.",
        WATCHED,
        _subscribed,
        {
            "nobody subscribed": remove(_SUBSCRIPTION),
            "somebody else subscribed": put(_SUBSCRIPTION, "Endpoint", "nobody@example.org"),
        },
        wanted=told,
    ),
)
