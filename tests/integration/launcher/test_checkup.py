from dataclasses import replace

import psycopg
import pytest

from shared import schema
from tools.checkup import database_findings
from tools.local.database import Target


def _wrong(database: Target) -> list[str]:
    return [finding.text for finding in database_findings(database) if not finding.ok]


def _by_hand(database: Target, statement: str) -> None:
    with psycopg.connect(database.url(database.admin)) as db:
        db.execute(statement.encode())


def test_nothing_is_wrong_with_a_migrated_database(database: Target) -> None:
    findings = list(database_findings(database))
    assert [finding.text for finding in findings if not finding.ok] == []
    assert len(findings) == 3


def test_older_revision_is_told_with_what_to_do(database: Target) -> None:
    _by_hand(database, "UPDATE tour.alembic_version SET version_num = '0000'")
    head = schema.head_revision()
    assert _wrong(database) == [f"The schema is at revision 0000, not {head}. Try `tour migrate`."]


def test_service_that_may_write_anothers_table_is_told(database: Target) -> None:
    _by_hand(database, "GRANT INSERT ON tour.players TO svc_draws")
    assert _wrong(database) == ["svc_draws may write players, which another service owns."]


@pytest.mark.parametrize("power", ["CREATEDB", "CREATEROLE", "BYPASSRLS"])
def test_login_with_more_rights_is_told(database: Target, power: str) -> None:
    _by_hand(database, f"ALTER ROLE svc_draws {power}")
    try:
        assert "These logins may do more than they need: svc_draws" in _wrong(database)[0]
    finally:
        _by_hand(database, f"ALTER ROLE svc_draws NO{power}")


def test_database_that_does_not_answer_is_told(database: Target) -> None:
    passwords = {**database.passwords, "svc_draws": "wrong"}
    assert "The database does not answer" in _wrong(replace(database, passwords=passwords))[0]
    assert "The database does not answer" in _wrong(replace(database, port=1))[0]
