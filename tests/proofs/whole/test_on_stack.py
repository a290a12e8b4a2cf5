"""The tour in any order of moves: the real stack over gRPC against a plain model."""

from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proofs.length import examples
from tests.proofs.whole.machine import Machine
from tests.proofs.whole.on_stack import StackTour
from tests.proofs.whole.plain import System


@pytest.mark.timeout(3600)
def test_whatever_is_done_in_whatever_order_the_services_and_the_rule_book_agree(
    tmp_path: Path,
) -> None:
    numbers = count(1)

    class OnStack(Machine):
        # the clock runs on while events arrive
        margin = timedelta(minutes=10)

        def system_under_test(self) -> System:
            return StackTour(tmp_path / f"tour {next(numbers)}" / "home")

    run_state_machine_as_test(
        OnStack,
        settings=settings(
            max_examples=examples(2, 40),
            stateful_step_count=40,
            deadline=None,
            # a history of a minute is not made smaller by playing it again a hundred times
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
