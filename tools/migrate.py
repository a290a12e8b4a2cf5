"""`tour migrate`: roles, database and schema brought up to date, and a demo's clock started.

On the database that TOUR_DATABASE_HOST names (tools/local/database.py lists the settings beside
it), else on that of the launcher running here. May be run again at any time, also while the
services run.
"""

import os

import psycopg
from sqlalchemy.exc import OperationalError

from shared import schema
from tools import clock
from tools.local.database import Target, environment_target, local_target
from tools.local.folder import data_folder
from tools.problems import Failed, Problem


def command() -> None:
    """Ends with 1 where the database cannot be reached or a lock was not to be had, with 2 where a
    later version has been at work on it."""
    target = environment_target() or local_target(data_folder())
    try:
        _bring_up_to_date(target)
    except (psycopg.OperationalError, OperationalError) as error:
        raise Failed(why_not(error)) from error
    print(f"The schema of {target.database} is at revision {schema.head_revision()}.")


def why_not(error: BaseException) -> str:
    """In one sentence."""
    if schema.is_blocked(error):
        return (
            "The schema could not be brought up to date: another transaction held a table that the "
            "next revision changes, at every try; nothing of that revision was stored, so end the "
            "transaction and run `tour migrate` again."
        )
    reason = str(getattr(error, "orig", error)).strip()
    return f"The schema could not be brought up to date: {reason}"


def _bring_up_to_date(target: Target) -> None:
    if target.admin_password is not None:
        with psycopg.connect(target.url(target.admin, "postgres")) as admin:
            schema.bootstrap(admin, target.passwords, target.database)
    url = target.url(schema.MIGRATOR)
    current = schema.current_revision(url)
    if current is not None and current not in schema.revisions():
        raise Problem(
            f"The schema of {target.database} is at revision {current}, which this version does "
            "not know: a later one brought it there. Use that one; nothing was changed."
        )
    schema.migrate(url)
    if "TOUR_CLOCK" in os.environ:
        with psycopg.connect(target.url(clock.LOGIN)) as db:
            clock.start_from_environment(db)
