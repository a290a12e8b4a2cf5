"""`tour export`: the tour's data as files that `tour import` takes back without a loss."""

import json
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from shared.schema import IMPORTER, head_revision
from tools.exporting.content import begin_snapshot
from tools.exporting.layout import TABLES, shapes
from tools.exporting.manifest import Format, Manifest, write_manifest
from tools.exporting.writing import new_folder, write_csv, write_sql, write_xlsx
from tools.loading import tour_now
from tools.local.database import environment_target, local_target
from tools.local.folder import data_folder
from tools.problems import Failed
from tools.progress import steps

_WRITERS = {Format.CSV: write_csv, Format.XLSX: write_xlsx, Format.SQL: write_sql}


def command(
    folder: Annotated[Path, typer.Argument(help="The new folder to write.")],
    format_: Annotated[
        Format, typer.Option("--format", help="A file per table, or one for psql.")
    ] = Format.CSV,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """All 24 tables as they stand at one moment, with what the services keep beside them, but no
    accounts, sessions and messages. Ends with 2 where the folder is not new, nothing half-written
    is left."""
    target = environment_target(login=IMPORTER) or local_target(data_folder())
    try:
        with psycopg.connect(target.url(IMPORTER)) as db:
            manifest = export(db, folder, format_)
    except psycopg.Error as error:
        raise Failed(f"The database did not give its data, nothing was written: {error}") from error
    if as_json:
        print(json.dumps(manifest.as_json(), indent=2))
        return
    rows = sum(one.rows for one in manifest.tables)
    print(f"{folder}: {len(manifest.tables)} tables, {rows:,} rows, as {format_.value}.")
    print(f"Hash of the tour: {manifest.hash}")


def export(db: psycopg.Connection[tuple[object, ...]], folder: Path, format_: Format) -> Manifest:
    """Write the folder; ``db`` is a new connection of the importer's login."""
    with steps(len(TABLES)) as told, new_folder(folder) as made:
        begin_snapshot(db)
        contents = _WRITERS[format_](db, shapes(db), made, told)
        manifest = Manifest(format_, head_revision(), tour_now(db), tuple(contents))
        write_manifest(made, manifest)
    return manifest
