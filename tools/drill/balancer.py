"""What stands for a load balancer: connections in turn to the gateways that are in service.

    python -m tools.drill.balancer PORT TARGETS JOURNAL

TARGETS is a file with the ports in service as a JSON list, read for each connection: whoever stops
a gateway takes it out first, as ECS deregisters a task before it ends it. A gateway that does not
take a connection is passed over.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from tools.drill.connections import lead
from tools.drill.journal import Journal
from tools.local.ports import HOST


def in_turn(ports: Sequence[int], number: int) -> list[int]:
    """The order in which connection ``number`` tries the ports: each begins one further on."""
    first = number % len(ports) if ports else 0
    return [*ports[first:], *ports[:first]]


async def balance(port: int, targets: Path, journal: Journal) -> None:
    """Serve until ended."""
    numbers = count()

    def in_service() -> list[int]:
        known: list[int] = json.loads(targets.read_text(encoding="ascii"))
        return known

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ports = in_turn(in_service(), next(numbers))
        await lead(reader, writer, [(str(each), each) for each in ports], journal)

    server = await asyncio.start_server(take, HOST, port)
    async with server:
        await server.serve_forever()


def _main(words: list[str]) -> None:
    asyncio.run(balance(int(words[0]), Path(words[1]), Journal(Path(words[2]))))


if __name__ == "__main__":
    _main(sys.argv[1:])
