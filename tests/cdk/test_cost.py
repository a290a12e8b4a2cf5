"""What the synthesised deployment costs, and docs/aws-cost.md true to it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from cdk.names import ECS_SERVICES, PRIMARY
from cdk.settings import purposes
from shared.names import SERVICES
from tests.synthesised import Synthesised, synthesised
from tools.aws.cost.bill import TWO_DAYS, Case, Entry, bill, total
from tools.aws.cost.meters import METERS
from tools.aws.cost.unpriced import UNPRICED
from tools.aws.cost.usage import Part
from tools.aws.documents import COST, cost_page
from tools.aws.templates import Deployment, read
from tools.problems import Failed

OFF, ON = Case(TWO_DAYS, 0), Case(TWO_DAYS, 1)
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def deployment(purpose: Synthesised) -> Deployment:
    return read(purpose.folder, purpose.settings.purpose)


def _part(lines: Mapping[Entry, Decimal], part: Part, region: str) -> Decimal:
    amounts = (usd for entry, usd in lines.items() if (entry.part, entry.region) == (part, region))
    return sum(amounts, Decimal())


def test_the_page_is_what_templates_and_price_list_give() -> None:
    deployments = [read(synthesised(one).folder) for one in purposes()]
    assert COST.read_text(encoding="utf-8") == cost_page(deployments), "run `make aws-docs`"


def test_two_days_of_the_demonstration_with_dr_off_stay_under_twenty_dollars(
    demo: Synthesised,
) -> None:
    assert total(bill(read(demo.folder), OFF)) < 20


def test_every_task_of_the_primary_is_paid_for(
    purpose: Synthesised, deployment: Deployment
) -> None:
    chosen = purpose.settings

    def two_days(cpu: int, memory_mb: int) -> Decimal:
        an_hour = cpu * Decimal("0.04048") / 1024 + memory_mb * Decimal("0.004445") / 1024
        return 48 * an_hour

    services = len(SERVICES) * chosen.primary.desired_count
    due = services * two_days(chosen.tasks.cpu, chosen.tasks.memory_mb)
    due += two_days(chosen.broker.cpu, chosen.broker.memory_mb)
    lines = {
        entry: usd
        for entry, usd in bill(deployment, OFF).items()
        if entry.part is Part.TASKS and entry.what.split(":")[0] in ECS_SERVICES
    }
    assert abs(_part(lines, Part.TASKS, chosen.primary.name) - due) < CENT
    assert _part(lines, Part.TASKS, chosen.dr.name) == 0


def test_dr_on_adds_a_task_of_each_service_and_what_it_writes(
    purpose: Synthesised, deployment: Deployment
) -> None:
    off, on = bill(deployment, OFF), bill(deployment, ON)
    more = {entry for entry, usd in on.items() if usd != off.get(entry, 0)}
    assert {entry.region for entry in more} == {purpose.settings.dr.name}
    tasks = {entry.what.split(":")[0] for entry in more if entry.part is Part.TASKS}
    assert tasks == set(ECS_SERVICES)
    assert {entry.part for entry in more} == {Part.TASKS, Part.WATCHING, Part.ENDPOINTS}


def test_four_endpoints_are_paid_for_in_each_zone_that_has_them(
    purpose: Synthesised, deployment: Deployment
) -> None:
    lines = {
        entry: usd
        for entry, usd in bill(deployment, OFF).items()
        if "zone" in entry.what and entry.part is Part.ENDPOINTS
    }
    for region in (purpose.settings.primary, purpose.settings.dr):
        due = 4 * region.endpoint_zones * 48 * CENT
        assert _part(lines, Part.ENDPOINTS, region.name) == due


def test_the_pair_of_databases_costs_three_instances(
    demo: Synthesised, production: Synthesised
) -> None:
    an_hour = {"demo": Decimal("0.016"), "production": Decimal("0.065")}
    for one in (demo, production):
        instances = {
            entry.what.split(":")[0]: usd
            for entry, usd in bill(read(one.folder), OFF).items()
            if entry.what.endswith(("db.t4g.micro in two zones", "db.t4g.medium in two zones"))
            or entry.what.endswith(("db.t4g.micro in one zone", "db.t4g.medium in one zone"))
        }
        due = 48 * an_hour[one.settings.purpose]
        assert instances == {"Primary": 2 * due, "Replica": due}


def test_a_type_planted_in_the_templates_is_named(deployment: Deployment) -> None:
    primary = deployment.stack(PRIMARY)
    planted = {"Planted": {"Type": "AWS::EC2::NatGateway"}}
    resources = {**primary.template["Resources"], **planted}
    spoilt = replace(primary, template={**primary.template, "Resources": resources})
    stacks = tuple(spoilt if one.id == PRIMARY else one for one in deployment.stacks)
    with pytest.raises(Failed, match=r"AWS::EC2::NatGateway costs \(Planted in Primary\)"):
        bill(replace(deployment, stacks=stacks), OFF)


def test_nobody_keeps_a_meter_or_a_reason_for_what_is_deployed_nowhere() -> None:
    there = {one.type for name in purposes() for one in read(synthesised(name).folder).resources}
    # these are there as soon as an operator names an address for alarms
    there |= {"AWS::Budgets::Budget", "AWS::SNS::Subscription"}
    assert there == METERS.keys() | UNPRICED.keys()
