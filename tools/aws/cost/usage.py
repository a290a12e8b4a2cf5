"""What a meter finds at a resource, before anybody asks for the price."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from tools.aws.cost.assumptions import Assumptions
from tools.aws.templates import Deployment, Resource

_HOURS_OF_A_DAY: Final = 24


class Part(StrEnum):
    """The parts of the bill, in its order."""

    TASKS = "Fargate"
    DATABASE = "Database"
    ENDPOINTS = "Interface endpoints"
    BALANCER = "Load balancer"
    NAMES = "Names and health checks"
    KEYS = "Keys and secrets"
    WATCHING = "Watching"
    STORAGE = "Images, objects, backups"
    EDGE = "Web application firewall"
    TRANSFER = "Data transfer"


@dataclass(frozen=True, slots=True)
class Stay:
    """How long the deployment is there, and what is assumed of that time."""

    hours: int
    assumptions: Assumptions

    @property
    def days(self) -> Decimal:
        return Decimal(self.hours) / _HOURS_OF_A_DAY


@dataclass(frozen=True, slots=True)
class Usage:
    """So much of an item of the price list, in the units of its price for each hour or month.

    ``what`` is the line of the bill: usages of one resource that share it stand on one line.
    ``region`` where it is not the resource's own.
    """

    part: Part
    what: str
    item: str
    quantity: Decimal
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A resource as a meter finds it: with the whole deployment around it."""

    it: Resource
    deployment: Deployment
    stay: Stay

    @property
    def assumed(self) -> Assumptions:
        return self.stay.assumptions


Meter: TypeAlias = Callable[[Found], Iterator[Usage]]
