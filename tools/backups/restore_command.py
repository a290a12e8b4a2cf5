"""`tour restore`: make a backup the tour of this machine's data folder."""

from pathlib import Path
from typing import Annotated

import typer

from tools.backups.command import describe
from tools.backups.making import check
from tools.backups.restoring import restore
from tools.local.folder import data_folder
from tools.progress import steps


def command(
    file: Annotated[Path, typer.Argument(help="A backup; `tour backup --list` shows them.")],
    only_check: Annotated[
        bool,
        typer.Option("--check", help="Only restore it into a server that is thrown away."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """The tour must be stopped; what it held is kept beside the restored one. Ends with 1 where
    the backup does not give what was saved, with 2 where it is none or the tour runs; then
    nothing has changed."""
    home = data_folder()
    if only_check:
        note = check(home, file)
        print(f"{file}: {describe(note)}. It restores, and every table is as it was saved.")
        return
    home.prepare()
    with home.held():
        if home.postgres.exists() and not yes:
            typer.confirm(f"Replace the tour in {home.path} by {file}?", abort=True)
        with steps(4) as told:
            note, kept = restore(home, file, told)
    print(f"{home.path} holds {describe(note)}, every table as it was saved.")
    if kept is not None:
        print(f"What it held before is in {kept}; delete that when you no longer want it.")
    print("Start it with `tour up`. Everybody signs in anew.")
