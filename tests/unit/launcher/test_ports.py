import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tools.local.folder import PROJECT
from tools.local.ports import free_ports, free_row_of_ports, is_free, next_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_port_with_a_listener_is_not_free_and_is_afterwards() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


def test_port_with_a_listener_on_all_addresses_is_not_free() -> None:
    with socket.create_server(("", 0)) as server:
        assert not is_free(server.getsockname()[1])


def test_next_free_port_is_higher_and_free(taken: int) -> None:
    other = next_free(taken)
    assert other is not None
    assert other > taken
    assert is_free(other)
    assert next_free(65_535) is None


def test_no_port_is_given_twice() -> None:
    assert not {*free_ports(50)} & {*free_ports(50)}


def test_processes_side_by_side_look_in_different_places() -> None:
    look = "from tools.local.ports import free_ports; print(*free_ports(40))"
    others = [
        subprocess.run(
            [sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=PROJECT
        ).stdout.split()
        for _ in range(2)
    ]
    assert not {*others[0]} & {*others[1]}


def test_free_ports_are_different_and_outside_the_range_of_outgoing_connections() -> None:
    ports = free_ports(50)
    assert len(set(ports)) == 50
    with socket.socket() as outgoing:
        outgoing.bind(("127.0.0.1", 0))
        lowest_seen = outgoing.getsockname()[1]
    assert all(port < lowest_seen for port in ports)


def test_a_row_of_ports_is_free_from_first_to_last_and_given_once() -> None:
    first = free_row_of_ports(3)
    assert all(is_free(port) for port in range(first, first + 3))
    assert first not in free_ports(50)
