"""The figures of a run that kept every promise, and requests of a load."""

from dataclasses import replace
from typing import Any

from tools.drill.evidence import Figures, Lag, Latch, StandbyProof
from tools.drill.journal import Kind, Outcome, Request

_GOOD = Figures(
    acknowledged=20,
    acknowledged_later=80,
    lost=[],
    lost_later=[],
    only_in_one=0,
    double=[],
    lag=Lag(0, 0.003),
    seconds_to_reads=1.2,
    seconds_to_writes=2.4,
    promotion_seconds=0.2,
    latch_closed_seconds=1.1,
    latch=Latch(tried=200, to_one=0, written_there=0),
    back_seconds_without_writes=3.0,
    back_failed_reads=0,
    reads=500,
    failed_reads=90,
    faults=[],
    refusals=0,
    standby=StandbyProof(routes=82, pages=77, forms=125),
    tried_to_write=0,
    broken_checks=[],
    events_waiting=0,
    dead_letters=0,
)


def figures(**others: Any) -> Figures:
    return replace(_GOOD, **others)


def request(
    kind: Kind, began: float, outcome: Outcome = Outcome.DONE, what: str = "", took: float = 0.5
) -> Request:
    return Request(began, began + took, kind, what, outcome)
