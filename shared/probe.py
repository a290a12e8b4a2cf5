"""A health check that costs little: ``python -I -S probe.py PORT PATH`` ends with 0 for 200.

It imports nothing of ours, and no more of Python than it needs: it runs every few seconds.
"""

import sys
from http.client import HTTPConnection

_, port, path = sys.argv
connection = HTTPConnection("127.0.0.1", int(port), timeout=2)
connection.request("GET", path)
sys.exit(0 if connection.getresponse().status == 200 else 1)
