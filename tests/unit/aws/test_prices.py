"""The price list: complete, sourced, and billed for the time that things are there."""

from datetime import date
from decimal import Decimal

import pytest

from tools.aws.cost.prices import EVERYWHERE, Unit, find, price_list
from tools.problems import Failed


def test_every_price_has_a_source_to_check_it_at_and_a_day() -> None:
    for price in price_list().values():
        assert price.usd > 0
        assert price.source.startswith("https://")
        assert date(2026, 1, 1) <= price.date <= date(2026, 11, 28)


def test_a_price_says_whether_a_page_states_it_for_that_region() -> None:
    listed = price_list()
    assert listed["load balancer", "us-east-1"].basis == "quoted"
    assert listed["load balancer", "us-west-2"].basis == "known"


def test_what_has_a_price_in_one_region_has_it_in_the_other_in_the_same_unit() -> None:
    listed = price_list()
    for (item, region), price in listed.items():
        if region != EVERYWHERE:
            other = {"us-east-1": "us-west-2", "us-west-2": "us-east-1"}[region]
            assert listed[item, other].unit is price.unit


def test_a_missing_price_is_named_with_its_region() -> None:
    assert find(price_list(), "kms key", "us-west-2").region == EVERYWHERE
    with pytest.raises(Failed, match=r"has no rds db\.x2\.huge multi in us-east-1"):
        find(price_list(), "rds db.x2.huge multi", "us-east-1")


@pytest.mark.parametrize(
    ("unit", "two_days", "month"),
    [
        (Unit.HOUR, "48", "730"),
        (Unit.VCPU_HOUR, "48", "730"),
        (Unit.GB_MONTH, "0.0658", "1"),
        (Unit.MONTH, "0.0658", "1"),
        # a zone is not divided: two days cost as a month does
        (Unit.MONTH_BEGUN, "1", "1"),
        (Unit.GB, "1", "1"),
        (Unit.MILLION, "1", "1"),
    ],
)
def test_a_unit_follows_the_time_as_aws_bills_it(unit: Unit, two_days: str, month: str) -> None:
    assert round(unit.units(48), 4) == Decimal(two_days)
    assert unit.units(730) == Decimal(month)


def test_a_zone_costs_two_months_as_soon_as_the_second_begins() -> None:
    assert Unit.MONTH_BEGUN.units(731) == 2
