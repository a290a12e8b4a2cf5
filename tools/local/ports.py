"""Ports on 127.0.0.1: whether one is free, and free ones for what only the tour itself uses.

Guarantees that internal ports lie outside the range from which the system serves outgoing
connections, so that a service that restarts finds its port free again, and that no port is given
twice by one process. Between looking and binding another process could take it: each begins to
look at a place of its own, so that two tours that start side by side do not meet.
"""

import os
import socket
from itertools import islice
from pathlib import Path

from tools.problems import Failed

HOST = "127.0.0.1"
_LOWEST = 20_000
_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_USUAL_EPHEMERAL = 32_768
# more than one tour with two replicas of everything needs
_APART = 64
_given: set[int] = set()


def is_free(port: int) -> bool:
    """Nobody listens there, and this user may."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_ports(count: int) -> list[int]:
    """As many different free ports; Failed where there are not enough."""
    try:
        highest = int(_RANGE.read_text().split()[0])
    except (OSError, ValueError):
        highest = _USUAL_EPHEMERAL
    if highest - _LOWEST < 1_000:
        highest = 60_000
    span = highest - _LOWEST
    begin = os.getpid() * _APART
    walk = (_LOWEST + (begin + step) % span for step in range(span))
    found = list(islice((port for port in walk if port not in _given and is_free(port)), count))
    if len(found) < count:
        raise Failed(f"There are not {count} free ports between {_LOWEST} and {highest}.")
    _given.update(found)
    return found


def free_row_of_ports(count: int) -> int:
    """The first of so many free ports in a row; Failed where there are none."""
    while True:
        ports = free_ports(count)
        if ports[-1] - ports[0] == count - 1:
            return ports[0]


def next_free(port: int) -> int | None:
    """The next free port after one that is taken, for the advice."""
    return next(
        (other for other in range(port + 1, min(port + 100, 65_536)) if is_free(other)), None
    )
