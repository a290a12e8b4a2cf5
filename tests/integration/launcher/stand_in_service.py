"""A child that answers /health/ready as a service does, for tests of the launcher.

STAND_IN_FAILS names a service that ends at once; STAND_IN_DEAF one that ignores SIGTERM. It ends
when the request in progress is answered, as the gateway does; GET /slow/PORT is answered late,
after a question to the service at that port.
"""

import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

# longer than a service takes that is told to end
SLOW_SECONDS = 1.0


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/slow/"):
            print("a slow request has begun", flush=True)
            time.sleep(SLOW_SECONDS)
            self.send_response(200 if _answers(self.path.removeprefix("/slow/")) else 503)
            self.end_headers()
            return
        known = {name: value for name, value in os.environ.items() if name.startswith("TOUR_")}
        body = json.dumps(known).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def _answers(port: str) -> bool:
    with suppress(URLError), urlopen(f"http://127.0.0.1:{port}/", timeout=1):
        return True
    return False


def main() -> None:
    service = os.environ["TOUR_SERVICE"]
    print(f"stand-in for {service}")
    if os.environ.get("STAND_IN_FAILS") == service:
        sys.exit("the stand-in was told to fail")
    where = os.environ["TOUR_LISTEN" if service == "gateway" else "TOUR_OPS_LISTEN"]
    host, _, port = where.rpartition(":")
    server = HTTPServer((host, int(port)), _Health)

    def end(_number: int, _frame: FrameType | None) -> None:
        # it waits until the loop below is done with its request
        threading.Thread(target=server.shutdown).start()

    is_deaf = os.environ.get("STAND_IN_DEAF") == service
    signal.signal(signal.SIGTERM, signal.SIG_IGN if is_deaf else end)
    server.serve_forever(poll_interval=0.02)


if __name__ == "__main__":
    main()
