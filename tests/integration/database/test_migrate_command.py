"""`tour migrate` on a database that the environment names, as in containers and on AWS."""

import psycopg
import pytest

from shared import schema
from tools.local.database import Target
from tools.migrate import command
from tools.problems import Problem


@pytest.fixture
def named(database: Target, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The database, as the environment of a one-off task names it: without an administrator."""
    for name, value in {
        "HOST": database.host,
        "PORT": str(database.port),
        "NAME": database.database,
    }.items():
        monkeypatch.setenv(f"TOUR_DATABASE_{name}", value)
    monkeypatch.setenv("TOUR_PASSWORD_TOUR_MIGRATOR", database.passwords[schema.MIGRATOR])
    return database


def test_it_says_at_which_revision_the_schema_is(
    named: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    command()
    assert capsys.readouterr().out == (
        f"The schema of {named.database} is at revision {schema.head_revision()}.\n"
    )


def test_a_schema_that_a_later_version_made_is_told_and_left_alone(named: Target) -> None:
    """As where an update is taken back: the earlier code runs on it, and migrates nothing."""
    with psycopg.connect(named.url(named.admin), autocommit=True) as admin:
        admin.execute("UPDATE tour.alembic_version SET version_num = '9999'")
    with pytest.raises(Problem, match="is at revision 9999, which this version does not know"):
        command()
    assert schema.current_revision(named.url(schema.MIGRATOR)) == "9999"


def test_a_database_that_cannot_be_reached_is_told(
    named: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUR_DATABASE_PORT", "1")
    with pytest.raises(Problem, match=r"^The schema could not be brought up to date: connection"):
        command()
