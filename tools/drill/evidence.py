"""What a drill shows, worked out of its journals and of what the databases hold.

Guarantees that a write counts as lost only if its answer was given, and as double whenever it is
stored twice, answered or not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import psycopg

from shared.names import SERVICES
from tools.drill.journal import Kind, Outcome, Request
from tools.drill.load import FIRST_NAME
from tools.local.database import Target

Write: TypeAlias = tuple[Kind, str]
"""What was written, by its unique name."""

_READ_HERE = frozenset({Outcome.DONE, Outcome.STANDBY})
# what PostgreSQL says to a statement that a standby cannot do
_TRIED_TO_WRITE = ("in a read-only transaction", "during recovery")
_STORED = """
    SELECT 'player', last_name FROM tour.players WHERE first_name = %(name)s
    UNION ALL
    SELECT 'entry', p.last_name FROM tour.entries e JOIN tour.players p USING (player_id)
     WHERE p.first_name = %(name)s
    UNION ALL
    SELECT 'tournament', name FROM tour.tournaments WHERE name LIKE %(name)s || ' %%'
    UNION ALL
    SELECT 'result', replace(event_key, 'match:', '') FROM tour.matches_outbox
     WHERE type LIKE '%%.ResultRecorded' AND actor = 'admin'
       AND after ->> 'status' = 'COMPLETED' -- and not the match that the winner goes on to
"""


@dataclass(slots=True)
class StandbyProof:
    """``routes`` that the site has, ``pages`` and ``forms`` that were tried, and what was not as
    it should be."""

    routes: int = 0
    pages: int = 0
    forms: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the standby was behind: WAL not yet applied, and the seconds that the last took."""

    wal_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Latch:
    """What happened while region one was back by itself and region two's services were down:
    connections ``tried`` by the load, those led ``to_one``, and rows ``written_there``."""

    tried: int
    to_one: int
    written_there: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One run. Seconds are counted from the kill, or, in the way back, from the resolver's turn.

    ``acknowledged``: writes that region one answered. ``lost``: those of them that region two did
    not have. ``lost_later``: writes answered afterwards that are not there at the end.
    ``only_in_one``: what region one had stored, answered or not, and region two had not.
    """

    acknowledged: int
    acknowledged_later: int
    lost: list[str]
    lost_later: list[str]
    only_in_one: int
    double: list[str]
    lag: Lag
    seconds_to_reads: float
    seconds_to_writes: float
    promotion_seconds: float
    latch_closed_seconds: float
    latch: Latch
    back_seconds_without_writes: float
    back_failed_reads: int
    reads: int
    failed_reads: int
    faults: list[str]
    refusals: int
    standby: StandbyProof
    tried_to_write: int
    broken_checks: list[str]
    events_waiting: int
    dead_letters: int

    @property
    def broken_promises(self) -> list[str]:
        """A sentence for each; the writes lost at the kill are the price of copying afterwards,
        and no promise."""
        promises = (
            (not self.double, f"{len(self.double)} rows are double: {self.double[:3]}."),
            (
                not self.lost_later,
                f"Acknowledged after the kill and not there: {', '.join(self.lost_later[:5])}.",
            ),
            (
                self.latch.to_one == 0,
                f"{self.latch.to_one} connections were led to the old primary.",
            ),
            (self.latch.tried > 0, "Nobody tried the latch."),
            (
                self.latch.written_there == 0,
                f"{self.latch.written_there} rows were written at the old primary.",
            ),
            (not self.standby.faults, f"In standby: {'; '.join(self.standby.faults[:5])}."),
            (
                self.standby.pages > 0 and self.standby.forms > 0,
                "The standby was asked for nothing.",
            ),
            (
                self.tried_to_write == 0,
                f"{self.tried_to_write} statements tried to write at a standby.",
            ),
            (not self.faults, f"{len(self.faults)} answers were faults: {self.faults[:3]}."),
            (
                bool(self.lost) or self.refusals == 0,
                f"{self.refusals} forms were refused that keep the rules.",
            ),
            (not self.broken_checks, f"`tour validate` found: {', '.join(self.broken_checks)}."),
            (self.events_waiting == 0, f"{self.events_waiting} events were not sent."),
            (self.dead_letters == 0, f"There are {self.dead_letters} dead letters."),
        )
        return [sentence for kept, sentence in promises if not kept]


def acknowledged(requests: Iterable[Request], after: float, before: float) -> set[Write]:
    """The writes that were sent within a time, and answered."""
    return {
        (one.kind, one.what)
        for one in requests
        if one.kind is not Kind.READ and one.outcome is Outcome.DONE and after <= one.began < before
    }


def seconds_to_first(requests: Iterable[Request], since: float, *, writes: bool) -> float:
    """From a moment to the first answer of a request begun after it; infinite where none came.

    A standby's page can be read, too.
    """
    good = {Outcome.DONE} if writes else _READ_HERE
    ends = (
        one.ended
        for one in requests
        if (one.kind is not Kind.READ) == writes and one.began >= since and one.outcome in good
    )
    return min(ends, default=float("inf")) - since


def longest_without_writes(requests: Iterable[Request], after: float, before: float) -> float:
    """The longest time between two acknowledged writes, of those within a time."""
    ends = sorted(
        one.ended
        for one in requests
        if one.kind is not Kind.READ and one.outcome is Outcome.DONE and after <= one.ended < before
    )
    return max((later - earlier for earlier, later in pairwise(ends)), default=0)


def failed_reads(requests: Iterable[Request], after: float, before: float) -> int:
    """Reads begun within a time that nobody answered."""
    return sum(
        one.kind is Kind.READ and one.outcome not in _READ_HERE and after <= one.began < before
        for one in requests
    )


def double_rows(stored: Counter[Write]) -> list[str]:
    return sorted(f"{kind} {name}" for (kind, name), count in stored.items() if count > 1)


def missing(written: Iterable[Write], stored: Counter[Write]) -> list[str]:
    return sorted(f"{kind} {name}" for kind, name in set(written) - stored.keys())


def stored_writes(target: Target) -> Counter[Write]:
    """What a database holds of the load. Raises psycopg.Error."""
    with closing(psycopg.connect(target.url(target.admin))) as db:
        rows = db.execute(_STORED, {"name": FIRST_NAME}).fetchall()
    return Counter((Kind(kind), name) for kind, name in rows)


def events_waiting(target: Target) -> int:
    """Of all outboxes. Raises psycopg.Error."""
    return _sum(target, "outbox WHERE published_at IS NULL")


def dead_letters(target: Target) -> int:
    """Of all services. Raises psycopg.Error."""
    return _sum(target, "dead_letters WHERE retried_at IS NULL")


def statements_that_tried_to_write(log: str) -> int:
    """Of a PostgreSQL's log: those it refused as a standby, or in a transaction that only reads."""
    return sum(
        "ERROR:" in line and any(words in line for words in _TRIED_TO_WRITE)
        for line in log.splitlines()
    )


def faults(requests: Sequence[Request]) -> list[str]:
    return [
        f"{one.kind} {one.what}: {one.said}" for one in requests if one.outcome is Outcome.FAULT
    ]


def _sum(target: Target, table_and_filter: str) -> int:
    counts = " + ".join(
        f"(SELECT count(*) FROM tour.{service}_{table_and_filter})"  # noqa: S608 - names of ours
        for service in SERVICES
    )
    with closing(psycopg.connect(target.url(target.admin))) as db:
        row = db.execute(f"SELECT {counts}".encode()).fetchone()
    assert row is not None
    return int(row[0])
