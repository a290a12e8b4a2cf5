"""The runbook of a lost region, step by step, and of the way back (docs/drill.md).

Guarantees that every step may be done again: it looks first whether it is done already. A run with
``twice`` does each of them a second time.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.drill import evidence
from tools.drill.evidence import Figures, Lag, Latch, StandbyProof
from tools.drill.failover import ANSWER, PRIMARY, PRIMARY_HEALTHY, PROMOTED, SECONDARY
from tools.drill.journal import Kind, Outcome, Passage, Request, Turn, read_journal
from tools.drill.pair import Checks, Pair
from tools.drill.region import Region
from tools.local.parts import Pause
from tools.problems import Failed
from tools.validating.checks import CHECKS
from tools.validating.command import of_database

_LOOK_SECONDS = 0.05
# a standby that has applied nothing for so long has nothing to apply
_RESTS_SECONDS = 1.0
# what on a busy machine comes beside the checks
_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """``load_seconds``: how long the load runs before the kill, and again after the way back.

    ``behind_seconds``: for how long region one has sent nothing to region two when it is lost."""

    checks: Checks
    load_seconds: float
    readers: int = 3
    writers: int = 3
    behind_seconds: float = 0.0
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Begun and ended in seconds since 1970."""

    title: str
    began: float
    ended: float


class Rest:
    """Notices that something has not moved for so many seconds."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._position: str | None = None
        self._moved_at = 0.0

    def after(self, position: str) -> bool:
        """Whether it rests, now that it is seen there."""
        if position != self._position:
            self._position, self._moved_at = position, self._now()
        return self._now() - self._moved_at >= self._seconds


class Runbook:
    """One run on a pair that is whole, which it is again afterwards; ``folder`` takes journals."""

    def __init__(
        self,
        pair: Pair,
        *,
        number: int,
        folder: Path,
        wishes: Wishes,
        pause: Pause,
        say: Callable[[str], None],
    ) -> None:
        folder.mkdir()
        self.steps: list[Step] = []
        self._pair = pair
        self._one, self._two = pair.one, pair.two
        self._wishes = wishes
        self._pause = pause
        self._say = say
        self._requests_file = folder / "requests.jsonl"
        self._resolver_file = folder / "resolver.jsonl"
        self._proof_file = folder / "standby.json"
        self._resolver = pair.resolver(wishes.checks, self._resolver_file)
        self._load = pair.machines.load(
            self._requests_file,
            f"r{chr(ord('a') + number - 1)}",
            wishes.readers,
            wishes.writers,
        )
        self._lag = Lag(0, 0.0)
        self._killed_at = 0.0
        self._promoted_at = 0.0
        self._promotion_seconds = 0.0
        self._turned_back_at = 0.0
        self._lost: list[str] = []
        self._only_in_one = 0
        self._latch: Latch | None = None

    def run(self) -> Figures:
        """All steps in order; Failed where one cannot be done."""
        self._resolver.launch()
        try:
            for title, step in (
                ("Preflight", self.preflight),
                ("The standby, page by page", self.prove_standby),
                ("Load", self.load),
                ("Activate DR", self.activate_dr),
                ("Fail the primary", self.fail_primary),
                ("Watch the resolver", self.watch_resolver),
                ("Wait until the replica is available", self.await_replica),
                ("Promote", self.promote),
                ("Flip the promoted mark", self.flip_mark),
                ("Wait for /health/promoted", self.await_promoted),
                ("Prove reads and writes", self.prove),
                ("The old primary returns by itself", self.try_the_latch),
                ("Rebuild the pair", self.rebuild),
                ("Fail back", self.fail_back),
                ("Prove reads and writes again", self.prove_back),
                ("Rebuild the second region", self.rebuild_second),
            ):
                self._do(title, step)
            self._load.stop()
            return self._figures()
        finally:
            self._load.stop()
            self._resolver.stop()

    def preflight(self) -> None:
        """Both regions answer, region two follows, nobody is promoted."""
        self._resolver.wait_until_ready(_WITHIN, self._pause)
        if not self._one.is_promoted() or self._two.is_promoted():
            raise Failed("Region one is not the one that accepts writes.")
        if not self._one.streams_to(self._two):
            raise Failed("Region two does not follow region one.")
        if self._pair.mark.exists():
            raise Failed("The mark says that region two was promoted.")
        self._await_answer(PRIMARY)

    def prove_standby(self) -> None:
        """Every route of the site, asked of region two."""
        if self._proof_file.exists():
            return
        walk = self._pair.machines.process(
            "standby",
            "tools.drill.standby",
            self._two.gateway_port,
            self._pair.machines.cookies,
            self._proof_file,
        )
        walk.launch()
        try:
            self._until(lambda: walk.exit_code is not None, "the walk over the standby's pages")
        finally:
            walk.stop()
        if not self._proof_file.exists():
            raise Failed(walk.complaint("the walk over the standby's pages broke off"))

    def load(self) -> None:
        """People read and officials write, through the resolver."""
        if self._load.pid is None:
            self._load.launch()
            self._until(
                lambda: bool(evidence.acknowledged(self.requests(), 0.0, float("inf"))),
                "the first acknowledged write",
            )
            self._pause_for(self._wishes.load_seconds)

    def activate_dr(self) -> None:
        """Region two's tasks run (they do where it is kept warm)."""
        self._two.start_services(self._pause)

    def fail_primary(self) -> None:
        """-9 to everything in region one; before it, how far region two was behind."""
        if self._killed_at:
            return
        if self._wishes.behind_seconds:
            self._one.hold_replication()
            self._pause_for(self._wishes.behind_seconds)
        self._lag = _lag(self._one)
        self._killed_at = self._one.kill()

    def watch_resolver(self) -> None:
        self._await_answer(SECONDARY)

    def await_replica(self) -> None:
        """Region two's database has applied all it can.

        What it has received is no measure: a record that the kill cut off is never applied.
        """
        rest = Rest(_RESTS_SECONDS)
        self._until(
            lambda: _has_applied_all(self._two) or rest.after(_applied(self._two)), "the replica"
        )

    def promote(self) -> None:
        began = time.monotonic()
        if _promote(self._two):
            self._promoted_at = time.time()
            self._promotion_seconds = time.monotonic() - began

    def flip_mark(self) -> None:
        self._pair.mark.touch(mode=0o600)

    def await_promoted(self) -> None:
        self._until(self._two.is_promoted, "/health/promoted of region two")

    def prove(self) -> None:
        """Somebody reads and somebody writes; what region two holds is compared with the answers
        given before the kill."""
        self._await_reads_and_writes(self._promoted_at)
        if not self._lost:
            before = evidence.acknowledged(self.requests(), 0.0, self._killed_at)
            self._lost = evidence.missing(before, evidence.stored_writes(self._two.target))

    def try_the_latch(self) -> None:
        """Region two's tasks are down, and the old primary comes back, sound by every check."""
        if self._latch is not None:
            return
        self._until(lambda: self._value(PROMOTED) == "yes", "the latch", self._turn_seconds)
        self._two.stop_services()
        began = time.time()
        self._one.start_servers(self._pause)
        stored = evidence.stored_writes(self._one.target)
        self._only_in_one = len(stored - evidence.stored_writes(self._two.target))
        self._one.start_services(self._pause)
        self._until(
            lambda: self._value(PRIMARY_HEALTHY) == "yes", "the old primary", self._turn_seconds
        )
        self._pause_for(max(self._turn_seconds, 1.0))
        passages = self._passages(began)
        to_one = sum(one.region == PRIMARY for one in passages)
        later = evidence.stored_writes(self._one.target)
        self._latch = Latch(len(passages), to_one, (later - stored).total())
        self._one.stop()
        self._two.start_services(self._pause)

    def rebuild(self) -> None:
        """Region one becomes region two's standby; what it alone had is gone with its old data."""
        self._follow(self._one, self._two)

    def fail_back(self) -> None:
        """In a planned way: reads go to region one, then writes end, then it is promoted.

        Region two's database is stopped in order, and so sends region one all it has.
        """
        if not self._turned_back_at:
            self._turned_back_at = time.time()
        self._pair.mark.unlink(missing_ok=True)
        self._await_answer(PRIMARY)
        if self._one.is_promoted():
            return
        # who was led to region two just before is answered there
        self._pause_for(self._wishes.checks.seconds)
        self._two.stop_services()
        if self._two.database_runs:
            end = self._two.ask("SELECT pg_current_wal_lsn()::text")[0]
            self._two.stop()
            self._until(lambda: _has_applied(self._one, end), "the rest of region two's writes")
        _promote(self._one)
        self._until(self._one.is_promoted, "/health/promoted of region one")

    def prove_back(self) -> None:
        self._await_reads_and_writes(self._turned_back_at)

    def rebuild_second(self) -> None:
        """Region two becomes region one's standby, as in the beginning."""
        self._follow(self._two, self._one)
        if self._load.pid is not None:
            self._pause_for(self._wishes.load_seconds)

    def _do(self, title: str, step: Callable[[], None]) -> None:
        began = time.time()
        step()
        ended = time.time()
        if self._wishes.twice:
            step()
        self.steps.append(Step(title, began, ended))
        self._say(f"    {title:<38} {ended - began:6.1f} s")

    def _follow(self, standby: Region, primary: Region) -> None:
        if not (standby.services_run and standby.database_runs and primary.streams_to(standby)):
            standby.follow(primary, self._pause)

    def _figures(self) -> Figures:
        one, latch = self._one.target, self._latch
        assert latch is not None
        self._until(lambda: evidence.events_waiting(one) == 0, "the outboxes")
        self._until(lambda: _has_applied_all(self._two), "the replica")
        requests = self.requests()
        stored = evidence.stored_writes(one)
        later = evidence.acknowledged(requests, self._killed_at, float("inf"))
        before = evidence.acknowledged(requests, 0.0, self._killed_at)
        reads = [each for each in requests if each.kind is Kind.READ]
        report = of_database(one, CHECKS)
        killed, back = self._killed_at, self._turned_back_at
        return Figures(
            acknowledged=len(before),
            acknowledged_later=len(later),
            lost=self._lost,
            lost_later=evidence.missing(later, stored),
            only_in_one=self._only_in_one,
            double=evidence.double_rows(stored),
            lag=self._lag,
            seconds_to_reads=evidence.seconds_to_first(requests, killed, writes=False),
            seconds_to_writes=evidence.seconds_to_first(requests, killed, writes=True),
            promotion_seconds=self._promotion_seconds,
            latch_closed_seconds=self._turned(PROMOTED, "yes", killed) - self._promoted_at,
            latch=latch,
            back_seconds_without_writes=evidence.longest_without_writes(
                requests, back - self._turn_seconds, float("inf")
            ),
            back_failed_reads=evidence.failed_reads(requests, back, float("inf")),
            reads=len(reads),
            failed_reads=evidence.failed_reads(requests, 0.0, float("inf")),
            faults=evidence.faults(requests),
            refusals=sum(each.outcome is Outcome.REFUSED for each in requests),
            standby=StandbyProof(**json.loads(self._proof_file.read_text(encoding="utf-8"))),
            tried_to_write=sum(
                evidence.statements_that_tried_to_write(region.database_log.read_text())
                for region in (self._one, self._two)
            ),
            broken_checks=[answer.check.id for answer in report.answers if answer.bad],
            events_waiting=evidence.events_waiting(one),
            dead_letters=evidence.dead_letters(one),
        )

    @property
    def killed_at(self) -> float:
        return self._killed_at

    @property
    def _turn_seconds(self) -> float:
        return self._wishes.checks.turn_seconds

    def requests(self) -> list[Request]:
        """What the load has done so far."""
        return [line for line in read_journal(self._requests_file) if isinstance(line, Request)]

    def turns(self) -> list[Turn]:
        """What the resolver and its checks have thought so far."""
        return [line for line in read_journal(self._resolver_file) if isinstance(line, Turn)]

    def _passages(self, since: float) -> list[Passage]:
        lines = read_journal(self._resolver_file)
        return [line for line in lines if isinstance(line, Passage) and line.at >= since]

    def _value(self, name: str) -> str:
        """What a check, or the answer, is now; empty before the first look."""
        return next((turn.value for turn in reversed(self.turns()) if turn.name == name), "")

    def _turned(self, name: str, value: str, since: float) -> float:
        """When it first became that, after a moment."""
        return next(
            (
                one.at
                for one in self.turns()
                if (one.name, one.value) == (name, value) and one.at >= since
            ),
            float("inf"),
        )

    def _await_answer(self, region: str) -> None:
        self._until(
            lambda: self._value(ANSWER) == region,
            f"the resolver's turn to region {region}",
            self._turn_seconds,
        )

    def _await_reads_and_writes(self, since: float) -> None:
        def seen() -> bool:
            requests = self.requests()
            return all(
                evidence.seconds_to_first(requests, since, writes=writes) < float("inf")
                for writes in (False, True)
            )

        self._until(seen, "a page that was read and a write that was acknowledged")

    def _until(self, condition: Callable[[], bool], what: str, beside: float = 0.0) -> None:
        """Wait for it; Failed where it does not come within a minute, and ``beside`` seconds."""
        deadline = time.monotonic() + _WITHIN + beside
        while not condition():
            if time.monotonic() > deadline:
                raise Failed(f"The drill waited in vain for {what}.")
            self._pause(_LOOK_SECONDS)

    def _pause_for(self, seconds: float) -> None:
        """The signals' pause ends early where a child does."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._pause(left)


def _lag(primary: Region) -> Lag:
    """As the primary knows it: where WAL is outstanding, no less than since the standby's last
    word."""
    wal_bytes, seconds = primary.ask(
        "SELECT coalesce(max(behind), 0)::bigint, coalesce(max(extract(epoch FROM"
        " CASE WHEN behind > 0 THEN greatest(replay_lag, clock_timestamp() - reply_time)"
        " ELSE replay_lag END)), 0)::float8"
        " FROM (SELECT *, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) AS behind"
        " FROM pg_stat_replication) AS standbys"
    )
    assert isinstance(wal_bytes, int)
    assert isinstance(seconds, float)
    return Lag(wal_bytes, seconds)


def _has_applied_all(standby: Region) -> bool:
    """Also where it is none any more."""
    return bool(
        standby.ask(
            "SELECT NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"
        )[0]
    )


def _applied(standby: Region) -> str:
    """The place in the WAL that it has come to; empty where it is no standby."""
    return str(standby.ask("SELECT coalesce(pg_last_wal_replay_lsn()::text, '')")[0])


def _has_applied(standby: Region, end: object) -> bool:
    return bool(standby.ask("SELECT pg_last_wal_replay_lsn() >= %s::text::pg_lsn", end)[0])


def _promote(region: Region) -> bool:
    """Whether it had to be done; returns when the database accepts writes."""
    if not region.ask("SELECT pg_is_in_recovery()")[0]:
        return False
    if not region.ask("SELECT pg_promote(true, 60)")[0]:
        raise Failed(f"Region {region.name} was not promoted; {region.database_log} says why.")
    return True
