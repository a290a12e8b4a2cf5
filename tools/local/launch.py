"""The launcher: brings the whole tour up on one machine, looks after it, takes it down.

Guarantees the order (servers, schema, history, services; back in reverse, the gateways first), that
a first start that was interrupted is begun anew, and that nothing is left running however it ends.
"""

import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.names import ServiceName
from tools.backups.schedule import Plan, Schedule
from tools.local.folder import PROJECT, DataFolder
from tools.local.moments import parse_moment
from tools.local.nats import EmbeddedNats
from tools.local.nursery import PRELOADED, Nursery
from tools.local.parts import Part, Pause, http_ok, wait_all_ready
from tools.local.ports import HOST, free_ports, is_free, next_free
from tools.local.postgres import EmbeddedPostgres
from tools.local.processes import Command, describe_end, rotate, run_to_end, tail
from tools.local.running import Running, RunningReplica, store_running
from tools.local.secrets import (
    Secrets,
    forget_first_password,
    load_secrets,
    make_secrets,
    store_secrets,
)
from tools.local.services import (
    Replica,
    Servers,
    child_environment,
    connections_needed,
    plan_replicas,
    service_environment,
    service_module,
    stop_services,
)
from tools.local.signals import Signals, StopRequested
from tools.local.supervisor import Supervisor
from tools.problems import Failed, Problem

_SERVICE_READY_WITHIN = 60.0
_LOOK_SECONDS = 0.25
_LOGS = ("postgres", "nats", "nursery", "migrate", "history", "backup")


@dataclass(frozen=True, slots=True)
class Programs:
    """The Python modules run beside the servers, each with its arguments as after ``python -m``.
    ``history`` fills a new database, ``backup`` saves it, ``preloaded`` is imported
    once for all."""

    migrate: tuple[str, ...] = ("tools.cli", "migrate")
    backup: tuple[str, ...] = ("tools.cli", "backup")
    history: tuple[str, ...] = ("tools.cli", "history", "--quiet")
    service: Callable[[ServiceName], tuple[str, ...]] = service_module
    preloaded: tuple[str, ...] = PRELOADED


@dataclass(frozen=True, slots=True)
class Wishes:
    """``demo`` None: a history in a new folder only. ``backups`` None: none by itself."""

    folder: DataFolder
    port: int = 8000
    replicas: int = 1
    demo: bool | None = None
    backups: Plan | None = None


class Launcher:
    """One run of the tour. ``say`` takes a line for the person."""

    def __init__(
        self, wishes: Wishes, say: Callable[[str], None], programs: Programs | None = None
    ) -> None:
        self.folder = wishes.folder
        self.wishes = wishes
        self.programs = programs or Programs()
        self._say = say
        self._began = time.monotonic()
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self._servers = Servers(*free_ports(3))
        self._nursery = Nursery(
            self.folder.log("nursery"), child_environment(), self.programs.preloaded
        )
        self._postgres: EmbeddedPostgres | None = None
        self._nats: EmbeddedNats | None = None
        self._services: list[tuple[Replica, Part]] = []

    def run(self) -> None:
        """The whole life; returns when the person stopped it. Problem or Failed say why not."""
        self.folder.prepare()
        with self.folder.held():
            self._check_wishes()
            with Signals() as signals:
                try:
                    self._bring_up(signals.pause)
                    self._look_after(signals.pause)
                except StopRequested:
                    self._say("Stopping.")
                finally:
                    self._take_down()
        self._say("Stopped.")

    def _check_wishes(self) -> None:
        for port in range(self.wishes.port, self.wishes.port + self.wishes.replicas):
            if not is_free(port):
                other = next_free(port)
                raise Problem(
                    f"Port {port} is taken or not allowed. Name another one, for example "
                    f"`make run PORT={other}` or `tour up --port {other}`."
                )
        folder = self.folder
        if folder.restoring.exists() and not folder.postgres.exists():
            raise Problem(
                f"A restore into {folder.path} was interrupted; do it again with `tour restore`."
            )
        if folder.is_new and folder.postgres.exists() and not folder.unfinished.exists():
            raise Problem(
                f"{folder.path} holds a database but not its passwords ({folder.secrets.name}). "
                "Put that file's backup back, or delete the data with `tour reset`."
            )
        if self.wishes.demo and not (folder.is_new or folder.unfinished.exists()):
            raise Problem(
                f"{folder.path} has data already; a history goes into a new folder. "
                "Delete the data with `tour reset`, or name another folder with TOUR_HOME."
            )

    def _settle_clock(self) -> None:
        """A tour keeps the clock that it began with, whatever a later start is told."""
        kept, wanted = self.folder.clock, os.environ.pop("TOUR_CLOCK", None)
        if self.folder.is_new or self.folder.unfinished.exists():
            kept.unlink(missing_ok=True)
            if wanted is not None:
                kept.write_text(parse_moment(wanted).isoformat(), encoding="ascii")
        elif wanted is not None and not kept.exists():
            raise Problem(
                f"The tour in {self.folder.path} runs on real time. TOUR_CLOCK is for a new "
                "folder: name another one with TOUR_HOME, or delete the data with `tour reset`."
            )
        if kept.exists():
            os.environ["TOUR_CLOCK"] = kept.read_text(encoding="ascii")

    def _bring_up(self, pause: Pause) -> None:
        self._settle_clock()
        known = self._begin_data()
        replicas = plan_replicas(self.wishes.replicas, self.wishes.port)
        for log in (*_LOGS, *(replica.name for replica in replicas)):
            rotate(self.folder.log(log))
        # it imports while the servers start
        self._nursery.prepare()
        self._start_servers(known, connections_needed(replicas), pause)
        self._services = [
            (
                replica,
                self._part(replica, service_environment(replica, replicas, self._servers, known)),
            )
            for replica in replicas
        ]
        self._store_running()
        self._fill(pause)
        self._start_services(pause)
        self._announce(known)

    def _begin_data(self) -> Secrets:
        folder = self.folder
        if folder.unfinished.exists():
            # nothing was served from it yet
            shutil.rmtree(folder.postgres, ignore_errors=True)
            shutil.rmtree(folder.nats, ignore_errors=True)
        if folder.is_new:
            folder.unfinished.touch(mode=0o600)
            store_secrets(folder.secrets, make_secrets())
        return load_secrets(folder.secrets)

    def _start_servers(self, known: Secrets, max_connections: int, pause: Pause) -> None:
        began = time.monotonic()
        self._nats = EmbeddedNats(
            self.folder.nats,
            port=self._servers.nats_port,
            monitor_port=self._servers.nats_monitor_port,
            passwords=known.broker,
            log=self.folder.log("nats"),
        )
        self._postgres = EmbeddedPostgres(
            self.folder.postgres,
            port=self._servers.postgres_port,
            password=known.database_admin,
            log=self.folder.log("postgres"),
            max_connections=max_connections,
        )
        self._nats.launch()
        self._postgres.start(pause)
        self._line(self._postgres.part.name, began)
        self._nats.wait_until_ready(pause)
        self._line(f"NATS {self._nats.version}", began)

    def _fill(self, pause: Pause) -> None:
        """Schema, and in a new folder a history; from here on the data are worth keeping."""
        self._step("Schema", "migrate", self.programs.migrate, pause)
        if self.folder.unfinished.exists():
            if self.programs.history and self.wishes.demo is not False:
                self._step("History", "history", self.programs.history, pause)
            self.folder.unfinished.unlink()

    def _step(self, title: str, name: str, program: tuple[str, ...], pause: Pause) -> None:
        began = time.monotonic()
        log = self.folder.log(name)
        environment = {**child_environment(), "TOUR_HOME": str(self.folder.path)}
        code = run_to_end(Command(program, environment, PROJECT, log), pause, self._nursery.start)
        if code != 0:
            raise Failed(
                f"{title} did not work: {describe_end(code)}. The end of {log}:\n{tail(log)}"
            )
        self._line(title, began)

    def _part(self, replica: Replica, environment: Mapping[str, str]) -> Part:
        command = Command(
            argv=self.programs.service(replica.service),
            env=environment,
            cwd=PROJECT,
            log=self.folder.log(replica.name),
        )
        return Part(
            replica.name,
            command,
            lambda: http_ok(replica.health_port, "/health/ready"),
            starter=self._nursery.start,
        )

    def _start_services(self, pause: Pause) -> None:
        began = time.monotonic()
        parts = [part for _, part in self._services]
        for part in parts:
            part.launch()
        wait_all_ready(
            parts, _SERVICE_READY_WITHIN, pause, lambda part: self._line(part.name, began)
        )
        self._store_running()

    def _announce(self, known: Secrets) -> None:
        gateways = [replica for replica, _ in self._services if replica.service == "gateway"]
        urls = [f"http://{HOST}:{replica.port}" for replica in gateways]
        self._say("")
        self._say(f"The tour is up after {time.monotonic() - self._began:.1f} s.")
        self._say(f"  Address   {'  '.join(urls)}")
        self._say(f"  Data      {self.folder.path} (logs in {self.folder.logs})")
        if known.first_password is not None:
            self._say(
                f"  Sign in   {urls[0]}/admin as admin with the one-time password "
                f"{known.first_password}"
            )
            forget_first_password(self.folder.secrets, known)
        self._say("  Stop      Ctrl-C")

    def _look_after(self, pause: Pause) -> None:
        supervisor = Supervisor(self._parts(), self._say, self._store_running)
        plan = self.wishes.backups
        schedule = self._schedule(plan) if plan is not None else None
        while True:
            pause(_LOOK_SECONDS)
            supervisor.look()
            if schedule is not None:
                schedule.look()

    def _schedule(self, plan: Plan) -> Schedule:
        log = self.folder.log("backup")
        program = (*self.programs.backup, "--keep", str(plan.keep))
        where = {"TOUR_HOME": str(self.folder.path), "TOUR_BACKUPS": str(plan.folder)}
        command = Command(program, {**child_environment(), **where}, PROJECT, log)
        return Schedule(plan, lambda: self._nursery.start(command), log, self._say)

    def _take_down(self) -> None:
        stop_services(self._services)
        self._nursery.close()
        if self._nats is not None:
            self._nats.stop()
        if self._postgres is not None:
            self._postgres.stop()
        self.folder.run.unlink(missing_ok=True)

    def _parts(self) -> list[Part]:
        servers = [server.part for server in (self._postgres, self._nats) if server is not None]
        return [*servers, *(part for _, part in self._services)]

    def _store_running(self) -> None:
        store_running(
            self.folder,
            Running(
                pid=os.getpid(),
                started_at=self._started_at,
                servers=self._servers,
                postgres_pid=self._postgres.part.pid if self._postgres else None,
                nats_pid=self._nats.part.pid if self._nats else None,
                replicas=[RunningReplica(replica, part.pid) for replica, part in self._services],
            ),
        )

    def _line(self, name: str, began: float) -> None:
        self._say(f"  {name:<20} ready {time.monotonic() - began:5.1f} s")
