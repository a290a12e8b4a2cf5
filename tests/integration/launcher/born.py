"""What a child of the nursery is, told as JSON on its standard output; or an end as asked."""

import json
import os
import signal
import sys
import time
from pathlib import Path

match sys.argv[1:]:
    case ["tell"]:
        told = {
            "name": __name__,
            "cwd": str(Path.cwd()),
            "environment": dict(os.environ),
            "modules": sorted(sys.modules),
            "session": os.getsid(0) == os.getpid(),
            "handlers": [
                str(signal.getsignal(number)) for number in (signal.SIGCHLD, signal.SIGTERM)
            ],
            "open": sorted(int(name) for name in os.listdir("/proc/self/fd")),
            "stdin": sys.stdin.read(),
        }
        print(json.dumps(told))
    case ["exit", code]:
        sys.exit(int(code))
    case ["complain"]:
        sys.exit("one sentence")
    case ["raise"]:
        raise LookupError("no such thing")
    case ["sleep"]:
        print("asleep")
        time.sleep(600)
