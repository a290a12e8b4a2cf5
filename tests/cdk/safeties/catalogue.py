"""All safeties by what they are about, all that takes one away, and where each is tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from tempfile import TemporaryDirectory
from typing import Final

from cdk.names import PRIMARY, PRIMARY_CONTROL, Side
from cdk.settings import load, purposes
from tests.cdk.safeties import (
    alarms,
    control,
    database,
    failover,
    firewall,
    fleet,
    network,
    statements,
    tasks,
    watching,
    way_in,
)
from tests.cdk.safeties.model import Deployment, Safety, Spoil
from tests.synthesised import Template, synthesised

GROUPS: Final[Mapping[str, tuple[Safety, ...]]] = {
    "Network": network.SAFETIES,
    "Security groups": firewall.SAFETIES,
    "Roles and policies": statements.SAFETIES,
    "Database": database.SAFETIES,
    "Tasks": tasks.SAFETIES,
    "Services": fleet.SAFETIES,
    "Way in and evidence": way_in.SAFETIES,
    "Failover and latch": failover.SAFETIES,
    "Before a region": control.SAFETIES,
    "Alarms": alarms.SAFETIES,
    "Watching": watching.SAFETIES,
}
SAFETIES: Final = tuple(safety for group in GROUPS.values() for safety in group)


@dataclass(frozen=True, slots=True)
class Mutation:
    """``spoil`` takes ``safety`` away; ``name`` says what is done."""

    name: str
    safety: Safety
    spoil: Spoil


MUTATIONS: Final = tuple(
    Mutation(name, safety, spoil)
    for safety in SAFETIES
    for name, spoil in safety.taken_away.items()
)


@cache
def deployments() -> Mapping[str, Deployment]:
    """The purposes as they are shipped."""
    return {purpose: Deployment.of(synthesised(purpose)) for purpose in purposes()}


def tried_on(safety: Safety) -> Mapping[str, Deployment]:
    """The purposes that want a safety; where none does, a purpose whose operator is told of
    alarms: the purposes name nobody, since that is the operator's own choice."""
    found = {purpose: one for purpose, one in deployments().items() if safety.wanted(one.settings)}
    return found or {"production, with an address for alarms": _told()}


@cache
def _told() -> Deployment:
    """The two constructs that an address for alarms adds to, in stacks of their own: a whole
    synthesis would take seconds for nothing new."""
    from aws_cdk import App

    from cdk.budget import Budget
    from cdk.choices import Place
    from cdk.keys import RegionalKey
    from cdk.stacks import TourStack
    from cdk.watching import Watching

    settings = load("production", {"TOUR_AWS_ALARM_EMAIL": "desk@example.org"})
    place = Place(settings, Side.PRIMARY)
    with TemporaryDirectory() as folder:
        app = App(outdir=folder, analytics_reporting=False)
        control_stack = TourStack(app, PRIMARY_CONTROL, place, "the budget")
        Budget(control_stack, "Budget", place)
        region = TourStack(app, PRIMARY, place, "the topic")
        Watching(region, "Watching", place, RegionalKey(region, "Key", place))
        made = app.synth()
        bodies = {
            stack: made.get_stack_artifact(stack).template for stack in (PRIMARY_CONTROL, PRIMARY)
        }
    return Deployment(settings, {name: Template(name, body) for name, body in bodies.items()})
