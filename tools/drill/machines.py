"""What both drills stand on: regions with the same secrets, the drill's own processes, an
administrator's session.

Guarantees that nothing is left running when the machines are closed.
"""

import json
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.drill.browser import Browser
from tools.drill.region import Region
from tools.drill.versions import Version, present
from tools.local.folder import PROJECT, write_private
from tools.local.nursery import Nursery
from tools.local.parts import Part
from tools.local.ports import free_ports, is_free
from tools.local.processes import Command
from tools.local.secrets import make_secrets
from tools.local.services import child_environment


class Machines:
    """``folder`` is private: it holds the data; ``logs`` stay. People come in at ``port``."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.folder = folder
        self.port = free_ports(1)[0]
        self.cookies = folder / "cookies.json"
        self._logs = logs
        self._known = make_secrets()
        self._nursery = Nursery(logs / "nursery.log", child_environment())
        self.present = present(self._nursery)
        # it imports while the first servers start
        self._nursery.prepare()

    def region(self, name: str, version: Version | None = None, *, replicas: int = 1) -> Region:
        """Not started yet. It runs this code, or another ``version``."""
        place = self.folder / f"region-{name}"
        return Region(
            name, place, self._logs, self._known, version or self.present, replicas=replicas
        )

    def sign_in(self, region: Region) -> None:
        """As the first administrator of a new tour; the session is kept in ``cookies``."""
        browser = Browser(region.gateway_port)
        assert self._known.first_password is not None
        browser.sign_in_first(self._known.first_password, secrets.token_urlsafe(18))
        write_private(self.cookies, json.dumps(browser.cookies))

    def process(
        self, name: str, *words: object, is_ready: Callable[[], bool] = lambda: True
    ) -> Part:
        """One of the drill's own processes; ``words`` as after ``python -m``."""
        log = self._logs / f"{name}.log"
        command = Command(tuple(map(str, words)), child_environment(), PROJECT, log)
        return Part(f"the {name}", command, is_ready, starter=self._nursery.start)

    def load(
        self, journal: Path, label: str, readers: int, writers: int, referees: int = 0
    ) -> Part:
        """People at ``port``; ``label`` tells their writes from those of another load."""
        people = (readers, writers, referees)
        return self.process(
            "load", "tools.drill.load", self.port, self.cookies, journal, label, *people
        )

    def is_taken(self) -> bool:
        """Somebody listens at ``port``."""
        return not is_free(self.port)

    def close(self, regions: Iterable[Region]) -> None:
        """Everything ends, whatever state it is in."""
        for region in regions:
            region.stop()
        self._nursery.close()
