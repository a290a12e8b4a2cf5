import psycopg
import pytest

from shared import schema
from tools.local.database import Target
from tools.local.nats import EmbeddedNats


@pytest.mark.parametrize("attempt", [1, 2])
def test_every_test_has_an_empty_database_of_its_own(database: Target, attempt: int) -> None:
    with psycopg.connect(database.url(database.admin)) as db:
        db.execute("CREATE TABLE left_behind (x int)")


def test_database_is_at_the_newest_revision(database: Target) -> None:
    assert schema.current_revision(database.url(schema.MIGRATOR)) == schema.head_revision()


@pytest.mark.parametrize("login", schema.LOGINS)
def test_every_login_enters_and_nobody_else_may(database: Target, login: str) -> None:
    with psycopg.connect(database.url(login)) as db:
        row = db.execute(
            "SELECT current_user, has_database_privilege('public', current_database(), 'CONNECT')"
        ).fetchone()
    assert row == (login, False)


def test_brokers_of_tests_are_different(
    nats_server: EmbeddedNats, fresh_nats_server: EmbeddedNats
) -> None:
    assert nats_server.url != fresh_nats_server.url
    assert nats_server.part.ready
    assert fresh_nats_server.part.ready
