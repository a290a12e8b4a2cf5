"""The rehearsal of the locks that migrations take: blocked, at once, and begun again."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from tools.drill.migrating import contract, expand, expand_in_vain
from tools.local.database import Target

_COLUMNS = (
    "SELECT attname, attacl::text FROM pg_attribute"
    " WHERE attrelid = 'tour.players'::regclass AND NOT attisdropped ORDER BY attnum"
)
_OTHERS = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'tour'::regnamespace UNION ALL"
    " SELECT conname FROM pg_constraint WHERE connamespace = 'tour'::regnamespace ORDER BY 1"
)
_INDEX = (
    "SELECT count(*), bool_and(indisvalid) FROM pg_index"
    " WHERE indrelid = 'tour.entries'::regclass"
    " AND indexrelid::regclass::text LIKE '%entries_rehearsed%'"
)


@pytest.fixture
def admin(database: Target) -> "Iterator[psycopg.Connection]":
    with psycopg.connect(database.url(database.admin), autocommit=True) as connection:
        yield connection


def test_a_migration_that_is_blocked_says_so_in_one_sentence_and_leaves_nothing(
    database: Target,
) -> None:
    blocked = expand_in_vain(database)
    assert blocked.said.startswith(
        "The schema could not be brought up to date: another transaction"
    )
    assert blocked.said.count(".") == 1
    assert blocked.left == 0
    # the control: what is counted is there after one that was not blocked
    expand(database)
    assert expand_in_vain(database).left == 3


def test_what_was_added_for_a_rehearsal_goes_again(
    database: Target, admin: psycopg.Connection
) -> None:
    before = [admin.execute(query).fetchall() for query in (_COLUMNS, _OTHERS)]
    expand(database)
    assert [admin.execute(query).fetchall() for query in (_COLUMNS, _OTHERS)] != before
    contract(database)
    assert [admin.execute(query).fetchall() for query in (_COLUMNS, _OTHERS)] == before


def test_two_migrators_at_once_do_not_wait_for_each_other_for_ever(
    database: Target, admin: psycopg.Connection
) -> None:
    """Who makes an index CONCURRENTLY waits for whoever holds a snapshot; the other asks anew."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(expand, [database, database]))
    assert admin.execute(_INDEX).fetchone() == (1, True)


def test_an_index_whose_making_was_broken_off_is_made_anew(
    database: Target, admin: psycopg.Connection
) -> None:
    with psycopg.connect(database.url(database.admin)) as writer, ThreadPoolExecutor(1) as pool:
        writer.execute("LOCK TABLE tour.entries IN ROW EXCLUSIVE MODE")
        migrating = pool.submit(expand, database)
        # it is there, and waits for the writer
        while admin.execute(_INDEX).fetchone() != (1, False):
            assert not migrating.done()
            time.sleep(0.02)
        admin.execute(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'tour_migrator' AND query LIKE 'CREATE INDEX%'"
        )
        with pytest.raises(OperationalError, match="canceling statement"):
            migrating.result(60)
    assert admin.execute(_INDEX).fetchone() == (1, False)
    expand(database)
    assert admin.execute(_INDEX).fetchone() == (1, True)
