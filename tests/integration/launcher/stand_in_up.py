"""`tour up` with stand-ins for everything that is not the launcher: its services, its steps."""

import argparse
import sys

from tools.local.folder import data_folder
from tools.local.launch import Launcher, Programs, Wishes
from tools.problems import Problem

_HERE = "tests.integration.launcher"
_EARNEST = Programs()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--demo", action=argparse.BooleanOptionalAction)
    parser.add_argument("--schema", action="store_true", help="migrate in earnest")
    wanted = parser.parse_args()
    programs = Programs(
        migrate=_EARNEST.migrate if wanted.schema else (f"{_HERE}.stand_in_step", "migrated"),
        history=(f"{_HERE}.stand_in_step", "history"),
        service=lambda _service: (f"{_HERE}.stand_in_service",),
        preloaded=("http.server",),
    )
    wishes = Wishes(data_folder(), wanted.port, wanted.replicas, wanted.demo)
    try:
        Launcher(wishes, lambda line: print(line, flush=True), programs).run()
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(problem.exit_code)


if __name__ == "__main__":
    main()
