"""The server of the pages, and the socket that it listens at.

Guarantees that a connection whose other end takes nothing for half a minute is over, whoever holds
it open: a script that never reads its stream, a machine that is gone without a farewell.
"""

import socket
from typing import Final

from shared.service import QuietServer

UNREAD_SECONDS: Final = 30.0
_BACKLOG: Final = 2048


class PageServer(QuietServer):
    """At the host and port of its settings, unless it is given sockets."""

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await super().serve(sockets or [listen(self.config.host, self.config.port)])


def listen(host: str, port: int, unread_seconds: float = UNREAD_SECONDS) -> socket.socket:
    """A socket whose connections inherit how long what they sent may wait to be taken.

    The kernel counts from when the other end's window is shut, or an acknowledgement is missing
    (TCP_USER_TIMEOUT). We cannot: what we write lies in its buffers, megabytes of hints that take
    hours to come, and closing a connection waits until they are sent, which would be never.
    """
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    listening = socket.create_server((host.strip("[]"), port), family=family, backlog=_BACKLOG)
    # elsewhere than on Linux the operating system's own, longer limits hold
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(1000 * unread_seconds)
        )
    return listening
