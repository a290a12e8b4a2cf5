"""Roles, database and migrations: made once, however often and by however many asked for."""

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from shared import schema
from tests.integration.database.conftest import Cluster
from tests.integration.database.hand import Hand
from tests.integration.database.season import Season, make_season
from tools.local import binaries
from tools.local.postgres import EmbeddedPostgres

CATALOGUE = (
    "SELECT relname, oid::bigint, relacl::text FROM pg_class"
    " WHERE relnamespace = 'tour'::regnamespace"
    " UNION ALL SELECT proname, oid::bigint, proacl::text FROM pg_proc"
    " WHERE pronamespace = 'tour'::regnamespace ORDER BY 1, 2"
)


@pytest.fixture
def other(cluster: Cluster) -> Iterator[str]:
    """The name of a database of its own, dropped at the end."""
    name = "other"
    yield name
    with psycopg.connect(cluster.server.dsn(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def catalogue(cluster: Cluster, database: str) -> list[tuple[object, ...]]:
    with psycopg.connect(cluster.server.dsn(database)) as connection:
        return connection.execute(CATALOGUE).fetchall()


@pytest.mark.parametrize("role", schema.LOGINS)
def test_every_login_works_with_its_password_and_lands_in_the_schema(
    cluster: Cluster, role: str
) -> None:
    with psycopg.connect(cluster.url(role)) as connection:
        assert connection.execute("SELECT current_user, current_schema()").fetchone() == (
            role,
            "tour",
        )
    right = cluster.passwords[role]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.url(role).replace(right, "wrong"))


@pytest.mark.parametrize("role", schema.OWNERS)
def test_owners_cannot_log_in(cluster: Cluster, role: str) -> None:
    server = cluster.server
    with psycopg.connect(server.dsn()) as admin:
        admin.execute(f"ALTER ROLE {role} PASSWORD 'known'".encode())
        admin.commit()
        with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
            psycopg.connect(f"postgresql://{role}:known@{server.host}:{server.port}/tour")
        admin.execute(f"ALTER ROLE {role} PASSWORD NULL".encode())


def test_passwords_are_never_sent_in_the_clear(cluster: Cluster) -> None:
    with psycopg.connect(cluster.server.dsn()) as admin:
        rows = admin.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = ANY (%s)", (list(schema.LOGINS),)
        ).fetchall()
    assert len(rows) == len(schema.LOGINS)
    assert all(stored.startswith("SCRAM-SHA-256$") for (stored,) in rows)


def test_a_bootstrap_again_sets_the_passwords_anew(cluster: Cluster) -> None:
    known = dict(cluster.passwords)
    cluster.passwords["svc_draws"] = "ünïcode & $ymbols'"
    try:
        cluster.bootstrap("tour")
        server = cluster.server
        with psycopg.connect(
            host=server.host,
            port=server.port,
            dbname="tour",
            user="svc_draws",
            password=cluster.passwords["svc_draws"],
        ) as connection:
            connection.execute("SELECT 1 FROM draws")
    finally:
        cluster.passwords.update(known)
        cluster.bootstrap("tour")


@pytest.mark.parametrize(
    "change", [{"svc_draws": ""}, {"own_draws": "x"}, {"svc_draws": None}, {"postgres": "x"}]
)
def test_a_bootstrap_needs_a_password_for_every_login_and_no_other(
    cluster: Cluster, change: dict[str, str | None]
) -> None:
    merged = cluster.passwords | change
    passwords = {role: password for role, password in merged.items() if password is not None}
    with (
        psycopg.connect(cluster.server.dsn()) as admin,
        pytest.raises(ValueError, match="A password is needed"),
    ):
        schema.bootstrap(admin, passwords)


def test_a_migration_again_does_nothing(cluster: Cluster) -> None:
    before = catalogue(cluster, "tour")
    schema.migrate(cluster.url(schema.MIGRATOR))
    cluster.bootstrap("tour")
    assert catalogue(cluster, "tour") == before
    assert schema.current_revision(cluster.url(schema.MIGRATOR)) == schema.head_revision()


def test_two_bootstraps_and_two_migrators_at_once_make_it_once(
    cluster: Cluster, other: str
) -> None:
    url = cluster.url(schema.MIGRATOR, other)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(cluster.bootstrap, [other, other]))
        assert schema.current_revision(url) is None
        list(pool.map(schema.migrate, [url, url]))
    assert schema.current_revision(url) == schema.head_revision()
    names = [name for name, _, _ in catalogue(cluster, other)]
    assert names == [name for name, _, _ in catalogue(cluster, "tour")]


def test_a_migration_waits_its_turn_but_never_in_the_way(cluster: Cluster) -> None:
    """While a table is locked it gives up after a second, so that others need not queue behind."""
    url = cluster.url(schema.MIGRATOR)
    with psycopg.connect(url) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("LOCK TABLE alembic_version")
        migrating = pool.submit(schema.migrate, url)
        time.sleep(1.3)
        holder.rollback()
        migrating.result(30)
        holder.execute("LOCK TABLE alembic_version")
        with pytest.raises(OperationalError, match="lock timeout") as caught:
            schema.migrate(url, attempts=1)
        assert schema.is_blocked(caught.value)


def test_a_season_in_play_is_migrated_as_it_stands(cluster: Cluster, other: str) -> None:
    """From revision 0003 on; what it takes for granted since holds for what was stored before."""
    url = cluster.url(schema.MIGRATOR, other)
    cluster.bootstrap(other)
    schema.migrate(url, "0003")
    with psycopg.connect(cluster.server.dsn(other)) as connection:
        connection.execute("SET LOCAL search_path = tour")
        hand = Hand(connection)
        make_season(hand)
        Season(hand).store_matches(10)
        before = hand.run("svc_matches", "SELECT match_id, player1_id, player2_id FROM matches")
    schema.migrate(url)
    assert schema.current_revision(url) == schema.head_revision()
    with psycopg.connect(cluster.server.dsn(other)) as connection:
        connection.execute("SET LOCAL search_path = tour")
        hand = Hand(connection)
        assert before == hand.run(
            "svc_matches", "SELECT match_id, player1_id, player2_id FROM matches"
        )
        with hand.refused("matches_line1"):
            hand.run("svc_matches", "UPDATE matches SET player1_id = 1 WHERE match_id = 1")


def test_nobody_but_the_migrator_migrates(cluster: Cluster) -> None:
    with pytest.raises(ValueError, match="as tour_migrator, not as svc_draws"):
        schema.migrate(cluster.url("svc_draws"))


def test_revisions_form_one_line(cluster: Cluster) -> None:
    files = Path(schema.__file__).with_name("migrations").glob("versions/*.py")
    numbers = sorted(file.name[:4] for file in files)
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    assert schema.head_revision() == numbers[-1]


def test_no_extension_and_no_icu_collation_is_used(cluster: Cluster) -> None:
    with psycopg.connect(cluster.server.dsn("tour")) as connection:
        extensions = connection.execute("SELECT extname FROM pg_extension").fetchall()
        collations = connection.execute(
            "SELECT DISTINCT collname FROM pg_attribute JOIN pg_collation c ON c.oid = attcollation"
            " JOIN pg_class r ON r.oid = attrelid WHERE relnamespace = 'tour'::regnamespace"
        ).fetchall()
    assert extensions == [("plpgsql",)]
    assert sorted(collations) == [("C",), ("default",)]


def test_texts_sort_by_code_point_whatever_the_servers_own_order(cluster: Cluster) -> None:
    """RDS makes its clusters with English order; pages, hashes and exports rest on this one."""
    with psycopg.connect(cluster.server.dsn("tour")) as connection:
        collation = connection.execute(
            "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        sorted_texts = connection.execute(
            "SELECT string_agg(v, ' ' ORDER BY v) FROM unnest(ARRAY['a', 'B', 'é', 'z']) v"
        ).fetchone()
    assert collation == ("C",)
    assert sorted_texts == ("B a z é",)


@pytest.mark.parametrize("database_exists", [False, True])
def test_no_superuser_is_needed(tmp_path: Path, database_exists: bool) -> None:
    """As on RDS: the administrator may make roles and databases, and owns the database, if any."""
    with EmbeddedPostgres(tmp_path, durable=False) as server:
        with psycopg.connect(server.dsn(), autocommit=True) as superuser:
            superuser.execute("CREATE ROLE master LOGIN PASSWORD 'm' CREATEROLE CREATEDB")
            if database_exists:
                superuser.execute("CREATE DATABASE tour OWNER master")
        cluster = Cluster(server, {role: f"password-of-{role}" for role in schema.LOGINS})
        for _ in range(2):
            url = f"postgresql://master:m@{server.host}:{server.port}/postgres"
            with psycopg.connect(url) as master:
                schema.bootstrap(master, cluster.passwords)
            schema.migrate(cluster.url(schema.MIGRATOR))
        with psycopg.connect(cluster.url("svc_rankings")) as connection:
            assert connection.execute("SELECT count(*) FROM points_rules").fetchone() == (35,)


def test_a_dump_can_be_restored(cluster: Cluster, other: str, tmp_path: Path) -> None:
    """Functions in CHECKs and generated columns do not depend on the search_path."""
    programs = binaries.postgres_programs(None).bin
    dump = tmp_path / "tour.dump"
    with psycopg.connect(cluster.server.dsn(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {other} TEMPLATE template0".encode())
    subprocess.run(
        [programs / "pg_dump", "-Fc", "-f", dump, cluster.server.dsn("tour")], check=True
    )
    subprocess.run(
        [programs / "pg_restore", "--exit-on-error", "-d", cluster.server.dsn(other), dump],
        check=True,
    )
    before, after = catalogue(cluster, "tour"), catalogue(cluster, other)
    assert [(name, grants) for name, _, grants in after] == [
        (name, grants) for name, _, grants in before
    ]
