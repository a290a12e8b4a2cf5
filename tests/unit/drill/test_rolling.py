"""What counts in a rolling restart, and whom the balancer asks first."""

from dataclasses import replace
from typing import Any

import pytest

from tools.drill.balancer import in_turn
from tools.drill.rolling import Restart, RollingFigures

_GOOD = RollingFigures(
    restarts=[Restart("draws", 0.4, 0, 1.0)],
    reads=100,
    writes=20,
    failed=[],
    lost=[],
    double=[],
    broken_checks=[],
    events_waiting=0,
    dead_letters=0,
)


def test_restarts_that_nobody_noticed_break_no_promise() -> None:
    assert _GOOD.broken_promises == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"failed": ["read /rankings: away"]}, "1 requests failed: read /rankings: away"),
        ({"restarts": [Restart("draws", 10.0, -9, 1.0)]}, "did not end in order: draws"),
        ({"reads": 0}, "There was no load"),
        ({"writes": 0}, "There was no load"),
        ({"lost": ["player Aa"]}, "not there: player Aa"),
        ({"double": ["player Aa"]}, "1 rows are double"),
        ({"broken_checks": ["links"]}, "`tour validate` found: links"),
        ({"events_waiting": 2}, "2 events were not sent"),
        ({"dead_letters": 2}, "2 dead letters"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_broken_promise_has_its_sentence(wrong: dict[str, Any], words: str) -> None:
    (sentence,) = replace(_GOOD, **wrong).broken_promises
    assert words in sentence


def test_each_connection_begins_at_the_next_gateway_and_may_try_all() -> None:
    assert [in_turn([1, 2, 3], number) for number in range(4)] == [
        [1, 2, 3],
        [2, 3, 1],
        [3, 1, 2],
        [1, 2, 3],
    ]
    assert in_turn([], 7) == []
