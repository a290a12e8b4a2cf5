"""A child that answers /health/ready as a service does, for tests of the launcher.

STAND_IN_FAILS names a service that ends at once; STAND_IN_DEAF one that ignores SIGTERM.
"""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = {name: value for name, value in os.environ.items() if name.startswith("TOUR_")}
        body = json.dumps(known).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def main() -> None:
    service = os.environ["TOUR_SERVICE"]
    print(f"stand-in for {service}")
    if os.environ.get("STAND_IN_FAILS") == service:
        sys.exit("the stand-in was told to fail")
    if os.environ.get("STAND_IN_DEAF") == service:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    where = os.environ["TOUR_LISTEN" if service == "gateway" else "TOUR_OPS_LISTEN"]
    host, _, port = where.rpartition(":")
    HTTPServer((host, int(port)), _Health).serve_forever()


if __name__ == "__main__":
    main()
