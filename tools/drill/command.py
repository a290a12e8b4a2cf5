"""`tour drill`: a region is lost under load, the other one takes over, and the way back.

Guarantees that nothing is left running and that no data stay; figures, journals, logs and report
do. With --aws it is the runbook of the deployment (tools/aws), which needs the extra `aws`.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tools.drill.folders import data_in, prepare
from tools.drill.pair import Checks, Pair
from tools.drill.report import Run, table, write_report
from tools.drill.runbook import Runbook, Wishes
from tools.local.parts import Pause
from tools.local.signals import Signals, StopRequested
from tools.problems import Failed, Problem


def command(
    folder: Annotated[
        Path, typer.Argument(help="Where figures, journals, logs and report go.")
    ] = Path("build/drill"),
    *,
    runs: Annotated[int, typer.Option(min=1, max=26, help="How many, one after the other.")] = 1,
    check_seconds: Annotated[
        float, typer.Option(min=0.1, help="Between two health checks of the resolver.")
    ] = 30.0,
    checks: Annotated[
        int, typer.Option(min=1, max=10, help="Answers in a row that change its mind.")
    ] = 3,
    load_seconds: Annotated[
        float, typer.Option(min=0.0, help="Load before the kill, and after the way back.")
    ] = 10.0,
    readers: Annotated[int, typer.Option(min=1, max=100)] = 3,
    writers: Annotated[int, typer.Option(min=1, max=26)] = 3,
    behind_seconds: Annotated[
        float,
        typer.Option(min=0.0, help="Nothing is replicated so long before the kill."),
    ] = 0.0,
    twice: Annotated[
        bool, typer.Option("--twice", help="Do every step twice, which must change nothing.")
    ] = False,
    aws: Annotated[
        str, typer.Option("--aws", metavar="PURPOSE", help="On AWS: docs/runbook-aws.md.")
    ] = "",
    first: Annotated[
        str, typer.Option("--from", metavar="STEP", help="With --aws: the first.")
    ] = "",
    last: Annotated[
        str, typer.Option("--until", metavar="STEP", help="With --aws: the last.")
    ] = "",
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="STEP", help="With --aws: these.")
    ] = None,
    lost: Annotated[
        bool, typer.Option("--lost", help="With --aws: the primary's region is really lost.")
    ] = False,
) -> None:
    """Ends with 1 where a step cannot be done or a promise is broken, with 2 where the folder
    cannot be used or a person can put it right."""
    if aws:
        _on_aws(aws, folder, first, last, only or (), lost=lost)
        return
    if first or last or only or lost:
        raise Problem("--from, --until, --only and --lost belong to --aws PURPOSE.")
    wishes = Wishes(
        Checks(check_seconds, checks), load_seconds, readers, writers, behind_seconds, twice
    )
    folder = folder.expanduser().absolute()
    prepare(folder)
    with Signals() as signals, data_in(folder) as data:
        try:
            done = _runs(folder, data, wishes, runs, signals.pause)
        except StopRequested:
            raise Failed("The drill was stopped.") from None
    Console(highlight=False).print(table(done))
    print(f"Report: {folder / 'report.html'}")
    broken = [
        f"Run {run.number}: {sentence}" for run in done for sentence in run.figures.broken_promises
    ]
    if broken:
        raise Failed("\n".join(broken))


def _on_aws(
    purpose: str, folder: Path, first: str, last: str, only: Sequence[str], *, lost: bool
) -> None:
    try:
        from tools.aws.command import drill
    except ModuleNotFoundError as error:
        if error.name not in ("boto3", "botocore"):
            raise
        raise Problem("`tour drill --aws` needs boto3: run `make .venv/.aws` once.") from error
    drill(purpose, folder, first=first, last=last, only=only, lost=lost)


def _runs(folder: Path, data: Path, wishes: Wishes, count: int, pause: Pause) -> list[Run]:
    pair = Pair(data, folder / "logs")
    done: list[Run] = []
    try:
        print("  The pair is made.", flush=True)
        pair.found(pause)
        for number in range(1, count + 1):
            print(f"  Run {number} of {count}", flush=True)
            place = folder / f"run-{number}"
            runbook = Runbook(
                pair, number=number, folder=place, wishes=wishes, pause=pause, say=_say
            )
            figures = runbook.run()
            done.append(Run.of(number, runbook, figures, os.getloadavg()[0]))
            write_report(folder, done, wishes)
    finally:
        pair.close()
    return done


def _say(line: str) -> None:
    print(line, flush=True)
