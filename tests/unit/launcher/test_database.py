from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from shared.schema import IMPORTER, LOGINS, MIGRATOR
from tools.local.database import Target, environment_target, login_passwords
from tools.local.secrets import make_secrets
from tools.problems import Problem

_ALL = {f"TOUR_PASSWORD_{login.upper()}": f"of {login}" for login in LOGINS}


def test_every_login_of_the_schema_has_a_password_of_its_own() -> None:
    passwords = login_passwords(make_secrets())
    assert set(passwords) == set(LOGINS)
    assert len(set(passwords.values())) == len(LOGINS)


def test_without_a_host_in_the_environment_there_is_no_target() -> None:
    assert environment_target(_ALL) is None


def test_migrations_alone_need_the_migrators_password_only() -> None:
    target = environment_target(
        {"TOUR_DATABASE_HOST": "db", f"TOUR_PASSWORD_{MIGRATOR.upper()}": "x"}
    )
    assert target == Target("db", 5432, "tour", "postgres", None, {MIGRATOR: "x"})


def test_with_an_administrator_every_login_has_a_password() -> None:
    environment = {
        **_ALL,
        "TOUR_DATABASE_HOST": "db",
        "TOUR_DATABASE_PORT": "6432",
        "TOUR_DATABASE_NAME": "other",
        "TOUR_ADMIN_USER": "rdsadmin",
        "TOUR_ADMIN_PASSWORD": "secret",
    }
    target = environment_target(environment)
    assert target is not None
    assert set(target.passwords) == set(LOGINS)
    assert target.url("rdsadmin", "postgres") == "postgresql://rdsadmin:secret@db:6432/postgres"
    assert target.url(IMPORTER) == f"postgresql://{IMPORTER}:of%20{IMPORTER}@db:6432/other"


@pytest.mark.parametrize("missing", LOGINS)
def test_missing_password_is_named(missing: str) -> None:
    name = f"TOUR_PASSWORD_{missing.upper()}"
    environment = {**_ALL, "TOUR_DATABASE_HOST": "db", "TOUR_ADMIN_PASSWORD": "x"}
    del environment[name]
    with pytest.raises(Problem, match=name):
        environment_target(environment)


def test_port_that_is_no_number_is_refused() -> None:
    environment = {**_ALL, "TOUR_DATABASE_HOST": "db", "TOUR_DATABASE_PORT": "x"}
    with pytest.raises(Problem, match="TOUR_DATABASE_PORT"):
        environment_target(environment)


def test_passwords_with_marks_of_their_own_do_not_break_the_url() -> None:
    target = Target("db", 1, "tour", "postgres", "p@ss/w:rd?", {})
    assert target.url("postgres") == "postgresql://postgres:p%40ss%2Fw%3Ard%3F@db:1/tour"


def test_an_authority_is_asked_for_in_the_url_and_has_to_be_there(tmp_path: Path) -> None:
    file = tmp_path / "rds ü.pem"
    environment = {
        "TOUR_DATABASE_HOST": "db",
        "TOUR_DATABASE_CA": str(file),
        f"TOUR_PASSWORD_{MIGRATOR.upper()}": "x",
    }
    with pytest.raises(Problem, match=r"TOUR_DATABASE_CA is .* there is no such file"):
        environment_target(environment)
    file.touch()
    target = environment_target(environment)
    assert target is not None
    assert conninfo_to_dict(target.url(MIGRATOR)) == {
        "host": "db",
        "port": "5432",
        "dbname": "tour",
        "user": MIGRATOR,
        "password": "x",
        "sslmode": "verify-full",
        "sslrootcert": str(file),
    }
