"""Drives a launcher from outside, as a person in a terminal does."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools.local.folder import PROJECT, DataFolder
from tools.local.ports import free_ports
from tools.local.running import Running, find_running

_PATIENCE = 90.0


class Tour:
    """`tour up` with stand-ins for the services, in a data folder of its own."""

    def __init__(self, home: Path) -> None:
        self.folder = DataFolder(home)
        self.port = free_ports(1)[0]
        self._output = home.parent / "output"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        return self._output.read_text(encoding="utf-8")

    @property
    def running(self) -> Running:
        running = find_running(self.folder)
        assert running is not None, self.said
        return running

    def start(self, *options: str, **environment: str) -> None:
        """Start it; does not wait."""
        inherited = {name: value for name, value in os.environ.items() if name[:5] != "TOUR_"}
        module = "tests.integration.launcher.stand_in_up"
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, str(self.port), *options],
                cwd=PROJECT,
                env={**inherited, "TOUR_HOME": str(self.folder.path), **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def up(self, *options: str, **environment: str) -> str:
        """Start it and wait until it is up; what it said."""
        self.start(*options, **environment)
        self.await_line("  Stop      Ctrl-C")
        return self.said

    def await_line(self, words: str) -> None:
        self.await_match(f"^{re.escape(words)}")

    def await_match(self, pattern: str) -> None:
        """Wait for a line with this."""
        deadline = time.monotonic() + _PATIENCE
        while re.search(pattern, self.said, re.MULTILINE) is None:
            assert self._process is not None
            assert self._process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def ended(self) -> int:
        """Its exit code, once it has one."""
        assert self._process is not None
        return self._process.wait(_PATIENCE)

    def clean(self) -> None:
        """Whatever a test left running goes."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(_PATIENCE)

    def left_over(self) -> list[str]:
        """The processes that still write to a log of this folder."""
        return list(_writers(self.folder.logs))

    def await_nobody_left(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while left := self.left_over():
            assert time.monotonic() < deadline, left
            time.sleep(0.05)

    def told(self, service: str) -> dict[str, str]:
        """The TOUR_ settings that a replica of that name got."""
        from urllib.request import urlopen

        replica = next(one.replica for one in self.running.replicas if one.replica.name == service)
        with urlopen(f"http://127.0.0.1:{replica.health_port}/health/ready") as answer:
            settings: dict[str, str] = json.loads(answer.read())
        return settings

    def command(self, *words: str, say: str = "") -> subprocess.CompletedProcess[str]:
        """Another `tour` command on the same folder."""
        return subprocess.run(
            [sys.executable, "-m", "tools.cli", *words],
            cwd=PROJECT,
            env={**os.environ, "TOUR_HOME": str(self.folder.path), "TOUR_PORT": str(self.port)},
            input=say,
            capture_output=True,
            text=True,
            check=False,
        )


def _writers(logs: Path) -> Iterator[str]:
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                if (process / "fd" / "2").readlink().is_relative_to(logs):
                    yield (process / "cmdline").read_text().replace("\0", " ")
