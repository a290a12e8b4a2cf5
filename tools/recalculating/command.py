"""`tour recalculate`: puts points, rankings or suspensions right from what is on record.

Guarantees that what a dry run tells is what a run does: both are worked out by the same code of the
services.
"""

import asyncio
import json
import re
import time
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from shared.errors import TourError, Unavailable
from shared.weeks import Week
from tools.local.database import Target
from tools.player_names import player_names
from tools.problems import Failed, Problem
from tools.recalculating.asking import Found, Kind, recalculate, target_of
from tools.recalculating.differences import players_of

_ROWS_SHOWN: Final = 100
_WEEK: Final = re.compile(r"(\d{4})-?W(\d{1,2})", re.ASCII | re.IGNORECASE)


class Unreachable(Problem):
    """The database could not be asked: nothing is known, and nothing was changed."""

    exit_code = 3


def command(
    kind: Annotated[str, typer.Argument(help="points, rankings or suspensions.")],
    first: Annotated[
        str, typer.Option("--from", help="From this week on: 2026-W09. Without: everything.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would change.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Put points right from the matches, rankings from the points, or suspensions from the matches,
    and what follows from each; every change is told, published and in the audit log. Imported
    rankings and unverified history stay as stored. Ends with 1 where a dry run finds something to
    change, with 2 where a word is wrong or the tour may not be changed, with 3 where the database
    could not be asked."""
    asked, week = parse_kind(kind), parse_week(first) if first else None
    target = target_of(asked)
    began = time.perf_counter()
    try:
        found = asyncio.run(recalculate(target, asked, week, dry_run=dry_run))
    except Unavailable as error:
        raise Unreachable(f"The database could not be asked. {error.sentence}") from error
    except TourError as error:
        raise Problem(error.sentence) from error
    except DBAPIError as error:
        reason, *_ = str(error.orig).splitlines()
        raise Failed(f"The database refused. Nothing was changed: {reason}") from error
    seconds = time.perf_counter() - began
    if as_json:
        print(json.dumps(_answer(found, asked, dry_run, seconds), ensure_ascii=False, default=str))
    else:
        _print(found, target, dry_run, seconds)
    raise typer.Exit(1 if dry_run and found.differences else 0)


def parse_kind(word: str) -> Kind:
    """Problem for a word that names nothing that can be recalculated."""
    if word not in list(Kind):
        raise Problem(f"There is nothing called “{word}” to recalculate: {', '.join(Kind)}.")
    return Kind(word)


def parse_week(text: str) -> Week:
    """An ISO week as people type it; Problem where the calendar has none such."""
    if written := _WEEK.fullmatch(text.strip()):
        try:
            return Week.iso(int(written[1]), int(written[2]))
        except ValueError:
            pass
    raise Problem(f"--from: “{text}” is no week of the calendar; write it like 2026-W09.")


def _answer(found: Found, kind: Kind, dry_run: bool, seconds: float) -> dict[str, object]:
    return {
        "kind": kind,
        "dry_run": dry_run,
        "seconds": round(seconds, 3),
        "changes": [each.as_json() for each in found.differences],
        "imported_rows_kept": found.kept,
    }


def _print(found: Found, target: Target, dry_run: bool, seconds: float) -> None:
    # names are no markup
    console = Console(markup=False, emoji=False, highlight=False)
    shown = found.differences[:_ROWS_SHOWN]
    if shown:
        names = player_names(target, players_of(shown))
        table = Table("what", "where", "player", "stored", "recalculated")
        for each in shown:
            name = f"{each.player} {names.get(each.player, '')}".strip() if each.player else ""
            stored, due = each.stored or "–", each.recalculated or "–"
            table.add_row(each.what, each.where, name, str(stored), str(due))
        console.print(table)
    if (more := len(found.differences) - len(shown)) > 0:
        console.print(f"… and {more:,} more; --json lists all.")
    console.print(f"{_summary(found, dry_run)} ({seconds:.2f} s)")
    if found.kept:
        console.print(
            f"Imported rankings stay as stored: {found.kept:,} of their rows are not what the "
            "points on record make of them."
        )


def _summary(found: Found, dry_run: bool) -> str:
    if not found.differences:
        return "Nothing to change."
    rows = f"{len(found.differences):,} row{'s' if len(found.differences) > 1 else ''}"
    if dry_run:
        return f"{rows} would change. This was a dry run: nothing was changed."
    return f"{rows} changed, published and in the audit log."
