"""`tour backup`: save the whole running tour in one file, and prove that it can be restored."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tools.backups.archive import Note
from tools.backups.making import make, sweep
from tools.backups.names import backups_in, made_at
from tools.local.folder import backup_folder, data_folder
from tools.progress import steps


def command(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="The new file, or a folder for one named by the moment.  "
            "[default: TOUR_BACKUPS, or backups in the data folder]",
            show_default=False,
        ),
    ] = None,
    prove: Annotated[
        bool,
        typer.Option("--prove/--no-prove", help="Restore it into a server that is thrown away."),
    ] = True,
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="Afterwards delete all but the latest so many in that folder."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only list the backups there are.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what it holds as JSON.")] = False,
) -> None:
    """Everything, accounts and messages included, as it stands at one moment; the services go on.
    Ends with 1 where it does not restore, with 2 where nothing runs; then there is no file."""
    home = data_folder()
    if list_:
        _list(file or backup_folder(home))
        return
    with steps(3 if prove else 2) as told:
        made, note = make(home, file, proved=prove, told=told)
    gone = sweep(made.parent, keep) if keep is not None else []
    if as_json:
        print(json.dumps({"file": str(made), "proved": prove, **note.as_json()}, indent=2))
        return
    print(f"{made}: {describe(note)}, {'proved' if prove else 'not proved'}.")
    if gone:
        print(f"Deleted {len(gone)} older ones.")


def describe(note: Note) -> str:
    """What a backup holds, in a line."""
    return (
        f"the tour of {note.made_at:%Y-%m-%d %H:%M:%S} UTC,"
        f" {len(note.tables)} tables, {note.rows:,} rows"
    )


def _list(folder: Path) -> None:
    found = backups_in(folder)
    if not found:
        print(f"There is no backup in {folder}.")
    for file in found:
        print(f"{made_at(file):%Y-%m-%d %H:%M:%S} UTC  {file.stat().st_size:>12,} bytes  {file}")
