"""`tour reset`: delete the tour's data on this machine, after asking once."""

from typing import Annotated

import typer

from tools.backups.names import backups_in
from tools.local.folder import backup_folder, data_folder
from tools.local.postmaster import settle_previous


def command(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Ends with 2 where the tour is running."""
    folder = data_folder()
    if not folder.lock.exists():
        print(f"There are no data of the tour in {folder.path}.")
        return
    with folder.held():
        if not yes:
            typer.confirm(
                f"Delete all players, tournaments, results and rankings in {folder.path}?",
                abort=True,
            )
        settle_previous(folder.postgres / "data")
        folder.delete()
    print(f"Deleted the data in {folder.path}.")
    if kept := backups_in(backup_folder(folder)):
        print(f"{len(kept)} backups stay in {kept[0].parent}.")
