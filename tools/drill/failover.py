"""What stands for Route 53: health checks decide which region a name leads to.

    python -m tools.drill.failover PORT PRIMARY SECONDARY MARK CHECK_SECONDS CHECKS JOURNAL

The primary is the answer while it is healthy AND the other region is not marked as promoted; else
the secondary is, which has no check of its own (of two unhealthy records Route 53 answers the
first). The mark is a file that outlives every task of the second region, as the load balancer's
fixed answer does on AWS. So a primary that comes back by itself gets no traffic.

A connection is led to the region that is the answer when it comes, and stays there.
"""

import asyncio
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from tools.drill.connections import lead
from tools.drill.journal import Journal
from tools.local.ports import HOST

PRIMARY, SECONDARY = "one", "two"
PRIMARY_HEALTHY, PROMOTED, ANSWER = "primary healthy", "promoted", "answer"
_READY = b"GET /health/ready HTTP/1.1\r\nHost: health\r\nConnection: close\r\n\r\n"
# Route 53 gives a check four seconds to connect and two to answer
_CHECK_PATIENCE = 4.0


@dataclass(slots=True)
class HealthCheck:
    """Changes its mind after ``checks`` answers in a row that say otherwise."""

    checks: int
    good: bool
    _against: int = 0

    def note(self, good: bool) -> bool:
        """Take one answer; whether the mind was changed."""
        self._against = 0 if good == self.good else self._against + 1
        if self._against < self.checks:
            return False
        self.good, self._against = good, 0
        return True


def answer(*, primary_healthy: bool, promoted: bool) -> str:
    """The region that the name leads to (aws.md: primary healthy AND region two not promoted)."""
    return PRIMARY if primary_healthy and not promoted else SECONDARY


class Failover:
    """The checks and the connections; ``ports`` are the regions' gateways."""

    def __init__(
        self, ports: dict[str, int], mark: Path, check_seconds: float, checks: int, journal: Journal
    ) -> None:
        self._ports = ports
        self._mark = mark
        self._check_seconds = check_seconds
        self._journal = journal
        self._primary = HealthCheck(checks, good=True)
        self._promoted = HealthCheck(checks, good=mark.exists())

    @property
    def region(self) -> str:
        return answer(primary_healthy=self._primary.good, promoted=self._promoted.good)

    async def serve(self, port: int) -> None:
        server = await asyncio.start_server(self._lead, HOST, port)
        self._note(PRIMARY_HEALTHY, self._primary)
        self._note(PROMOTED, self._promoted)
        self._journal.turn(ANSWER, self.region)
        async with server:
            await self._keep_checking()

    async def _keep_checking(self) -> None:
        while True:
            began = time.monotonic()
            before = self.region
            if self._primary.note(await self._is_ready(self._ports[PRIMARY])):
                self._note(PRIMARY_HEALTHY, self._primary)
            if self._promoted.note(self._mark.exists()):
                self._note(PROMOTED, self._promoted)
            if self.region != before:
                self._journal.turn(ANSWER, self.region)
            await asyncio.sleep(max(0.0, began + self._check_seconds - time.monotonic()))

    def _note(self, name: str, check: HealthCheck) -> None:
        self._journal.turn(name, "yes" if check.good else "no")

    async def _is_ready(self, port: int) -> bool:
        try:
            async with asyncio.timeout(min(_CHECK_PATIENCE, 2 * self._check_seconds)):
                reader, writer = await asyncio.open_connection(HOST, port)
                try:
                    writer.write(_READY)
                    status = (await reader.readline()).split()
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False
        return len(status) > 1 and int(status[1]) == HTTPStatus.OK

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        region = self.region
        await lead(reader, writer, [(region, self._ports[region])], self._journal)


def _main(words: list[str]) -> None:
    port, primary, secondary = map(int, words[:3])
    mark, check_seconds, checks = Path(words[3]), float(words[4]), int(words[5])
    ports = {PRIMARY: primary, SECONDARY: secondary}
    failover = Failover(ports, mark, check_seconds, checks, Journal(Path(words[6])))
    asyncio.run(failover.serve(port))


if __name__ == "__main__":
    _main(sys.argv[1:])
