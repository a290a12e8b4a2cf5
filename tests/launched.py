"""Drives `tour up` from outside, as a person in a terminal does."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.local.folder import PROJECT, DataFolder
from tools.local.ports import free_row_of_ports
from tools.local.running import Running, find_running

_PATIENCE = 90.0
_ONE_TIME_PASSWORD = re.compile(r"one-time password (\S+)")


class LaunchedTour:
    """`tour up` on a data folder and a port of its own; ``program`` as after ``python -m``."""

    program: tuple[str, ...] = ("tools.cli", "up")

    def __init__(self, home: Path, gateways: int = 1) -> None:
        self.folder = DataFolder(home)
        self.port = free_row_of_ports(gateways)
        self._output = home.parent / "output"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        return self._output.read_text(encoding="utf-8")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def one_time_password(self) -> str:
        """Of the administrator that a first start makes."""
        found = _ONE_TIME_PASSWORD.search(self.said)
        assert found is not None, self.said
        return found[1]

    @property
    def running(self) -> Running:
        running = find_running(self.folder)
        assert running is not None, self.said
        return running

    def start(self, *options: str, **environment: str) -> None:
        """Start it; does not wait."""
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self.program, "--port", str(self.port), *options],
                cwd=PROJECT,
                env={**_environment(), "TOUR_HOME": str(self.folder.path), **environment},
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

    def command(self, *words: str, say: str = "") -> subprocess.CompletedProcess[str]:
        """Another `tour` command on the same folder."""
        return subprocess.run(
            [sys.executable, "-m", "tools.cli", *words],
            cwd=PROJECT,
            env={
                **_environment(),
                "TOUR_HOME": str(self.folder.path),
                "TOUR_PORT": str(self.port),
            },
            input=say,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def launched_tour(
    home: Path, *options: str, gateways: int = 1, **environment: str
) -> Iterator[LaunchedTour]:
    """A tour that is up for as long as the block lasts; whatever it left running goes."""
    launched = LaunchedTour(home, gateways)
    try:
        launched.up(*options, **environment)
        yield launched
    finally:
        launched.clean()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name[:5] != "TOUR_"}
