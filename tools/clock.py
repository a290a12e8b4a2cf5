"""`tour clock`: the tour's time; in demo and test mode it can be moved, forward only.

The move itself is the gateway's command, which an administrator's page runs too.
"""

import asyncio
import os
from datetime import UTC, datetime
from typing import Annotated, Any

import psycopg
import typer
from psycopg import Connection

from shared.context import Actor, Call, Role
from shared.errors import TourError
from tools.loading import tour_now
from tools.local.database import Target, environment_target, local_target
from tools.local.folder import data_folder
from tools.local.moments import parse_moment
from tools.problems import Failed, Problem

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
        if wanted is not None:
            asyncio.run(move(target, wanted))
        with psycopg.connect(target.url(LOGIN)) as db:
            print(f"The tour's time is {tour_now(db):{_FORMAT}}.")
    except psycopg.Error as error:
        raise Failed(f"The tour clock could not be read or moved: {error}") from error


def start_from_environment(db: Connection[Any]) -> None:
    """Where TOUR_CLOCK is set and the clock was never started: start it there.

    Later starts go on from where it is, so that the tour's time never goes back.
    """
    if started_at := os.environ.get("TOUR_CLOCK"):
        ahead = (parse_moment(started_at) - datetime.now(UTC)).total_seconds()
        db.execute(
            "INSERT INTO tour.tour_clock (offset_seconds, moved_by) VALUES (%s, 'first start')"
            " ON CONFLICT DO NOTHING",
            (ahead,),
        )


async def move(target: Target, to: datetime) -> None:
    """Problem where the clock is the real one, or ``to`` (UTC) is not ahead of the tour's time;
    Failed where the database is away."""
    # a gateway's libraries take a while to load, and a look at the clock needs none
    from services.gateway.clock_commands import move_clock
    from shared.errors import Unavailable
    from shared.work import perform
    from tools.local.service import at_service

    try:
        async with at_service(target, "gateway") as database:
            by = Call(Actor("tour clock", Role.SYSTEM))
            await perform(database, by, lambda work: move_clock(work, to))
    except Unavailable as error:
        raise Failed(error.sentence) from error
    except TourError as error:
        raise Problem(error.sentence) from error
