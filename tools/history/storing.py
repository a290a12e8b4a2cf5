"""A history into the database: everything in one transaction, or nothing.

Guarantees that a history never mixes with other data, that it is stored while it is played, so
that no more than a part of it is held in memory, and that the services hear of it by one event.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from psycopg import Connection

from shared.locks import lock_key
from tools.history.scope import Scope, check_scope, frame_of
from tools.history.season import SeasonMaker
from tools.history.writing import BY, Writer
from tools.loading import announce, forget_empty_weeks, is_empty, load, tour_now
from tools.problems import Problem
from tools.progress import Told
from tools.rows import Row
from tour.entries.v1.events_pb2 import DataImported

_ROWS_AT_ONCE: Final = 50_000


class HoldsData(Problem):
    """A history is for an empty tour."""


def moment_of(now: datetime) -> datetime:
    """The full hour as of which a history stands, so that the same hour gives the same one.

    What the clock owes since then the services do as ever.
    """
    return now.replace(minute=0, second=0, microsecond=0)


def steps_of(scope: Scope, now: datetime) -> int:
    """How many steps ``store`` tells."""
    return len(list(frame_of(scope, now).held)) + 2


def store(db: Connection[Any], scope: Scope, told: Told = lambda _: None) -> int:
    """Play the history around the tour's present hour and store it; the caller commits.

    ``db`` is a login as the importer; ``told`` hears what is being done. Answers the number of
    rows; HoldsData, or Problem where the scope cannot be played.
    """
    db.execute("SELECT pg_advisory_xact_lock(%s)", (lock_key("import"),))
    if not is_empty(db):
        raise HoldsData(
            "This tour holds data already; a history needs an empty one: stop the tour, then "
            "`tour reset` and `tour up --no-demo`."
        )
    now = moment_of(tour_now(db))
    if broken := check_scope(scope, now):
        raise Problem(" ".join(broken))
    forget_empty_weeks(db)
    stored = sum(load(db, part) for part in _parts(scope, now, told))
    told("the checks of whole draws and rankings")
    db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    announce(
        db,
        DataImported(
            import_id=str(uuid4()),
            # scope and hour decide everything
            data_hash=sha256(repr((scope, now)).encode()).hexdigest(),
            rows_stored=stored,
        ),
        key="history",
        command=BY,
    )
    return stored


def _parts(scope: Scope, now: datetime, told: Told) -> Iterator[list[Row]]:
    """The history as it is played, some weeks at a time."""
    told("players")
    maker, writer = SeasonMaker(scope, now), Writer(now)
    part = list(writer.beginning(maker.people))
    for chapter in maker.chapters():
        told(f"playing week {chapter.week}")
        part += writer.chapter(chapter)
        if len(part) >= _ROWS_AT_ONCE:
            yield part
            part = []
    yield part
