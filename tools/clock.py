"""`tour clock`: the tour's time; in demo and test mode it can be moved, forward only.

Guarantees that a move holds for all services at once: they read the same row, each within its
transaction (docs/decisions/0003).
"""

import os
from datetime import UTC, datetime
from typing import Annotated, Any

import psycopg
import typer
from psycopg import Connection

from shared.wire import to_moment
from tools.loading import announce, tour_now
from tools.local.database import environment_target, local_target
from tools.local.folder import data_folder
from tools.local.moments import parse_moment
from tools.problems import Failed, Problem
from tour.gateway.v1.events_pb2 import ClockMoved

LOGIN = "svc_gateway"
_FORMAT = "%Y-%m-%d %H:%M:%S UTC, a %A"


def command(
    to: Annotated[
        str, typer.Argument(help="The time to move to, UTC: 2026-02-17T10:00. Without: show it.")
    ] = "",
) -> None:
    """Show the tour's time, or move it forward. Ends with 2 where it cannot be moved."""
    wanted = parse_moment(to) if to else None
    target = environment_target(login=LOGIN) or local_target(data_folder())
    try:
        with psycopg.connect(target.url(LOGIN)) as db:
            if wanted is not None:
                move(db, wanted)
            print(f"The tour's time is {tour_now(db):{_FORMAT}}.")
    except psycopg.Error as error:
        raise Failed(f"The tour clock could not be read or moved: {error}") from error


def start_from_environment(db: Connection[Any]) -> None:
    """Where TOUR_CLOCK is set and the clock was never started: start it there.

    Later starts go on from where it is, so that the tour's time never goes back.
    """
    if started_at := os.environ.get("TOUR_CLOCK"):
        db.execute(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'first start')"
            " ON CONFLICT DO NOTHING",
            (_ahead(parse_moment(started_at)),),
        )


def move(db: Connection[Any], to: datetime) -> None:
    """Problem where the clock is the real one, or ``to`` (UTC) is not ahead of the tour's time."""
    if db.execute("SELECT FROM tour.tour_clock FOR UPDATE").fetchone() is None:
        raise Problem(
            "This tour runs on real time. Only a tour first started with TOUR_CLOCK set "
            "(TOUR_CLOCK=2026-02-16T12:00:00Z tour up) has a clock that can be moved."
        )
    before = tour_now(db)
    if to <= before:
        raise Problem(f"The clock moves forward only; it is {before:{_FORMAT}} already.")
    event = ClockMoved(to=to_moment(to))
    # from is a word of Python
    getattr(event, "from").CopyFrom(to_moment(before))
    announce(db, event, key="clock", command="tour clock", service="gateway")
    db.execute(
        "UPDATE tour.tour_clock SET offset_seconds = %s, moved_by = 'tour clock'", (_ahead(to),)
    )


def _ahead(moment: datetime) -> float:
    return (moment - datetime.now(UTC)).total_seconds()
