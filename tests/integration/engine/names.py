"""A name server for one name, whose addresses a test changes."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tools.local.ports import HOST

_A = 1
_SECONDS_TO_LIVE = 1


class Names(asyncio.DatagramProtocol):
    """Answers every question of IPv4 with ``addresses``; ``asked``: how often."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.asked = 0
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def port(self) -> int:
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, question: bytes, address: tuple[str | int, ...]) -> None:
        # RFC 1035: 12 bytes of header, the name up to its zero, then type and class
        end = question.index(0, 12) + 5
        (kind,) = struct.unpack_from(">H", question, end - 4)
        known = self.addresses if kind == _A else []
        self.asked += kind == _A
        header = question[:2] + struct.pack(">HHHHH", 0x8180, 1, len(known), 0, 0)
        answers = b"".join(
            # a pointer to the name of the question
            struct.pack(">HHHIH4B", 0xC00C, _A, 1, _SECONDS_TO_LIVE, 4, *map(int, one.split(".")))
            for one in known
        )
        assert self._transport is not None
        self._transport.sendto(header + question[12:end] + answers, address)


@asynccontextmanager
async def name_server() -> AsyncIterator[Names]:
    loop = asyncio.get_running_loop()
    transport, names = await loop.create_datagram_endpoint(Names, local_addr=(HOST, 0))
    try:
        yield names
    finally:
        transport.close()
