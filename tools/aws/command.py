"""`tour drill --aws PURPOSE`: the runbook of a lost region, on AWS, for a person at a terminal.

Guarantees that nothing that cannot be undone is done without a typed yes.
"""

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tools.aws.login import logged_in
from tools.aws.outside import Internet
from tools.aws.record import Record
from tools.aws.runbook import Runbook
from tools.aws.visits import Official
from tools.aws.waiting import Surroundings
from tools.drill.folders import is_of_one_machine
from tools.problems import Failed, Problem

# the drill itself; the way back is asked for
LAST_STEP: Final = "evidence"
# never a part of a range: asked for by its own name
ALONE: Final = "teardown"


def drill(
    purpose: str,
    folder: Path,
    *,
    first: str = "",
    last: str = "",
    only: Sequence[str] = (),
    lost: bool = False,
) -> None:
    """The steps from ``first`` to ``last``, or ``only`` some, with their record in ``folder``."""
    around = Surroundings(time.time, time.sleep, Internet(), _say, _confirmed)
    official = official_in(os.environ)
    try:
        with logged_in(purpose) as (settings, to_aws):
            record = _record_in(folder.expanduser().absolute())
            runbook = Runbook(settings, to_aws, record, around, official=official, lost=lost)
            runbook.run(chosen([step.name for step in runbook.steps], first, last, only))
    except KeyboardInterrupt:
        raise Failed("Stopped. What was done stands in the record: go on with --from.") from None


def chosen(names: Sequence[str], first: str, last: str, only: Sequence[str]) -> list[str]:
    """The steps that are meant, in order; Problem where there is no such step."""
    for name in (*only, first, last):
        if name and name not in names:
            raise Problem(f"There is no step {name}. The steps are: {', '.join(names)}.")
    if only:
        if first or last:
            raise Problem("Give --only, or --from and --until.")
        return [name for name in names if name in only]
    begin = names.index(first) if first else 0
    if not last:
        # who begins on the way back goes on to its end
        last = LAST_STEP if begin <= names.index(LAST_STEP) else names[names.index(ALONE) - 1]
    end = names.index(last)
    if ALONE in (first, last):
        raise Problem(f"The step {ALONE} is asked for alone: --only {ALONE}.")
    if end < begin:
        raise Problem(f"The step {last} comes before {first}.")
    return list(names[begin : end + 1])


def official_in(environment: Mapping[str, str]) -> Official | None:
    """Who writes during the drill; nobody where the environment names none."""
    name = environment.get("TOUR_DRILL_OFFICIAL", "")
    return Official(name, environment.get("TOUR_DRILL_PASSWORD", "")) if name else None


def _record_in(folder: Path) -> Record:
    """Problem where the folder cannot be used: the drill on one machine empties its own."""
    if is_of_one_machine(folder):
        raise Problem(f"{folder} belongs to the drill on one machine. Name another folder.")
    try:
        return Record(folder, time.time)
    except OSError as error:
        raise Problem(f"The folder {folder} cannot be written ({error.strerror}).") from error


def _say(line: str) -> None:
    print(line, flush=True)


def _confirmed(question: str) -> bool:
    try:
        return input(f"{question} Type yes: ").strip() == "yes"
    except EOFError:
        return False
