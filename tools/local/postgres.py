"""An embedded PostgreSQL 16: the binaries of a wheel, a data folder, one child process.

Guarantees that it listens on 127.0.0.1 only, asks everybody for a password (SCRAM), loses nothing
that it acknowledged (unless ``durable`` is off, for tests), and that a folder left by a killed
launcher starts again.

    with EmbeddedPostgres(folder) as server:
        psycopg.connect(server.dsn())
"""

import contextlib
import os
import secrets
import shutil
import signal
import sys
import time
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.local import binaries
from tools.local.parts import Part, Pause
from tools.local.ports import HOST, free_ports
from tools.local.postmaster import read_postmaster, settle_previous
from tools.local.processes import Account, Command, describe_end, run_to_end, start, tail
from tools.problems import Failed, Problem

ADMIN = "postgres"
# recovery after a crash may take a while
_READY_WITHIN = 120.0
# a child's environment: nothing of the person's shell (PGDATA, LC_ALL) gets in
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"}

_SETTINGS = {
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "wal_buffers": "4MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %a ",
    "jit": "off",
    # a container's /dev/shm is too small for parallel queries
    "max_parallel_workers_per_gather": "0",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """``folder`` holds the data; ``part`` is its process."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        password: str | None = None,
        log: Path | None = None,
        max_connections: int = 120,
        durable: bool = True,
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.host = HOST
        self.port = port or free_ports(1)[0]
        self.password = password or secrets.token_urlsafe(24)
        self.log = log or folder / "postgres.log"
        self.durable = durable
        self.account = binaries.account_for(self.data)
        self._copy_note = folder / "programs"
        self._programs: binaries.PostgresPrograms | None = None
        self._max_connections = max_connections
        self._part: Part | None = None

    @property
    def version(self) -> str:
        return self._found_programs().version

    @property
    def part(self) -> Part:
        if self._part is None:
            settings = {
                **_SETTINGS,
                **({} if self.durable else _NOT_DURABLE),
                "listen_addresses": HOST,
                "port": str(self.port),
                "unix_socket_directories": "",
                "max_connections": str(self._max_connections),
            }
            options = [
                word for name, value in settings.items() for word in ("-c", f"{name}={value}")
            ]
            command = self._command(("postgres", "-D", _as_seen_inside(self.data, self.account)))
            self._part = Part(
                f"PostgreSQL {self.version}",
                Command(
                    argv=(*command.argv, *options),
                    env=command.env,
                    cwd=self.data,
                    log=self.log,
                    account=self.account,
                    # an immediate shutdown: it recovers at the next start
                    orphaned=signal.SIGQUIT,
                ),
                self._is_ready,
                before=lambda: settle_previous(self.data),
                # fast, then immediate shutdown
                stop_signals=((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)),
            )
        return self._part

    def dsn(self, database: str = "postgres") -> str:
        """The administrator's connection string."""
        return f"postgresql://{ADMIN}:{self.password}@{self.host}:{self.port}/{database}"

    def create(self, pause: Pause = time.sleep) -> None:
        """Make the data folder if there is none (initdb); half-made ones are made anew."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._remove_forgotten_copy()
        self._found_programs()
        if self.data.exists():
            self._check_version()
            return
        draft = self.folder / "new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account is not None:
            os.chown(draft, self.account.uid, self.account.gid)
        self._initdb(draft, pause)
        draft.rename(self.data)

    def start(self, pause: Pause = time.sleep) -> None:
        """Bring it up; returns when it accepts connections."""
        self.create(pause)
        self.part.launch()
        self.part.wait_until_ready(_READY_WITHIN, pause)

    def stop(self) -> None:
        if self._part is not None:
            self._part.stop()
        if self._programs is not None:
            self._programs.remove_copy()
            self._programs = None
            self._copy_note.unlink(missing_ok=True)
        self._part = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _found_programs(self) -> binaries.PostgresPrograms:
        if self._programs is None:
            self._programs = binaries.postgres_programs(self.account)
            if self._programs.copied is not None:
                self._copy_note.write_text(str(self._programs.copied))
        return self._programs

    def _remove_forgotten_copy(self) -> None:
        # of a launcher that was killed; nothing else is ever noted here
        with contextlib.suppress(FileNotFoundError):
            forgotten = Path(self._copy_note.read_text())
            if forgotten.name.startswith("masters-tour-"):
                shutil.rmtree(forgotten, ignore_errors=True)
            self._copy_note.unlink()

    def _command(self, words: tuple[str, ...]) -> Command:
        program = self._found_programs().bin / words[0]
        return Command(
            argv=(str(program), *words[1:]),
            env=_ENVIRONMENT,
            cwd=self.data,
            log=self.log,
            account=self.account,
        )

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != self._found_programs().major:
            raise Problem(
                f"The data in {self.data} were made by PostgreSQL {made_by}, but this installation "
                f"brings {self.version}. Export them with the earlier installation first."
            )

    def _initdb(self, draft: Path, pause: Pause) -> None:
        words = (
            "initdb",
            "--pgdata",
            _as_seen_inside(draft, self.account),
            f"--username={ADMIN}",
            "--auth=scram-sha-256",
            "--pwfile=/dev/stdin",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
            *(() if self.durable else ("--no-sync",)),
        )
        command = self._command(words)
        log = self.log.with_name("initdb.log")
        log.unlink(missing_ok=True)
        ours, theirs = os.pipe()
        try:
            if self.account is not None:
                # else /dev/stdin could not be opened by that user
                os.fchown(ours, self.account.uid, self.account.gid)
            os.write(theirs, self.password.encode() + b"\n")
            os.close(theirs)
            code = run_to_end(
                Command(command.argv, command.env, draft, log, self.account),
                pause,
                partial(start, stdin=ours),
            )
        finally:
            os.close(ours)
        if code != 0:
            raise Failed(
                f"PostgreSQL could not make its data folder: {describe_end(code)}. "
                f"The end of {log}:\n{tail(log)}"
            )

    def _is_ready(self) -> bool:
        state = read_postmaster(self.data)
        return state is not None and state.ready and state.pid == self.part.pid


def _as_seen_inside(data: Path, account: Account | None) -> str:
    """The data folder's name for a child that works in it. Another user may not be able to enter
    the folders above, but the child has been put inside before it became that user."""
    if account is not None and sys.platform == "linux":
        return "/proc/self/cwd"
    return str(data)
