"""`tour up`: the whole tour on this machine, in the foreground, until Ctrl-C."""

import contextlib
from datetime import timedelta
from typing import Annotated

import typer

from tools.backups.schedule import Plan
from tools.local.folder import backup_folder, data_folder
from tools.local.launch import Launcher, Wishes


def command(
    port: Annotated[
        int,
        typer.Option(
            min=1, max=65_535, envvar="TOUR_PORT", help="Where the pages are, on 127.0.0.1."
        ),
    ] = 8000,
    replicas: Annotated[
        int,
        typer.Option(min=1, max=10, help="Run every service so many times."),
    ] = 1,
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--no-demo",
            help="Play a history into a new data folder, or leave it empty.  "
            "[default: demo, where the folder is new]",
            show_default=False,
        ),
    ] = None,
    backup_every: Annotated[
        int,
        typer.Option(
            min=0, max=8_760, envvar="TOUR_BACKUP_EVERY", help="Hours between backups, 0 for none."
        ),
    ] = 24,
    backup_keep: Annotated[
        int,
        typer.Option(min=1, envvar="TOUR_BACKUP_KEEP", help="How many backups stay."),
    ] = 14,
) -> None:
    """Run until told to stop. Ends with 2 where the person can put something right (port taken,
    folder in use), with 1 where a part does not come up."""
    home = data_folder()
    plan = Plan(backup_folder(home), timedelta(hours=backup_every), backup_keep)
    Launcher(Wishes(home, port, replicas, demo, plan if backup_every else None), _say).run()


def _say(line: str) -> None:
    # whoever reads may have gone (`tour up | head`); the tour goes on
    with contextlib.suppress(BrokenPipeError):
        print(line, flush=True)
