"""Fargate: the services' tasks, the one-off tasks, and what watching them costs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cdk import names
from tools.aws.cost.meters.watching import log
from tools.aws.cost.usage import Found, Part, Usage
from tools.aws.templates import Resource
from tools.problems import Failed

_UNITS_OF_A_VCPU: Final = 1024
_MB_OF_A_GB: Final = 1024
_FREE_DISK_GB: Final = 20


def service(found: Found) -> Iterator[Usage]:
    it, at = found.it, found.deployment
    count = at.number_of_tasks(it)
    definition = at.referred(it, it.properties["TaskDefinition"])
    if definition is None:
        raise Failed(f"{it.id} in {it.stack} runs a task that its template does not define.")
    # where none runs, the line of those that may shows nothing
    what = f"{it.properties['ServiceName']}: {max(count, 1)} ×"
    yield from _task(definition, what, Decimal(count))
    logged = count * found.assumed.log_gb_of_a_task * found.stay.days
    yield from log("Log of the services", "logs", logged)
    yield Usage(Part.ENDPOINTS, "Data through the endpoints", "interface endpoint data", logged)


def _task(definition: Resource, which: str, running: Decimal) -> Iterator[Usage]:
    properties = definition.properties
    chip = properties.get("RuntimePlatform", {}).get("CpuArchitecture", "X86_64")
    fargate = f"fargate {'arm' if chip == 'ARM64' else 'x86'}"
    vcpu = Decimal(properties["Cpu"]) / _UNITS_OF_A_VCPU
    memory = Decimal(properties["Memory"]) / _MB_OF_A_GB
    what = f"{which} {vcpu:f} vCPU, {memory:f} GB"
    yield Usage(Part.TASKS, what, f"{fargate} vcpu", running * vcpu)
    yield Usage(Part.TASKS, what, f"{fargate} memory", running * memory)
    disk = properties.get("EphemeralStorage", {}).get("SizeInGiB", _FREE_DISK_GB)
    if disk > _FREE_DISK_GB:
        extra = Decimal(disk - _FREE_DISK_GB)
        yield Usage(Part.TASKS, what, "fargate storage", running * extra)


def errand(found: Found) -> Iterator[Usage]:
    """A task definition that no service runs is a one-off task's; it runs in the primary."""
    it, at = found.it, found.deployment
    services = at.of_type("AWS::ECS::Service")
    if any(at.referred(one, one.properties["TaskDefinition"]) == it for one in services):
        return
    if names.side_of(it.stack) is names.Side.PRIMARY:
        share = found.assumed.errand_hours / found.stay.hours
        errand = it.properties["Family"].rsplit("-", 1)[-1]
        yield from _task(it, f"{errand}: {found.assumed.errand_hours} h of", share)


def cluster(found: Found) -> Iterator[Usage]:
    """Container Insights: metrics for each service that runs."""
    it, at = found.it, found.deployment
    settings = {one["Name"]: one["Value"] for one in it.properties.get("ClusterSettings", ())}
    insights = settings.get("containerInsights", "disabled")
    if insights == "disabled":
        return
    item = "container insights metric" if insights == "enhanced" else "custom metric"
    metrics = Decimal(at.running(it.stack) * found.assumed.metrics_of_a_service)
    yield Usage(Part.WATCHING, "Container Insights", item, metrics)
