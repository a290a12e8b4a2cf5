"""The resolver between two stand-ins for regions: whom people are led to, marked or not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tools.drill.failover import Failover
from tools.drill.journal import Journal, Passage, read_journal
from tools.local.ports import HOST, free_ports

CHECK_SECONDS = 0.05
CHECKS = 2
# more than a change of mind takes, on a busy machine
LONG_ENOUGH = 1.0


async def region(name: str, port: int) -> asyncio.Server:
    """Answers its name to everything, health included."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(f"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{name}".encode())
        writer.close()

    return await asyncio.start_server(answer, HOST, port)


class Name:
    """The name that people ask for, and the regions behind it."""

    def __init__(self, folder: Path) -> None:
        self.port, self.one, self.two = free_ports(3)
        self.mark = folder / "promoted"
        self.journal = folder / "journal"

    async def who(self) -> str:
        """Who answers somebody; empty where nobody does."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        answer = b""
        with suppress(ConnectionError):
            answer = await reader.read()
        writer.close()
        return answer.rpartition(b"\n")[2].decode()

    async def comes_to(self, name: str) -> bool:
        """Whether that is who answers, within a while."""
        for _ in range(100):
            if await self.who() == name:
                return True
            await asyncio.sleep(CHECK_SECONDS)
        return False


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Name]:
    name = Name(folder)
    journal = Journal(name.journal)
    ports = {"one": name.one, "two": name.two}
    failover = Failover(ports, name.mark, CHECK_SECONDS, CHECKS, journal)
    serving = asyncio.create_task(failover.serve(name.port))
    await asyncio.sleep(CHECK_SECONDS)
    try:
        yield name
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        journal.close()


async def stop(server: asyncio.Server) -> None:
    server.close()
    await server.wait_closed()


async def test_without_the_mark_people_go_back_to_a_primary_that_recovers(tmp_path: Path) -> None:
    """The control: what the latch is for. The old primary comes back, and has them all again."""
    async with served(tmp_path) as name:
        one, two = await region("one", name.one), await region("two", name.two)
        assert await name.comes_to("one")
        await stop(one)
        assert await name.comes_to("two")
        one = await region("one", name.one)
        assert await name.comes_to("one")
        await stop(one)
        await stop(two)


async def test_with_the_mark_nobody_is_led_back_even_while_the_second_region_is_down(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as name:
        two = await region("two", name.two)
        assert await name.comes_to("two")
        name.mark.touch()
        await asyncio.sleep(LONG_ENOUGH)
        one = await region("one", name.one)
        await stop(two)
        await asyncio.sleep(LONG_ENOUGH)
        assert await name.who() == ""
        tried = [line for line in read_journal(name.journal) if isinstance(line, Passage)]
        assert (tried[-1].region, tried[-1].reached) == ("two", False)
        # the way back, once somebody has taken the mark away
        name.mark.unlink()
        assert await name.comes_to("one")
        await stop(one)
