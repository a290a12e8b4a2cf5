"""`tour history`: plays past tournaments into an empty tour, up to now and ahead.

Guarantees one transaction: a history is there as a whole or not at all.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

import psycopg
import typer
from psycopg import Connection
from rich.console import Console
from rich.table import Table

from shared.schema import IMPORTER
from tools.history.scope import MOST_IN_A_WEEK, Scope
from tools.history.storing import HoldsData, moment_of, steps_of, store
from tools.loading import tour_now
from tools.local.database import environment_target, local_target
from tools.local.folder import data_folder
from tools.problems import Failed
from tools.progress import steps
from tools.validating.database import read_table
from tools.validating.frequencies import COUNTED, Quota, quotas
from tools.validating.stored import Stored

_DEFAULT: Final = Scope()


@dataclass(frozen=True, slots=True)
class _Played:
    rows: int
    seconds: float
    quotas: Sequence[Quota]

    def as_json(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "seconds": round(self.seconds, 1),
            "frequencies": [
                {
                    "what": quota.what,
                    "happened": quota.happened,
                    "among": quota.among,
                    "target": quota.target,
                    "kept": quota.is_kept,
                }
                for quota in self.quotas
            ],
        }


def command(
    weeks: Annotated[int, typer.Option(help="Weeks of past tournaments.")] = _DEFAULT.weeks,
    *,
    players: Annotated[int, typer.Option(help="Men and women together.")] = _DEFAULT.players,
    tournaments_a_year: Annotated[
        int, typer.Option(help=f"From one a week to {MOST_IN_A_WEEK}.")
    ] = _DEFAULT.tournaments_a_year,
    seed: Annotated[
        int, typer.Option(help="The same seed gives the same history.")
    ] = _DEFAULT.random_seed,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The Sunday on which the last past tournament ends.  [default: the latest]",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the frequencies as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Count no frequencies.")] = False,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Where the tour holds data, leave it and be content.")
    ] = False,
) -> None:
    """Tournaments of past weeks by the rules and frequencies of the rule book, the present week in
    play and ten weeks ahead with entries coming in, into an empty tour. Prints each frequency
    beside its target. Ends with 2 where the tour holds data or an option cannot be."""
    scope = Scope(seed, weeks, players, tournaments_a_year, until.date() if until else None)
    try:
        played = _play(scope, counted=not quiet)
    except HoldsData:
        if not if_empty:
            raise
        print("This tour holds data already: nothing to do.")
        return
    if as_json:
        print(json.dumps(played.as_json(), indent=2))
    else:
        _show(played)


def _play(scope: Scope, *, counted: bool) -> _Played:
    began = time.monotonic()
    target = environment_target(login=IMPORTER) or local_target(data_folder())
    try:
        with psycopg.connect(target.url(IMPORTER)) as db:
            now = moment_of(tour_now(db))
            with steps(steps_of(scope, now)) as told:
                stored = store(db, scope, told)
            db.commit()
            seconds = time.monotonic() - began
            return _Played(stored, seconds, quotas(_tables(db)) if counted else [])
    except psycopg.Error as error:
        raise Failed(f"The history was not stored: {str(error).strip()}") from error


def _tables(db: Connection[Any]) -> Stored:
    """What frequencies are counted in, as it was stored."""
    tables: dict[type, list[Any]] = {kind: read_table(db, kind) for kind in COUNTED}
    return Stored(tables, tour_now(db))


def _show(played: _Played) -> None:
    table = Table("share of", "happened", "among", "observed", "target", "")
    for column in table.columns[1:5]:
        column.justify = "right"
        column.no_wrap = True
    for quota in played.quotas:
        table.add_row(
            quota.what,
            f"{quota.happened:,}",
            f"{quota.among:,}",
            f"{quota.share:.4f}",
            f"{quota.target:.4f}",
            "" if quota.is_kept else "missed",
        )
    console = Console()
    if played.quotas:
        console.print(table)
    console.print(f"The history has {played.rows:,} rows, played in {played.seconds:.1f} s.")
