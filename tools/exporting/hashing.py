"""`tour hash`: one hash over the tour's content, to see whether two tours are the same."""

import json
from dataclasses import asdict
from typing import Annotated

import psycopg
import typer

from shared.schema import IMPORTER
from tools.exporting.content import begin_snapshot, content_of, whole_hash
from tools.exporting.layout import TABLES
from tools.local.database import environment_target, local_target
from tools.local.folder import data_folder
from tools.problems import Failed
from tools.progress import steps


def command(
    as_json: Annotated[
        bool, typer.Option("--json", help="With rows and hash of each table, as JSON.")
    ] = False,
) -> None:
    """The hash that an export of this moment would have, whatever its format."""
    target = environment_target(login=IMPORTER) or local_target(data_folder())
    try:
        with psycopg.connect(target.url(IMPORTER)) as db, steps(len(TABLES)) as told:
            begin_snapshot(db)
            tables = content_of(db, told)
    except psycopg.Error as error:
        raise Failed(f"The database did not give its data: {error}") from error
    if as_json:
        print(json.dumps({"hash": whole_hash(tables), "tables": [asdict(one) for one in tables]}))
    else:
        print(whole_hash(tables))
