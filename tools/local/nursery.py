"""Where the Python children are born: one process that has imported what all of them need, once.

Five services importing the same libraries at the same time is what a start on two cores waits for
(2 s of processor time each), so a child is forked from a process that has them already. The
libraries that do not survive a fork, grpc before all, are left to the child. Guarantees that the
children end with the nursery, and the nursery with the launcher.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.local.folder import PROJECT
from tools.local.processes import Command, start
from tools.problems import Failed

# what the services share and what survives a fork: no grpc, no threads, no connections
PRELOADED = (
    "alembic.command",
    "asyncio",
    "fastapi",
    "google.protobuf.json_format",
    "google.protobuf.timestamp_pb2",
    "jinja2",
    "nats.js.api",
    "psycopg",
    "pydantic_settings",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.ext.asyncio",
    "starlette.applications",
    "structlog",
    "typer",
    "uvicorn",
    "shared.inbox",
    "shared.leader",
    "shared.outbox",
)
_ANSWER_WITHIN = 60.0
_ENDED_WITH_NURSERY = -signal.SIGKILL


@dataclass(eq=False, slots=True)
class NurseryChild:
    """A child, as subprocess.Popen would show it."""

    nursery: "Nursery"
    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        self.nursery.listen()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; subprocess.TimeoutExpired where it takes longer."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.nursery.listen(left)
        return code

    def send_signal(self, number: int) -> None:
        self.nursery.signal(self, number)


class Nursery:
    """Starts with the first child, or earlier by ``prepare``, and again after its own death."""

    def __init__(
        self, log: Path, environment: Mapping[str, str], preloaded: Sequence[str] = PRELOADED
    ) -> None:
        self._preloaded = preloaded
        self._log = log
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = b""
        self._born: int | None = None
        self._children: dict[int, NurseryChild] = {}

    def prepare(self) -> None:
        """Start importing; does not wait."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        command = Command(
            argv=(sys.executable, "-u", "-m", "tools.local.nursery_process", *self._preloaded),
            env=self._environment,
            cwd=PROJECT,
            log=self._log,
        )
        self._process = start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def start(self, command: Command) -> NurseryChild:
        """Start a child. ``argv``: a module, as after ``python -m``, and its arguments."""
        self.prepare()
        self._born = None
        self._tell(
            {
                "argv": command.argv,
                "env": dict(command.env),
                "cwd": str(command.cwd),
                "log": str(command.log),
            }
        )
        deadline = time.monotonic() + _ANSWER_WITHIN
        while self._born is None:
            self.listen(max(0.0, deadline - time.monotonic()))
            if self._process is None or time.monotonic() > deadline:
                raise Failed(f"No Python process could be started; {self._log} says why.")
        child = NurseryChild(self, self._born)
        self._children[child.pid] = child
        return child

    def listen(self, seconds: float | None = 0.0) -> None:
        """Take what the nursery has to say, waiting so long for it (None: as long as it takes)."""
        process = self._process
        if process is None or process.stdout is None:
            return
        ready, _, _ = select.select([process.stdout], [], [], seconds)
        if not ready:
            return
        heard = os.read(process.stdout.fileno(), 65_536)
        if not heard:
            self.close()
            return
        *lines, self._heard = (self._heard + heard).split(b"\n")
        for line in lines:
            self._take(json.loads(line))

    def signal(self, child: NurseryChild, number: int) -> None:
        """The nursery sends it: it alone knows that the pid is still that child's."""
        if child.poll() is None:
            self._tell({"pid": child.pid, "signal": int(number)})

    def close(self) -> None:
        """End the nursery, and with it whoever still lives there."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
        for child in self._children.values():
            child.returncode = _ENDED_WITH_NURSERY
        self._children.clear()
        self._heard = b""

    def _take(self, message: Mapping[str, int]) -> None:
        if "born" in message:
            self._born = message["born"]
        elif (child := self._children.pop(message["ended"], None)) is not None:
            child.returncode = message["code"]

    def _tell(self, message: Mapping[str, object]) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise Failed(f"No Python process could be started; {self._log} says why.")
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            self.close()
