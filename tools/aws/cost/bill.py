"""The bill: every resource of the templates at list price.

Guarantees that no resource is left out: its type has a meter or a reason to cost nothing, or the
calculation stops and names it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cdk import names
from tools.aws.cost.assumptions import of_purpose
from tools.aws.cost.meters import METERS
from tools.aws.cost.prices import EVERYWHERE, HOURS_OF_A_MONTH, Prices, find, price_list
from tools.aws.cost.unpriced import UNPRICED
from tools.aws.cost.usage import Found, Part, Stay
from tools.aws.templates import Deployment
from tools.problems import Failed

TWO_DAYS: Final = 48
MONTH: Final = HOURS_OF_A_MONTH


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the bill; where the price is the same everywhere it belongs to no region."""

    part: Part
    region: str
    what: str


@dataclass(frozen=True, slots=True)
class Case:
    """How long, and with how many tasks of each service in the second region."""

    hours: int
    dr_tasks: int

    @property
    def title(self) -> str:
        days = "two days" if self.hours == TWO_DAYS else "a month"
        return f"{days}, DR {'on' if self.dr_tasks else 'off'}"


CASES: Final = tuple(Case(hours, tasks) for hours in (TWO_DAYS, MONTH) for tasks in (0, 1))


def bill(
    deployment: Deployment, case: Case, prices: Prices | None = None
) -> Mapping[Entry, Decimal]:
    """USD of each line, not rounded. Failed where a type, a price or an assumption is missing."""
    listed = price_list() if prices is None else prices
    parameter = names.desired_count_parameter(deployment.purpose, names.Side.DR)
    there = deployment.setting(parameter, str(case.dr_tasks))
    stay = Stay(case.hours, of_purpose(deployment.purpose))
    lines: dict[Entry, Decimal] = defaultdict(Decimal)
    for entry, usd in _charges(there, stay, listed):
        lines[entry] += usd
    return lines


def _charges(deployment: Deployment, stay: Stay, prices: Prices) -> Iterator[tuple[Entry, Decimal]]:
    for resource in deployment.resources:
        if (meter := METERS.get(resource.type)) is None:
            if resource.type in UNPRICED:
                continue
            raise Failed(
                f"Nobody knows what {resource.type} costs ({resource.id} in {resource.stack}): "
                "give it a meter, or a reason in tools/aws/cost/unpriced.py."
            )
        for usage in meter(Found(resource, deployment, stay)):
            price = find(prices, usage.item, usage.region or resource.region)
            usd = usage.quantity * price.usd * price.unit.units(stay.hours)
            yield Entry(usage.part, price.region, usage.what), usd


def total(lines: Mapping[Entry, Decimal]) -> Decimal:
    return sum(lines.values(), Decimal())


def where(region: str) -> str:
    """A line's region as people read it."""
    return "everywhere" if region == EVERYWHERE else region
