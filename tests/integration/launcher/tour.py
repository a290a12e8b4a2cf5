"""The launcher with stand-ins for what it starts beside the servers."""

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

from tests.launched import LaunchedTour

_PATIENCE = 90.0


class Tour(LaunchedTour):
    """`tour up` with stand-ins for the services, in a data folder of its own."""

    program = ("tests.integration.launcher.stand_in_up",)

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


def _writers(logs: Path) -> Iterator[str]:
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                if (process / "fd" / "2").readlink().is_relative_to(logs):
                    yield (process / "cmdline").read_text().replace("\0", " ")
