"""Two regions and the name that leads to one of them.

Guarantees that the mark of the promotion outlives every process of both regions.
"""

from dataclasses import dataclass
from pathlib import Path

from tools.drill.failover import PRIMARY, SECONDARY
from tools.drill.machines import Machines
from tools.local.parts import Part, Pause


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
        self.machines = Machines(folder, logs)
        self.mark = folder / "promoted"
        self.one, self.two = map(self.machines.region, (PRIMARY, SECONDARY))

    def found(self, pause: Pause) -> None:
        """Region one with a short history, an administrator signed in, region two its standby."""
        self.one.found(pause)
        self.machines.sign_in(self.one)
        self.two.follow(self.one, pause)

    def resolver(self, checks: Checks, journal: Path) -> Part:
        """What stands for Route 53."""
        machines = self.machines
        return machines.process(
            "resolver",
            "tools.drill.failover",
            machines.port,
            self.one.gateway_port,
            self.two.gateway_port,
            self.mark,
            checks.seconds,
            checks.count,
            journal,
            is_ready=machines.is_taken,
        )

    def close(self) -> None:
        """Everything ends, whatever state it is in."""
        self.machines.close([self.one, self.two])
