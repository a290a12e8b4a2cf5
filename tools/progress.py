"""A progress bar for people: on a terminal, beside what a command prints, and nowhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TypeAlias

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

Told: TypeAlias = Callable[[str], None]
"""Hears what is being done now, once for each step."""


@contextmanager
def steps(total: int) -> Iterator[Told]:
    """A bar of so many steps on standard error, gone when the work is done."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    bar = Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    )
    with bar:
        task, done = bar.add_task("", total=total), count()

        def told(what: str) -> None:
            bar.update(task, completed=next(done), description=f"{what:<28}")

        yield told
