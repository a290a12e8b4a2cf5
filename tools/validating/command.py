"""`tour validate`: every rule that stored data can break, asked of what is stored.

Guarantees that the tour is only read; what a whole run on the live tour found is kept for the page
in the admin area.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from psycopg.types.json import Jsonb

from tools.local.database import Target, environment_target, local_target
from tools.local.folder import data_folder
from tools.problems import Problem
from tools.validating.check import Check, run
from tools.validating.checks import CHECKS
from tools.validating.database import LOGIN, read_database
from tools.validating.folder import read_folder
from tools.validating.report import Report, show


class Unreachable(Problem):
    """The database could not be asked: nothing is known about the tour."""

    exit_code = 3


def command(
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help="A folder of CSV files instead of the running tour."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--check", help="Only this check; may be given again.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Each check says PASS or how many rows break its rule, with examples; unverified history that
    breaks it is counted apart and fails nothing. Ends with 1 if any check fails, with 2 where a
    file is wrong, with 3 where the database could not be asked."""
    checks = _chosen(only or [])
    report = of_folder(csv, checks) if csv is not None else _of_tour(checks, keep=not only)
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        show(report)
    raise typer.Exit(1 if report.failed else 0)


def _chosen(names: Sequence[str]) -> Sequence[Check]:
    known = {check.id: check for check in CHECKS}
    if strange := [name for name in names if name not in known]:
        raise Problem(f"There is no check {', '.join(strange)}. There are: {', '.join(known)}.")
    return [known[name] for name in dict.fromkeys(names)] or CHECKS


def of_folder(folder: Path, checks: Sequence[Check]) -> Report:
    """Without any service or database; BadFile where the files cannot be read."""
    began = time.monotonic()
    stored = read_folder(folder)
    answers = list(run(checks, stored))
    return Report(str(folder), stored.now, time.monotonic() - began, answers)


def _of_tour(checks: Sequence[Check], *, keep: bool) -> Report:
    target = environment_target(login=LOGIN) or local_target(data_folder())
    try:
        report = of_database(target, checks)
        if keep:
            keep_report(target, report)
    except psycopg.Error as error:
        raise Unreachable(f"The database could not be asked: {str(error).strip()}") from error
    return report


def of_database(target: Target, checks: Sequence[Check]) -> Report:
    """One snapshot of the live tour. Raises psycopg.Error where it cannot be read."""
    began = time.monotonic()
    stored = read_database(target)
    answers = list(run(checks, stored))
    return Report("The tour as it stands", stored.now, time.monotonic() - began, answers)


def keep_report(target: Target, report: Report) -> None:
    """Store it for the page in the admin area."""
    with psycopg.connect(target.url(LOGIN)) as db:
        db.execute(
            "INSERT INTO tour.validation_reports (tour_time, report) VALUES (%s, %s)",
            (report.tour_time, Jsonb(report.as_json())),
        )
