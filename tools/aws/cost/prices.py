"""The price list: what AWS asks for one unit of a thing, in USD, on demand, before taxes.

``prices.csv`` says for each line where the figure comes from and of which day it is. ``quoted``:
the source states it for this region. ``known``: from general knowledge of the public list, and the
page named is where to check it. Nobody asked AWS's own price service: there was no way to it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

from tools.problems import Failed

EVERYWHERE: Final = "*"
HOURS_OF_A_MONTH: Final = 730
"""AWS's own figure: a year's hours by twelve."""


class Unit(StrEnum):
    """What a price is for, and how it follows the time that a thing is there."""

    HOUR = "hour"
    VCPU_HOUR = "vCPU-hour"
    GB_HOUR = "GB-hour"
    LCU_HOUR = "LCU-hour"
    MONTH = "month"
    GB_MONTH = "GB-month"
    MONTH_BEGUN = "month begun"
    GB = "GB"
    TEN_THOUSAND = "ten thousand"
    MILLION = "million"

    def units(self, hours: int) -> Decimal:
        """How many units one thing uses in a stay of so many hours: months are billed by the hour
        unless begun ones are; what is counted by itself does not depend on time."""
        match self:
            case Unit.HOUR | Unit.VCPU_HOUR | Unit.GB_HOUR | Unit.LCU_HOUR:
                return Decimal(hours)
            case Unit.MONTH | Unit.GB_MONTH:
                return Decimal(hours) / HOURS_OF_A_MONTH
            case Unit.MONTH_BEGUN:
                return Decimal(-(-hours // HOURS_OF_A_MONTH))
        return Decimal(1)


@dataclass(frozen=True, slots=True)
class Price:
    item: str
    region: str
    usd: Decimal
    unit: Unit
    basis: Literal["quoted", "known"]
    source: str
    date: date


Prices: TypeAlias = Mapping[tuple[str, str], Price]
"""By item and region."""


@cache
def price_list() -> Prices:
    """The list in the repository."""
    lines = (files(__package__) / "prices.csv").read_text(encoding="utf-8").splitlines()
    return {(row["item"], row["region"]): _price(row) for row in csv.DictReader(lines)}


def _price(row: Mapping[str, str]) -> Price:
    return Price(
        row["item"],
        row["region"],
        Decimal(row["usd"]),
        Unit(row["unit"]),
        "quoted" if row["basis"] == "quoted" else "known",
        row["source"],
        date.fromisoformat(row["date"]),
    )


def find(prices: Prices, item: str, region: str) -> Price:
    """The price in that region, or everywhere. Failed names what is missing."""
    found = prices.get((item, region)) or prices.get((item, EVERYWHERE))
    if found is None:
        raise Failed(f"The price list (tools/aws/cost/prices.csv) has no {item} in {region}.")
    return found
