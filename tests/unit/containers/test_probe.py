"""The images' health check: 0 where the service says that it is well."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tools.local.ports import free_ports

_PROBE = Path(__file__).resolve().parents[3] / "shared" / "probe.py"


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health/ready" else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Health) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def _probe(port: int, path: str) -> int:
    words = [sys.executable, "-I", "-S", str(_PROBE), str(port), path]
    return subprocess.run(words, capture_output=True, check=False).returncode


def test_well_is_0_and_anything_else_is_not(port: int) -> None:
    assert _probe(port, "/health/ready") == 0
    assert _probe(port, "/health/promoted") == 1
    assert _probe(free_ports(1)[0], "/health/ready") == 1
