"""One region of a drill: PostgreSQL, NATS and the five services, on ports of its own.

Guarantees that it runs as the launcher runs a tour (the same servers, settings and modules), that
``kill`` leaves none of its processes, and that a region which follows another begins with an
empty broker: what it had once sent must not reach a tour that never saw it.
"""

import os
import shutil
import signal
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import cast

import psycopg

from tools.drill.versions import Version
from tools.local.database import Target, embedded_target
from tools.local.launch import Programs
from tools.local.nats import EmbeddedNats
from tools.local.parts import Part, Pause, http_ok, wait_all_ready
from tools.local.ports import free_ports, free_row_of_ports
from tools.local.postgres import ADMIN, EmbeddedPostgres
from tools.local.processes import describe_end, run_to_end, tail
from tools.local.secrets import Secrets
from tools.local.services import (
    Replica,
    Servers,
    connections_needed,
    plan_replicas,
    service_environment,
    stop_services,
)
from tools.local.standby import copy_as_standby
from tools.problems import Failed

FEW_PLAYERS = ("--players", "60")
_SENDERS = "SELECT coalesce(array_agg(pid), '{}') FROM pg_stat_replication"
_READY_WITHIN = 90.0
_STREAMING_WITHIN = 60.0
_LOOK_SECONDS = 0.05


class Region:
    """``name`` is "one" or "two". Both regions have the same secrets, as AWS replicates them."""

    def __init__(
        self,
        name: str,
        folder: Path,
        logs: Path,
        known: Secrets,
        version: Version,
        *,
        replicas: int = 1,
    ) -> None:
        self.name = name
        self.folder = folder
        self.gateway_port = free_row_of_ports(replicas)
        self._known = known
        self._version = version
        self._logs = logs
        self._log_of = {
            part: logs / f"region-{name}-{part}.log" for part in ("postgres", "nats", "step")
        }
        self._servers = Servers(*free_ports(3))
        self.replicas = plan_replicas(replicas, self.gateway_port)
        self.postgres = EmbeddedPostgres(
            folder / "postgres",
            port=self._servers.postgres_port,
            password=known.database_admin,
            log=self._log_of["postgres"],
            max_connections=connections_needed(self.replicas),
        )
        self.nats = EmbeddedNats(
            folder / "nats",
            port=self._servers.nats_port,
            monitor_port=self._servers.nats_monitor_port,
            passwords=known.broker,
            log=self._log_of["nats"],
        )
        self.services = [self._service(replica) for replica in self.replicas]

    def _service(self, replica: Replica) -> Part:
        settings = service_environment(replica, self.replicas, self._servers, self._known)
        log = self._logs / f"region-{self.name}-{replica.name}.log"
        return Part(
            f"{replica.name} of region {self.name}",
            self._version.service(replica.service, settings, log),
            lambda: http_ok(replica.health_port, "/health/ready"),
            starter=self._version.starter,
        )

    def update(self, version: Version) -> None:
        """Whatever is started from now on runs that code; what runs goes on as it is."""
        self._version = version

    def renew(self, part: Part) -> Part:
        """What takes a service's place, not started yet."""
        place = self.services.index(part)
        self.services[place] = self._service(self.replicas[place])
        return self.services[place]

    @property
    def slot(self) -> str:
        """The replication slot that another region keeps for this one."""
        return f"region_{self.name}"

    @property
    def database_log(self) -> Path:
        return self._log_of["postgres"]

    @property
    def target(self) -> Target:
        return embedded_target(self.postgres.port, self._known)

    @property
    def database_runs(self) -> bool:
        return self.postgres.part.pid is not None

    @property
    def services_run(self) -> bool:
        return all(part.pid is not None for part in self.services)

    def is_promoted(self) -> bool:
        """What its gateway says at /health/promoted."""
        return http_ok(self.gateway_port, "/health/promoted")

    def ask(self, statement: str, *values: object) -> tuple[object, ...]:
        """One row of its database, as its administrator. Raises psycopg.Error."""
        with closing(psycopg.connect(self.target.url(ADMIN), autocommit=True)) as admin:
            row = admin.execute(statement.encode(), values).fetchone()
        assert row is not None
        return row

    def found(self, pause: Pause, history: Sequence[str] = FEW_PLAYERS) -> None:
        """A new tour: database, schema, two weeks of history, services."""
        self.start_servers(pause)
        self.migrate(pause)
        self._run(self._version.history(history), pause)
        self.start_services(pause)

    def migrate(self, pause: Pause) -> None:
        """`tour migrate`, as the launcher calls it; Failed where it does not work."""
        self._run(Programs().migrate, pause)

    def follow(self, primary: "Region", pause: Pause) -> None:
        """Become the other region's standby, from a fresh copy of its database, and read on."""
        self.stop()
        shutil.rmtree(self.postgres.data, ignore_errors=True)
        shutil.rmtree(self.nats.folder, ignore_errors=True)
        copy_as_standby(primary.postgres, self.postgres, self.slot)
        self.start_servers(pause)
        self.start_services(pause)
        waited = 0.0
        while not primary.streams_to(self):
            if waited > _STREAMING_WITHIN:
                raise Failed(f"Region {self.name} does not follow region {primary.name}.")
            pause(_LOOK_SECONDS)
            waited += _LOOK_SECONDS

    def streams_to(self, standby: "Region") -> bool:
        """The standby's slot is in use and its connection streams."""
        return bool(
            self.ask(
                "SELECT EXISTS (SELECT FROM pg_replication_slots s JOIN pg_stat_replication r"
                " ON r.pid = s.active_pid WHERE s.slot_name = %s AND r.state = 'streaming')",
                standby.slot,
            )[0]
        )

    def start_servers(self, pause: Pause) -> None:
        """PostgreSQL and NATS, where they do not run."""
        if self.nats.part.pid is None:
            self.nats.launch()
        if not self.database_runs:
            self.postgres.start(pause)
        self.nats.wait_until_ready(pause)

    def start_services(self, pause: Pause) -> None:
        """Those that do not run; returns when all are ready."""
        for part in self.services:
            if part.pid is None:
                part.launch()
        wait_all_ready(self.services, _READY_WITHIN, pause)

    def stop_services(self) -> None:
        stop_services(list(zip(self.replicas, self.services, strict=True)))

    def stop(self) -> None:
        """All of it, in order. A database that is followed sends the rest to its standby first."""
        self.stop_services()
        self.nats.stop()
        self.postgres.stop()

    def hold_replication(self) -> None:
        """Stop (SIGSTOP) whoever sends WAL to a standby; it dies with the region."""
        for pid in cast("list[int]", self.ask(_SENDERS)[0]):
            os.kill(pid, signal.SIGSTOP)

    def kill(self) -> float:
        """-9 to every process of the region at once; when that was, in seconds since 1970."""
        parts = (self.postgres.part, self.nats.part, *self.services)
        pids = [part.pid for part in parts if part.pid is not None]
        # the server's own children would live on until they notice
        children = [child for pid in pids for child in _children(pid)]
        for pid in (*pids, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed_at = time.time()
        for part in parts:
            part.wait(None)
        return killed_at

    def _run(self, program: tuple[str, ...], pause: Pause) -> None:
        """A step of the launcher on this region's database."""
        target = self.target
        settings = {
            "TOUR_DATABASE_HOST": target.host,
            "TOUR_DATABASE_PORT": str(target.port),
            "TOUR_ADMIN_PASSWORD": target.admin_password or "",
            **{f"TOUR_PASSWORD_{login.upper()}": word for login, word in target.passwords.items()},
        }
        log = self._log_of["step"]
        command = self._version.command(program, settings, log)
        code = run_to_end(command, pause, self._version.starter)
        if code != 0:
            raise Failed(f"{' '.join(program)}: {describe_end(code)}. {log} ends:\n{tail(log)}")


def _children(pid: int) -> list[int]:
    """The children of a process (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # the name, in brackets, may hold anything; the parent is the second word after it
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if int(parent) == pid:
                found.append(int(stat.parent.name))
    return found
