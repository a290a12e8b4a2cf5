"""Migrations while people read and write: what each cost them, and one that cannot get its lock.

The rehearsal (tools/drill/rehearsal) takes the locks that the tour's own migrations may take, on
the tables that are written most. Guarantees that it leaves the schema as it found it.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy.exc import OperationalError

from shared import schema
from tools.drill.journal import Request
from tools.local.database import Target
from tools.migrate import why_not

REHEARSAL: Final = Path(__file__).with_name("rehearsal")
# the last revision of the rehearsal that takes nothing away
EXPANDED: Final = "0003"
_ATTEMPTS_BLOCKED = 3
_LEFT: Final = (
    "SELECT (SELECT count(*) FROM pg_attribute"
    " WHERE attrelid = 'tour.players'::regclass AND attname = 'rehearsed_on')"
    " + (SELECT count(*) FROM pg_constraint WHERE conname = 'players_rehearsed_on')"
    " + (SELECT count(*) FROM pg_class WHERE relname = 'entries_rehearsed')"
)


@dataclass(frozen=True, slots=True)
class Period:
    """Moments in seconds since 1970."""

    name: str
    began: float
    ended: float

    def slowest(self, requests: Sequence[Request]) -> float:
        """Seconds of the slowest request that was under way in it; 0 where there was none."""
        took = (
            one.ended - one.began
            for one in requests
            if one.began < self.ended and one.ended > self.began
        )
        return max(took, default=0.0)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A migration that met a transaction which did not end: ``said`` to the operator (empty where
    it was not refused), and how many columns, constraints and indexes it ``left``."""

    period: Period
    said: str
    left: int


def timed(name: str, work: Callable[[], None]) -> Period:
    began = time.time()
    work()
    return Period(name, began, time.time())


def expand(target: Target) -> Period:
    """What a release adds before its code comes."""
    return _rehearse(target, "expand", EXPANDED)


def contract(target: Target) -> Period:
    """What a later release takes away; and the rehearsal leaves no trace."""
    period = _rehearse(target, "contract", "head")
    with psycopg.connect(target.url(schema.MIGRATOR)) as migrator:
        migrator.execute("DROP TABLE tour.rehearsal_version")
    return period


def expand_in_vain(target: Target) -> Blocked:
    """The same while a transaction that has read the table stays open."""
    said: list[str] = []

    def give_up() -> None:
        try:
            schema.migrate(
                target.url(schema.MIGRATOR),
                EXPANDED,
                history=REHEARSAL,
                attempts=_ATTEMPTS_BLOCKED,
            )
        except OperationalError as error:
            if not schema.is_blocked(error):
                raise
            said.append(why_not(error))

    with closing(psycopg.connect(target.url(target.admin))) as holder:
        holder.execute("SELECT FROM tour.players LIMIT 1")
        period = timed("blocked", give_up)
        row = holder.execute(_LEFT).fetchone()
    assert row is not None
    return Blocked(period, "".join(said), row[0])


def _rehearse(target: Target, name: str, revision: str) -> Period:
    url = target.url(schema.MIGRATOR)
    return timed(name, lambda: schema.migrate(url, revision, history=REHEARSAL))
