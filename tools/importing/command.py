"""`tour import`: a data set or an export of ours into an empty tour, with a report of every row."""

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import psycopg
import typer
from rich.console import Console
from rich.table import Table

from shared.schema import IMPORTER
from tools.exporting.layout import TABLES
from tools.importing.earlier import FILES
from tools.importing.judging import judge
from tools.importing.own import import_export, is_export, read_export
from tools.importing.reading import DataSet, read_data_set
from tools.importing.report import Outcome, Report
from tools.importing.storing import EarlierImport, begin, store
from tools.loading import tour_now
from tools.local.database import environment_target, local_target
from tools.local.folder import data_folder
from tools.problems import Failed
from tools.progress import Told, steps
from tools.rows import LOADED

_Db: TypeAlias = psycopg.Connection[tuple[object, ...]]
_Done: TypeAlias = Report | EarlierImport

_HEADINGS = {
    Outcome.STORED: "stored",
    Outcome.NORMALISED: "normalised",
    Outcome.UNVERIFIED: "unverified",
    Outcome.BYE: "byes",
    Outcome.SET_ASIDE: "set aside",
}


def command(
    folder: Annotated[
        Path, typer.Argument(help="The folder that holds the tables, CSV or XLSX, or an export.")
    ],
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only report; a data set needs no running tour for it."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Of a data set every row is stored, normalised, kept as unverified history or set aside
    (rules.md section 13); an export of ours comes back as it was, or not at all. The same a second
    time changes nothing. Ends with 2 where the tour holds other data or a file is wrong."""
    with _uncollected():
        _command(folder, dry_run=dry_run, as_json=as_json)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of garbage: it would walk all rows again and again, and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _command(folder: Path, *, dry_run: bool, as_json: bool) -> None:
    if is_export(folder):
        with steps(2 * len(TABLES)) as told:
            read = read_export(folder)
            done = _in_database(lambda db: _keep(db, dry_run, import_export(db, read, told)))
    elif dry_run:
        with steps(len(FILES)) as told:
            done = judge(read_data_set(folder, told), datetime.now(UTC)).report
    else:
        with steps(len(FILES) + 1 + len(LOADED)) as told:
            data = read_data_set(folder, told)
            done = _in_database(lambda db: _import(db, data, told))
    if isinstance(done, EarlierImport):
        print(
            f"This data set was imported on {done.finished_at:%Y-%m-%d at %H:%M} UTC. "
            "Nothing to do."
        )
    else:
        _print(done, as_json=as_json)


def _in_database(work: Callable[[_Db], _Done]) -> _Done:
    """Do it in one transaction, as the importer."""
    target = environment_target(login=IMPORTER) or local_target(data_folder())
    try:
        with psycopg.connect(target.url(IMPORTER), options="-c search_path=tour") as db:
            return work(db)
    except psycopg.OperationalError as error:
        raise Failed(f"The database does not answer, nothing was stored: {error}") from error
    except psycopg.Error as error:
        raise Failed(f"The database refused the data set, nothing was stored: {error}") from error


def _keep(db: _Db, dry_run: bool, done: _Done) -> _Done:
    """Whether an export can be stored, only the database knows: so a dry run stores it, too, and
    then takes it back."""
    if dry_run:
        db.rollback()
    return done


def _import(db: _Db, data: DataSet, told: Told) -> _Done:
    """The report of what was stored, or the earlier import of this data set."""
    earlier = begin(db, data.data_hash)
    if earlier is not None:
        return earlier
    told("judging")
    book = judge(data, tour_now(db))
    store(db, book, told)
    return book.report


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        return
    # what stands in foreign rows is no markup
    console = Console(markup=False, emoji=False)
    tables = Table("table", title="Rows", title_justify="left")
    for heading in ("read", *_HEADINGS.values()):
        tables.add_column(heading, justify="right")
    for table, read in report.read.items():
        counts = [report.count(table, outcome) for outcome in _HEADINGS]
        tables.add_row(table, *(f"{number:,}" if number else "–" for number in (read, *counts)))
    console.print(tables)
    if not report.findings:
        return
    rules = Table(title="Rules that rows break", title_justify="left")
    rules.add_column("table")
    rules.add_column("§", justify="right")
    rules.add_column("what", overflow="fold")
    rules.add_column("outcome")
    rules.add_column("rows", justify="right")
    rules.add_column("example", overflow="fold")
    for finding, count in sorted(
        report.findings.items(), key=lambda item: (item[0].table, item[0].rule, -item[1])
    ):
        rules.add_row(
            finding.table,
            finding.rule,
            finding.title,
            finding.outcome.value,
            f"{count:,}",
            report.examples[finding][0],
        )
    console.print(rules)
