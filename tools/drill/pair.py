"""Two regions and the name that leads to one of them.

Guarantees that the mark of the promotion outlives every process of both regions, and that nothing
is left running when the pair is closed.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.drill.browser import Browser
from tools.drill.failover import PRIMARY, SECONDARY
from tools.drill.region import Region
from tools.local.folder import PROJECT, write_private
from tools.local.nursery import Nursery
from tools.local.parts import Part, Pause
from tools.local.ports import free_ports, is_free
from tools.local.processes import Command
from tools.local.secrets import make_secrets
from tools.local.services import child_environment


@dataclass(frozen=True, slots=True)
class Checks:
    """How often health is asked, and how many answers in a row change a mind (aws.md: 30 s, 3)."""

    seconds: float
    count: int

    @property
    def turn_seconds(self) -> float:
        """What a change takes at most to be believed."""
        return self.seconds * (self.count + 1)


class Pair:
    """``folder`` is private: it holds the data; ``logs`` stay."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.port = free_ports(1)[0]
        self.mark = folder / "promoted"
        self.cookies = folder / "cookies.json"
        self._logs = logs
        self._known = make_secrets()
        self._nursery = Nursery(logs / "nursery.log", child_environment())
        self.one, self.two = (
            Region(name, folder / f"region-{name}", logs, self._known, self._nursery)
            for name in (PRIMARY, SECONDARY)
        )

    def found(self, pause: Pause) -> None:
        """Region one with a demo season, an administrator signed in, region two its standby."""
        self._nursery.prepare()
        self.one.found(pause)
        browser = Browser(self.one.gateway_port)
        assert self._known.first_password is not None
        browser.sign_in_first(self._known.first_password, secrets.token_urlsafe(18))
        write_private(self.cookies, json.dumps(browser.cookies))
        self.two.follow(self.one, pause)

    def process(
        self, name: str, *words: object, is_ready: Callable[[], bool] = lambda: True
    ) -> Part:
        """One of the drill's own processes; ``words`` as after ``python -m``."""
        log = self._logs / f"{name}.log"
        command = Command(tuple(map(str, words)), child_environment(), PROJECT, log)
        return Part(f"the {name}", command, is_ready, starter=self._nursery.start)

    def resolver(self, checks: Checks, journal: Path) -> Part:
        """What stands for Route 53, on ``port``."""
        return self.process(
            "resolver",
            "tools.drill.failover",
            self.port,
            self.one.gateway_port,
            self.two.gateway_port,
            self.mark,
            checks.seconds,
            checks.count,
            journal,
            is_ready=lambda: not is_free(self.port),
        )

    def close(self) -> None:
        """Everything ends, whatever state it is in."""
        for region in (self.one, self.two):
            region.stop()
        self._nursery.close()
