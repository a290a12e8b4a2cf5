"""`python -m tools.demo`: the demo season into a new tour, as the launcher does it at first."""

import sys

import psycopg

from shared.schema import IMPORTER
from tools.demo.storing import store
from tools.local.database import environment_target, local_target
from tools.local.folder import data_folder
from tools.problems import Problem


def _main() -> None:
    target = environment_target(login=IMPORTER) or local_target(data_folder())
    with psycopg.connect(target.url(IMPORTER)) as db:
        rows = store(db)
    print(f"The demo season has {rows:,} rows.")


if __name__ == "__main__":
    try:
        _main()
    except Problem as problem:
        sys.exit(f"demo: {problem}")
