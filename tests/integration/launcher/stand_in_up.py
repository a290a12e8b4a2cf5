"""`tour up` with stand-ins for everything that is not the launcher: its services, its steps."""

import argparse
import sys
from pathlib import Path

from tools.local.folder import data_folder
from tools.local.launch import Launcher, Programs, Wishes
from tools.problems import Problem

_SERVICE = str(Path(__file__).with_name("stand_in_service.py"))
_NOTE = "import os, pathlib; pathlib.Path(os.environ['TOUR_HOME'], '{0}').open('a').write('{0} ')"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--demo", action=argparse.BooleanOptionalAction)
    parser.add_argument("--migrate", default=_NOTE.format("migrated"))
    wanted = parser.parse_args()
    programs = Programs(
        migrate=(sys.executable, "-c", wanted.migrate),
        demo=(sys.executable, "-c", _NOTE.format("demo")),
        service=lambda _service: (sys.executable, _SERVICE),
    )
    wishes = Wishes(data_folder(), wanted.port, wanted.replicas, wanted.demo)
    try:
        Launcher(wishes, lambda line: print(line, flush=True), programs).run()
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(problem.exit_code)


if __name__ == "__main__":
    main()
