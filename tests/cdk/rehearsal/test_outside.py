"""Looking at the tour from outside: whether a name leads somewhere, and whether a page is there."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tools.aws.outside import Internet, Visitor, answers_ok, leads_to
from tools.drill.browser import Unreached


@dataclass(frozen=True)
class Names:
    """Names with their addresses, and nobody at them."""

    known: Mapping[str, str]

    def lookup(self, host: str) -> frozenset[str]:
        return frozenset(self.known.get(host, "").split())

    def visitor(self, host: str) -> Visitor:
        raise Unreached(host)


@pytest.mark.parametrize(
    ("tour", "leads"),
    [
        ("10.1.0.1 10.1.0.2", True),
        # one of the load balancer's addresses is new
        ("10.1.0.2 10.1.0.3", True),
        ("10.2.0.1 10.2.0.2", False),
        # half of the resolvers still remember the other side
        ("10.1.0.1 10.2.0.1", False),
        ("", False),
    ],
)
def test_a_name_leads_to_a_side_when_it_has_that_sides_addresses_and_none_of_the_other(
    tour: str, leads: bool
) -> None:
    names = Names({"tour": tour, "dr": "10.1.0.1 10.1.0.2", "primary": "10.2.0.1 10.2.0.2"})
    assert leads_to(names, "tour", "dr", "primary") is leads


def test_a_name_leads_to_no_side_that_has_no_address_itself() -> None:
    assert not leads_to(Names({"tour": "10.1.0.1"}), "tour", "dr", "primary")


def test_nobody_at_a_host_is_no_answer() -> None:
    assert not answers_ok(Names({}), "tour", "/health/promoted")


def test_this_machines_resolver_is_asked_and_a_name_that_is_not_there_leads_nowhere() -> None:
    assert Internet().lookup("localhost") == {"127.0.0.1"}
    assert Internet().lookup("no-such-host.invalid") == frozenset()


def test_a_closed_port_is_told_from_an_answer() -> None:
    with pytest.raises(Unreached):
        Internet().visitor("localhost").get("/health/ready")
