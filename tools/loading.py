"""Bulk loading: many rows by COPY, as the import's login, in the caller's one transaction.

Guarantees that ownership holds (``imp_tour`` may add rows and no more), that every constraint is
asked, and that ids given here are never handed out again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Final, LiteralString
from uuid import uuid4

from google.protobuf.message import Message
from psycopg import Connection
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from shared.context import Actor, Call, Role
from shared.events import to_payload, type_name
from tools.rows import LOADED, Row

IDENTITIES: Final[tuple[tuple[LiteralString, LiteralString], ...]] = (
    ("country", "country_id"),
    ("location", "location_id"),
    ("venue", "venue_id"),
    ("players", "player_id"),
    ("tournaments", "tournament_id"),
    ("entries", "entry_id"),
    ("draws", "draw_id"),
    ("matches", "match_id"),
    ("player_suspensions", "suspension_id"),
    ("points_history", "id"),
)


def load(
    db: Connection[Any], rows: Iterable[Row], told: Callable[[str], None] = lambda _: None
) -> int:
    """Store the rows, table by table; answers how many. The caller commits.

    ``told`` hears the name of each table.

    Raises psycopg.Error where a constraint refuses, some only at the commit.
    """
    # what this transaction stores has no statistics yet, and the checks keep the plans that they
    # make while the tables are small: by index, or each row would have whole tables read
    db.execute("SET LOCAL enable_seqscan = off")
    by_table: defaultdict[type[Row], list[Row]] = defaultdict(list)
    for row in rows:
        by_table[type(row)].append(row)
    for kind in LOADED:
        told(kind.TABLE)
        if kind in by_table:
            _copy(db, kind, by_table[kind])
    move_sequences(db)
    return sum(len(stored) for stored in by_table.values())


def _copy(db: Connection[Any], kind: type[Row], rows: list[Row]) -> None:
    # a column that no row has anything for is left to its default
    names = [
        field.name
        for field in fields(kind)
        if any(getattr(row, field.name) is not None for row in rows)
    ]
    statement = SQL("COPY tour.{} ({}) FROM STDIN").format(
        Identifier(kind.TABLE), SQL(", ").join(map(Identifier, names))
    )
    with db.cursor() as cursor, cursor.copy(statement) as copy:
        values = attrgetter(*names)
        for row in rows:
            copy.write_row(values(row))


def move_sequences(db: Connection[Any]) -> None:
    """No id of a stored row is handed out again."""
    for table, column in IDENTITIES:
        db.execute(sequence_statement(table, column))


def sequence_statement(table: LiteralString, column: LiteralString) -> LiteralString:
    """Moves the sequence of one table behind its highest id."""
    return (
        f"SELECT setval(pg_get_serial_sequence('tour.{table}', '{column}'),"  # noqa: S608
        f" greatest((SELECT max({column}) FROM tour.{table}), 1),"
        f" EXISTS (SELECT FROM tour.{table}));"
    )


def announce(db: Connection[Any], event: Message, *, key: str, command: str) -> None:
    """Put one event into the outbox of the entries service, by the hand of a command."""
    call = Call(Actor(command, Role.SYSTEM))
    db.execute(
        "INSERT INTO tour.entries_outbox (event_id, type, event_key, event_version, occurred_at,"
        " recorded_at, actor, actor_role, correlation_id, traceparent, payload, after)"
        " VALUES (%s, %s, %s, 1, %s, clock_timestamp(), %s, %s, %s, %s, %s, %s)",
        (
            uuid4(),
            type_name(type(event)),
            key,
            tour_now(db),
            call.actor.name,
            call.actor.role.value,
            call.correlation_id,
            call.traceparent,
            Jsonb(to_payload(event)),
            Jsonb(to_payload(event)),
        ),
    )


def tour_now(db: Connection[Any]) -> datetime:
    """The tour's time in UTC: real time, moved by the tour clock where that is set."""
    row = db.execute("SELECT offset_seconds FROM tour.tour_clock").fetchone()
    return datetime.now(UTC) + timedelta(seconds=row[0] if row else 0)


def is_empty(db: Connection[Any]) -> bool:
    """Whether the tour has no player, no tournament and no place yet."""
    row = db.execute(
        "SELECT NOT EXISTS (SELECT FROM tour.players) AND NOT EXISTS (SELECT FROM tour.tournaments)"
        " AND NOT EXISTS (SELECT FROM tour.country)"
    ).fetchone()
    assert row is not None
    return bool(row[0])


def forget_empty_weeks(db: Connection[Any]) -> None:
    """Weeks that the clock found empty before there was any data; it adds none until the commit.

    The tour may be running: rankings publishes the present week as soon as it is up.
    """
    db.execute("LOCK TABLE tour.ranking_weeks IN SHARE ROW EXCLUSIVE MODE")
    db.execute("DELETE FROM tour.ranking_weeks WHERE state = 'NONE'")
