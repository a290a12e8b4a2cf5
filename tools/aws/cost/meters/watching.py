"""Alarms, logs, metrics; keys and secrets."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from tools.aws.cost.usage import Found, Part, Usage
from tools.problems import Failed

_SECONDS_OF_HIGH_RESOLUTION: Final = 60
_ALARMS_OF_A_TARGET: Final = 2
_TEN_THOUSAND: Final = 10_000


def alarm(found: Found) -> Iterator[Usage]:
    """For each metric that it looks at; an expression over metrics is none."""
    properties = found.it.properties
    stats = [one["MetricStat"] for one in properties.get("Metrics", ()) if "MetricStat" in one]
    looked_at = stats or [properties]
    fine = any(int(one["Period"]) < _SECONDS_OF_HIGH_RESOLUTION for one in looked_at)
    item = "high-resolution alarm" if fine else "alarm"
    yield Usage(Part.WATCHING, "Alarms", item, Decimal(len(looked_at)))


def scaling_policy(found: Found) -> Iterator[Usage]:
    """A target to be held makes two alarms of its own, which stand in no template."""
    if found.it.properties["PolicyType"] == "TargetTrackingScaling":
        number = Decimal(_ALARMS_OF_A_TARGET)
        yield Usage(Part.WATCHING, "Alarms of the autoscaling", "alarm", number)


def dashboard(_: Found) -> Iterator[Usage]:
    yield Usage(Part.WATCHING, "Dashboard", "dashboard", Decimal(1))


def metric_filter(found: Found) -> Iterator[Usage]:
    """Filters that feed the same metric of a region pay for it together, and nobody pays while no
    task writes the log that the filter reads."""
    it, at = found.it, found.deployment
    if not at.running(it.stack):
        return
    fed = [
        metric
        for one in at.of_type(it.type)
        if one.region == it.region
        for metric in map(_metric, one.properties["MetricTransformations"])
    ]
    for metric in map(_metric, it.properties["MetricTransformations"]):
        share = Decimal(1) / fed.count(metric)
        yield Usage(Part.WATCHING, "Metrics from the log", "custom metric", share)


def _metric(transformation: Mapping[str, Any]) -> tuple[object, ...]:
    dimensions = [(one["Key"], one["Value"]) for one in transformation.get("Dimensions", ())]
    return transformation["MetricNamespace"], transformation["MetricName"], sorted(dimensions)


def log(what: str, item: str, gigabytes: Decimal) -> Iterator[Usage]:
    yield Usage(Part.WATCHING, what, item, gigabytes)
    # it grows from nothing, so half of it on average
    yield Usage(Part.WATCHING, what, "logs kept", gigabytes / 2)


def flow_log(found: Found) -> Iterator[Usage]:
    it = found.it
    if it.properties.get("LogDestinationType", "cloud-watch-logs") != "cloud-watch-logs":
        raise Failed(f"{it.id} in {it.stack} writes its flow log to where nothing is priced.")
    gigabytes = found.assumed.flow_log_gb * found.stay.days
    yield from log("Flow log", "flow logs", gigabytes)


def topic(found: Found) -> Iterator[Usage]:
    mails = found.assumed.emails * found.stay.days / _TEN_THOUSAND
    yield Usage(Part.WATCHING, "Alarms by e-mail", "notification emails", mails)


def key(found: Found) -> Iterator[Usage]:
    yield Usage(Part.KEYS, "Keys of our own", "kms key", Decimal(1))
    calls = found.assumed.key_requests * found.stay.days / _TEN_THOUSAND
    yield Usage(Part.KEYS, "Calls of keys", "kms requests", calls)


def secret(found: Found) -> Iterator[Usage]:
    yield Usage(Part.KEYS, "Secrets", "secret", Decimal(1))
    for replica in found.it.properties.get("ReplicaRegions", ()):
        yield Usage(Part.KEYS, "Replicas of secrets", "secret", Decimal(1), replica["Region"])
    share = Decimal(1) / len(found.deployment.of_type(found.it.type))
    calls = share * found.assumed.key_requests * found.stay.days / _TEN_THOUSAND
    yield Usage(Part.KEYS, "Calls of secrets", "secret requests", calls)
