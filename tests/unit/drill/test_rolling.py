"""What counts in a rolling restart, and whom the balancer asks first."""

from dataclasses import replace
from typing import Any

import pytest

from tools.drill.balancer import in_turn
from tools.drill.journal import Kind, Outcome, Request
from tools.drill.migrating import Blocked, Period
from tools.drill.rolling import Restart, RollingFigures, Update

_UPDATE = Update(
    old="0e099cb",
    new="this code",
    schema_before="0006",
    schema_after="0007",
    head="0007",
    migrations=[Period("tour migrate", 10.0, 11.0)],
    slowest=[0.4],
    blocked=Blocked(Period("blocked", 12.0, 14.5), "It could not be brought up to date.", 0),
    not_old=[],
    not_new=[],
)
_GOOD = RollingFigures(
    update=_UPDATE,
    restarts=[Restart("draws", 0.4, 0, 1.0)],
    reads=100,
    writes=20,
    results=5,
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
        ({"update": replace(_UPDATE, schema_after="0006")}, "at revision 0006, not 0007"),
        ({"update": replace(_UPDATE, not_old=["draws"])}, "not begin with 0e099cb: draws"),
        ({"update": replace(_UPDATE, not_new=["draws"])}, "not end with this code: draws"),
        (
            {"update": replace(_UPDATE, blocked=replace(_UPDATE.blocked, said=""))},
            "could not get its lock did not say so",
        ),
        (
            {"update": replace(_UPDATE, blocked=replace(_UPDATE.blocked, left=1))},
            "gave up left 1 things",
        ),
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


def test_the_slowest_request_of_a_migration_is_one_that_was_under_way_in_it() -> None:
    def request(began: float, ended: float) -> Request:
        return Request(began, ended, Kind.READ, "/rankings", Outcome.DONE)

    period = Period("tour migrate", 10.0, 11.0)
    before, into, within, out_of, after = (
        request(1.0, 9.9),
        request(9.5, 10.1),
        request(10.2, 10.3),
        request(10.9, 11.8),
        request(11.1, 20.0),
    )
    assert period.slowest([before, into, within, out_of, after]) == pytest.approx(0.9)
    assert period.slowest([before, into, within, after]) == pytest.approx(0.6)
    assert period.slowest([before, after]) == 0.0


def test_each_connection_begins_at_the_next_gateway_and_may_try_all() -> None:
    assert [in_turn([1, 2, 3], number) for number in range(4)] == [
        [1, 2, 3],
        [2, 3, 1],
        [3, 1, 2],
        [1, 2, 3],
    ]
    assert in_turn([], 7) == []
