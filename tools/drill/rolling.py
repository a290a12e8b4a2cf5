"""`tour rolling`: the tour is updated under load: migration, then replica after replica.

    1. the schema grows (`tour migrate`, and a rehearsal of the locks that migrations may take);
       the code that runs is the old one
    2. every replica of every service is restarted, one at a time, those that are asked before
       those that ask; old and new run together
    3. the schema sheds what only the old code knew

With ``--from REVISION`` the old code is that of an earlier commit, else it is this code, too.

Guarantees what `tour drill` does of processes and data. A gateway is taken out of the balancer
before it is told to end, as ECS deregisters a task; the other services are told at once, and their
callers find the other replica by themselves. Whatever a person's browser is not answered counts.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from shared import schema
from shared.names import ServiceName
from tools.drill import evidence, migrating
from tools.drill.folders import data_in, prepare
from tools.drill.journal import Kind, Outcome, Request, read_journal
from tools.drill.machines import Machines
from tools.drill.migrating import Blocked, Period
from tools.drill.versions import Version, earlier
from tools.local.parts import Part, Pause
from tools.local.signals import Signals, StopRequested
from tools.problems import Failed
from tools.validating.checks import CHECKS
from tools.validating.command import of_database

_REPLICAS = 2
# who is asked before who asks, as far as they do not ask in a circle (docs/migrations.md)
_ORDER: tuple[ServiceName, ...] = ("rankings", "matches", "entries", "draws", "gateway")
# what requests in progress at a gateway have before it is told to end
_DRAIN_SECONDS = 0.5
_BETWEEN = 1.0
_REFEREES = 2
# a first day of more than two hundred matches
_MANY_MATCHES = ("--tournaments-a-year", "520", "--players", "1200")
_LOOK_SECONDS = 0.05
_EVENTS_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Restart:
    """One replica: seconds from SIGTERM to its end, its exit code, seconds until it was ready."""

    name: str
    ended_after: float
    exit_code: int | None
    ready_after: float


@dataclass(frozen=True, slots=True)
class Update:
    """From which code to which, and from which revision of the schema; ``head`` is the one that the
    new code needs. ``slowest``: seconds of the slowest request under way in each migration.
    ``not_old``, ``not_new``: replicas that ran other code at the beginning and at the end."""

    old: str
    new: str
    schema_before: str
    schema_after: str
    head: str
    migrations: list[Period]
    slowest: list[float]
    blocked: Blocked
    not_old: list[str]
    not_new: list[str]


@dataclass(frozen=True, slots=True)
class RollingFigures:
    """``failed``: requests without a good answer; what they were and what was said."""

    update: Update
    restarts: list[Restart]
    reads: int
    writes: int
    results: int
    failed: list[str]
    lost: list[str]
    double: list[str]
    broken_checks: list[str]
    events_waiting: int
    dead_letters: int

    @property
    def broken_promises(self) -> list[str]:
        forced = [each.name for each in self.restarts if each.exit_code != 0]
        update, blocked = self.update, self.update.blocked
        promises = (
            (not self.failed, f"{len(self.failed)} requests failed: {'; '.join(self.failed[:3])}."),
            (not forced, f"These did not end in order: {', '.join(forced)}."),
            (self.reads > 0 and self.writes > 0, "There was no load."),
            (
                update.schema_after == update.head,
                f"The schema is at revision {update.schema_after}, not {update.head}.",
            ),
            (
                not update.not_old,
                f"These did not begin with {update.old}: {', '.join(update.not_old)}.",
            ),
            (
                not update.not_new,
                f"These did not end with {update.new}: {', '.join(update.not_new)}.",
            ),
            (bool(blocked.said), "A migration that could not get its lock did not say so."),
            (blocked.left == 0, f"A migration that gave up left {blocked.left} things behind."),
            (not self.lost, f"Acknowledged and not there: {', '.join(self.lost[:5])}."),
            (not self.double, f"{len(self.double)} rows are double: {self.double[:3]}."),
            (not self.broken_checks, f"`tour validate` found: {', '.join(self.broken_checks)}."),
            (self.events_waiting == 0, f"{self.events_waiting} events were not sent."),
            (self.dead_letters == 0, f"There are {self.dead_letters} dead letters."),
        )
        return [sentence for kept, sentence in promises if not kept]


def command(
    folder: Annotated[Path, typer.Argument(help="Where figures, journals and logs go.")] = Path(
        "build/rolling"
    ),
    *,
    old: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="REVISION",
            help="A commit of this project, whose code and schema the tour begins with.",
        ),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each replica is restarted.")] = 1,
    readers: Annotated[int, typer.Option(min=1, max=100)] = 3,
    writers: Annotated[int, typer.Option(min=1, max=26)] = 3,
) -> None:
    """Ends with 1 where a request failed or anything else is not as it should be, with 2 where the
    folder cannot be used, or the revision is none."""
    folder = folder.expanduser().absolute()
    prepare(folder)
    with Signals() as signals, data_in(folder) as data:
        version = earlier(old, data / "old") if old is not None else None
        # the week's first matches are to be played: `tour history` and the services begin here
        os.environ["TOUR_CLOCK"] = _monday_morning().isoformat()
        try:
            figures = _Rolling(folder, data, version, signals.pause).run(rounds, readers, writers)
        except StopRequested:
            raise Failed("The restarts were stopped.") from None
    (folder / "rolling.json").write_text(json.dumps(asdict(figures), indent=2), encoding="utf-8")
    _show(figures)
    if broken := figures.broken_promises:
        raise Failed("\n".join(broken))


def _monday_morning() -> datetime:
    """Of this week, just after the first results may come in."""
    now = datetime.now(UTC)
    return datetime.combine(now - timedelta(days=now.weekday()), time_of_day(0, 5), UTC)


class _Rolling:
    """One tour with two replicas of everything behind a balancer."""

    def __init__(self, folder: Path, data: Path, old: Version | None, pause: Pause) -> None:
        self._requests_file = folder / "requests.jsonl"
        self._targets = data / "targets.json"
        self._pause = pause
        self._machines = Machines(data, folder / "logs")
        self._old = old or self._machines.present
        self._region = self._machines.region("one", self._old, replicas=_REPLICAS)
        self._in_service = [
            replica.port for replica in self._region.replicas if replica.service == "gateway"
        ]
        self._balancer = self._machines.process(
            "balancer",
            "tools.drill.balancer",
            self._machines.port,
            self._targets,
            folder / "connections.jsonl",
            is_ready=self._machines.is_taken,
        )

    def run(self, rounds: int, readers: int, writers: int) -> RollingFigures:
        try:
            self._region.found(self._pause, _MANY_MATCHES)
            self._machines.sign_in(self._region)
            self._tell_balancer()
            self._balancer.launch()
            self._balancer.wait_until_ready(_EVENTS_WITHIN, self._pause)
            before, not_old = self._revision, self._others(self._old)
            with self._load(readers, writers):
                migrations, blocked = self._expand()
                restarts = [self._restart(part) for _ in range(rounds) for part in self._in_order()]
                migrations.append(migrating.contract(self._region.target))
                self._wait(_BETWEEN)
            return self._figures(before, not_old, migrations, blocked, restarts)
        finally:
            self._balancer.stop()
            self._machines.close([self._region])

    @contextmanager
    def _load(self, readers: int, writers: int) -> Iterator[None]:
        load = self._machines.load(self._requests_file, "ra", readers, writers, _REFEREES)
        load.launch()
        try:
            self._wait(_BETWEEN)
            yield
        finally:
            load.stop()

    @property
    def _revision(self) -> str:
        return schema.current_revision(self._region.target.url(schema.MIGRATOR)) or "none"

    def _others(self, version: Version) -> list[str]:
        """The replicas that do not run this version."""
        return [
            part.name
            for part in self._region.services
            if part.pid is None or not version.is_run_by(part.pid)
        ]

    def _expand(self) -> tuple[list[Period], Blocked]:
        """The schema becomes that of the new code, while the old code runs."""
        region = self._region
        region.update(self._machines.present)
        migrations = [migrating.timed("tour migrate", lambda: region.migrate(self._pause))]
        self._wait(_BETWEEN)
        blocked = migrating.expand_in_vain(region.target)
        print(f"  {blocked.said}")
        migrations += [blocked.period, migrating.expand(region.target)]
        self._wait(_BETWEEN)
        return migrations, blocked

    def _in_order(self) -> list[Part]:
        replicas = self._region.replicas
        pairs = list(zip(replicas, self._region.services, strict=True))
        return [part for kind in _ORDER for replica, part in pairs if replica.service == kind]

    def _restart(self, part: Part) -> Restart:
        port = self._gateway_port(part)
        if port is not None:
            self._in_service.remove(port)
            self._tell_balancer()
            self._wait(_DRAIN_SECONDS)
        told = time.monotonic()
        part.stop()
        ended, code = time.monotonic(), part.exit_code
        fresh = self._region.renew(part)
        fresh.launch()
        fresh.wait_until_ready(_EVENTS_WITHIN, self._pause)
        ready = time.monotonic()
        if port is not None:
            self._in_service.append(port)
            self._tell_balancer()
        print(f"  {part.name:<26} ended in {ended - told:.1f} s, ready in {ready - ended:.1f} s")
        self._wait(_BETWEEN)
        return Restart(part.name, ended - told, code, ready - ended)

    def _gateway_port(self, part: Part) -> int | None:
        pairs = zip(self._region.services, self._region.replicas, strict=True)
        replica = next(replica for service, replica in pairs if service is part)
        return replica.port if replica.service == "gateway" else None

    def _tell_balancer(self) -> None:
        draft = self._targets.with_suffix(".new")
        draft.write_text(json.dumps(self._in_service), encoding="ascii")
        draft.replace(self._targets)

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._pause(left)

    def _figures(
        self,
        before: str,
        not_old: list[str],
        migrations: list[Period],
        blocked: Blocked,
        restarts: list[Restart],
    ) -> RollingFigures:
        target = self._region.target
        deadline = time.monotonic() + _EVENTS_WITHIN
        while evidence.events_waiting(target) and time.monotonic() < deadline:
            self._pause(_LOOK_SECONDS)
        lines = read_journal(self._requests_file)
        requests = [line for line in lines if isinstance(line, Request)]
        done = [one for one in requests if one.outcome is Outcome.DONE]
        reads = sum(one.kind is Kind.READ for one in done)
        stored = evidence.stored_writes(target)
        written = evidence.acknowledged(requests, 0.0, float("inf"))
        report = of_database(target, CHECKS)
        new = self._machines.present
        update = Update(
            old=self._old.name,
            new=new.name,
            schema_before=before,
            schema_after=self._revision,
            head=schema.head_revision(),
            migrations=migrations,
            slowest=[one.slowest(requests) for one in migrations],
            blocked=blocked,
            not_old=not_old,
            not_new=self._others(new),
        )
        return RollingFigures(
            update=update,
            restarts=restarts,
            reads=reads,
            writes=len(done) - reads,
            results=sum(one.kind is Kind.RESULT for one in done),
            failed=[
                f"{one.kind} {one.what}: {one.outcome} {one.said}"
                for one in requests
                if one.outcome is not Outcome.DONE
            ],
            lost=evidence.missing(written, stored),
            double=evidence.double_rows(stored),
            broken_checks=[answer.check.id for answer in report.answers if answer.bad],
            events_waiting=evidence.events_waiting(target),
            dead_letters=evidence.dead_letters(target),
        )


def _show(figures: RollingFigures) -> None:
    update = figures.update
    table = Table(title=f"From {update.old} to {update.new}, under load", title_justify="left")
    table.add_column("figure")
    table.add_column("", justify="right")
    slowest = max(each.ended_after for each in figures.restarts)
    rows = [("schema", f"{update.schema_before} to {update.schema_after}")]
    rows += [
        (f"{one.name}: seconds, slowest request", f"{one.ended - one.began:.1f}, {request:.2f}")
        for one, request in zip(update.migrations, update.slowest, strict=True)
    ]
    rows += [
        ("replicas restarted", f"{len(figures.restarts)}"),
        ("slowest to end after SIGTERM, s", f"{slowest:.1f}"),
        ("pages read", f"{figures.reads:,}"),
        ("writes acknowledged", f"{figures.writes:,}"),
        ("of these results of matches", f"{figures.results:,}"),
        ("requests failed", f"{len(figures.failed):,}"),
        ("acknowledged and lost", f"{len(figures.lost):,}"),
        ("double rows", f"{len(figures.double):,}"),
        ("failed checks of tour validate", f"{len(figures.broken_checks):,}"),
    ]
    for title, value in rows:
        table.add_row(title, value)
    Console(highlight=False).print(table)
