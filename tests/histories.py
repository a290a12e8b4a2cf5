"""Small histories for tests that want a tour in which something has happened."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from tools.history.scope import Scope
from tools.history.season import Season, make_season
from tools.history.storing import store


def small(random_seed: int = 2026) -> Scope:
    """A quarter of a year: some five hundred matches, now and then two tournaments in a week."""
    return Scope(random_seed=random_seed, weeks=12, players=130, tournaments_a_year=60)


def small_season(random_seed: int, now: datetime) -> Season:
    """The same as it stands at ``now`` (UTC)."""
    return make_season(small(random_seed), now)


def store_small(db: Connection[Any]) -> int:
    """Store it around the tour's present hour; answers the number of rows."""
    return store(db, small())
