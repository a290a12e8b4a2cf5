"""The demo season into the database: everything in one transaction, or nothing.

Guarantees that a season never mixes with other data, and that the services hear of it by one
event.
"""

from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from psycopg import Connection

from shared.locks import lock_key
from tools.demo.season import make_season
from tools.demo.writing import BY, season_rows
from tools.loading import announce, is_empty, load, tour_now
from tools.problems import Problem
from tour.entries.v1.events_pb2 import DataImported

# always the same, so that two people who start a tour in the same minute see the same one
_RANDOM_SEED: Final = 2026


def store(db: Connection[Any], random_seed: int = _RANDOM_SEED) -> int:
    """Make and store the season around the tour's present moment; the caller commits.

    ``db`` is a login as the importer. Answers the number of rows; Problem where the tour holds
    data.
    """
    db.execute("SELECT pg_advisory_xact_lock(%s)", (lock_key("import"),))
    if not is_empty(db):
        raise Problem("This tour holds data already. A demo season needs an empty one.")
    rows = list(season_rows(make_season(random_seed, tour_now(db))))
    stored = load(db, rows)
    announce(
        db,
        DataImported(
            import_id=str(uuid4()),
            data_hash=sha256(repr(rows).encode()).hexdigest(),
            rows_stored=stored,
        ),
        key="demo:season",
        command=BY,
    )
    return stored
