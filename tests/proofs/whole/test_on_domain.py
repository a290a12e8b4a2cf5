"""The tour in any order of moves: the pure domains against a plain model."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proofs.length import examples
from tests.proofs.whole.machine import Machine
from tests.proofs.whole.on_domain import DomainTour
from tests.proofs.whole.plain import System


class OnDomain(Machine):
    def system_under_test(self) -> System:
        return DomainTour(random_seed=2026)


def test_whatever_is_done_in_whatever_order_the_domains_and_the_rule_book_agree() -> None:
    run_state_machine_as_test(
        OnDomain,
        settings=settings(
            max_examples=examples(30, 1000),
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
