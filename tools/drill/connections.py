"""Connections that are led on to somebody else, byte for byte: what resolver and balancer share."""

import asyncio
import contextlib
import time
from collections.abc import Iterable

from tools.drill.journal import Journal, Passage
from tools.local.ports import HOST

_CHUNK = 65_536


async def lead(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    places: Iterable[tuple[str, int]],
    journal: Journal,
) -> None:
    """Lead a connection to the first place (its name and port) where somebody takes it; it stays
    there until one side ends."""
    for name, port in places:
        try:
            theirs = await asyncio.open_connection(HOST, port)
        except OSError:
            journal.write(Passage(time.time(), name, reached=False))
            continue
        journal.write(Passage(time.time(), name, reached=True))
        await asyncio.gather(_pass_on(reader, theirs[1]), _pass_on(theirs[0], writer))
        return
    writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until one side has ended."""
    with contextlib.suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()
